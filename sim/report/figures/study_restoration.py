"""Curves over the restoration hour: excess with its band and knee, what each hour costs, bids."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.report import labels, numbers, theme
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, Panel, plain_text
from sim.report.records import records

HEADLINES = (
    "total_cost_cny",
    "contacts",
    "complaints",
    "petitions",
    "dark_hours",
    "dark_parcels_peak",
    "parcels_rerouted",
    "orders_lost",
    "merchants_never_back",
    "false_late_dispatch",
    "support_wait_p90_min",
    "time_to_recover_h",
)
HEIGHT, BID_HEIGHT = 260, 340
KNEE = theme.TRUTH
LINES = (
    ("excess", "ci_low", "ci_high", LegendEntry("excess", "all acts", theme.OUTAGE)),
    ("added", "added_low", "added_high", LegendEntry("added", "these hours alone", theme.TRUTH)),
)
PARTIES = ("all parties", "platform", "merchants", "carriers", "buyers")
PARTY_COLOURS = dict(zip(PARTIES, (theme.OUTAGE, *theme.PARTY_COLOURS), strict=False))


def curve_panels(curve: pd.DataFrame, knees: pd.DataFrame, own_hours: float) -> list[Panel]:
    """Excess over the counterfactual against the restoration hour, a panel a headline measure."""
    totals = curve[curve["group"] == "total"]
    knee_of = {row["measure"]: row for row in records(knees)}
    panels = []
    for measure in _headlines(totals):
        rows = totals[totals["measure"] == measure].sort_values("hours")
        unit = str(rows["unit"].iloc[0])
        hours = rows["hours"].to_numpy(dtype=np.float64)
        figure = Figure(layout=_layout(HEIGHT, f"excess, {unit}"))
        _mark_knee(figure, knee_of.get(measure))
        _mark_own(figure, own_hours, hours)
        for value, low, high, entry in LINES:
            band(figure, hours, rows[low], rows[high], entry.colour, entry.key)
            figure.draw(
                "scatter",
                x=hours,
                y=rows[value].to_numpy(dtype=np.float64),
                mode="lines+markers",
                line={"color": entry.colour, "width": 2},
                marker={"size": 6},
                legendgroup=entry.key,
                text=_in_words(rows.assign(ci_low=rows[low], ci_high=rows[high]), value, unit),
                hovertemplate="%{text}<extra></extra>",
            )
        caption = _knee_in_words(knee_of.get(measure))
        legend = [entry for *_, entry in LINES]
        panels.append(Panel(f"curve-{measure}", labels.measure(measure), caption, figure, HEIGHT, legend, size="half"))
    return panels


def marginal_panels(marginal: pd.DataFrame) -> list[Panel]:
    """What each hour between two restoration hours costs, a panel a headline measure."""
    totals = marginal[marginal["group"] == "total"]
    panels = []
    for measure in _headlines(totals):
        rows = totals[totals["measure"] == measure].sort_values("from_h")
        unit = str(rows["unit"].iloc[0])
        figure = Figure(layout=_layout(HEIGHT, f"{unit} an hour"))
        steps(figure, rows, "per_hour", theme.OUTAGE, unit)
        panels.append(Panel(f"marginal-{measure}", labels.measure(measure), "", figure, HEIGHT, size="half"))
    return panels


def bid_panels(bids: pd.DataFrame, carriers: Sequence[str]) -> list[Panel]:
    """Break-even bids: of the parties together and each, and of each carrier's delivery revenue."""
    carrier_colours = theme.carrier_colours(carriers)
    kinds: list[tuple[str, str, str, dict[str, str], tuple[str, ...]]] = [
        ("bids", "Break-even bid of each party", "All its costs and gains.", PARTY_COLOURS, ("all", "party")),
        (
            "bids-carriers",
            "Delivery revenue of each carrier",
            "A part of the carriers' bid: above zero the carrier gains by an earlier restoration, below it loses.",
            carrier_colours,
            ("carrier",),
        ),
    ]
    panels = []
    for name, title, caption, colours, kept in kinds:
        rows = bids[bids["kind"].isin(kept)]
        figure = Figure(layout=_layout(BID_HEIGHT, "CNY for an hour earlier"))
        legend = []
        for party in dict.fromkeys(rows["party"]):
            colour = colours.get(party, theme.BASELINE)
            title_of = labels.entity(party)
            of_party = rows[rows["party"] == party].sort_values("from_h")
            steps(figure, of_party, "cny_per_hour", colour, "CNY", title_of, party)
            legend.append(LegendEntry(party, title_of, colour))
        panels.append(Panel(name, title, caption, figure, BID_HEIGHT, legend, size="half"))
    return panels


