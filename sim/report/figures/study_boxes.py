"""Where it goes wrong: the limits of a box within the parameters' ranges, and all points as parallel coordinates."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.report import theme
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, plain_text
from sim.report.parameters import value_text, with_unit

if TYPE_CHECKING:
    from sim.study.sensitivity import FoundBox, Parameter

INSIDE = LegendEntry("inside", "inside the box", theme.OUTAGE, "bar")
RANGE = LegendEntry("range", "range that was swept", theme.BASELINE, "bar")
ROW_PX = 46


def box_figure(
    box: "FoundBox",
    parameters: Mapping[str, "Parameter"],
    titles: Mapping[str, str],
    ranges: Mapping[str, tuple[float, float]],
) -> Figure:
    """Each limited parameter as its whole range with the box's part of it; whiskers are the limits' intervals.

    Args:
        box: its numeric limits are drawn; those on texts are in the table beside.
        parameters: the plan's, by name.
        titles: in words.
        ranges: lowest and highest value of every numeric column that was swept.
    """
    names = list(dict.fromkeys(each.limit.name for each in box.limits if each.limit.side != "is"))
    figure = Figure(
        layout={
            "height": 62 + ROW_PX * max(1, len(names)),
            "hovermode": "closest",
            "barmode": "overlay",
            "bargap": 0.55,
            "margin": {"l": 46, "r": 24, "t": 8, "b": 40},
            "xaxis": {
                "range": [-0.02, 1.02],
                "tickvals": [0, 0.5, 1],
                "ticktext": ["lowest", "middle", "highest"],
                "title": {"text": "of the range that was swept"},
            },
            "yaxis": {"showgrid": False, "autorange": "reversed"},
        }
    )
    y = [plain_text(titles.get(name, name)) for name in names]
    ends = [f"{_said(ranges[n][0], parameters, n)} to {_said(ranges[n][1], parameters, n)}" for n in names]
    figure.draw(
        "bar",
        orientation="h",
        x=np.ones(len(names)),
        y=y,
        legendgroup=RANGE.key,
        marker={"color": theme.faint(theme.BASELINE)},
        customdata=ends,
        hovertemplate="%{y}: swept from %{customdata}<extra></extra>",
    )
    for name, title in zip(names, y, strict=True):
        _inside(figure, box, name, title, ranges[name], parameters)
    return figure


def parallel_figure(
    frame: pd.DataFrame, excess: "pd.Series[float]", titles: Mapping[str, str], units: Mapping[str, str], measure: str
) -> Figure:
    """Every point as a line over the parameters, coloured by its excess; an axis can be brushed.

    Args:
        frame: (points, parameters), the most important first.
        excess: (points,) mean over the replications, without NaN.
        titles: parameters in words.
        units: of the parameters.
        measure: title of the last axis.
    """
    figure = Figure(layout={"height": 430, "margin": {"l": 72, "r": 90, "t": 96, "b": 20}})
    dimensions = [
        {
            "label": _axis_title(titles.get(str(name), str(name)), units.get(str(name), "")),
            "values": _array(frame[name]),
        }
        for name in frame.columns
    ]
    values = _array(excess)
    dimensions.append({"label": plain_text(measure), "values": values, "tickformat": "~s"})
    figure.draw(
        "parcoords",
        dimensions=dimensions,
        line={
            "color": values,
            "colorscale": [[0.0, theme.BASELINE], [0.5, theme.SHADE], [1.0, theme.OUTAGE]],
            "showscale": False,
        },
        labelangle=-24,
        labelfont={"size": 11},
        tickfont={"size": 10},
        rangefont={"size": 1, "color": "rgba(0,0,0,0)"},
        unselected={"line": {"opacity": 0.05}},
    )
    return figure


def _inside(
    figure: Figure,
    box: "FoundBox",
    name: str,
    title: str,
    span: tuple[float, float],
    parameters: Mapping[str, "Parameter"],
) -> None:
    low, high = span
    sides = {each.limit.side: each for each in box.limits if each.limit.name == name and each.limit.side != "is"}
    edge = {
        side: _share(float(sides[side].limit.value) if side in sides else end, low, high)  # type: ignore[arg-type]
        for side, end in (("above", low), ("below", high))
    }
    told = " and ".join(
        f"{side} {_said(float(each.limit.value), parameters, name)}"  # type: ignore[arg-type]
        for side, each in sides.items()
    )
    figure.draw(
        "bar",
        orientation="h",
        base=edge["above"],
        x=np.array([edge["below"] - edge["above"]]),
        y=[title],
        legendgroup=INSIDE.key,
        marker={"color": INSIDE.colour},
        text=[told],
        textposition="inside",
        insidetextanchor="middle",
        textfont={"color": "#FFFFFF", "size": 11},
        constraintext="none",
        hovertemplate=f"{title} {told}<extra></extra>",
    )
    for side, each in sides.items():
        if np.isfinite([each.low, each.high]).all():
            at = edge[side]
            figure.draw(
                "scatter",
                x=np.array([at]),
                y=[title],
                mode="markers",
                legendgroup=INSIDE.key,
                marker={"size": 1, "color": theme.INK["light"]},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [max(0.0, _share(each.high, low, high) - at)],
                    "arrayminus": [max(0.0, at - _share(each.low, low, high))],
                    "thickness": 1.6,
                    "width": 6,
                    "color": theme.BASELINE,
                },
                hovertemplate=(
                    f"{title} {side} {_said(float(each.limit.value), parameters, name)}, 95 % interval "  # type: ignore[arg-type]
                    f"{_said(each.low, parameters, name)} to {_said(each.high, parameters, name)}<extra></extra>"
                ),
            )


def _share(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0)) if high > low else 0.5


def _said(value: float, parameters: Mapping[str, "Parameter"], name: str) -> str:
    return plain_text(value_text(value, parameters[name].unit if name in parameters else ""))


def _axis_title(title: str, unit: str) -> str:
    return plain_text(with_unit(title, unit))


def _array(values: "pd.Series[float]") -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
