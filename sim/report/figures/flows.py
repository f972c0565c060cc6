"""Flows: what the carriers that lost parcels kept, what moved away from them, and which carriers took it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.report import labels, numbers, theme
from sim.report.figure import Figure
from sim.report.message import largest
from sim.report.moved import Phase, handed_over, phases
from sim.report.panel import Panel, plain_text
from sim.report.reading import Effect, Reading

TITLES = {"during": "While a link was closed", "after": "After the last link opened"}
HEIGHT = 420
SMALLEST = 0.02
LINK_ALPHA = "66"


def panels(run: Reading) -> list[Panel]:
    """A flow for the hours of the outages, and one for those after them."""
    spans = [phase for phase in phases(run) if phase.name in TITLES]
    if not spans:
        return [Panel("flows", "Where parcels went", empty="No act was done: no parcel changed its carrier.")]
    return [_panel(run, phase) for phase in spans]


def _panel(run: Reading, phase: Phase) -> Panel:
    span = f"{run.clock(phase.first)} to {run.clock(phase.last)}"
    found = handed_over(run, phase)
    lost = {name: -effect.excess for name, effect in found.items() if effect.excess < 0}
    gained = {name: effect.excess for name, effect in found.items() if effect.excess > 0}
    title = TITLES[phase.name]
    name = f"flows-{phase.name}"
    if not lost and not gained:
        empty = "This run has no parcels handed over by carrier and hour, or none that changed."
        return Panel(name, title, span, empty=empty, size="half")
    caption = f"{span}. Left: what carriers that lost parcels would have had. The 95 % intervals stand in the table."
    changes = {labels.entity(each): effect.excess for each, effect in found.items()}
    return Panel(
        name,
        title,
        caption,
        _flow(run, found, lost, gained),
        HEIGHT,
        size="half",
        label=f"{title}, {span}: {largest(changes, 'parcels')}",
    )


@dataclass
class _Flow:
    """Nodes (text, colour, what the pointer says) and links (from, to, parcels, colour)."""

    nodes: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[tuple[int, int, float, str]] = field(default_factory=list)

    def node(self, text: str, colour: str = theme.BASELINE, more: str = "") -> int:
        """Add a node; its number."""
        self.nodes.append((plain_text(text), colour, more))
        return len(self.nodes) - 1

    def link(self, source: int, target: int, parcels: float, colour: str = theme.BASELINE) -> None:
        """Let parcels go from one node to another."""
        self.links.append((source, target, parcels, colour))

    def figure(self) -> Figure:
        """The flow, drawn."""
        figure = Figure(layout={"height": HEIGHT, "margin": {"l": 6, "r": 6, "t": 10, "b": 14}})
        figure.draw(
            "sankey",
            arrangement="snap",
            node={
                "label": [text for text, _, _ in self.nodes],
                "color": [colour for _, colour, _ in self.nodes],
                "customdata": [more for _, _, more in self.nodes],
                "hovertemplate": "%{label}<br>%{customdata}<extra></extra>",
                "pad": 16,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [link[0] for link in self.links],
                "target": [link[1] for link in self.links],
                "value": [link[2] for link in self.links],
                "color": [theme.faint(link[3], LINK_ALPHA) for link in self.links],
                "hovertemplate": "%{source.label} → %{target.label}<br>%{value:.3s} parcels<extra></extra>",
            },
            textfont={"size": 11.5},
            hoverlabel={"align": "left"},
        )
        return figure


def _flow(run: Reading, found: Mapping[str, Effect], lost: dict[str, float], gained: dict[str, float]) -> Figure:
    """Losers on the left; what they kept, who gained and what was not handed over on the right."""
    flow = _Flow()
    total_lost, total_gained = sum(lost.values()), sum(gained.values())
    moved = flow.node(f"moved {numbers.number(max(total_lost, total_gained))}")
    for name, loss in _large(lost, total_lost).items():
        title, colour = _named(run, name)
        if not name:
            flow.link(flow.node(f"{title} −{numbers.number(loss)}", colour), moved, loss, colour)
            continue
        effect = found[name]
        source = flow.node(f"{title}, usually {numbers.number(effect.baseline)}", colour, "the counterfactual")
        if effect.outage > 0:
            more = f"excess {numbers.signed(effect.excess)}, {_interval(effect)}"
            flow.link(
                source, flow.node(f"{title} {numbers.number(effect.outage)}", colour, more), effect.outage, colour
            )
        flow.link(source, moved, loss, colour)
    for name, gain in _large(gained, total_gained).items():
        title, colour = _named(run, name)
        more = _interval(found[name]) if name in found else ""
        flow.link(moved, flow.node(f"{title} +{numbers.number(gain)}", colour, more), gain, colour)
    rest = total_lost - total_gained
    if rest > SMALLEST * total_lost:
        more = "held back, waiting, or never ordered"
        flow.link(moved, flow.node(f"not handed over {numbers.number(rest)}", more=more), rest)
    elif -rest > SMALLEST * total_gained:
        more = "held back or waiting when these hours began"
        flow.link(flow.node(f"left from before {numbers.number(-rest)}", more=more), moved, -rest)
    return flow.figure()


def _large(values: dict[str, float], total: float) -> dict[str, float]:
    """The values worth a node of their own, largest first; the rest under one empty name."""
    order = sorted(values.items(), key=lambda item: -item[1])
    large = {name: value for name, value in order if value >= SMALLEST * total}
    rest = total - sum(large.values())
    return large | {"": rest} if len(large) < len(values) and rest > 0 else large


def _named(run: Reading, name: str) -> tuple[str, str]:
    return (labels.entity(name), run.carrier_colours[name]) if name else ("Others", theme.BASELINE)


def _interval(effect: Effect) -> str:
    told = numbers.interval(effect.low, effect.high, effect.unit)
    return f"95 % interval {told}" if told else ""
