"""Targets beside what was simulated, each on the scale of its own band; sales and the effect by the hour."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from sim.report import numbers, theme
from sim.report.figure import Figure, bars_layout
from sim.report.figures.study_restoration import band
from sim.report.figures.study_whiskers import broken
from sim.report.panel import LegendEntry, Panel
from sim.report.records import records
from sim.report.series import Array

ROW_PX, FOOT_PX, HEIGHT = 32, 70, 260
FARTHEST = 4.0
"""Bands from the target at which a figure is drawn as an arrow: how far it is off stands in the table."""
VERDICTS = {
    True: LegendEntry("holds", "holds", theme.GAIN),
    False: LegendEntry("fails", "fails", theme.OUTAGE),
}
ARMS = (
    ("baseline", LegendEntry("baseline", "without the removal", theme.BASELINE)),
    ("outage", LegendEntry("outage", "with it", theme.OUTAGE)),
)


def target_panel(name: str, title: str, rows: pd.DataFrame) -> Panel:
    """A row a target: where the simulated figure lies with its interval, the target at 0, its band from -1 to 1."""
    height = FOOT_PX + ROW_PX * len(rows)
    layout = bars_layout(height, "bands off the target")
    layout["xaxis"] |= {
        "range": [-FARTHEST - 0.3, FARTHEST + 0.3],
        "zeroline": True,
        "zerolinewidth": 2,
        "tickformat": "~g",
    }
    layout["yaxis"] |= {
        "tickmode": "array",
        "tickvals": list(range(len(rows))),
        "ticktext": [broken(str(row["what"]), 38) for row in records(rows)],
        "range": [len(rows) - 0.5, -0.5],
        "zeroline": False,
        "tickfont": {"size": 10},
    }
    figure = Figure(layout=layout)
    figure.shade(type="rect", xref="x", yref="paper", x0=-1, x1=1, y0=0, y1=1, fillcolor=theme.faint(theme.BASELINE))
    for place, row in enumerate(records(rows)):
        key, colour = VERDICTS[bool(row["holds"])].key, VERDICTS[bool(row["holds"])].colour
        at, low, high = (_in_bands(row[key], row) for key in ("simulated", "ci_low", "ci_high"))
        if np.isfinite(low) and np.isfinite(high):
            ends = np.clip([low, high], -FARTHEST, FARTHEST).tolist()
            line = {"color": colour, "width": 4}
            figure.draw("scatter", x=ends, y=[place, place], mode="lines", line=line, legendgroup=key, hoverinfo="skip")
        beyond = abs(at) > FARTHEST
        symbol = ("triangle-right" if at > 0 else "triangle-left") if beyond else "circle"
        figure.draw(
            "scatter",
            x=[float(np.clip(at, -FARTHEST, FARTHEST))],
            y=[place],
            mode="markers",
            marker={
                "symbol": symbol if row["held_out"] else f"{symbol}-open",
                "color": colour,
                "size": 11,
                "line": {"width": 2, "color": colour},
            },
            legendgroup=key,
            text=[_in_words(row)],
            hovertemplate="%{text}<extra></extra>",
        )
    legend = [entry for is_holding, entry in VERDICTS.items() if is_holding in set(rows["holds"])]
    return Panel(name, title, "Filled: held out. Open: fitted, or put in.", figure, height, legend)


def sales_panels(
    hourly: pd.DataFrame, start: datetime, removed: tuple[int, int], titles: dict[str, str]
) -> list[Panel]:
    """Sales of each group by the hour, over its mean hour before, with the removal and without it."""
    panels = []
    for group, title in titles.items():
        figure = _timed(start, removed, "sales, mean before = 1")
        for arm, entry in ARMS:
            rows = hourly[(hourly["group"] == group) & (hourly["arm"] == arm)]
            _line(figure, _clock(start, rows["hour"]), rows, "sales", entry, "%{y:.2f}")
        figure.layout["yaxis"]["rangemode"] = "tozero"
        panels.append(Panel(f"sales-{group}", title, "", figure, HEIGHT, [entry for _, entry in ARMS], size="half"))
    return panels


def event_study_panel(event_study: pd.DataFrame, start: datetime, removed: tuple[int, int]) -> Panel:
    """The estimate in each span of hours against all before the removal, with the removal and without it."""
    figure = _timed(start, removed, "change of treated over other goods")
    figure.layout["yaxis"] |= {"tickformat": "+.0%", "zeroline": True, "zerolinewidth": 2}
    for arm, entry in ARMS:
        rows = event_study[event_study["arm"] == arm]
        _line(figure, _clock(start, rows["hour"]), rows, "change", entry, "%{y:+.1%}", markers=True)
    legend = [entry for _, entry in ARMS]
    caption = "Mean over the worlds; the band holds 95 % of them. Shaded: the carrier cannot be chosen."
    return Panel("event-study", "Event study", caption, figure, HEIGHT + 60, legend)


def _line(
    figure: Figure,
    x: Array,
    rows: pd.DataFrame,
    value: str,
    entry: LegendEntry,
    shown: str,
    *,
    markers: bool = False,
) -> None:
    low, high = rows["ci_low"].to_numpy(dtype=np.float64), rows["ci_high"].to_numpy(dtype=np.float64)
    band(figure, x, low, high, entry.colour, entry.key)
    figure.draw(
        "scatter",
        x=x,
        y=rows[value].to_numpy(dtype=np.float64),
        mode="lines+markers" if markers else "lines",
        line={"color": entry.colour, "width": 2},
        marker={"size": 5},
        name=entry.text,
        legendgroup=entry.key,
        hovertemplate=f"{shown}<extra>{entry.text}</extra>",
    )


def _timed(start: datetime, removed: tuple[int, int], title: str) -> Figure:
    figure = Figure(
        layout={
            "height": HEIGHT,
            "margin": {"l": 60, "r": 14, "t": 12, "b": 40},
            "xaxis": {"type": "date", "tickformat": "%-d %b", "hoverformat": "%-d %b %H:%M"},
            "yaxis": {"title": {"text": title}},
        }
    )
    first, last = _clock(start, removed).tolist()
    figure.shade(
        type="rect", xref="x", yref="paper", x0=first, x1=last, y0=0, y1=1, fillcolor=theme.SHADE + theme.SHADE_ALPHA
    )
    return figure


def _clock(start: datetime, hours: Sequence[float] | pd.Series) -> Array:
    """Hours since the start as the scenario's clock shows them, in the plot library's milliseconds."""
    began: float = start.replace(tzinfo=UTC).timestamp()
    return 1000.0 * (began + 3600.0 * np.asarray(hours, dtype=np.float64))


def _in_bands(value: float, row: dict[str, object]) -> float:
    """Distance from the target in widths of the side of the band it lies on; of the other where that one has none."""
    target, low, high = (float(str(row[key])) for key in ("target", "band_low", "band_high"))
    side = high - target if value > target else target - low
    return (value - target) / (side or high - low)


def _in_words(row: dict[str, object]) -> str:
    unit = str(row["unit"])
    simulated, low, high, target = (
        numbers.fine(float(str(row[key])), unit) for key in ("simulated", "ci_low", "ci_high", "target")
    )
    return f"simulated {simulated} ({low} to {high})<br>target {target}, {row['status']}"
