"""What every table and column means, and its unit: the text that goes with exported tables.

Knows names of tables and columns, not their figures.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from sim.engine.tally import COUNTS, LEVELS
from sim.report import labels

TABLES: dict[str, str] = {
    "impact": "What the acts did to each measure: both arms, their paired difference and its interval.",
    "replications": "Every measure once per replication and arm; what the intervals are made of.",
    "hourly": "Events of every hour and what stood at every full hour, per replication and arm.",
    "who_pays": "Money by party and cost line, in CNY; below zero a party gains.",
    "recovery": "How high each level rose over the counterfactual, and when it was back.",
    "affected": "Information harm beside physical harm.",
    "assumptions": "Every number of the scenario as written, with its source.",
    "attribution": "Shares of the excess by act, party and mechanism.",
    "coalitions": "Both arms of every coalition of acts and every version of the world, by replication.",
    "values": "Every measure of every variant, by replication.",
    "impacts": "The impact table of every scenario compared.",
    "differences": "Excess of one scenario less that of another, paired by luck.",
    "ranks": "Place of each scenario by a measure, and how likely it is the best.",
    "said_otherwise": "Where the scenarios' files differ.",
    "points": "The points of a sweep: one row a point, a column for each quantity varied.",
    "failures": "Points of a sweep that failed, and why.",
    "curve": "Excess by the length of the outage.",
    "marginal": "What the next hour of the outage costs.",
    "knees": "Lengths from which on an hour costs more, or less, than before.",
    "trials": "Policies tried by a search.",
    "worlds": "Each policy in each world of a search.",
    "selection": "How the best policy was told from the next ones.",
    "findings": "What the accounts say alike, and what otherwise.",
}
INTERVAL_LOW = "lower end of the 95 % interval over paired replications; none with a single one"
INTERVAL_HIGH = "upper end of that interval"
UNIT_OF_ROW = "of the row"
COLUMNS: dict[str, tuple[str, str]] = {
    "measure": ("name of the measure, see below", ""),
    "group": ("`total`, or a part of the world such as `carrier=sf`", ""),
    "baseline": ("the counterfactual: same orders, same luck, no act", UNIT_OF_ROW),
    "outage": ("the arm in which the acts happened", UNIT_OF_ROW),
    "excess": ("outage less baseline, mean of the replications", UNIT_OF_ROW),
    "ci_low": (INTERVAL_LOW, UNIT_OF_ROW),
    "ci_high": (INTERVAL_HIGH, UNIT_OF_ROW),
    "unit": ("unit of the row's figures; `share` is 0 to 1", ""),
    "arm": ("`baseline`, or `outage`", ""),
    "replication": ("number of the pair of arms, from 0; both have the same luck", ""),
    "replications": ("pairs of arms behind the row", ""),
    "value": ("the measure's value, for the whole population", UNIT_OF_ROW),
    "hour": (
        "hours since the scenario's start; a count is of the hour that begins then, a level stood at that instant",
        "h",
    ),
    "party": ("who pays or gains", ""),
    "line": ("what for", ""),
    "class": ("the parcel was on time and its news was not, or it was late, or both", ""),
    "peak_excess": ("highest excess of the level over the counterfactual", UNIT_OF_ROW),
    "time_to_recover_h": ("from the first act until back in the usual band for good; to the run's end if never", "h"),
    "resilience_loss": ("area between the arms", "unit of the row times hours"),
    "path": ("where the number stands in the scenario's file", ""),
    "meaning": ("what the number is", ""),
    "source": ("where it was read; empty for an assumption", ""),
    "certainty": ("H read in a published source, M derived or second-hand, L assumed", ""),
    "range_low": ("lowest plausible value, as written", ""),
    "range_high": ("highest plausible value, as written", ""),
    "kind": ("what sort of row: the whole excess, an act, a party or a mechanism", ""),
    "name": ("what the row is about", ""),
    "variant": ("version of the world", ""),
    "scenario": ("scenario of the comparison", ""),
    "a": ("scenario whose excess is taken away", ""),
    "b": ("scenario from whose excess it is taken away", ""),
    "excess_a": ("excess of a", UNIT_OF_ROW),
    "excess_b": ("excess of b", UNIT_OF_ROW),
    "difference": ("excess of b less excess of a", UNIT_OF_ROW),
    "adjusted_low": ("lower end of the interval that holds for all pairs at once (Bonferroni)", UNIT_OF_ROW),
    "adjusted_high": ("upper end of that interval", UNIT_OF_ROW),
    "relative": ("difference over the excess of a", "share"),
    "p": ("p-value of the paired t-test", ""),
    "p_holm": ("p-value by Holm, over the pairs of the measure", ""),
    "rank": ("place, 1 the best; those that cannot be told apart share it", ""),
    "p_best": ("share of resamples in which it is the best", "share"),
    "first": ("what the first scenario says", ""),
    "here": ("what this scenario says", ""),
    "point": ("name of the point of the sweep", ""),
    "policy": ("name of the policy", ""),
    "hours": ("length of the outage", "h"),
    "length_h": ("length of the outage", "h"),
}  # fmt: skip
ENDS = {"_low": INTERVAL_LOW, "_high": INTERVAL_HIGH}
MONEY_TABLES = frozenset({"who_pays"})
"""Tables without a column of units, whose figures are CNY."""


def dictionary_text(title: str, tables: Mapping[str, pd.DataFrame], more: Sequence[str] = ()) -> str:
    """Markdown: each table, each of its columns, each measure in them.

    Args:
        title: of the run or study.
        tables: by name, as exported.
        more: lines below the title.
    """
    parts = [f"# Tables of {title}", "", *more, ""]
    for table, frame in tables.items():
        parts += [f"## {table}", "", TABLES.get(table, "A table of the study."), "", *_columns(table, frame), ""]
    measures = measures_of(tables.values())
    if measures:
        parts += [
            "## Measures",
            "",
            "Counts are of the whole population and the whole run unless an hour is given.",
            "",
        ]
        parts += ["| measure | unit | meaning |", "| --- | --- | --- |"]
        parts += [
            f"| `{measure}` | {_cell(unit)} | {_cell(meaning_of(measure))} |" for measure, unit in measures.items()
        ]
    return "\n".join(parts).rstrip() + "\n"


def column_meaning(table: str, column: str, *, has_unit: bool = True) -> tuple[str, str]:
    """Meaning and unit of a table's column; empty texts for one that is not known.

    `has_unit`: whether the table says a unit in every row.

    >>> column_meaning("who_pays", "excess")
    ('outage less baseline, mean of the replications', 'CNY')
    >>> column_meaning("recovery", "peak_excess_high")
    ('upper end of that interval', 'of the row')
    """
    meaning, unit = COLUMNS.get(column, ("", ""))
    if not meaning:
        for end, said in ENDS.items():
            base = COLUMNS.get(column.removesuffix(end))
            if column.endswith(end) and base is not None:
                meaning, unit = said, base[1]
    if unit == UNIT_OF_ROW and table in MONEY_TABLES:
        unit = "CNY"
    elif unit == UNIT_OF_ROW and not has_unit:
        unit = "of the measure"
    return meaning, unit


def measures_of(tables: Iterable[pd.DataFrame]) -> dict[str, str]:
    """Unit of each measure that the tables name, in the order in which it comes; empty where none says it."""
    found: dict[str, str] = {}
    for frame in tables:
        if "measure" not in frame.columns:
            continue
        if "unit" in frame.columns:
            pairs = frame[["measure", "unit"]].drop_duplicates().itertuples(index=False, name=None)
        else:
            pairs = ((measure, "") for measure in frame["measure"].unique())
        for measure, unit in pairs:
            name = str(measure)
            found[name] = found.get(name) or str(unit) or unit_of(name)
    return found


def unit_of(measure: str) -> str:
    """Unit of a count or a level as the tally names it; empty for a measure that is derived."""
    known = COUNTS.get(measure) or LEVELS.get(measure)
    return known[0] if known else ""


def meaning_of(measure: str) -> str:
    """What a measure is: the tally's words, else its title."""
    known = COUNTS.get(measure) or LEVELS.get(measure)
    return known[1] if known else labels.measure(measure)


def _columns(table: str, frame: pd.DataFrame) -> list[str]:
    rows = ["| column | unit | meaning |", "| --- | --- | --- |"]
    for column in map(str, frame.columns):
        meaning, unit = column_meaning(table, column, has_unit="unit" in frame.columns)
        rows.append(f"| `{column}` | {_cell(unit)} | {_cell(meaning)} |")
    return rows


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
