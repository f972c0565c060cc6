"""Information harm beside physical harm: parcels worried about but on time, late but not shown, both."""

from sim.report import labels, theme
from sim.report.figure import Figure, bars_layout
from sim.report.figures.whiskers import whiskers
from sim.report.message import largest
from sim.report.panel import LegendEntry, Panel, plain_text
from sim.report.reading import Effect, Reading, effect_of

CLASSES = {
    "worried_on_time": (theme.INFORMATION, "information harm only"),
    "late_unseen": (theme.PHYSICAL, "physical harm, unseen"),
    "worried_and_late": (theme.BOTH, "both"),
}
BEYOND = "parcels beyond the counterfactual"
COLUMNS = ("baseline", "outage", "excess", "ci_low", "ci_high")


def classes(run: Reading, group: str = "total") -> dict[str, Effect]:
    """The three classes in a group, from the affected table or, failing that, the impact table."""
    found = {name: effect for name in CLASSES if (effect := run.effect(name, group)) is not None}
    frame = run.result.affected
    if frame.empty or "measure" not in frame or "excess" not in frame:
        return found
    rows = frame[frame["group"] == group] if "group" in frame else frame
    for row in rows.to_dict("records"):
        name = str(row["measure"])
        if name in CLASSES:
            found[name] = effect_of([*(row.get(column) for column in COLUMNS), row.get("unit") or "parcels"])
    return {name: found[name] for name in CLASSES if name in found}


def panels(run: Reading) -> list[Panel]:
    """Excess parcels in each class, and by carrier where the run has that."""
    totals = _totals(run)
    carriers = _by_carrier(run, totals.height)
    return [totals, carriers] if carriers is not None else [totals]


def _totals(run: Reading) -> Panel:
    found = classes(run)
    title = "Parcels harmed beyond the usual"
    if not found:
        return Panel("harm", title, empty="This run did not split the affected parcels.", size="half")
    height = 120 + 26 * len(run.carriers)
    figure = Figure(layout=bars_layout(height, BEYOND))
    for name, effect in reversed(found.items()):
        colour, what = CLASSES[name]
        figure.draw(
            "bar",
            orientation="h",
            x=[effect.excess],
            y=[f"{labels.measure(name)}<br><i>{what}</i>"],
            marker={"color": colour},
            width=0.6,
            error_x=whiskers(effect),
            hovertemplate="%{x:+.3s} parcels<extra></extra>",
        )
    caption = "Outage less counterfactual, with 95 % intervals."
    told = largest({labels.measure(name): effect.excess for name, effect in found.items()}, "parcels")
    return Panel("harm", title, caption, figure, height, size="half", label=f"{title}: {told}")


def _by_carrier(run: Reading, height: int) -> Panel | None:
    found = {name: of for name in run.carriers if (of := classes(run, f"carrier={name}"))}
    if not found:
        return None
    layout = bars_layout(height - 24, BEYOND, barmode="relative", bargap=0.3)
    figure = Figure(layout=layout | {"hovermode": "y unified"})
    figure.layout["yaxis"]["autorange"] = "reversed"
    for name, (colour, _) in CLASSES.items():
        having = [carrier for carrier in found if name in found[carrier]]
        figure.draw(
            "bar",
            orientation="h",
            x=[found[carrier][name].excess for carrier in having],
            y=[plain_text(labels.entity(carrier)) for carrier in having],
            marker={"color": colour, "line": {"width": 0}},
            legendgroup=name,
            name=labels.measure(name),
            hovertemplate="%{x:+.3s} parcels",
        )
    legend = [LegendEntry(name, labels.measure(name), colour, "bar") for name, (colour, _) in CLASSES.items()]
    caption = "The same, by the carrier that had the parcel."
    sums = {labels.entity(name): sum(effect.excess for effect in of.values()) for name, of in found.items()}
    label = f"Parcels harmed, by carrier: {largest(sums, 'parcels')}"
    return Panel("harmed-by-carrier", "Whose parcels", caption, figure, height - 24, legend, size="half", label=label)
