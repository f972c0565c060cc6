"""Observed durations against the fits of them, order profiles and hazards against what the extended world says."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.report import numbers, theme
from sim.report.figure import Figure
from sim.report.figures.study_restoration import band
from sim.report.panel import LegendEntry, Panel
from sim.report.records import records

HEIGHT, SMALL = 280, 240
OBSERVED, FITTED, EXTENDED = theme.TRUTH, theme.OUTAGE, theme.BASELINE
OTHERS = dict(zip(("lognormal", "gamma", "weibull", "exponential", "mixture"), theme.LINE_COLOURS[1:], strict=False))
MINUTES_BELOW_H = 1.5
SHOWN_TO = 0.005
"""Share still going on at which a survival curve is cut off."""
MESSAGES = {
    "contact": LegendEntry("contact", "contacts", OBSERVED),
    "complaint": LegendEntry("complaint", "complaints", FITTED),
}
PER_DAY = 24_000.0
"""Messages per thousand parcels and day of one per parcel and hour."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAMED = {"h": "hours", "min": "minutes"}


def survival_panels(curves: pd.DataFrame) -> list[Panel]:
    """Share that lasts longer, a panel a stage: as observed with its band, the best fit strong, the others thin.

    Args:
        curves: stage, kind (`observed`, or a family), is_best, hours, sf, low, high, note.
    """
    panels = []
    for number, (stage, rows) in enumerate(curves.groupby("stage", sort=False)):
        seen = rows[rows["kind"] == "observed"]
        end = _end(seen)
        unit, scale = ("min", 60.0) if end < MINUTES_BELOW_H else ("h", 1.0)
        figure = Figure(layout=_layout(HEIGHT, f"{NAMED[unit]} since it began", "share that lasts longer", end * scale))
        figure.layout["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.02]}
        x = seen["hours"].to_numpy(dtype=np.float64) * scale
        band(figure, x, seen["low"], seen["high"], OBSERVED, "observed")
        _line(figure, x, seen["sf"], OBSERVED, 2.5, "observed", "observed", shape="hv")
        legend = [LegendEntry("observed", "observed (Kaplan–Meier, 90 %)", OBSERVED)]
        families = rows[rows["kind"] != "observed"]
        for family, fit in families.groupby("kind", sort=False):
            is_best = bool(fit["is_best"].iloc[0])
            colour = FITTED if is_best else OTHERS[str(family)]
            along = fit["hours"].to_numpy(dtype=np.float64) * scale
            _line(
                figure, along, fit["sf"], colour, 2.2 if is_best else 1.2, str(family), str(family), dash=_dash(is_best)
            )
            legend.append(LegendEntry(str(family), f"{family}{', best' if is_best else ''}", colour))
        note, title = str(rows["note"].iloc[0]), _upper(str(stage))
        label = f"{title}. {_half_last_longer(x, seen['sf'].to_numpy(dtype=np.float64), unit)} {note}"
        panels.append(Panel(f"stage-{number}", title, note, figure, HEIGHT, legend, size="half", label=label))
    return panels


def quantile_panels(quantiles: pd.DataFrame) -> list[Panel]:
    """Quantiles observed against quantiles of the best fit, a panel a stage; on the diagonal they agree.

    Args:
        quantiles: stage, family, share, fitted_h, observed_h.
    """
    panels = []
    for number, (stage, rows) in enumerate(quantiles.groupby("stage", sort=False)):
        top = float(np.nanmax(rows[["fitted_h", "observed_h"]].to_numpy(dtype=np.float64))) * 1.04
        unit, scale = ("min", 60.0) if top < MINUTES_BELOW_H else ("h", 1.0)
        layout = _layout(SMALL, f"{rows['family'].iloc[0]}, {unit}", f"observed, {unit}", top * scale)
        layout["yaxis"] |= {"range": [0, top * scale]}
        figure = Figure(layout=layout)
        ends = np.array([0.0, top * scale])
        _line(figure, ends, ends, EXTENDED, 1, None, "", dash="dot")
        figure.draw(
            "scatter",
            x=rows["fitted_h"].to_numpy(dtype=np.float64) * scale,
            y=rows["observed_h"].to_numpy(dtype=np.float64) * scale,
            mode="markers",
            marker={"color": OBSERVED, "size": 5},
            text=[numbers.share(share) for share in rows["share"]],
            hovertemplate="%{text}: fitted %{x:.3g}, observed %{y:.3g}<extra></extra>",
        )
        panels.append(Panel(f"quantiles-{number}", _upper(str(stage)), "", figure, SMALL, size="small"))
    return panels


def profile_panels(hours: pd.DataFrame, weekdays: pd.DataFrame) -> list[Panel]:
    """Orders by hour and by day of the week, beside what the extended world says.

    Args:
        hours: hour, share, world. weekdays: day (0 = Monday), share, world; empty where no week is whole.
    """
    legend = [LegendEntry("found", "in the tables", OBSERVED, "bar"), LegendEntry("world", "world extended", EXTENDED)]
    panels = [
        Panel(
            "orders-hour",
            "Orders by hour of the day",
            "",
            _bars(hours, "hour", "hour of the day"),
            HEIGHT,
            legend,
            size="half",
        )
    ]
    if len(weekdays):
        named = weekdays.assign(day=[WEEKDAYS[int(day)] for day in weekdays["day"]])
        figure = _bars(named, "day", "")
        panels.append(Panel("orders-day", "Orders by day of the week", "", figure, HEIGHT, legend, size="half"))
    return panels


def waiting_panel(by_age: pd.DataFrame) -> Panel:
    """Contacts per parcel and hour, by the hours since the last visible scan.

    Args:
        by_age: age_from_h, age_to_h, contacts, hours, rate, low, high.
    """
    rows = by_age.assign(
        label=[_age(each["age_from_h"], each["age_to_h"]) for each in records(by_age)],
        more=by_age["high"] - by_age["rate"],
        less=by_age["rate"] - by_age["low"],
    )
    layout = _layout(HEIGHT, "hours since the last visible scan", "first contacts per parcel and hour", None)
    layout["xaxis"] = {"type": "category", "title": {"text": "hours since the last visible scan"}, "tickangle": 0}
    figure = Figure(layout=layout)
    figure.draw(
        "scatter",
        x=rows["label"].tolist(),
        y=rows["rate"].to_numpy(dtype=np.float64),
        error_y={
            "type": "data",
            "symmetric": False,
            "array": rows["more"].tolist(),
            "arrayminus": rows["less"].tolist(),
            "color": OBSERVED,
            "thickness": 1.5,
        },
        mode="markers",
        marker={"color": OBSERVED, "size": 9},
        text=[
            f"{int(n):,} contacts in {numbers.number(h)} parcel-hours"
            for n, h in zip(rows["contacts"], rows["hours"], strict=True)
        ],
        hovertemplate="%{x} h: %{y:.3g} per hour<br>%{text}<extra></extra>",
    )
    return Panel("waiting", "Contacts of buyers who wait", "Rates with 90 % intervals.", figure, HEIGHT)


def message_panels(messages: pd.DataFrame) -> list[Panel]:
    """Contacts and complaints per thousand parcels and day, a panel for buyers who wait and one for those who do not.

    Args:
        messages: kind (contact, complaint), phase, from_h, to_h, messages, hours, rate, low, high (per parcel and
            hour).
    """
    panels = []
    for number, (phase, rows) in enumerate(messages.groupby("phase", sort=False)):
        title, since = str(phase).split(", ")
        layout = _layout(HEIGHT, f"hours {since}", "per 1,000 parcels and day", None)
        layout["xaxis"] |= {"type": "category", "tickangle": 0}
        layout["yaxis"] |= {"rangemode": "tozero"}
        figure, legend = Figure(layout=layout), []
        for kind, of in rows.groupby("kind", sort=False):
            entry = MESSAGES[str(kind)]
            rate, low, high = (of[name].to_numpy(dtype=np.float64) * PER_DAY for name in ("rate", "low", "high"))
            figure.draw(
                "scatter",
                x=[_age(each["from_h"], each["to_h"]) for each in records(of)],
                y=rate,
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": (high - rate).tolist(),
                    "arrayminus": (rate - low).tolist(),
                    "color": entry.colour,
                    "thickness": 1.5,
                },
                mode="markers",
                marker={"color": entry.colour, "size": 8},
                legendgroup=entry.key,
                text=[
                    f"{n:,} in {numbers.number(h)} parcel-hours"
                    for n, h in zip(of["messages"], of["hours"], strict=True)
                ],
                hovertemplate=f"{entry.key}, %{{x}} h: %{{y:.3g}}<br>%{{text}}<extra></extra>",
            )
            legend.append(entry)
        panels.append(
            Panel(
                f"messages-{number}", _upper(title), "Rates with 90 % intervals.", figure, HEIGHT, legend, size="half"
            )
        )
    return panels


