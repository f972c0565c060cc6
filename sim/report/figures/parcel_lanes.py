"""One parcel as four lanes over time: where it is and what is shown of it, without the acts and as it happened.

A lane is a ribbon that changes its colour with each step; the lane of what is shown lags behind the one of where it
is. Draws event logs (`sim.study.events`); knows no run.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.report import labels, numbers, theme
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, plain_text
from sim.report.parcel_words import milestone
from sim.report.records import records
from sim.report.stack import HOUR_MS, HOVER_TIME, TICKS
from sim.report.wall_clock import WallClock

STEP_COLOURS = {
    "ordered": "#CBD2DC",
    "held": "#E0A82E",
    "picked_up": "#BCD7F2",
    "origin_sorted": "#93BEE8",
    "linehaul_departed": "#66A2DC",
    "destination_arrived": "#3F84C7",
    "out_for_delivery": "#2A629C",
    "attempt_failed": "#8D6E63",
    "locker_deposited": "#5F7F95",
    "taken_back": "#8D6E63",
    "delivered": "#1F9E89",
    "collected": "#1F9E89",
    "returned": "#C9686B",
    "order_lost": "#C9686B",
}
LANES = (
    ("baseline", False, "Without the acts: where it is"),
    ("baseline", True, "Without the acts: what is shown"),
    ("outage", False, "As it happened: where it is"),
    ("outage", True, "As it happened: what is shown"),
)
DARK, BUYER = "dark", "buyer"
CALLS = {
    "contact_merchant": "circle",
    "contact_platform": "circle",
    "contact_carrier": "circle",
    "self_served": "circle-open",
    "complaint": "diamond",
    "refund_claim": "square",
    "petition": "star",
}
LANE_PX, RIBBON = 74, 0.34
TOP_PX, FOOT_PX, NAME_PX = 12, 44, 15
AROUND_H = 8.0
LAST = ("delivered", "collected", "returned", "order_lost")


@dataclass(frozen=True)
class Shade:
    """Hours of an outage: what it is called, from when to when; infinite = to the end of the run."""

    title: str
    began_at: float
    ended_at: float


@dataclass(frozen=True)
class Lanes:
    """The figure of a parcel, its height in px and its legend."""

    figure: Figure
    height: int
    legend: tuple[LegendEntry, ...]


def lanes(rows: dict[str, pd.DataFrame], *, clock: WallClock, outages: Sequence[Shade], horizon_h: float) -> Lanes:
    """Four lanes of one parcel.

    Args:
        rows: its rows of the event log, by arm.
        clock: the scenario's clock.
        outages: shaded, and named above.
        horizon_h: end of the run, to which what has no end is drawn.
    """
    first, last = _span(rows, horizon_h)
    seen = [shade for shade in outages if shade.began_at < last and shade.ended_at > first]
    top = TOP_PX + NAME_PX * len(seen)
    height = top + FOOT_PX + LANE_PX * len(LANES)
    figure = Figure(
        layout={
            "height": height,
            "margin": {"t": top, "b": FOOT_PX, "l": 14, "r": 14},
            "barmode": "overlay",
            "hovermode": "closest",
            "xaxis": {
                "type": "date",
                "range": [clock.axis(first), clock.axis(last)],
                "tickformatstops": TICKS,
                "hoverformat": HOVER_TIME,
                "nticks": 8,
            },
            "yaxis": {"range": [0.45, len(LANES) + 0.62], "visible": False, "fixedrange": True},
        }
    )
    for place, shade in enumerate(seen):
        _shade(figure, shade, clock, (first, last), top - 12 - NAME_PX * place)
    steps: list[str] = []
    for place, (arm, is_shown, title) in enumerate(LANES):
        y = len(LANES) - place
        figure.write(title, xref="paper", x=0, xanchor="left", yref="y", y=y + 0.4, font={"size": 11.5})
        steps += _ribbon(figure, rows[arm], y, is_shown, clock, last)
        if is_shown:
            _dark(figure, rows[arm], y, clock, horizon_h)
            _calls(figure, rows[arm], y, clock)
    has = set(pd.concat(list(rows.values()))["milestone"])
    legend = [
        LegendEntry(f"step-{name}", milestone(name), colour, "bar")
        for name, colour in STEP_COLOURS.items()
        if name in steps
    ]
    if "dark_begin" in has:
        legend.append(LegendEntry(DARK, "dark: a newer step is not shown", theme.INFORMATION, "bar"))
    if has & set(CALLS):
        legend.append(LegendEntry(BUYER, "the buyer acts", theme.OUTAGE, "bar"))
    return Lanes(figure, height, tuple(legend))


def _span(rows: dict[str, pd.DataFrame], horizon_h: float) -> tuple[float, float]:
    """Hours shown: from the order to the last event but the payment, and some around."""
    told = pd.concat(list(rows.values()))
    told = told[told["milestone"] != "paid"]
    last = max(told["event_time"].max(), told["record_time"].max(skipna=True) if len(told) else math.nan, 0.0)
    return float(told["event_time"].min()) - AROUND_H, min(float(last) + AROUND_H, horizon_h)


def _ribbon(figure: Figure, rows: pd.DataFrame, y: int, is_shown: bool, clock: WallClock, last: float) -> list[str]:
    """Draw a lane and return the steps in it: by event_time where it is, by record_time what is shown."""
    steps = rows[rows["milestone"].isin(list(STEP_COLOURS))]
    scans = steps["kind"] == "scan"
    if is_shown:
        steps = steps[
            ~scans & (steps["kind"] == "order") & (steps["milestone"] != "held") | steps["record_time"].notna()
        ]
        steps = steps.assign(at=steps["record_time"].fillna(steps["event_time"])).sort_values(["at", "seq"])
        newest = steps["seq"].cummax()
        steps = steps[steps["seq"] >= newest]  # an older scan shown after a newer one changes nothing
    else:
        steps = steps.assign(at=steps["event_time"])
    told = records(steps)
    for step, following in zip(told, [*told[1:], None], strict=True):
        is_last = step["milestone"] in LAST
        until = min(last, step["at"] + 1.0) if is_last else (following["at"] if following else last)
        figure.draw(
            "bar",
            orientation="h",
            base=[clock.axis(step["at"])],
            x=[max(until - step["at"], 0.02) * HOUR_MS],
            y=[y],
            width=RIBBON,
            marker={"color": STEP_COLOURS[step["milestone"]], "line": {"width": 0.8, "color": theme.BASELINE}},
            legendgroup=f"step-{step['milestone']}",
            hovertemplate=f"{_hover(step, clock)}<extra></extra>",
        )
    figure.draw(
        "scatter",
        mode="markers",
        x=[clock.axis(step["at"]) for step in told],
        y=[y] * len(told),
        marker={
            "symbol": "line-ns",
            "size": 24,
            "line": {"width": 2, "color": [STEP_COLOURS[s["milestone"]] for s in told]},
        },
        hoverinfo="skip",
    )
    return [step["milestone"] for step in told]


def _hover(step: dict[str, Any], clock: WallClock) -> str:
    told = f"<b>{milestone(step['milestone'])}</b> · {plain_text(labels.entity(step['carrier']))}"
    told += f"<br>happened {clock.words(step['event_time'])}"
    if step["kind"] != "scan":
        return told
    if math.isnan(step["record_time"]):
        told += "<br>never shown within the run"
    else:
        late = numbers.duration(step["record_time"] - step["event_time"])
        told += f"<br>shown {clock.words(step['record_time'])}, {late} later"
    return f"{told}<br>hit by {plain_text(step['outage'])} ({step['way']})" if step["outage"] else told


def _dark(figure: Figure, rows: pd.DataFrame, y: int, clock: WallClock, horizon_h: float) -> None:
    """Mark the spans of darkness below the lane."""
    begins = rows.loc[rows["milestone"] == "dark_begin", "event_time"].tolist()
    ends = rows.loc[rows["milestone"] == "dark_end", "event_time"].tolist()
    for begin, end in zip(begins, [*ends, horizon_h], strict=False):
        figure.draw(
            "bar",
            orientation="h",
            base=[clock.axis(begin)],
            x=[(end - begin) * HOUR_MS],
            y=[y - 0.24],
            width=0.09,
            marker={"color": theme.INFORMATION, "line": {"width": 0}},
            legendgroup=DARK,
            hovertemplate=f"<b>Dark</b> for {numbers.duration(end - begin)}<br>{clock.words(begin)} to "
            f"{clock.words(end)}<extra></extra>",
        )


def _calls(figure: Figure, rows: pd.DataFrame, y: int, clock: WallClock) -> None:
    """Mark what the buyer does, above the lane: she goes by what is shown."""
    told = records(rows[rows["milestone"].isin(list(CALLS))])
    if told:
        figure.draw(
            "scatter",
            mode="markers",
            x=[clock.axis(call["event_time"]) for call in told],
            y=[y + 0.26] * len(told),
            marker={"symbol": [CALLS[call["milestone"]] for call in told], "size": 9, "color": theme.OUTAGE},
            customdata=[f"<b>{milestone(c['milestone'])}</b><br>{clock.words(c['event_time'])}" for c in told],
            legendgroup=BUYER,
            hovertemplate="%{customdata}<extra></extra>",
        )


def _shade(figure: Figure, shade: Shade, clock: WallClock, span: tuple[float, float], label_px: int) -> None:
    """Shade the hours of an outage across all lanes, its name above where it begins, or at the left edge."""
    began, ended = max(shade.began_at, span[0]), min(shade.ended_at, span[1])
    figure.shade(
        type="rect",
        xref="x",
        yref="paper",
        x0=clock.axis(began),
        x1=clock.axis(ended),
        y0=0,
        y1=1,
        fillcolor=theme.faint(theme.SHADE, theme.SHADE_ALPHA),
    )
    figure.write(
        f'<span style="color:{theme.SHADE}">▼</span> {plain_text(shade.title)}',
        xref="x",
        yref="paper",
        x=clock.axis(began),
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=label_px - 2,
        xshift=-5,
        font={"size": 10.5},
    )
