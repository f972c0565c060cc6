"""Names in one place of a tree that must exist in another, and keys that must all be there."""

from collections.abc import Iterable, Iterator

from sim.errors import Problem
from sim.spec.schema_walk import nearest
from sim.spec.tree import Node

DESKS = ("merchant", "platform", "carrier")
SHOWN = (
    "none", "picked_up", "origin_sorted", "linehaul_departed", "destination_arrived", "out_for_delivery",
    "attempt_failed", "locker_deposited",
)  # fmt: skip


def check_names(root: Node) -> Iterator[Problem]:
    """Unknown and missing names, each with its nearest right spelling."""
    carriers, lockers, links = (root.entries(section) for section in ("carriers", "lockers", "links"))
    outages = root.entries("outages")
    owners = [*carriers, *lockers]
    yield from _unknown_keys(links, owners, "no carrier or locker operator of this name")
    yield from _unknown_keys(root.entries("terms"), owners, "no link of this name")
    yield from _unknown_keys(root.entries("orders", "locker_share"), lockers, "no locker operator of this name")
    for name in sorted(carriers.keys() & lockers.keys()):
        yield lockers[name].problem(
            "a carrier and a locker operator must not share a name", got=repr(name), at_key=True
        )
    for locker in lockers.values():
        yield from _one(locker.child("link"), owners, "no link of this name")
    for carrier in carriers.values():
        share = carrier.child("share")
        yield from _unknown_keys(share.items if share else {}, root.entries("categories"), "no category of this name")
        if share is not None and share.items:
            yield from _missing(share, root.entries("categories"))
    for outage in outages.values():
        yield from _one(outage.child("link"), owners, "no link of this name")
    for response in root.entries("responses").values():
        yield from _response_names(response, carriers, owners, outages)
    for way, needed in ((("desks",), DESKS), (("buyers", "quiet"), SHOWN), (("buyers", "goes_to"), DESKS),
                        (("costs", "refund_share"), DESKS)):  # fmt: skip
        node = root.nearest(way)
        if node.items and root.entries(*way):
            yield from _missing(node, needed)


def _response_names(
    response: Node, carriers: Iterable[str], links: Iterable[str], outages: Iterable[str]
) -> Iterator[Problem]:
    carriers = list(carriers)
    yield from _one(response.child("carrier"), carriers, "no carrier of this name")
    yield from _one(response.child("link"), links, "no link of this name")
    trigger = response.child("when")
    yield from _one(trigger.child("carrier") if trigger else None, carriers, "no carrier of this name")
    for key, known, message in (
        ("carriers", carriers, "no carrier of this name"),
        ("restores", outages, "no outage of this name"),
    ):
        named = response.child(key)
        for element in named.content if named is not None and isinstance(named.content, list) else ():
            yield from _one(element, known, message)


def _one(node: Node | None, known: Iterable[str], message: str) -> Iterator[Problem]:
    names = list(known)
    if node is not None and isinstance(node.content, str) and node.content not in names:
        yield node.problem(message, got=node.shown, suggestion=nearest(node.content, names))


def _unknown_keys(entries: dict[str, Node], known: Iterable[str], message: str) -> Iterator[Problem]:
    names = list(known)
    for name, node in entries.items():
        if name not in names:
            yield node.problem(message, got=repr(name), suggestion=nearest(name, names), at_key=True)


def _missing(node: Node, needed: Iterable[str]) -> Iterator[Problem]:
    for name in needed:
        if name not in node.items:
            yield node.problem("required key is missing", at_key=True, path=f"{node.path}.{name}")