def _bars(frame: pd.DataFrame, by: str, title: str) -> Figure:
    layout = _layout(HEIGHT, title, "share of the orders", None)
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    layout["xaxis"] = {"title": {"text": title}, "dtick": 3} if by == "hour" else {"type": "category"}
    layout["bargap"] = 0.25
    figure = Figure(layout=layout)
    figure.draw(
        "bar",
        x=frame[by].tolist(),
        y=frame["share"].to_numpy(dtype=np.float64),
        marker={"color": theme.faint(OBSERVED, "B0")},
        legendgroup="found",
        hovertemplate="tables %{y:.1%}<extra></extra>",
    )
    figure.draw(
        "scatter",
        x=frame[by].tolist(),
        y=frame["world"].to_numpy(dtype=np.float64),
        mode="lines+markers",
        line={"color": EXTENDED, "width": 1.5},
        marker={"size": 6},
        legendgroup="world",
        hovertemplate="world extended %{y:.1%}<extra></extra>",
    )
    return figure


def _layout(height: int, x: str, y: str, end: float | None) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": {"text": x}, "zeroline": False}
    if end is not None:
        axis["range"] = [0, end]
    return {
        "height": height,
        "hovermode": "closest",
        "margin": {"l": 56, "r": 14, "t": 12, "b": 44},
        "xaxis": axis,
        "yaxis": {"title": {"text": y}, "zeroline": False},
    }


