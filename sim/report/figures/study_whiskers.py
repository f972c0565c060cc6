"""Points with intervals, one a row, against a line at zero: what forest plots are made of. Knows no study."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.report import labels, numbers
from sim.report.figure import Figure, bars_layout
from sim.report.panel import Panel, plain_text

ROW_PX = 30
FOOT_PX = 64


@dataclass(frozen=True)
class Whisker:
    """A value with its interval, and a wider one where it has one.

    Attributes:
        label: of its row, plain text. value: its point. low, high: ends of the 95 % interval, NaN = it has none.
        colour: of point and interval. wide_low, wide_high: ends of an adjusted interval, NaN = none.
    """

    label: str
    value: float
    low: float
    high: float
    colour: str
    wide_low: float = float("nan")
    wide_high: float = float("nan")


def forest(rows: Sequence[Whisker], title: str, unit: str) -> Figure:
    """Rows from top to bottom, points with whiskers, the line at zero drawn strong.

    Args:
        rows: in the order shown.
        title: of the value axis.
        unit: of the values, for the hover text.
    """
    lines = max((row.label.count("<br>") + 1 for row in rows), default=1)
    height = FOOT_PX + (ROW_PX + 12 * (lines - 1)) * max(1, len(rows))
    layout = bars_layout(height, title)
    layout["xaxis"] |= {"zeroline": True, "zerolinewidth": 2, **value_axis(rows)}
    # The axis is linear in the row's number: two rows of one label stay two rows.
    layout["yaxis"] |= {
        "tickmode": "array",
        "tickvals": list(range(len(rows))),
        "ticktext": [row.label for row in rows],
        "range": [len(rows) - 0.5, -0.5],
        "zeroline": False,
    }
    figure = Figure(layout=layout)
    for place, row in enumerate(rows):
        for low, high, width in ((row.wide_low, row.wide_high, 1.2), (row.low, row.high, 4)):
            if np.isfinite(low) and np.isfinite(high):
                figure.draw(
                    "scatter",
                    x=[low, high],
                    y=[place, place],
                    mode="lines",
                    line={"color": row.colour, "width": width},
                    hoverinfo="skip",
                )
        between = numbers.interval(row.low, row.high, unit)
        figure.draw(
            "scatter",
            x=[row.value],
            y=[place],
            mode="markers",
            marker={"color": row.colour, "size": 10, "line": {"width": 0}},
            text=[f"{numbers.change(row.value, unit)}{f' ({between})' if between else ''}"],
            hovertemplate="%{text}<extra></extra>",
        )
    return figure


def value_axis(rows: Sequence[Whisker]) -> dict[str, object]:
    """Range that holds zero and every whisker with some room."""
    ends = [(row.value, row.low, row.high, row.wide_low, row.wide_high) for row in rows]
    known = np.array([0.0, *(value for row in ends for value in row if np.isfinite(value))])
    low, high = float(known.min()), float(known.max())
    room = 0.06 * (high - low) if high > low else 1.0
    return {"range": [low - room, high + room]}


def forest_panel(name: str, measure: str, unit: str, rows: Sequence[Whisker], title: str, size: str) -> Panel:
    """A forest of one measure as a panel."""
    axis = title if unit in ("", "share") else f"{title}, {unit}"
    figure = forest(rows, axis, unit)
    return Panel(name, labels.measure(measure), "", figure, int(figure.layout["height"]), size=size)


def broken(text: str, letters: int) -> str:
    """A name as a figure shows it, in lines of about so many letters."""
    return "<br>".join(plain_text(line) for line in textwrap.wrap(text, letters, break_long_words=False))
