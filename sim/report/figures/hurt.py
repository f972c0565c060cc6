"""Who is hurt: contacts, dark and late parcels beyond the usual, for a thousand parcels of each group."""

import math

from sim.report import labels, theme
from sim.report.figure import Figure, bars_layout
from sim.report.hurt import Rate, rates
from sim.report.message import largest
from sim.report.panel import Panel, plain_text
from sim.report.reading import Reading

MEASURES = {"contacts": "contacts", "dark_parcels": "dark parcels", "parcels_late": "late parcels"}
KINDS = {
    "goods": ("carriers and goods", ("carrier", "category")),
    "people": ("regions and merchants' sizes", ("region", "size")),
}
LINE_PX = 22


def panels(run: Reading) -> list[Panel]:
    """A small figure for each measure, of carriers and goods, then of regions and sizes."""
    told = [_panel(run, measure, *kind) for kind in KINDS.items() for measure in MEASURES]
    drawn = [panel for panel in told if panel.figure is not None]
    return drawn or [Panel("hurt", "Who is hurt", empty="The impact table of this run has no groups.")]


def _panel(run: Reading, measure: str, name: str, of: tuple[str, tuple[str, ...]]) -> Panel:
    words, kinds = of
    found = [rate for kind in kinds for rate in rates(run, measure, kind)]
    title = f"{labels.measure(measure)}: {words}"
    if not found:
        return Panel(f"hurt-{measure}-{name}", title, size="small")
    unit = f"{MEASURES[measure]} per 1,000 parcels"
    figure = Figure(layout=bars_layout(70 + LINE_PX * len(found), f"more {unit}"))
    figure.layout["xaxis"] |= {"tickformat": "~g", "rangemode": "tozero"}
    figure.layout["yaxis"] |= {"autorange": "reversed", "ticklabelstandoff": 6}
    figure.draw(
        "scatter",
        mode="markers",
        x=[rate.excess for rate in found],
        y=[plain_text(_title(rate)) for rate in found],
        marker={"size": 9, "color": [_colour(run, rate) for rate in found]},
        error_x=_whiskers(found),
        hovertemplate=f"%{{x:+.3g}} {unit}<extra>%{{y}}</extra>",
    )
    values = {_title(rate): rate.excess for rate in found}
    label = f"{title}, beyond the counterfactual: {largest(values, 'per 1,000')}"
    return Panel(f"hurt-{measure}-{name}", title, "", figure, 70 + LINE_PX * len(found), size="small", label=label)


def _title(rate: Rate) -> str:
    """A group's name; sizes say that they are merchants, since `small` alone says nothing."""
    kind, _, name = rate.group.partition("=")
    return f"{labels.entity(name)} merchants" if kind == "size" else labels.entity(name)


def _colour(run: Reading, rate: Rate) -> str:
    kind, _, name = rate.group.partition("=")
    return run.carrier_colours.get(name, theme.OUTAGE) if kind == "carrier" else theme.OUTAGE


def _whiskers(found: list[Rate]) -> dict[str, object] | None:
    if not all(math.isfinite(rate.low) for rate in found):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [rate.high - rate.excess for rate in found],
        "arrayminus": [rate.excess - rate.low for rate in found],
        "thickness": 1.4,
        "width": 3,
        "color": theme.BASELINE,
    }
