"""What every table and column means, and its unit: the text that goes with exported tables.

Knows names of tables and columns, not their figures.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from sim.engine.tally import COUNTS, LEVELS
from sim.report import labels
from sim.report.export.columns import column_meaning

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
    "claims": "What was said at the time, held against each account.",
    "facts": "What somebody could count afterwards, and the accounts predict differently.",
    "records": "Data records within and beyond the contract.",
    "statements": "Where the accounts' files differ.",
    "timeline": "Who is said to have closed which link, and when.",
    "bids": "What an hour less is worth to each party.",
    "sensitivity": "Mean of each measure over the points, and how much of its variance is luck.",
    "thresholds": "Where a measure passes a limit.",
    "tornado": "How far each quantity moves each measure.",
}


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
