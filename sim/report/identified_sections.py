"""What published aggregates tell of numbers without data of their own, as sections of a page."""

from collections.abc import Mapping

import pandas as pd

from sim.report import numbers
from sim.report.records import records
from sim.report.study_page import Section


def identified_sections(identified: Mapping[str, pd.DataFrame]) -> list[Section]:
    """What the published aggregates tell of numbers without data of their own: numbers, directions, slopes.

    Args:
        identified: tables parameters, directions, pairs and slopes, as `sim.validate.identify` gives them.
    """
    parameters, directions, pairs, slopes = (
        identified[name] for name in ("parameters", "directions", "pairs", "slopes")
    )
    flat = directions.loc[directions["is_flat"], "direction"].nunique()
    of_all = directions["direction"].nunique()
    return [
        Section(
            "identified",
            "Numbers without data of their own",
            "Each was moved half a standard deviation of its prior up and down with the same luck. The prior is "
            "lognormal over the range beside the number. Spread left: standard deviation afterwards over that of the "
            "prior, on the logarithm. A number counts as told of where less than half is left.\n\n"
            f"Directions that are flat: {flat} of {of_all}. Along them the targets know less than the prior, and the "
            f"numbers can be traded against each other. {_untold(parameters)}",
            table=_parameters_table(parameters),
            short="Unmeasured numbers",
        ),
        Section(
            "pairs",
            "Which two can be told apart",
            "Every two of the numbers. Correlation: of their logarithms, once the targets are known.",
            table=_pairs_table(pairs),
            short="Pairs",
        ),
        Section(
            "directions",
            "Directions",
            "Mixtures of the numbers, from the one the targets know best. Eigenvalue of the information: what the "
            "targets know over what the prior knows; below 1 the direction is flat.",
            table=_directions_table(directions),
        ),
        Section(
            "slopes",
            "Slopes",
            "Change of the logarithm of each aggregate per standard deviation of each number's prior.",
            table=_slopes_table(slopes),
            note="Shares by the logarithm of what is left. A straight line is rough where a number matters much.",
        ),
    ]


def _parameters_table(parameters: pd.DataFrame) -> pd.DataFrame:
    rows = records(parameters)
    return pd.DataFrame(
        {
            "number": [row["path"] for row in rows],
            "what": [row["what"] for row in rows],
            "value": [numbers.number(row["value"]) for row in rows],
            "range": [f"{numbers.number(row['low'])} to {numbers.number(row['high'])}" for row in rows],
            "afterwards": [numbers.number(row["posterior"]) for row in rows],
            "95 %": [f"{numbers.number(row['ci_low'])} to {numbers.number(row['ci_high'])}" for row in rows],
            "spread left": [numbers.share(row["sd_left"]) for row in rows],
            "told of": [row["is_told_of"] for row in rows],
            "goes with": [f"{row['confused_with']} ({signed_fine(row['correlation'])})" for row in rows],
        }
    )


def _pairs_table(pairs: pd.DataFrame) -> pd.DataFrame:
    rows = records(pairs.sort_values("are_apart", kind="stable"))
    return pd.DataFrame(
        {
            "number": [row["first"] for row in rows],
            "and": [row["second"] for row in rows],
            "correlation": [signed_fine(row["correlation"]) for row in rows],
            "told apart": [row["are_apart"] for row in rows],
            "that is": [row["says"] for row in rows],
        }
    )


def _directions_table(directions: pd.DataFrame) -> pd.DataFrame:
    rows: dict[int, dict[str, str]] = {}
    for row in records(directions):
        told = rows.setdefault(row["direction"], {"eigenvalue": numbers.number(row["eigenvalue"])})
        told["is flat"] = "yes" if row["is_flat"] else "no"
        told[_short(row["path"])] = signed_fine(row["loading"])
    return pd.DataFrame(list(rows.values()))


def _slopes_table(slopes: pd.DataFrame) -> pd.DataFrame:
    rows: dict[str, dict[str, str]] = {}
    for row in records(slopes):
        fine = {key: numbers.fine(row[key], row["unit"]) for key in ("target", "simulated")}
        told = rows.setdefault(row["aggregate"], {"what": row["what"], **fine})
        told[_short(row["path"])] = signed_fine(row["slope"])
    return pd.DataFrame(list(rows.values()))


def _untold(parameters: pd.DataFrame) -> str:
    untold = parameters.loc[~parameters["is_told_of"], "path"]
    return f"The targets do not tell of {', '.join(untold)}." if len(untold) else "The targets tell of every number."


def _short(path: str) -> str:
    """The last word of a path, for the head of a column."""
    return path.rpartition(".")[2]


def signed_fine(value: float) -> str:
    """A correlation, a loading or a slope: two decimals with a sign."""
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", numbers.MINUS)
