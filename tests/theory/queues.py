"""Every queue of a full run, by its level and by the visits to it: the two sides of Little's law.

Levels are read at the end of every period from what the engine keeps: lines at hubs, depots, links and desks, and
parcels in lockers.
Visits are told by instants alone: from the run's journal, from the luck of first miles and latencies, and for the
destination hubs, whose departures nobody notes, from the recursion of a server that takes 1 / rate each
(Lindley 1952). A visit that has not ended lasts to the horizon.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import sim
from sim.engine.clock import Phase
from sim.engine.luck import STREAMS, luck
from sim.engine.quantiles import quantile
from sim.engine.record import IN_LOCKER
from sim.engine.tally import COUNT_ROW
from sim.spec import Scenario
from sim.world.replication import Replication
from tests.differential.random_worlds import WORLDS

Array = NDArray[Any]
QUEUES = ("origin hubs", "destination hubs", "depots", "lockers", "links", "desks")
ROOM = 1_000_000
MOST_VISITS = 64
HALF_PAST_A_PERIOD = {"08:35": 0.6, "14:25": 0.4}
"""Courier waves halfway between boundaries: levels are read at boundaries, and a wave that always left just after a
reading would make every wait at a depot seem longer by half a period."""

SPREAD_OVER_PERIODS = {"lognormal": {"median": "1h", "p95": "3h"}}
"""Latency, for the same reason: scans are made at the clock times of waves, but reach their link at any time."""


def busy_world() -> Scenario:
    """Three carriers, all queues well filled: narrow links, few agents, few cells, and thousands of parcels."""
    overrides: dict[str, Any] = {
        "orders.per_day": 800, "horizon": "8d", "control_period": "10min", "merchants.count": 60,
        "lockers.boxes.cells": 150,
    }  # fmt: skip
    for carrier in ("swift", "plain", "cheap"):
        overrides[f"carriers.{carrier}.courier_waves"] = HALF_PAST_A_PERIOD
    for link, rate in {"swift": 170, "plain": 90, "cheap": 55, "boxes": 22}.items():
        overrides |= {f"links.{link}.throughput": f"{rate}/h", f"links.{link}.latency": SPREAD_OVER_PERIODS}
    for desk, agents in {"merchant": 3, "platform": 3, "carrier": 1}.items():
        overrides |= {
            f"desks.{desk}.agents": {"00:00": agents},
            f"desks.{desk}.patience": {"exponential": {"mean": "4h"}},
        }
    return sim.load_scenario(WORLDS / "small.yaml", overrides=overrides)


def _rank(orders: Array) -> Array:
    """How many entries of the same order come before each, orders being sorted."""
    return np.arange(len(orders)) - np.searchsorted(orders, orders)


class Observed:
    """A run without outage, its levels at every period's end and its journal.

    Attributes:
        hub_work: work of a parcel at a destination hub, in units of what the carrier's plan says.
    """

    def __init__(self, replication: int) -> None:
        self.scenario = busy_world()
        self.hub_work = 1.0
        self.run = Replication(self.scenario, "baseline", 1, replication)
        self.run.keep_journal(ROOM)
        self.levels: dict[str, list[int]] = {name: [] for name in QUEUES}
        self.run.clock.every_period(Phase.COUNT, self._look)
        self.run.run()
        assert len(self.run.journal) < ROOM
        self.horizon = float(self.scenario.horizon)

    def _look(self, _: int) -> None:
        run = self.run
        at_hubs = run.hub_lines.lists.size.reshape(2, -1).sum(axis=1)
        now = (
            *at_hubs, run.depots.lists.size.sum(), run.counters.stock[IN_LOCKER].sum(),
            run.link_lines.lists.size.sum(), run.desk_lines.lists.size.sum(),
        )  # fmt: skip
        for name, level in zip(QUEUES, now, strict=True):
            self.levels[name].append(int(level))

    def hours_by_level(self, queue: str) -> float:
        """Integral of the number in a queue, by the trapezoidal rule; at the start there is nobody."""
        levels = self.levels[queue]
        return float((sum(levels) - levels[-1] / 2) * self.run.clock.period)

    def hours_by_visits(self, queue: str, unseen: slice | None = None) -> float:
        """Hours all visits took together; without some of them, if those are not seen."""
        begin, end = getattr(self, f"_{queue.replace(' ', '_')}")()
        hours = np.minimum(end, self.horizon) - np.minimum(begin, self.horizon)
        return float(hours.sum() - (0.0 if unseen is None else hours[unseen].sum()))

    def _notes(self, *names: str) -> Array:
        """Notes of some counts, by order and time."""
        journal = self.run.journal
        mine = journal[np.isin(journal["measure"], [COUNT_ROW[name] for name in names])]
        return mine[np.lexsort((mine["at"], mine["order"]))]

    def _draw(self, name: str, orders: Array, draws: Array, rows: Array) -> Array:
        """Quantiles of named luck, one for each order."""
        stream, run = STREAMS[name], self.run
        uniforms = [luck(run.key, o, stream.block, d)[stream.lane] for o, d in zip(orders, draws, strict=True)]
        return np.array([quantile(run.tables, row, u) for row, u in zip(rows, uniforms, strict=True)])

    def _until(self, orders: Array, begin: Array, ends: Array) -> tuple[Array, Array]:
        """Begins and ends of visits: an order's first begin goes with its first end, and so on."""
        sorting = np.lexsort((begin, orders))
        orders, begin = orders[sorting].astype(np.int64), begin[sorting]
        ended = ends["order"].astype(np.int64)
        known = dict(zip((ended * MOST_VISITS + _rank(ended)).tolist(), ends["at"].tolist(), strict=True))
        keys = (orders * MOST_VISITS + _rank(orders)).tolist()
        return begin, np.array([known.get(key, np.inf) for key in keys])

    def _scans(self, seq: int) -> Array:
        """The scan of that number of every parcel that has one."""
        made = self._notes("scans_made")
        return made[_rank(made["order"]) == seq]

    def _origin_hubs(self) -> tuple[Array, Array]:
        """From pick-up and first mile to the scan of the hub."""
        first = self._scans(0)
        rows = self.run.carriers.first_mile[first["carrier"]]
        miles = self._draw("first_mile", first["order"], np.zeros(len(first), np.int64), rows)
        return self._until(first["order"], first["at"] + miles, self._scans(1))

    def _sorted_at_destination(self) -> tuple[Array, Array, Array]:
        """Orders, arrivals and departures of the destination hubs: all that came before is worked off first."""
        come = self._scans(3)
        come = come[np.lexsort((come["order"], come["at"]))]
        shares = np.cumsum([region.orders for region in self.scenario.regions.values()])
        luck_of = STREAMS["destination"]
        where = [luck(self.run.key, order, luck_of.block, 0)[luck_of.lane] for order in come["order"]]
        regions = np.searchsorted(shares / shares[-1], where, side="right")
        free_at: dict[tuple[int, int], float] = {}
        left = np.zeros(len(come))
        for i, hub in enumerate(zip(come["carrier"].tolist(), regions.tolist(), strict=True)):
            left[i] = max(come["at"][i], free_at.get(hub, 0.0)) + self.hub_work / self.run.carriers.hub_rate[(1, *hub)]
            free_at[hub] = left[i]
        return come["order"], come["at"], left

    def _destination_hubs(self) -> tuple[Array, Array]:
        """From the scan of arrival until the parcel is sorted."""
        return self._sorted_at_destination()[1:]

    def _depots(self) -> tuple[Array, Array]:
        """From the hub, or from a round in vain, to the courier's wave."""
        orders, _, first = self._sorted_at_destination()
        sent_back = self._notes("parcels_returned")["order"]
        again = self._notes("attempts_failed", "locker_refusals", "lockers_overdue")
        is_last = np.append(again["order"][1:] != again["order"][:-1], True)
        again = again[~(is_last & np.isin(again["order"], sent_back))]
        back = again["at"] + self.run.carriers.turnaround[again["carrier"]]
        at, who = np.concatenate([first, back]), np.concatenate([orders, again["order"]])
        return self._until(who, at, self._notes("parcels_out_for_delivery"))

    def _lockers(self) -> tuple[Array, Array]:
        """From the deposit until the parcel is collected or taken back."""
        put = self._notes("locker_deposits")
        return self._until(put["order"], put["at"], self._notes("parcels_delivered", "lockers_overdue"))

    def _links(self) -> tuple[Array, Array]:
        """From a scan's arrival at the platform's side until it is shown; every link is narrow."""
        made = self._notes("scans_made")
        seqs, lost = _rank(made["order"]), STREAMS["loss"]
        chances = [luck(self.run.key, o, lost.block, s)[lost.lane] for o, s in zip(made["order"], seqs, strict=True)]
        passed = np.array(chances) >= self.run.feed.loss[0]
        made, seqs = made[passed], seqs[passed]
        latency = self._draw("latency", made["order"], seqs, np.full(len(made), self.run.feed.rows[0]))
        return self._until(made["order"], made["at"] + latency, self._notes("scans_shown"))

    def _desks(self) -> tuple[Array, Array]:
        """From the call until it is taken up or given up."""
        asked = self._notes("contacts")
        return self._until(asked["order"], asked["at"], self._notes("contacts_answered", "contacts_abandoned"))
