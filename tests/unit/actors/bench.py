"""A workbench for one actor at a time: a parcel table, a calendar, books, and actors built by hand.

Two carriers, two regions, one locker operator; links are the carriers' and then the operator's. Distributions are
constants unless a test puts another row into the tables. Nothing is random but the keyed luck.

Tests speak of hours and plain words (`parcel_words`); the bench puts them into ticks and packed fields, and tells them
back. Instants that tests give should be whole ticks: binary fractions of an hour such as 10.125.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.actors.carriers import Carriers
from sim.actors.feed import Feed
from sim.actors.last_mile import Goods
from sim.actors.lockers import Lockers
from sim.actors.merchants import MERCHANT, Merchants
from sim.actors.orders import Orders, place
from sim.actors.settlement import Settlement
from sim.engine.calendar import ENTRY, Pool
from sim.engine.counting import Counters, counters
from sim.engine.gates import Shuttings
from sim.engine.luck import LOT, key_of
from sim.engine.parcels import Table, take_row
from sim.engine.quantiles import Tables
from sim.engine.record import MILESTONES
from sim.engine.stages import SCAN, Calendar, Period, period_of
from sim.engine.tally import COUNT_ROW
from tests.unit.actors.parcel_words import PRICE_ROW, PRICES, Quantiles, always, hours_of, put_words, ticks_of, words_of

CARRIERS, REGIONS, OPERATORS = 2, 2, 1
LINKS = CARRIERS + OPERATORS
LOCKER_LINK = CARRIERS
LOCKER, STATION, DOOR = 0, OPERATORS, OPERATORS + 1
HOURS = 400
PERIOD = 0.25


def exponential(mean: float) -> Quantiles:
    """Exponential by its mean."""
    return Quantiles(f"exponential {mean!r}", lambda u: -mean * np.log1p(-u))


class Bench:
    """What kernels are handed, with room for a few parcels.

    Attributes:
        tables: rows collected so far; `array` is what kernels read.
        parcels, calendar, books: the table, the stages, the counters.
    """

    def __init__(self, *distributions: Quantiles, periods: int = round(HOURS / PERIOD), length: float = PERIOD) -> None:
        self.periods, self.length = periods, length
        self.tables = Tables()
        self.rows = [self.tables.add(d) for d in (always(1.0), PRICES, *distributions)][PRICE_ROW + 1 :]
        self.array = self.tables.array()
        self.table = Table(scans=14)
        self.calendar = Calendar(periods)
        self.calendar.reserve(2000, 2000)
        self.books: Counters = counters(HOURS, CARRIERS, REGIONS, 1)
        self.key = key_of(1, 0)

    @property
    def parcels(self) -> Any:
        return self.table.parcels

    @property
    def lot(self) -> Any:
        return self.calendar.scratch.lots[0]

    @property
    def lists(self) -> Any:
        return self.calendar.lists

    def period(self, at: float) -> Period:
        """The period in which `at` lies."""
        return period_of(int(at / self.length), self.periods, self.length)

    def parcel(self, **fields: Any) -> int:
        """A parcel newly placed at hour 0, but for `fields` (`parcel_words`); returns its row."""
        row = int(take_row(self.parcels))
        gen = self.rec(row)["gen"]
        self.parcels.rec[row : row + 1].view(np.uint8)[:] = 0
        fresh = {"gen": gen, "order": row, "picked_up_at": np.inf, "handed_at": np.inf, "worry_left": np.inf}
        fresh |= {"wake_at": np.inf, "dark_from_at": np.inf, "bound_for": DOOR, "value": 100.0}
        self.put(row, **(fresh | fields))
        told = self.told(row)
        self.books.stock[told["state"], told["carrier"], told["region"], told["category"]] += 1
        return row

    def rec(self, row: int) -> Any:
        """A parcel's record, as kernels read it."""
        return self.parcels.rec[row]

    def put(self, row: int, **fields: Any) -> None:
        """Change a parcel, in hours and plain words."""
        put_words(self.rec(row), fields)

    def told(self, row: int) -> dict[str, Any]:
        """What a parcel's record says, in hours and plain words."""
        return words_of(self.rec(row))

    def due(self, stage: int) -> list[tuple[float, int, int]]:
        """All that is pending in a stage: (at, row, kind), by time."""
        found = [e for p in range(self.periods) for e in told_of(self.lists.pending, stage * self.periods + p)]
        found += self.made() if stage == SCAN else []
        return sorted((e["at"], e["row"], e["kind"]) for e in found)

    def listed(self, stage: int, p: int) -> list[dict[str, Any]]:
        """The entries pending in a stage in period `p`, in the order they were put there, `at` and `since` in hours."""
        return told_of(self.lists.pending, stage * self.periods + p)

    def made(self) -> list[dict[str, Any]]:
        """The scans handed to the feed, in the order they were made, told as `listed` tells entries."""
        return [told(entry) for entry in self.lists.scans[: self.lists.scans_n[0]]]

    def counted(self, name: str) -> float:
        """Whole-run count of a measure; hours and groups must agree."""
        total = self.books.groups[COUNT_ROW[name]].sum()
        assert total == self.books.hourly[:, COUNT_ROW[name]].sum()
        return float(total)

    def counted_in(self, name: str, hour: int) -> float:
        return float(self.books.hourly[hour, COUNT_ROW[name]].sum())


