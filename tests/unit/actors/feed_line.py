"""A feed of three links by itself: scans are sent, and what reaches the platform is shown."""

from typing import Any

import numpy as np

from sim.actors.feed import send, show
from sim.engine.counting import spot_of
from sim.engine.instants import NEVER, hours
from sim.engine.record import IN_FLIGHT, UNSHOWN
from tests.unit.actors.bench import (
    LINKS,
    Bench,
    always,
    entries_of,
    feed_of,
    lists_of,
    merchants_of,
    shut,
)

LATENCY, POLL = 0.125, 2.0


class Line:
    """A feed with a latency of an eighth of an hour on every link, and of two hours for polling.

    Attributes:
        arrived: (at, row, kind) of what reached the platform, or is known to reach it, as it was sent.
    """

    def __init__(self, *shuttings: dict[str, Any], polled: float = 0.0, is_limited: bool = False, **feed: Any) -> None:
        self.bench = Bench(always(LATENCY), always(POLL))
        latency, poll = self.bench.rows
        self.feed = feed_of(*[latency] * LINKS, poll, **feed)
        self.shuttings, self.polled, self.is_limited = shut(*shuttings), np.full(LINKS, polled), is_limited
        self.merchants, self.buffers, self.codes = merchants_of(2), lists_of(LINKS), lists_of(1)
        self.arrived: list[tuple[float, int, int]] = []

    def send(self, at: float, row: int, kind: int, reported_at: float | None = None, next_at: float = 0.0) -> None:
        """A scan of the hour `at` takes its way in the period in which it is reported, its own if none is given.

        Args:
            next_at: h, the parcel makes no other scan before.
        """
        self.pass_on(entries_of((at, row, kind), since=next_at)[0], at if reported_at is None else reported_at)

    def pass_on(self, entry: Any, during: float) -> None:
        """An entry of the SCAN list takes its way in the period in which `during` lies."""
        bench = self.bench
        bench.lot.draw[0] = 255  # nobody has drawn for it
        arrives = send(
            entry, bench.lot, 0, bench.period(during), bench.key, bench.array, self.feed, self.shuttings, self.polled,
            240.0,
            self.is_limited, self.merchants, bench.parcels, self.buffers.lists, self.codes.lists, bench.lists,
            bench.books,
        )  # fmt: skip
        if arrives != NEVER:
            bench.rec(entry["row"])["pending"] += 1  # as its caller does
            self.arrived.append((float(hours(arrives)), int(entry["row"]), int(entry["kind"])))

    def show(self, at: float, row: int, kind: int, seq: int, since: float) -> int:
        bench = self.bench
        entry = entries_of((at, row, kind), since=since, n=seq)[0]
        feed, merchants = self.feed, self.merchants
        parcel = bench.rec(row)
        spot = spot_of(bench.books, at, parcel["carrier"], parcel)
        return int(show(entry, spot, bench.period(at), feed, merchants, bench.parcels, self.codes.lists, bench.books))

    def counted(self, *names: str) -> list[float]:
        return [self.bench.counted(name) for name in names]


def on_the_way(line: Line, **fields: Any) -> int:
    row = line.bench.parcel(**({"picked_up_at": 5.0, "flags": UNSHOWN | IN_FLIGHT} | fields))
    line.merchants.rec["unshown"][0] += 1
    line.merchants.rec["in_flight"][0] += 1
    return row
