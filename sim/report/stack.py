"""Rows of plots over one time axis: both arms with their bands, outages shaded and named.

Knows the reading's clock and arms; what stands in a row is the figure's own affair.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.report import theme
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, plain_text
from sim.report.reading import Act, Reading
from sim.report.series import BASELINE_ARM, DAY_H, LEVELS, OUTAGE_ARM, Array, band, binned, daily, step_h

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
TITLE_PX = 34
LABEL_PX = 15
FOOT_PX = 40
TICKS = [
    {"dtickrange": [None, DAY_MS / 2], "value": "%H:%M<br>%-d %b"},
    {"dtickrange": [DAY_MS / 2, None], "value": "%-d %b"},
]
HOVER_TIME = "%a %-d %b %H:%M"
WITH_IT = LegendEntry("outage", "as it happened", theme.OUTAGE)
WITHOUT = LegendEntry("baseline", "same world without the acts", theme.BASELINE)
ARMS = (WITH_IT, WITHOUT)


class Stack:
    """A figure of rows that share a time axis.

    Args:
        run: whose clock and acts.
        rows: (title, height in px) from top to bottom.
        shaded: outages whose hours are shaded and named.
        named: False leaves the names out, for small figures.
    """

    def __init__(
        self, run: Reading, rows: Sequence[tuple[str, int]], shaded: Sequence[Act] = (), named: bool = True
    ) -> None:
        """Lay out the empty rows."""
        self.run = run
        heights = [height for _, height in rows]
        labels_px = LABEL_PX * len(shaded) if named else 0
        top = labels_px + (TITLE_PX - 10 if rows[0][0] else 10)
        inner = sum(heights) + TITLE_PX * (len(rows) - 1)
        self.height = inner + top + FOOT_PX
        window = [run.axis(hour) for hour in run.window_h]
        layout: dict[str, Any] = {
            "height": self.height,
            "margin": {"t": top, "b": FOOT_PX, "l": 46, "r": 14},
            "meta": {"window": window, "full": [run.axis(0), run.axis(run.horizon_h)]},
        }
        self.figure = Figure(layout=layout)
        upper = 0
        for row, (title, height) in enumerate(rows, start=1):
            number = _number(row)
            layout[f"xaxis{number}"] = {**_time_axis(window, is_last=row == len(rows)), "anchor": f"y{number}"}
            if row > 1:
                layout[f"xaxis{number}"]["matches"] = "x"
            layout[f"yaxis{number}"] = {
                "anchor": f"x{number}",
                "domain": [round(1 - (upper + height) / inner, 6) + 0.0, round(1 - upper / inner, 6)],
                "rangemode": "tozero",
                "nticks": 5,
            }
            upper += height + TITLE_PX
            if title:
                self._title(number, title)
        for place, act in enumerate(shaded):
            self._shade(act, top - 14 - LABEL_PX * place if named else None)

    def axis(self, row: int, letter: str = "y") -> dict[str, Any]:
        """Layout of a row's axis."""
        found: dict[str, Any] = self.figure.layout[f"{letter}axis{_number(row)}"]
        return found

    def add(self, row: int, kind: str, **trace: Any) -> None:
        """Add a trace to a row."""
        number = _number(row)
        self.figure.draw(kind, xaxis=f"x{number}", yaxis=f"y{number}", **trace)

    def arms(self, row: int, measure: str, group: str = "total", width_h: int = 1) -> None:
        """Draw both arms of a series in a row, averaged over bins of `width_h`; a missing arm is left out."""
        for arm, entry in ((BASELINE_ARM, WITHOUT), (OUTAGE_ARM, WITH_IT)):
            values = self.run.hourly.arm(measure, arm, group)
            if values is not None:
                self.band(row, values, entry, 0 if measure in LEVELS else width_h, tag(measure, group, arm))

    def band(self, row: int, values: Array, entry: LegendEntry, width_h: int, told: Mapping[str, str]) -> None:
        """Draw the mean of (replications, hours) values and its interval.

        Args:
            row: where.
            values: a level at full hours, or counts by hour.
            entry: name and colour.
            width_h: 0 for a level; for a count, hours a point is the mean of, drawn at their middle.
            told: which series it is, see `tag`.
        """
        between_h = width_h or step_h(values.shape[1])
        shown = band(binned(values, width_h) if width_h else values[:, ::between_h])
        common = {
            "legendgroup": entry.key,
            "mode": "lines",
            "x0": self.run.axis(width_h / 2),
            "dx": HOUR_MS * between_h,
        }
        has_interval = bool(np.isfinite(shown.low).any())
        if has_interval:
            edge = {"line": {"width": 0}, "hoverinfo": "skip", **common}
            low = np.maximum(shown.low, np.minimum(0.0, shown.mean))
            self.add(row, "scatter", y=_small(low), **edge)
            self.add(row, "scatter", y=_small(shown.high), fill="tonexty", fillcolor=theme.faint(entry.colour), **edge)
        self.add(
            row,
            "scatter",
            y=_small(shown.mean),
            customdata=_small(shown.half) if has_interval else None,
            name=plain_text(entry.text),
            line={"color": entry.colour, "width": 2},
            hovertemplate="%{y:.3s}" + (" ± %{customdata:.2s}" if has_interval else ""),
            meta={**told, "hours": width_h},
            **common,
        )

    def days(self, row: int, values: Array, entry: LegendEntry, told: Mapping[str, str]) -> None:
        """Draw the daily sums of (replications, hours) counts as bars with their intervals; `told` as of a band."""
        sums = band(daily(values, self.run.first_clock_h))
        whiskers = {
            "type": "data",
            "symmetric": False,
            "array": _small(sums.half),
            "arrayminus": _small(np.minimum(sums.half, sums.mean)),
            "thickness": 1,
            "width": 2,
            "color": entry.colour,
        }
        self.add(
            row,
            "bar",
            x=self.noons(sums.mean.size),
            y=_small(sums.mean),
            error_y=whiskers if np.isfinite(sums.low).any() else None,
            name=plain_text(entry.text),
            legendgroup=entry.key,
            marker={"color": theme.faint(entry.colour, "C0"), "line": {"width": 0}},
            hovertemplate="%{y:.3s}",
            meta={**told, "hours": DAY_H},
        )

    def noons(self, days: int) -> list[str]:
        """Noon of each calendar day of the run, where its bar stands."""
        first = 12.0 - self.run.first_clock_h
        return [self.run.axis(first + 24.0 * day) for day in range(days)]

    def _title(self, number: str, text: str) -> None:
        self.figure.write(
            text,
            xref="paper",
            yref=f"y{number} domain",
            x=0,
            y=1,
            xanchor="left",
            yanchor="bottom",
            yshift=3,
            xshift=-4,
            font={"size": 12},
        )

    def _shade(self, act: Act, label_px: int | None) -> None:
        ended = self.run.horizon_h if np.isnan(act.ended_h) else act.ended_h
        began = self.run.axis(act.began_h)
        self.figure.shade(
            type="rect",
            xref="x",
            yref="paper",
            x0=began,
            x1=self.run.axis(ended),
            y0=0,
            y1=1,
            fillcolor=theme.faint(theme.SHADE, theme.SHADE_ALPHA),
        )
        if label_px is not None:
            self.figure.write(
                f"▼ {plain_text(act.title)}",
                xref="x",
                yref="paper",
                x=began,
                y=1,
                xanchor="left",
                yanchor="bottom",
                yshift=label_px - 2,
                xshift=-5,
                font={"size": 10.5},
            )


def tag(measure: str, group: str, arm: str) -> dict[str, str]:
    """Which series a trace shows, for whoever takes the figures' numbers away."""
    return {"measure": measure, "group": group, "arm": arm}


def _number(row: int) -> str:
    """The plot library numbers axes from the second on."""
    return "" if row == 1 else str(row)


def _time_axis(window: list[str], is_last: bool) -> dict[str, Any]:
    return {
        "type": "date",
        "range": window,
        "tickformatstops": TICKS,
        "hoverformat": HOVER_TIME,
        "showticklabels": is_last,
        "nticks": 12,
    }


def _small(values: Array) -> NDArray[np.float32]:
    return values.astype(np.float32)
