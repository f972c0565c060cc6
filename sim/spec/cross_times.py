"""Times of a tree that must fit together: clock times in order, starts inside the horizon, outages apart."""

import math
from collections.abc import Iterator
from datetime import datetime

from sim import units
from sim.errors import Problem, UnitError
from sim.spec.tree import Node

LONGEST_H = 4000.0
"""Longest run: the engine keeps instants as ticks of 2⁻²⁰ h in 32 bits."""


def check_clocks(root: Node) -> Iterator[Problem]:
    """Waves, departures and shifts that are not in the order of the day."""
    for carrier in root.entries("carriers").values():
        for key in ("pick_up_waves", "departures"):
            node = carrier.child(key)
            if node is not None and isinstance(node.content, list):
                yield from _in_order(node, [(child, child.content) for child in node.content])
        waves = carrier.child("courier_waves")
        yield from _in_order(waves, [(child, key) for key, child in (waves.items if waves else {}).items()])
    for desk in root.entries("desks").values():
        agents = desk.child("agents")
        yield from _in_order(agents, [(child, key) for key, child in (agents.items if agents else {}).items()])


def _in_order(table: Node | None, written: list[tuple[Node, object]]) -> Iterator[Problem]:
    before = -1.0
    for node, raw in written:
        try:
            clock = units.parse_clock(raw)
        except UnitError:
            return
        if clock <= before:
            place = node if table is not None and isinstance(table.content, list) else None
            where = place or node
            yield where.problem("clock times must ascend", got=repr(raw), at_key=place is None)
            return
        before = clock


def check_times(root: Node, start: datetime | None) -> Iterator[Problem]:
    """Starts outside the run, overlapping outages, and lengths the engine cannot step through."""
    horizon = _hours(root.child("horizon"))
    period_node = root.child("control_period")
    period = _hours(period_node)
    if period_node is not None and period and abs(1 / period - round(1 / period)) > 1e-9:
        yield period_node.problem("control_period must divide one hour", got=period_node.shown, suggestion="15min")
    horizon_node = root.child("horizon")
    if horizon_node is not None and horizon is not None and horizon != round(horizon):
        yield horizon_node.problem("horizon must be whole hours", got=horizon_node.shown)
    if period is not None:
        yield from _steps(root, period)
    if horizon_node is not None and horizon is not None and horizon > LONGEST_H:
        yield horizon_node.problem(f"horizon must be at most {LONGEST_H:g}h", got=horizon_node.shown)
    if start is None:
        return
    promotions = root.entries("orders", "promotions")
    for section in (promotions, root.entries("outages"), root.entries("responses")):
        for entry in section.values():
            yield from _inside(entry, start, horizon, may_precede=section is promotions)
    yield from _overlaps(root.entries("outages"), start)


def _steps(root: Node, period: float) -> Iterator[Problem]:
    """What returns to an earlier stage must do so in a later control period."""
    for section, key in (("carriers", "turnaround"), ("lockers", "max_dwell")):
        for entry in root.entries(section).values():
            node = entry.child(key)
            length = _hours(node)
            if node is not None and length is not None and 0.0 <= length < period:
                yield node.problem(f"{key} must be at least one control_period", got=node.shown)


def _hours(node: Node | None) -> float | None:
    try:
        return units.parse_hours(node.content) if node is not None else None
    except UnitError:
        return None


def _instant(node: Node | None, start: datetime) -> float | None:
    try:
        return units.parse_instant(node.content, start) if node is not None else None
    except UnitError:
        return None


def _inside(entry: Node, start: datetime, horizon: float | None, *, may_precede: bool) -> Iterator[Problem]:
    node = entry.child("start")
    begin = _instant(node, start)
    if node is None or begin is None:
        return
    if begin < 0 and not may_precede:
        yield node.problem("lies before the scenario's start", got=node.shown)
    if horizon is not None and begin >= horizon and not may_precede:
        end = units.format_instant(horizon, start)
        yield node.problem(f"lies after the horizon, which ends at {end}", got=node.shown)


def _overlaps(outages: dict[str, Node], start: datetime) -> Iterator[Problem]:
    spans: list[tuple[str, float, float, str, Node]] = []
    for name, outage in outages.items():
        link, begin = outage.child("link"), _instant(outage.child("start"), start)
        if link is None or begin is None:
            continue
        length, end = _hours(outage.child("duration")), _instant(outage.child("end"), start)
        last = end if end is not None else begin + length if length is not None else math.inf
        spans.append((str(link.content), begin, last, name, outage))
    busy: dict[str, tuple[float, str]] = {}
    for link_name, first, last, name, outage in sorted(spans, key=lambda span: span[:2]):
        until, other = busy.get(link_name, (-math.inf, ""))
        if last <= first:
            continue
        if first < until:
            node = outage.child("start") or outage
            message = f"outages of one link must not overlap; {other} also hits {link_name} then"
            yield node.problem(message, got=node.shown)
        if last > until:
            busy[link_name] = (last, name)
