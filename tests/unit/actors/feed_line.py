"""A feed of three links by itself: scans are sent, and what reaches the platform is shown."""

from typing import Any

import numpy as np

from sim.actors.feed import send, show
from sim.engine.parcels import (
    IN_FLIGHT,
    UNSHOWN,
)
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

LATENCY, POLL = 0.1, 2.0


class Line:
    """A feed with a latency of six minutes on every link, and of two hours for polling."""

    def __init__(self, *shuttings: dict[str, Any], polled: float = 0.0, **feed: Any) -> None:
        self.bench = Bench(always(LATENCY), always(POLL))
        latency, poll = self.bench.rows
        self.feed = feed_of(*[latency] * LINKS, poll, **feed)
        self.shuttings, self.polled = shut(*shuttings), np.full(LINKS, polled)
        self.merchants, self.buffers, self.codes = merchants_of(2), lists_of(LINKS), lists_of(1)

    def send(self, at: float, row: int, kind: int) -> None:
        bench = self.bench
        send(
            entries_of((at, row, kind)), 0, 1, bench.period(at), bench.key, bench.array, self.feed, self.shuttings,
            self.polled, 240.0, self.merchants, bench.parcels, self.buffers.lists, self.codes.lists, bench.lists,
            bench.books,
        )  # fmt: skip

    def show(self, at: float, row: int, kind: int, seq: int, since: float) -> int:
        bench = self.bench
        entry = entries_of((at, row, kind), since=since, n=seq)[0]
        feed, merchants = self.feed, self.merchants
        return int(show(entry, bench.period(at), feed, merchants, bench.parcels, self.codes.lists, bench.books))

    def counted(self, *names: str) -> list[float]:
        return [self.bench.counted(name) for name in names]


def on_the_way(line: Line, **fields: Any) -> int:
    row = line.bench.parcel(**({"picked_up_at": 5.0, "flags": UNSHOWN | IN_FLIGHT} | fields))
    line.merchants.rec["unshown"][0] += 1
    line.merchants.rec["in_flight"][0] += 1
    return row
