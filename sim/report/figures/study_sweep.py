"""Excess over the points of a sweep: along one uncertainty, spread over many, or by what was chosen."""

import numpy as np
import pandas as pd

from sim.report import labels, numbers, theme
from sim.report.figure import Figure, bars_layout
from sim.report.panel import LegendEntry, Mark, Panel, plain_text
from sim.report.series import Array, band
from sim.report.sweep_differences import difference_frame
from sim.report.sweep_reading import ONLY, Slice, SweepReading, short_path

MOST_SLICES = 12
HEIGHT = 300


def panels(reading: SweepReading) -> list[Panel]:
    """One panel a measure."""
    slices = reading.slices()[:MOST_SLICES]
    drawn = {0: by_choice, 1: along}.get(len(reading.uncertainties), spread)
    return [drawn(reading, measure, slices) for measure in reading.measures]


def along(reading: SweepReading, measure: str, slices: list[Slice]) -> Panel:
    """Excess along the one uncertainty, a line a slice, with the 95 % interval over the replications."""
    (varied,) = reading.uncertainties
    unit, table = reading.unit(measure), reading.excess(measure)
    colours = _colours(slices)
    figure = Figure(
        layout={
            "height": HEIGHT,
            "xaxis": {"title": {"text": _axis(varied)}, **({"type": "log"} if varied["is_log"] else {})},
            "yaxis": {"title": {"text": _excess(unit)}, "tickformat": _ticks(unit), "rangemode": "tozero"},
            "margin": {"l": 56, "r": 14, "t": 10, "b": 44},
        }
    )
    for each in slices:
        order = np.argsort(each.x[:, 0])
        x = each.x[order, 0]
        found = band(table.reindex(each.numbers[order]).to_numpy().T)
        _band(figure, each, x, found.low, found.high, colours[each.name])
        figure.draw(
            "scatter",
            x=x,
            y=found.mean,
            mode="lines+markers",
            name=plain_text(each.name),
            legendgroup=each.name,
            line={"color": colours[each.name], "width": 2},
            marker={"size": 4},
            customdata=np.column_stack([found.low, found.high]),
            hovertemplate=f"%{{y:{_ticks(unit)}}} (95 % %{{customdata[0]:{_ticks(unit)}}} to "
            f"%{{customdata[1]:{_ticks(unit)}}})<extra>%{{fullData.name}}</extra>",
        )
    caption = f"Excess over the counterfactual, {unit}; bands: 95 % interval over replications."
    return _panel(measure, caption, figure, HEIGHT, _legend(slices, colours, "line"))


def spread(reading: SweepReading, measure: str, slices: list[Slice]) -> Panel:
    """Excess over all points of each slice: the middle half as a box, the rest as points."""
    unit, table = reading.unit(measure), reading.excess(measure)
    colours = _colours(slices)
    height = 110 + 44 * len(slices)
    figure = Figure(layout=bars_layout(height, _excess(unit)))
    figure.layout["xaxis"] |= {"tickformat": _ticks(unit), "rangemode": "tozero"}
    figure.layout["yaxis"]["autorange"] = "reversed"
    for each in slices:
        values = table.reindex(each.numbers).to_numpy().mean(axis=1)
        figure.draw(
            "box",
            orientation="h",
            x=values[np.isfinite(values)],
            name=plain_text(each.name),
            boxpoints="all",
            jitter=0.6,
            pointpos=0,
            marker={"size": 2.5, "color": theme.faint(colours[each.name], "66")},
            line={"color": colours[each.name], "width": 1.6},
            fillcolor=theme.faint(colours[each.name]),
            hovertemplate=f"%{{x:{_ticks(unit)}}}<extra></extra>",
        )
    caption = f"A point a draw of the uncertainties, {unit}; box: middle half and median. Zero: the counterfactual."
    return _panel(measure, caption, figure, height)


