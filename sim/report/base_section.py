"""What a what-if question changes against its base run: the paired difference in words, one figure and a table."""

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_comparison import HEADLINES, relative_panel
from sim.report.records import records
from sim.report.study_page import Section

TOLD = ("contacts", "petitions", "total_cost_cny")
SHOWN = ["measure", "unit", "base_excess", "excess_now", "difference", "interval", "of_the_base_excess"]


def base_section(differences: pd.DataFrame, replications: int) -> Section:
    """The part of a what-if question that holds it against its base run.

    Args:
        differences: of the base (a) and the question (b), as `sim.study.compare.differences` gives it.
        replications: pairs of arms that both have.
    """
    of_measure = differences.set_index("measure", drop=False)
    there = [name for name in HEADLINES if name in of_measure.index]
    kept = of_measure.loc[there]
    told = " ".join(_told(row) for row in records(kept) if row["measure"] in TOLD)
    return Section(
        "against-base",
        "Against the base run",
        f"Excess of this question less excess of its base run, paired by luck in the {replications} replications that "
        f"both have, with 95 % intervals.\n\n{told}",
        panels=[relative_panel("against-base-relative", kept)],
        table=_table(kept),
        note="Of the base excess: a dash where that is not clear of zero. All other measures: make a run of this "
        "scenario and compare the two.",
    )


def _told(row: dict[str, object]) -> str:
    """One measure in a sentence."""
    difference, low, high = (float(str(row[name])) for name in ("difference", "ci_low", "ci_high"))
    unit, title = str(row["unit"]), labels.measure(str(row["measure"]))
    if difference == low == high == 0.0:
        return f"{title}: exactly as in the base run."
    between = numbers.interval(low, high, unit)
    if low <= 0 <= high:
        return f"{title}: no clear difference ({between})."
    told = f"{numbers.change(difference, unit)} {numbers.unit_beside(unit)}".strip()
    return f"{title}: {told} ({between})."


def _table(kept: pd.DataFrame) -> pd.DataFrame:
    frame = kept.rename(columns={"excess_a": "base_excess", "excess_b": "excess_now"})
    units = frame["unit"].tolist()
    ends = zip(frame["ci_low"], frame["ci_high"], units, strict=True)
    frame["interval"] = [numbers.interval(*each) for each in ends]
    frame["of_the_base_excess"] = [_relative(row) for row in records(kept)]
    return frame[SHOWN]


def _relative(row: dict[str, float]) -> str:
    between = numbers.interval(row["relative_low"], row["relative_high"], "share").replace("pp", "%")
    told = numbers.change(row["relative"], "share").replace("pp", "%")
    return f"{told} ({between})" if between else told