def lists_of(n: int, room: int = 500) -> Pool:
    """`n` lists with room for `room` entries."""
    pool = Pool(n)
    pool.reserve(room)
    return pool


def told_of(lists: Any, k: int) -> list[dict[str, Any]]:
    """The entries of a list, oldest first, `at` and `since` in hours."""
    found: list[Any] = []
    where = lists.where[k]
    chunk, begin = where["head"], where["first"]
    while chunk >= 0:
        end = where["last"] if chunk == where["tail"] else lists.entries.shape[1]
        found += list(lists.entries[chunk, begin:end])
        chunk, begin = (lists.next[chunk] if chunk != where["tail"] else -1), 0
    return [told(entry) for entry in found]


def told(entry: Any) -> dict[str, Any]:
    """An entry of a list, `at` and `since` in hours."""
    instants = {"at": hours_of(entry["at_tick"]), "since": hours_of(entry["since_tick"])}
    return instants | {name: int(entry[name]) for name in ("row", "gen", "kind", "n")}


def entries_of(*entries: tuple[float, int, int], since: float = 0.0, gen: int = 0, n: int = 0) -> Any:
    """ENTRY array of (at, row, kind), `at` and `since` in hours, with room for one more."""
    out = np.zeros(len(entries) + 1, ENTRY)
    for i, (at, row, kind) in enumerate(entries):
        out[i] = (ticks_of(at), ticks_of(since), row, gen, kind, n)
    return out


def entry_of(told: dict[str, Any]) -> Any:
    """The entry that `told_of` told of."""
    return entries_of((told["at"], told["row"], told["kind"]), since=told["since"], gen=told["gen"], n=told["n"])[0]


def carriers_of(rows: tuple[int, int, int] = (0, 0, 0), **fields: Any) -> Carriers:
    """Two carriers alike: door always succeeds, two attempts, back at the depot after three hours."""
    two = np.ones(CARRIERS)
    times = np.array([[10.5, 14.0, 34.5]] * CARRIERS)
    legs = {
        leg: np.full(CARRIERS, row) for leg, row in zip(("first_mile", "travel_spread", "last_mile"), rows, strict=True)
    }
    fresh: dict[str, Any] = {
        "pick_ups": times, "departures": times, "waves": np.array([[8.5, 14.5, 32.5]] * CARRIERS),
        "offset": np.zeros(1), **legs,
        "travel_fixed": 4.0 * two, "max_last_mile": 12.0 * two, "turnaround": 3.0 * two, "door_success": two,
        "speed": 50.0 * two, "price": 10.0 * two, "max_attempts": np.full(CARRIERS, 2),
        "cooled": np.zeros(CARRIERS, np.bool_), "km": np.array([[100.0, 1000.0], [1000.0, 100.0]]),
        "hub_rate": np.ones((2, CARRIERS, REGIONS)), "wave_load": np.ones((CARRIERS, REGIONS)),
    }  # fmt: skip
    return Carriers(**(fresh | fields))


def lockers_of(pick_up_row: int = 0, sms_row: int = 0, **fields: Any) -> Lockers:
    """One operator with one cell a region, no message of its own, 72 h at most."""
    fresh: dict[str, Any] = {
        "cells": np.ones((OPERATORS, REGIONS), np.int64), "occupied": np.zeros((OPERATORS, REGIONS), np.int64),
        "rows": np.array([[pick_up_row, sms_row]]), "sms_share": np.zeros(OPERATORS),
        "max_dwell": np.full(OPERATORS, 72.0),
    }  # fmt: skip
    return Lockers(**(fresh | fields))