def by_choice(reading: SweepReading, measure: str, slices: list[Slice]) -> Panel:
    """Excess of each choice, with the 95 % interval over the replications."""
    unit, table = reading.unit(measure), reading.excess(measure)
    height = 90 + 30 * len(slices)
    figure = Figure(layout=bars_layout(height, _excess(unit)))
    figure.layout["xaxis"] |= {"tickformat": _ticks(unit), "rangemode": "tozero"}
    figure.layout["yaxis"]["autorange"] = "reversed"
    found = [band(table.reindex(each.numbers).to_numpy().mean(axis=0)[:, None]) for each in slices]
    mean, half = (np.array([float(part[0]) for part in parts]) for parts in zip(*((f.mean, f.half) for f in found)))  # noqa: B905
    figure.draw(
        "scatter",
        x=mean,
        y=[plain_text(each.name) for each in slices],
        mode="markers",
        marker={"size": 9, "color": theme.OUTAGE},
        error_x={"type": "data", "array": np.nan_to_num(half), "thickness": 1.4, "width": 4, "color": theme.BASELINE},
        hovertemplate=f"%{{x:{_ticks(unit)}}} ± %{{error_x.array:{_ticks(unit)}}}<extra></extra>",
    )
    caption = f"Excess over the counterfactual, {unit}, with the 95 % interval over replications."
    return _panel(measure, caption, figure, height)


def differences(reading: SweepReading) -> list[Panel]:
    """Excess of each choice less that of the first, with the 95 % interval over the replications, a panel a measure."""
    found = difference_frame(reading, reading.measures)
    return [_differences(str(measure), rows) for measure, rows in found.groupby("measure", sort=False)]


def _differences(measure: str, rows: pd.DataFrame) -> Panel:
    unit, against = str(rows["unit"].iloc[0]), str(rows["against"].iloc[0])
    height = 90 + 30 * len(rows)
    figure = Figure(layout=bars_layout(height, f"difference, {unit}"))
    figure.layout["xaxis"] |= {"tickformat": _ticks(unit), "rangemode": "tozero"}
    figure.layout["yaxis"]["autorange"] = "reversed"
    low, high = rows["ci_low"].to_numpy(), rows["ci_high"].to_numpy()
    is_clear = (low > 0.0) | (high < 0.0)
    signs = np.where(rows["difference"].to_numpy() < 0.0, theme.GAIN, theme.OUTAGE)
    figure.draw(
        "scatter",
        x=rows["difference"].to_numpy(),
        y=[plain_text(str(what)) for what in rows["what"]],
        mode="markers",
        marker={"size": 9, "color": list(np.where(is_clear, signs, theme.BASELINE))},
        error_x={
            "type": "data",
            "array": np.nan_to_num((high - low) / 2.0),
            "thickness": 1.4,
            "width": 4,
            "color": theme.BASELINE,
        },
        hovertemplate=f"%{{x:+{_ticks(unit)}}} ± %{{error_x.array:{_ticks(unit)}}}<extra></extra>",
    )
    caption = f"Excess less that of {against}, {unit}, with the 95 % interval over replications."
    return Panel(f"choice-{measure}", labels.measure(measure), caption, figure, height, size="half")


def _band(figure: Figure, each: Slice, x: Array, low: Array, high: Array, colour: str) -> None:
    if np.isfinite(low).all():
        figure.draw(
            "scatter",
            x=np.concatenate([x, x[::-1]]),
            y=np.concatenate([high, low[::-1]]),
            mode="lines",
            fill="toself",
            fillcolor=theme.faint(colour),
            line={"width": 0},
            hoverinfo="skip",
            legendgroup=each.name,
        )


def _panel(measure: str, caption: str, figure: Figure, height: int, legend: list[LegendEntry] | None = None) -> Panel:
    return Panel(f"excess-{measure}", labels.measure(measure), caption, figure, height, legend or (), size="half")


def _colours(slices: list[Slice]) -> dict[str, str]:
    if len(slices) == 1:
        return {slices[0].name: theme.OUTAGE}
    return theme.line_colours(each.name for each in slices)


def _legend(slices: list[Slice], colours: dict[str, str], mark: Mark) -> list[LegendEntry]:
    shown = [each.name for each in slices if each.name != ONLY]
    return [LegendEntry(name, name, colours[name], mark) for name in shown]


def _axis(varied: dict[str, object]) -> str:
    unit = f", {varied['unit']}" if varied["unit"] else ""
    return f"{plain_text(short_path(str(varied['path'])))}{unit}"


def _excess(unit: str) -> str:
    return f"excess, {'percentage points / 100' if unit == 'share' else unit}"


def _ticks(unit: str) -> str:
    return ".1%" if unit == "share" else ""


def most(reading: SweepReading, measure: str) -> str:
    """The range of a measure's excess over the points, in words."""
    values = reading.excess(measure).to_numpy().mean(axis=1)
    values = values[np.isfinite(values)]
    if not values.size:
        return "nothing"
    unit = reading.unit(measure)
    low, high = numbers.change(float(values.min()), unit), numbers.change(float(values.max()), unit)
    return f"{low} to {high} {numbers.unit_beside(unit)}".strip()
