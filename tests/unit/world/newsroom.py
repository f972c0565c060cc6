"""Publication by itself: what reaches the platform in a period, live and from buffers, and what it sets off."""

from typing import Any

import numpy as np

from sim.actors.buyers import Buyers
from sim.actors.ledger import Ledger
from sim.actors.settlement import Settlement
from sim.engine.calendar import ENTRY
from sim.engine.counting import NOTE
from sim.engine.fifo import servers
from sim.engine.record import IN_FLIGHT, MILESTONES, ORIGIN_SORTED, UNSHOWN
from sim.engine.stages import INBOUND, post
from sim.engine.tally import COUNT_ROW
from sim.engine.unseen import note_unseen
from sim.world.publication import publish
from tests.unit.actors.bench import LINKS, Bench, feed_of, lists_of, lockers_of, merchants_of, settlement_of, shut
from tests.unit.actors.parcel_words import ticks_of

BEGIN = 10.0
"""h, begin of the period in which everything here is published."""


def ledger_of() -> Ledger:
    """One record within the contract for each scan, none beyond it."""
    records = np.ones((LINKS, len(MILESTONES)))
    return Ledger(within=records, beyond=0.0 * records, since=np.full(LINKS, np.inf))


def buyers_of(base: float = 0.0, silent_from: float = np.inf) -> Buyers:
    """Buyers whose hazard is `base` per hour, and shoots up once news is `silent_from` hours old."""
    clock = np.array([base, 1e6, 1e-9, 0.0, 48.0, 96.0, 0.0, 3.0])
    return Buyers(np.full(len(MILESTONES), silent_from), clock, np.zeros(4) + 1e-9)


class Newsroom:
    """One period of publications."""

    def __init__(self, base: float = 0.0, silent_from: float = np.inf) -> None:
        self.bench = Bench()
        self.feed, self.merchants, self.lockers = feed_of(), merchants_of(1), lockers_of()
        self.bench.books = self.bench.books._replace(journal=np.zeros(1000, NOTE))
        self.buyers = buyers_of(base, silent_from)
        self.settlement: Settlement = settlement_of()
        self.auto_confirm = 240.0
        self.happened: dict[int, tuple[float, ...]] = {}
        self.replay = np.zeros(0, ENTRY)

    def parcel(self, order: int, *happened: float, **fields: Any) -> int:
        """A parcel on its way whose scans happened at these hours, none of them shown unless `shown` says so."""
        fresh = {"order": order, "picked_up_at": 5.0, "made": len(happened), "flags": UNSHOWN | IN_FLIGHT}
        row = self.bench.parcel(**(fresh | fields))
        self.happened[row] = happened
        grace = float(self.feed.limits[0])
        for seq in range(fields.get("shown", 0), len(happened)):
            at = happened[seq]
            note_unseen(self.bench.parcels, self.bench.rec(row), seq, ticks_of(at), ticks_of(at + grace))
        self.merchants.rec["unshown"][0] += 1
        self.merchants.rec["in_flight"][0] += 1
        return row

    def arrives(self, row: int, seq: int, at: float, kind: int = ORIGIN_SORTED) -> None:
        """A scan reaches the platform live."""
        rec = self.bench.rec(row)
        rec["pending"] += 1
        since = ticks_of(self.happened[row][seq])
        post(self.bench.lists, self.bench.period(BEGIN), INBOUND, at, since, row, rec["gen"], kind, seq)

    def is_replayed(self, row: int, seq: int, at: float, kind: int = ORIGIN_SORTED) -> None:
        """A scan leaves a buffer."""
        rec = self.bench.rec(row)
        rec["pending"] += 1
        entry = np.zeros(1, ENTRY)
        entry[0] = (ticks_of(at), ticks_of(self.happened[row][seq]), row, rec["gen"], kind | 128, seq)
        self.replay = np.concatenate([self.replay, entry])

    def publish(self, is_limited: bool = True) -> list[tuple[float, int]]:
        """Publish all; returns what was shown, (record_time, order id), in that order.

        Args:
            is_limited: whether what comes in has to pass links that are limited, though none is here.
        """
        bench = self.bench
        publish(
            self.replay, bench.period(BEGIN), bench.key, bench.array, self.feed, shut(), ledger_of(), self.settlement,
            self.auto_confirm, 0.0, self.buyers, self.lockers, self.merchants, bench.parcels, lists_of(LINKS).lists,
            servers(LINKS), lists_of(1).lists, bench.lists, is_limited, bench.calendar.scratch, bench.books,
        )  # fmt: skip
        journal = bench.books.journal[: bench.books.journal_n[0]]
        return [(float(n["at"]), int(n["order"])) for n in journal if n["measure"] == COUNT_ROW["scans_shown"]]
