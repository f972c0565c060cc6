"""Shares of a tree that must add up to 100 %, or must not exceed it together."""

import math
from collections.abc import Iterator

from sim import units
from sim.errors import Problem, UnitError
from sim.spec.tree import Node

TOLERANCE = 0.001
TABLES = (("orders", "hour_share"), ("orders", "weekday_share"), ("buyers", "goes_to"), ("costs", "refund_share"))


def _share(node: Node | None) -> float | None:
    try:
        return units.parse_share(node.content) if node is not None else None
    except UnitError:
        return None


def check_sums(root: Node) -> Iterator[Problem]:
    """Tables of shares that do not add up, to 0.1 percentage points."""
    for key in ("orders", "merchants"):
        column = [region.child(key) for region in root.entries("regions").values()]
        yield from _adds_up(root.child("regions"), column, f"shares of {key} over the regions")
    categories = root.entries("categories")
    column = [category.child("share") for category in categories.values()]
    yield from _adds_up(root.child("categories"), column, "shares of the categories")
    carriers = root.entries("carriers")
    for category in categories:
        column = [carrier.child("share") for carrier in carriers.values()]
        column = [share.child(category) if share else None for share in column]
        yield from _adds_up(root.child("carriers"), column, f"the carriers' shares of {category}")
    for way in TABLES:
        yield from _table_adds_up(root.nearest(way), way[-1])
    for carrier in carriers.values():
        waves = carrier.child("courier_waves")
        if waves is not None:
            yield from _table_adds_up(waves, "courier_waves")
    orders = root.child("orders")
    preferences = [*root.entries("orders", "locker_share").values()]
    station = orders.child("station_share") if orders else None
    yield from _at_most_all(station, [*preferences, station], "shares of lockers and stations")
    merchants, buyers = root.child("merchants"), root.child("buyers")
    for owner, first, second in ((merchants, "large", "medium"), (buyers, "complaint", "repeat")):
        if owner is not None:
            pair = [owner.child(first), owner.child(second)]
            yield from _at_most_all(pair[1], pair, f"{first} and {second}")
    fallback = root.child("fallback")
    if fallback is not None:
        least, most = _share(fallback.child("aware_at_start")), _share(fallback.child("aware_at_most"))
        node = fallback.child("aware_at_most")
        if node is not None and least is not None and most is not None and most < least:
            yield node.problem("must not lie below aware_at_start", got=node.shown)


def _table_adds_up(table: Node, name: str) -> Iterator[Problem]:
    if table.path.rpartition(".")[2] == name:
        yield from _adds_up(table, [child for _, child in table.children()], f"shares of {name}")


def _adds_up(table: Node | None, column: list[Node | None], what: str) -> Iterator[Problem]:
    shares = [_share(node) for node in column]
    known = [share for share in shares if share is not None]
    if table is None or not shares or len(known) < len(shares):
        return
    total = math.fsum(known)
    if abs(total - 1) > TOLERANCE + 1e-12:
        yield table.problem(f"{what} must add up to 100 %", got=f"{total * 100:.6g} %", at_key=True)


def _at_most_all(at: Node | None, column: list[Node | None], what: str) -> Iterator[Problem]:
    total = math.fsum(share for node in column if (share := _share(node)) is not None)
    if at is not None and total > 1 + 1e-12:
        yield at.problem(f"{what} together must not exceed 100 %", got=f"{total * 100:.6g} %")