def goods_of(life_row: int = -1, cooled_row: int = -1, claim: float = 1.0, promise: float = 96.0) -> Goods:
    """Goods that do not spoil, unless a row says after how many hours they do."""
    return Goods(np.array([[life_row, cooled_row]]), np.array([claim]), np.array([promise]), np.array([PRICE_ROW]))


def settlement_of(confirm_row: int = 0, waived: tuple[float, float] = (np.inf, np.inf)) -> Settlement:
    """Visible within 48 h, or 5 % of the price and at most 30; 96 h promised."""
    terms = np.array([48.0, 0.05, 30.0, 96.0])
    return Settlement(np.array([confirm_row]), terms, np.array([waived]), np.array([PRICE_ROW]))


def feed_of(*latency_rows: int, **fields: Any) -> Feed:
    """Links that lose nothing and have no limit; latency rows of each link and of polling."""
    fresh: dict[str, Any] = {
        "rows": np.array(latency_rows or [0] * (LINKS + 1)), "loss": np.zeros(LINKS),
        "throughput": np.full(LINKS, np.inf), "limits": np.array([1.0, 96.0]),
        "in_network": np.zeros(CARRIERS, np.int64), "finished": np.zeros((CARRIERS, 96), np.int64),
        "touched": np.zeros(1, np.int64),
    }  # fmt: skip
    return Feed(**(fresh | fields))


def shut(*shuttings: dict[str, Any]) -> Shuttings:
    """Shuttings of links, each a full one but for what is given; none without arguments."""
    whole = {
        "gate": 0, "begin": 0.0, "end": np.inf, "share": 1.0, "kinds": (1 << len(MILESTONES)) - 1, "cycle": 0.0,
        "off": 0.0, "closes": True, "drops": False, "extra": 0.0, "rate": np.inf, "limit": np.inf, "is_full": True,
    }  # fmt: skip
    kinds = {"gate": np.int64, "kinds": np.int64, "closes": np.bool_, "drops": np.bool_, "is_full": np.bool_}
    rows = sorted(({**whole, **s} for s in shuttings), key=lambda s: (s["gate"], s["begin"]))
    arrays = {name: np.array([r[name] for r in rows], kinds.get(name, np.float64)) for name in whole}
    gate = arrays.pop("gate")
    first, after = (np.searchsorted(gate, np.arange(LINKS), side=side) for side in ("left", "right"))
    return Shuttings(first=first, after=after, **arrays)


def merchants_of(n: int = 1, **fields: Any) -> Merchants:
    """`n` merchants of equal size whose home is carrier 0, with rates that change nothing by themselves.

    `rates` in order: leave, delisted, hold share, advice, dark, contacts, never back, elasticity, tracking value,
    holding value.
    """
    rec = np.zeros(n, MERCHANT)
    rec["size"], rec["patience"], rec["until"], rec["keeps"] = 1.0, np.inf, np.nan, 1.0
    upto = np.arange(1, n + 1) / n
    fresh: dict[str, Any] = {
        "rec": rec, "upto": upto,
        "guide": np.minimum(np.searchsorted(upto, np.arange(n) / n, side="right"), n - 1).astype(np.uint32),
        "choice": np.zeros(CARRIERS), "backlog_weight": np.zeros(1), "rates": np.zeros(10),
        "rows": np.zeros(3, np.int64), "quality": np.ones(CARRIERS), "by_home": np.arange(n),
        "home_first": np.array([0, n, n]), "restless": np.zeros(CARRIERS, np.int64),
        "away": np.zeros(CARRIERS, np.int64), "settled": np.zeros(CARRIERS, np.int64), "uneasy": np.zeros(1, np.bool_),
    }  # fmt: skip
    return Merchants(**(fresh | fields))


def orders_placed(bench: Bench, n: int, period: Period, orders: Orders, merchants: Merchants) -> NDArray[Any]:
    """The records of the parcels of a period's `n` orders, placed lot by lot."""
    rows, created = np.zeros(n, np.uint32), 0
    for first in range(0, n, LOT):
        created += place(
            first, min(first + LOT, n), rows[created:], period, bench.key, bench.array, orders, merchants,
            bench.parcels, bench.lists, bench.calendar.scratch.lots, bench.books,
        )  # fmt: skip
    return bench.parcels.rec[rows[:created]]
