"""Who gained and who choked: parcels handed over beyond the usual, and parcels waiting for a courier."""

import numpy as np

from sim.report import labels
from sim.report.figure import Figure, bars_layout
from sim.report.figures.whiskers import whiskers
from sim.report.message import Told, furthest, largest
from sim.report.panel import LegendEntry, Panel, plain_text
from sim.report.reading import Reading
from sim.report.series import OUTAGE_ARM, band, daily
from sim.report.stack import ARMS, Stack

VOLUME = "parcels_handed_over"
BACKLOG = "courier_backlog"
SMALL_PX = 104


def panels(run: Reading) -> list[Panel]:
    """Excess parcels by day, the sum over the run, and a small figure of each carrier's backlog."""
    volumes = _by_day(run)
    return [volumes, _over_the_run(run, volumes.height), *_backlogs(run)]


def _by_day(run: Reading) -> Panel:
    excess = {name: run.hourly.excess(VOLUME, f"carrier={name}") for name in run.carriers}
    found = {name: daily(values, run.first_clock_h) for name, values in excess.items() if values is not None}
    panel = Panel(
        "volumes",
        "Parcels handed over beyond the usual, by day",
        "Outage less counterfactual, mean of the replications. Below zero: parcels a carrier did not get.",
        empty="This run has no hourly series of parcels handed over by carrier.",
        size="half",
    )
    if not found:
        return panel
    stack = Stack(run, [("Parcels per day", 330)], [act for act in run.outages if act.link in run.cut_carriers])
    for name, sums in found.items():
        mean = band(sums).mean
        stack.add(
            1,
            "bar",
            x=stack.noons(mean.size),
            y=mean.astype(np.float32),
            name=plain_text(labels.entity(name)),
            legendgroup=name,
            marker={"color": run.carrier_colours[name], "line": {"width": 0}},
            hovertemplate="%{y:+.3s}",
        )
    stack.figure.layout |= {"barmode": "relative", "bargap": 0.2}
    legend = [LegendEntry(name, labels.entity(name), run.carrier_colours[name], "bar") for name in found]
    totals = {labels.entity(name): float(sums.sum(axis=1).mean()) for name, sums in found.items()}
    label = f"{panel.title}; over all days {largest(totals, 'parcels')}"
    return Panel("volumes", panel.title, panel.caption, stack.figure, stack.height, legend, size="half", label=label)


def _over_the_run(run: Reading, beside_px: int) -> Panel:
    found = {name: effect for name in run.carriers if (effect := run.effect(VOLUME, f"carrier={name}")) is not None}
    title, caption = "Gained and lost over the whole run", "Parcels handed over beyond the usual, with 95 % intervals."
    if not found:
        return Panel(
            "gained", title, caption, empty="The impact table has no parcels handed over by carrier.", size="half"
        )
    height = max(60 + 34 * max(4, len(found)), beside_px)
    figure = Figure(layout=bars_layout(height, "parcels", barmode="overlay"))
    for name, effect in reversed(found.items()):
        figure.draw(
            "bar",
            orientation="h",
            x=[effect.excess],
            y=[plain_text(labels.entity(name))],
            error_x=whiskers(effect),
            marker={"color": run.carrier_colours[name]},
            hovertemplate="%{x:+.3s} parcels<extra>%{y}</extra>",
            width=0.68,
        )
    told = largest({labels.entity(name): effect.excess for name, effect in found.items()}, "parcels")
    return Panel("gained", title, caption, figure, height, size="half", label=f"{title}: {told}")


def _backlogs(run: Reading) -> list[Panel]:
    """One small figure a carrier; scales differ, since a carrier is read against itself."""
    found = [name for name in run.carriers if run.hourly.arm(BACKLOG, OUTAGE_ARM, f"carrier={name}") is not None]
    if not found:
        return [
            Panel(
                "backlog",
                "Parcels waiting for a courier",
                empty="This run has no hourly series of courier backlogs by carrier.",
            )
        ]
    cut = [act for act in run.outages if act.link in run.cut_carriers]
    small = []
    for place, name in enumerate(found):
        stack = Stack(run, [("", SMALL_PX)], cut)
        stack.arms(1, BACKLOG, f"carrier={name}")
        stack.axis(1, "x")["nticks"] = 5
        stack.axis(1)["nticks"] = 4
        title = f"{labels.entity(name)}: waiting for a courier"
        legend = ARMS if place == 0 and len(found) == 1 else ()
        label = furthest(run, [Told(title, BACKLOG, [f"carrier={name}"])])
        small.append(Panel(f"backlog-{name}", title, "", stack.figure, stack.height, legend, size="small", label=label))
    return small