def band(figure: Figure, x: Any, low: Any, high: Any, colour: str, key: str | None = None) -> None:
    """Fill between the two ends of an interval."""
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "legendgroup": key}
    figure.draw("scatter", x=np.asarray(x, dtype=np.float64), y=np.asarray(low, dtype=np.float64), **edge)
    figure.draw(
        "scatter",
        x=np.asarray(x, dtype=np.float64),
        y=np.asarray(high, dtype=np.float64),
        fill="tonexty",
        fillcolor=theme.faint(colour),
        **edge,
    )


def steps(
    figure: Figure, rows: pd.DataFrame, value: str, colour: str, unit: str, name: str = "", key: str | None = None
) -> None:
    """A line of steps between hours with its band: each value stands for all hours of its step."""
    edges = np.column_stack([rows["from_h"], rows["to_h"]]).ravel()
    low, high, middle = (np.repeat(rows[each].to_numpy(dtype=np.float64), 2) for each in ("ci_low", "ci_high", value))
    band(figure, edges, low, high, colour, key)
    between = [f"{start:g}–{end:g} h: " for start, end in zip(rows["from_h"], rows["to_h"], strict=True)]
    words = [f"{span}{text}" for span, text in zip(between, _in_words(rows, value, unit, name), strict=True)]
    figure.draw(
        "scatter",
        x=edges,
        y=middle,
        mode="lines",
        line={"color": colour, "width": 2},
        legendgroup=key,
        text=[text for text in words for _ in range(2)],
        hovertemplate="%{text}<extra></extra>",
    )


def _layout(height: int, title: str) -> dict[str, Any]:
    return {
        "height": height,
        "hovermode": "closest",
        "margin": {"l": 56, "r": 14, "t": 16, "b": 44},
        "xaxis": {"title": {"text": "hours until the link is restored"}, "rangemode": "tozero", "zeroline": False},
        "yaxis": {
            "title": {"text": title},
            "zeroline": True,
            "zerolinewidth": 2,
            "rangemode": "tozero",
        },
    }


def _mark_knee(figure: Figure, knee: dict[str, Any] | None) -> None:
    if knee is None or not knee["is_found"]:
        return
    shape = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    figure.shade(type="rect", x0=knee["low"], x1=knee["high"], fillcolor=theme.faint(KNEE), **shape)
    line = {"color": KNEE, "width": 1.5, "dash": "dash"}
    figure.layout["shapes"].append({"type": "line", "x0": knee["hours"], "x1": knee["hours"], "line": line, **shape})


def _mark_own(figure: Figure, own_hours: float, hours: Any) -> None:
    if not np.isfinite(own_hours) or own_hours > float(np.max(hours)):
        return
    line = {"color": theme.SHADE, "width": 1.5, "dash": "dot"}
    place = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": own_hours, "x1": own_hours}
    figure.layout.setdefault("shapes", []).append({"type": "line", "line": line, "layer": "below", **place})
    figure.write(
        "as told",
        xref="x",
        yref="paper",
        x=own_hours,
        y=1,
        xanchor="left",
        yanchor="top",
        font={"size": 10.5, "color": theme.SHADE_INK},
    )


def _knee_in_words(knee: dict[str, Any] | None) -> str:
    if knee is None:
        return ""
    if not knee["is_found"]:
        return f"No knee: {knee['reason']}."
    between = f"{numbers.duration(knee['low'])} to {numbers.duration(knee['high'])}"
    slopes = f"{numbers.signed(knee['before'])} before, {numbers.signed(knee['after'])} after"
    return f"Knee at {numbers.duration(knee['hours'])} (95 % interval {between}); {slopes}, {knee['unit']} an hour."


def _in_words(rows: pd.DataFrame, value: str, unit: str, name: str = "") -> list[str]:
    told = []
    for row in records(rows):
        between = numbers.interval(row["ci_low"], row["ci_high"], unit)
        at = f"{row['hours']:g} h: " if "hours" in row else ""
        who = f"{plain_text(name)}: " if name else ""
        told.append(f"{at}{who}{numbers.change(row[value], unit)}{f' ({between})' if between else ''}")
    return told


def _headlines(frame: pd.DataFrame) -> list[str]:
    there = set(frame["measure"])
    return [name for name in HEADLINES if name in there]
