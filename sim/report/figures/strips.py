"""Panels of time series, the shape most topics need: rows of both arms, of single lines, or of daily bars.

A row whose series the run lacks is left out; a panel without rows says that it is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.report.message import Told, furthest
from sim.report.panel import LegendEntry, Panel
from sim.report.reading import Act, Reading
from sim.report.series import BASELINE_ARM, LEVELS, OUTAGE_ARM, Array, bin_width_h, step_h
from sim.report.stack import ARMS, WITH_IT, WITHOUT, Stack, tag

ROW_PX = 130


@dataclass(frozen=True)
class Row:
    """Both arms of one series: hourly lines, or daily sums as bars."""

    measure: str
    title: str
    group: str = "total"
    is_daily: bool = False


@dataclass(frozen=True)
class Line:
    """The outage arm of one series, added up over groups, drawn into the row of its title."""

    measure: str
    title: str
    entry: LegendEntry
    groups: Sequence[str] = ("total",)


def arm_rows(run: Reading, panel: Panel, rows: Sequence[Row], shaded: Sequence[Act], row_px: int = ROW_PX) -> Panel:
    """`panel` with a figure of the rows the run has, both arms in each."""
    found = [(row, run.hourly.arm(row.measure, OUTAGE_ARM, row.group)) for row in rows]
    shown = [
        (row, 1 if row.is_daily else width_of(run, row.measure, values)) for row, values in found if values is not None
    ]
    if not shown:
        return panel
    stack = Stack(run, [(binned_title(row.title, width_h), row_px) for row, width_h in shown], shaded)
    for place, (row, width_h) in enumerate(shown, start=1):
        if row.is_daily:
            _daily(stack, place, row)
        else:
            stack.arms(place, row.measure, row.group, width_h)
    stack.figure.layout |= {"barmode": "group", "bargap": 0.25}
    told = furthest(run, [Told(row.title, row.measure, [row.group], row.is_daily) for row, _ in shown])
    return replace(panel, figure=stack.figure, height=stack.height, legend=ARMS, label=f"{panel.title}. {told}")


def single_lines(run: Reading, panel: Panel, lines: Sequence[Line], shaded: Sequence[Act], row_px: int = 170) -> Panel:
    """`panel` with a figure of the lines the run has; lines of one title share a row."""
    found = [(line, run.hourly.summed(line.measure, OUTAGE_ARM, line.groups)) for line in lines]
    shown = [(line, values) for line, values in found if values is not None]
    if not shown:
        return panel
    widths: dict[str, int] = {}
    for line, values in shown:
        widths[line.title] = max(widths.get(line.title, 0), width_of(run, line.measure, values))
    titles = list(widths)
    stack = Stack(run, [(binned_title(title, width_h), row_px) for title, width_h in widths.items()], shaded)
    for line, values in shown:
        series = tag(line.measure, " + ".join(line.groups), OUTAGE_ARM)
        stack.band(titles.index(line.title) + 1, values, line.entry, widths[line.title], series)
    legend = list(dict.fromkeys(line.entry for line, _ in shown))
    told = furthest(run, [Told(line.entry.text, line.measure, line.groups) for line, _ in shown])
    return replace(panel, figure=stack.figure, height=stack.height, legend=legend, label=f"{panel.title}. {told}")


def width_of(run: Reading, measure: str, values: Array) -> int:
    """Hours a point of a series is the mean of; 0 for a level, which is never averaged over time."""
    if measure in LEVELS:
        return 0
    return max(step_h(values.shape[1]), bin_width_h(values, float(run.scenario.sample)))


def binned_title(title: str, width_h: int) -> str:
    """A row's title that says over how many hours its points are means."""
    return f"{title}, {width_h}-hour means" if width_h > 1 else title


def _daily(stack: Stack, place: int, row: Row) -> None:
    for arm, entry in ((BASELINE_ARM, WITHOUT), (OUTAGE_ARM, WITH_IT)):
        values = stack.run.hourly.arm(row.measure, arm, row.group)
        if values is not None:
            stack.days(place, values, entry, tag(row.measure, row.group, arm))
