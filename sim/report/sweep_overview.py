"""The page of a sweep without the analysis of its design: what was varied, how each excess lies, what failed."""

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures import study_sweep
from sim.report.study_page import Section
from sim.report.sweep_differences import difference_frame
from sim.report.sweep_reading import SweepReading

MOST_FAILURES = 50
MOST_COMPARED = 40


def lead(reading: SweepReading) -> str:
    """What was run, and the range of the first measure's excess."""
    count, failed = len(reading.points), len(reading.failures)
    first = reading.measures[0]
    replications = reading.told["replications"]
    times = "one pair of runs" if replications == 1 else f"{replications} pairs of runs"
    told = (
        f"{count:,} points, {times} each, all with the same luck: {labels.measure(first).lower()} beyond the "
        f"counterfactual from {study_sweep.most(reading, first)}."
    )
    left_out = "1 point failed and is left out" if failed == 1 else f"{failed} points failed and are left out"
    told += f" {left_out}." if failed else ""
    compared = _compared(reading) if 1 < len(reading.slices()) <= MOST_COMPARED else ""
    return f"{told}\n\n{compared}".strip()


def _compared(reading: SweepReading) -> str:
    """Which choices have clearly less, or more, of the first measure than the first choice."""
    measure = reading.measures[0]
    rows = difference_frame(reading, [measure])
    if rows.empty or not rows["ci_low"].notna().any():
        return ""
    less, more = rows[rows["ci_high"] < 0.0], rows[rows["ci_low"] > 0.0]
    told = [
        f"{word} with {', '.join(_difference(row) for row in found.sort_values('difference').to_dict('records'))}"
        for word, found in (("less", less), ("more", more))
        if len(found)
    ]
    rest = len(rows) - len(less) - len(more)
    first, name = rows["against"].iloc[0], labels.measure(measure)
    if not told:
        return f"{name}: no choice is told apart from the first, {first}."
    others = f" {rest} {'others are' if rest > 1 else 'other is'} not told apart." if rest else ""
    return f"{name}, against {first}: {'; '.join(told)}.{others}"


def _difference(row: dict[Hashable, Any]) -> str:
    unit = str(row["unit"])
    interval = numbers.interval(row["ci_low"], row["ci_high"], unit)
    return f"{row['what']} ({numbers.change(row['difference'], unit)}, {interval})"


def sections(reading: SweepReading) -> list[Section]:
    """Excess by measure, choices compared, what was varied, what failed."""
    found = [_excess(reading)]
    slices = reading.slices()
    if 1 < len(slices) <= MOST_COMPARED:
        found.append(
            Section(
                "choices",
                f"Each choice against the first: {slices[0].name}",
                "All choices met the same points and the same luck, so that differences are taken pair by pair. "
                "Green: less than the first choice, red: more, grey: not told apart.",
                panels=study_sweep.differences(reading),
                note="A single replication has no interval, and nothing is told apart then."
                if reading.told["replications"] == 1
                else "",
                short="Choices",
            )
        )
    if reading.uncertainties or reading.told["levers"]:
        found.append(_varied(reading))
    if len(reading.failures):
        found.append(
            Section(
                "failures",
                "Points that failed",
                "These points have no figures; --resume tries them again.",
                table=reading.failures.head(MOST_FAILURES),
            )
        )
    return found


def _excess(reading: SweepReading) -> Section:
    panels = study_sweep.panels(reading)
    text = "Each point is the excess of the outage arm over the same world without outage, in total."
    hidden = len(reading.slices()) - study_sweep.MOST_SLICES
    note = f"{hidden} choices more are in the tables." if hidden > 0 else ""
    return Section("excess", "What the outage does over the points", text, panels=panels, note=note, short="Excess")


def _varied(reading: SweepReading) -> Section:
    rows: list[Sequence[object]] = []
    for each in reading.uncertainties:
        how = "log-uniform" if each["is_log"] else "uniform" if each["peak"] is None else f"peak {each['peak']:.4g}"
        rows.append((each["path"], each["low"], each["high"], each["unit"], how, each["because"]))
    table = pd.DataFrame(rows, columns=["path", "low", "high", "unit", "spread", "why"])
    levers = [
        f"{each['path']}: {', '.join(map(str, each['values']))} {each['unit']}" for each in reading.told["levers"]
    ]
    note = f"Levers: {'; '.join(levers)}." if levers else ""
    if not rows:
        return Section("varied", "What was varied", "Choices only; nothing was uncertain.", note=note, short="Ranges")
    text = "Ranges of what nobody knows, in the units of the model."
    return Section("varied", "What was varied", text, table=table, note=note, short="Ranges")
