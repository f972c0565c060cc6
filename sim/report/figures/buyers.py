"""Buyers and desks: the funnel from worry to petition in both arms, and how long the desks made them wait."""

from sim.report import labels, numbers, theme
from sim.report.figure import Figure
from sim.report.figures.strips import Row, arm_rows
from sim.report.panel import Panel
from sim.report.reading import Effect, Reading
from sim.report.stack import ARMS

STEPS = (
    ("worries", "Worries: contacts, and looks at the carrier's site"),
    ("contacts", "Contacts with a desk"),
    ("complaints", "Formal complaints"),
    ("refund_claims", "Refund claims"),
    ("petitions", "Petitions to the regulator"),
)
STEP_PX = 62


def panels(run: Reading) -> list[Panel]:
    """The funnel, the contacts about the cut carrier, the desks."""
    desks = [
        Row("desk_waiting", f"{labels.entity(party)} desk: contacts waiting", f"party={party}")
        for party in run.hourly.groups("desk_waiting", "party")
    ]
    waits = [
        Row("support_wait_p90_min", f"{labels.entity(party)} desk: wait, minutes (90th percentile)", f"party={party}")
        for party in run.hourly.groups("support_wait_p90_min", "party")
    ]
    about = [
        Row("contacts", f"About {labels.entity(name)}'s parcels, per hour", f"carrier={name}")
        for name in run.cut_carriers
    ]
    escalation = arm_rows(
        run,
        Panel(
            "escalation",
            "Escalation over time",
            "About carriers whose link was closed, and of all buyers.",
            empty="This run has no hourly series of contacts or petitions.",
            size="half",
        ),
        [*about, Row("refund_claims", "Refund claims per hour"), Row("petitions", "Petitions per hour")],
        run.outages,
        row_px=94,
    )
    return [
        _funnel(run, escalation.height),
        escalation,
        arm_rows(
            run,
            Panel(
                "queues", "Contacts waiting at the desks", empty="This run has no hourly series of desks.", size="half"
            ),
            desks,
            run.outages,
            row_px=94,
        ),
        arm_rows(
            run,
            Panel("waits", "How long the desks let them wait", empty="This run has no hourly waits.", size="half"),
            waits,
            run.outages,
            row_px=94,
        ),
    ]


def worries(run: Reading) -> Effect | None:
    """Contacts and worries settled on the carrier's own site, together; no interval, as the two are paired apart."""
    contacts, settled = run.effect("contacts"), run.effect("self_served")
    if contacts is None or settled is None:
        return None
    base, hit = contacts.baseline + settled.baseline, contacts.outage + settled.outage
    return Effect(base, hit, hit - base, float("nan"), float("nan"), "worries")


def _funnel(run: Reading, beside_px: int) -> Panel:
    found = []
    for name, title in STEPS:
        effect = worries(run) if name == "worries" else run.effect(name)
        if effect is not None:
            found.append((title, effect))
    panel = Panel(
        "funnel",
        "From worry to petition",
        "Totals of the run in both arms. Each step right is ten times as many.",
        empty="The impact table has no contacts, complaints or petitions.",
        size="half",
    )
    if not found:
        return panel
    height = max(60 + STEP_PX * len(found), beside_px)
    figure = Figure(
        layout={
            "height": height,
            "hovermode": "closest",
            "margin": {"l": 10, "r": 24, "t": 36, "b": 40},
            "xaxis": {
                "type": "log",
                "dtick": 1,
                "title": {"text": "number of cases, logarithmic"},
            },
            "yaxis": {"visible": False, "range": [-len(found) + 0.65, 0.25]},
        }
    )
    for place, (title, effect) in enumerate(found):
        _step(figure, -place, title, effect)
    told = "; ".join(f"{title}: {_in_words(effect)}" for title, effect in found)
    label = f"{panel.title}, without the acts and as it happened. {told}."
    return Panel("funnel", panel.title, panel.caption, figure, height, ARMS, size="half", label=label)


def _step(figure: Figure, level: int, title: str, effect: Effect) -> None:
    """A step's two dots, one an arm, the line between them, and their numbers above."""
    both = [max(effect.baseline, 1.0), max(effect.outage, 1.0)]
    between = {"color": theme.faint(theme.OUTAGE, "70"), "width": 5}
    figure.draw("scatter", x=both, y=[level, level], mode="lines", line=between, hoverinfo="skip")
    for value, entry in zip(both, reversed(ARMS), strict=True):
        figure.draw(
            "scatter",
            x=[value],
            y=[level],
            mode="markers",
            marker={"size": 13, "color": entry.colour},
            legendgroup=entry.key,
            hovertemplate=f"{title}<br>%{{x:.3s}} {entry.text}<extra></extra>",
        )
    figure.write(
        f"<b>{title}</b><br>{_in_words(effect)}",
        xref="paper",
        x=0,
        y=level,
        xanchor="left",
        yanchor="bottom",
        yshift=7,
        align="left",
        font={"size": 11.5},
    )


def _in_words(effect: Effect) -> str:
    change = f" ({numbers.ratio(effect.ratio)})" if effect.baseline else ""
    return f"{numbers.number(effect.baseline)} → {numbers.number(effect.outage)}{change}"
