"""Where it tips: a difference along one parameter with its band, and the mean excess over two parameters."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report import labels, numbers, theme
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, plain_text
from sim.report.parameters import axis, excess_format, value_text

if TYPE_CHECKING:
    from sim.study.sensitivity import Tipping

HEAT_PX = 440
MEAN = LegendEntry("mean", "mean and 95 % interval", theme.TRUTH)
MONOTONE = LegendEntry("monotone", "made monotone", theme.INFORMATION)
LEAST_POINTS = 3
Array = NDArray[np.float64]


def threshold_figure(tipping: "Tipping", parameter_title: str) -> Figure:
    """The excess against its limit, or the difference of two policies against zero, along a parameter.

    What is shaded is the interval of the value at which it tips.
    """
    found = tipping.found
    shift = tipping.limit
    mean, half = found.mean + shift, np.nan_to_num(found.half)
    names = [labels.entity(name) for name in (tipping.what, tipping.against)]
    what = f"excess of {' less '.join(names)}" if tipping.against else "excess over the counterfactual"
    figure = Figure(
        layout={
            "height": 380,
            "margin": {"l": 60, "r": 20, "t": 30, "b": 48},
            "xaxis": axis(parameter_title, tipping.parameter_unit, found.x) | {"range": _room(found.x)},
            "yaxis": {
                "title": {"text": plain_text(f"{what}, {tipping.unit}")},
                "tickformat": excess_format(tipping.unit),
            },
        }
    )
    if np.isfinite(found.half).any():
        edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "legendgroup": MEAN.key}
        figure.draw("scatter", x=found.x, y=mean - half, **edge)
        figure.draw("scatter", x=found.x, y=mean + half, fill="tonexty", fillcolor=theme.faint(MEAN.colour), **edge)
    figure.draw(
        "scatter",
        x=found.x,
        y=mean,
        mode="lines+markers",
        name=MEAN.text,
        legendgroup=MEAN.key,
        line={"color": MEAN.colour, "width": 2},
        marker={"size": 5},
        customdata=half,
        hovertemplate="%{y:.3s} ± %{customdata:.2s}",
    )
    figure.draw(
        "scatter",
        x=found.x,
        y=found.monotone + shift,
        mode="lines",
        name=MONOTONE.text,
        legendgroup=MONOTONE.key,
        line={"color": MONOTONE.colour, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
    )
    _mark(figure, tipping)
    return figure


def heatmap_figure(
    x: Array, y: Array, excess: Array, titles: tuple[str, str], units: tuple[str, str], measure: str, unit: str
) -> Figure | None:
    """Mean excess over two parameters; cells of fewer than three points are left blank, None where all are.

    Args:
        x: (points,) values of the first parameter.
        y: (points,) of the second.
        excess: (points,) mean over the replications, without NaN.
        titles: of both parameters.
        units: of both.
        measure: whose excess.
        unit: of the excess.
    """
    across, down = _edges(x), _edges(y)
    column = np.clip(np.searchsorted(across, x, side="right") - 1, 0, across.size - 2)
    row = np.clip(np.searchsorted(down, y, side="right") - 1, 0, down.size - 2)
    shape = (down.size - 1, across.size - 1)
    count, total, square = (np.zeros(shape) for _ in range(3))
    np.add.at(count, (row, column), 1)
    np.add.at(total, (row, column), excess)
    least = LEAST_POINTS if count.max() > 1 else 1
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=count >= least)
    if np.isnan(mean).all():
        return None
    np.add.at(square, (row, column), (excess - np.nan_to_num(mean)[row, column]) ** 2)
    spread = np.sqrt(np.divide(square, count - 1, out=np.full(shape, np.nan), where=count > 1))
    half = 2.0 * spread / np.sqrt(np.maximum(count, 1))
    figure = Figure(
        layout={
            "height": HEAT_PX,
            "hovermode": "closest",
            "margin": {"l": 60, "r": 14, "t": 8, "b": 48},
            "xaxis": axis(titles[0], units[0], x) | {"showgrid": False, "zeroline": False},
            "yaxis": axis(titles[1], units[1], y) | {"showgrid": False, "zeroline": False},
        }
    )
    told = [
        [
            "too few points"
            if np.isnan(mean[i, j])
            else f"{numbers.number(mean[i, j])} ± {numbers.number(half[i, j])} {plain_text(unit)}, "
            f"{count[i, j]:.0f} points"
            for j in range(shape[1])
        ]
        for i in range(shape[0])
    ]
    is_signed = bool(np.nanmin(mean) < 0 < np.nanmax(mean))
    top = float(np.nanmax(np.abs(mean)))
    scale = (
        [[0.0, theme.GAIN], [0.5, "#D9DCE2"], [1.0, theme.OUTAGE]]
        if is_signed
        else [
            [0.0, theme.faint(theme.OUTAGE, "14")],
            [1.0, theme.OUTAGE],
        ]
    )
    figure.draw(
        "heatmap",
        x=across,
        y=down,
        z=mean,
        zmin=-top if is_signed else None,
        zmax=top if is_signed else None,
        colorscale=scale,
        colorbar={
            "title": {"text": plain_text(labels.measure(measure)), "side": "right"},
            "thickness": 12,
            "tickformat": excess_format(unit),
            "outlinewidth": 0,
        },
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
        xgap=1,
        ygap=1,
    )
    return figure


def tipping_text(tipping: "Tipping") -> str:
    """Where it tips, in a few words with the interval.

    Open ends are said as such: the value may lie beyond what was swept.
    """
    found, unit = tipping.found, tipping.parameter_unit
    if np.isnan(found.at):
        return found.verdict
    if np.isinf(found.at):
        return "none in the range"
    value = value_text(found.at, unit)
    if not np.isfinite([found.low, found.high]).any():
        return f"{value}, anywhere in the range"
    return f"{value} (95 % interval {interval_text(found.low, found.high, unit)})"


def interval_text(low: float, high: float, unit: str) -> str:
    """The interval of a threshold; an end beyond what was swept is said as such.

    >>> interval_text(7.5, float("inf"), "h")
    '7.50\u202fh to beyond the range'
    """
    if np.isnan(low) or np.isnan(high):
        return ""
    if np.isinf(low) and low == high:
        return "outside the range"
    first = value_text(low, unit) if np.isfinite(low) else "below the range"
    last = value_text(high, unit) if np.isfinite(high) else "beyond the range"
    return f"{first} to {last}"


def _mark(figure: Figure, tipping: "Tipping") -> None:
    found = tipping.found
    line = {"color": theme.BASELINE, "width": 1.5, "dash": "dot"}
    level = {"xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": tipping.limit, "y1": tipping.limit}
    figure.shade(type="line", layer="above", line=line, **level)
    said = "no difference" if tipping.against else f"limit {numbers.amount(tipping.limit, tipping.unit)}"
    figure.write(
        plain_text(said),
        xref="paper",
        yref="y",
        x=1,
        y=tipping.limit,
        xanchor="right",
        yanchor="bottom",
        font={"size": 10.5, "color": theme.BASELINE},
    )
    if not np.isfinite(found.at):
        return
    low, high = max(found.low, float(found.x[0])), min(found.high, float(found.x[-1]))
    place = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    figure.shade(type="rect", x0=low, x1=high, fillcolor=theme.faint(theme.SHADE, theme.SHADE_ALPHA), **place)
    line = {"color": theme.SHADE_INK, "width": 1.5}
    figure.shade(type="line", layer="above", x0=found.at, x1=found.at, line=line, **place)
    is_left = found.at < (found.x[0] + found.x[-1]) / 2
    figure.write(
        plain_text(value_text(found.at, tipping.parameter_unit)),
        xref="x",
        yref="paper",
        x=found.at,
        y=1,
        xanchor="left" if is_left else "right",
        yanchor="bottom",
        font={"size": 11},
    )


def _room(x: Array) -> list[float]:
    """Ends of an axis a little beyond its first and last point."""
    spare = 0.03 * float(x[-1] - x[0]) or 0.5
    return [float(x[0]) - spare, float(x[-1]) + spare]


def _edges(values: Array) -> Array:
    """Edges of cells along a parameter: around its levels if it has few, else twelve equal steps."""
    levels = np.unique(values)
    if levels.size > 24:
        return np.linspace(levels[0], levels[-1], 13)
    if levels.size == 1:
        return np.array([levels[0] - 0.5, levels[0] + 0.5])
    middles = (levels[1:] + levels[:-1]) / 2
    return np.concatenate([[2 * levels[0] - middles[0]], middles, [2 * levels[-1] - middles[-1]]])