def _line(
    figure: Figure,
    x: Any,
    y: Any,
    colour: str,
    width: float,
    key: str | None,
    name: str,
    dash: str = "solid",
    shape: str = "linear",
) -> None:
    figure.draw(
        "scatter",
        x=np.asarray(x, dtype=np.float64),
        y=np.asarray(y, dtype=np.float64),
        mode="lines",
        line={"color": colour, "width": width, "dash": dash, "shape": shape},
        legendgroup=key,
        hoverinfo="skip" if not name else None,
        hovertemplate=f"{name}: %{{y:.1%}} last longer than %{{x:.3g}}<extra></extra>" if name else None,
    )


def _end(seen: pd.DataFrame) -> float:
    """Hours at which the observed curve is cut off: where next to nothing is left."""
    few = seen.loc[seen["sf"] <= SHOWN_TO, "hours"]
    return float(few.iloc[0]) if len(few) else float(seen["hours"].max())


def _dash(is_best: bool) -> str:
    return "solid" if is_best else "dash"


def _age(low: float, high: float) -> str:
    return f"{low:g}–{high:g}" if np.isfinite(high) else f"{low:g}+"


def _half_last_longer(x: NDArray[np.float64], share: NDArray[np.float64], unit: str) -> str:
    """The middle of an observed curve, in words; a curve that ends above a half says how high."""
    below = np.flatnonzero(share <= 0.5)
    if below.size:
        return f"Half last longer than {numbers.number(x[below[0]])} {unit}, observed."
    return f"{numbers.share(share[-1])} last longer than {numbers.number(x[-1])} {unit}, observed."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
