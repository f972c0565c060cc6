"""Links by themselves, on a real clock: scans are sent, outages open and close, buffers are replayed."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.engine.clock import Clock, Phase
from sim.engine.record import ORIGIN_SORTED
from sim.engine.stages import INBOUND, SCAN, Period, post
from sim.world.links import Links
from sim.world.publication import collect_scans, send_scans
from tests.unit.actors.bench import LINKS, PERIOD, Bench, always, feed_of, lists_of, merchants_of, settlement_of
from tests.unit.actors.parcel_words import hours_of
from tests.unit.world.newsroom import buyers_of, ledger_of

HORIZON = 24.0
NAMES = ("swift", "plain", "boxes")


def outage(start: float, end: float = np.inf, **fields: Any) -> SimpleNamespace:
    """A full outage of the first link that keeps what it hits and replays it without delay, but for `fields`."""
    replay = SimpleNamespace(order=fields.pop("order", "oldest_first"), rate=fields.pop("replay_rate", np.inf))
    fresh = {
        "link": NAMES[0], "start": start, "ends_at": end, "mode": "full", "share": None, "milestones": None,
        "cycle": None, "off": None, "on_close": "buffer", "extra": None, "rate": None, "buffer_limit": None,
    }  # fmt: skip
    return SimpleNamespace(**(fresh | fields), replay=replay)


class Wire:
    """Three links without latency, whose outages are given by name.

    Attributes:
        replayed: (period, record_time, order, seq) in the order in which they left the buffer.
        live: (record_time, order) of scans that passed.
    """

    def __init__(self, **outages: SimpleNamespace) -> None:
        words = SimpleNamespace(sample=1.0, links={name: SimpleNamespace(throughput=np.inf) for name in NAMES})
        self.bench = Bench(always(0.0))
        self.clock = Clock(PERIOD, HORIZON)
        self.links = Links(words, outages, self.clock)
        self.feed = feed_of(*[self.bench.rows[0]] * (LINKS + 1))
        self.merchants, self.codes = merchants_of(1), lists_of(1)
        self.replayed: list[tuple[int, float, int, int]] = []
        self.clock.every_period(Phase.SCAN, self._scan)

    @property
    def live(self) -> list[tuple[float, int]]:
        return [(at, self.bench.told(row)["order"]) for at, row, _ in self.bench.due(INBOUND)]

    def parcel(self, order: int, **fields: Any) -> int:
        return self.bench.parcel(**({"order": order, "picked_up_at": 0.0} | fields))

    def scan(self, row: int, *times: float) -> None:
        """Scans of a parcel at these hours."""
        for at in times:
            first = Period(0, self.bench.periods, 0.0, PERIOD, PERIOD)
            post(self.bench.lists, first, SCAN, at, 0, row, self.bench.rec(row)["gen"], ORIGIN_SORTED, 0)

    def call_off(self, name: str, *hours: float) -> None:
        """Somebody restores an outage at these hours."""

        def restore() -> Any:
            for at in hours:
                yield self.clock.at(at)
                self.links.restore(name, at)

        self.clock.process(restore())

    def run(self) -> "Wire":
        self.clock.run()
        return self

    def _scan(self, p: int) -> None:
        bench = self.bench
        period = bench.period(p * PERIOD)
        self.links.buffers.reserve(100)
        scratch, sent = bench.calendar.scratch, 0
        n = collect_scans(period, True, bench.parcels, bench.lists, scratch)

        def send(until: float) -> None:
            nonlocal sent
            sent = send_scans(
                scratch.first, sent, n, until, period, bench.key, bench.array, self.feed, self.links.shuttings,
                ledger_of(), settlement_of(), buyers_of(), np.zeros(LINKS), 240.0, 240.0, self.links.is_limited,
                self.merchants, bench.parcels, self.links.buffers.lists, self.codes.lists, bench.lists, bench.lot,
                bench.books,
            )  # fmt: skip

        for e in self.links.replay(period, send, bench.parcels, bench.books):
            self.replayed.append((p, hours_of(e["at_tick"]), bench.told(e["row"])["order"], int(e["n"])))
