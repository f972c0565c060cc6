"""One operator's cells in one region by themselves: couriers come as a Poisson stream, the real kernels do the rest.

`last_mile.last_mile` deposits or refuses, `lockers.codes` lets the buyer know and draws when she comes, and the
collection frees the cell. A buyer never collects within the period of her code, so dwell is max(period, walk).
"""

import numpy as np

from sim.actors.last_mile import last_mile
from sim.actors.lockers import BY_APP, codes
from sim.engine.calendar import ENTRY
from sim.engine.counting import counters
from sim.engine.instants import NEVER, TICKS
from sim.engine.luck import key_of
from sim.engine.parcels import Table
from sim.engine.quantiles import Tables
from sim.engine.record import WITH_COURIER
from sim.engine.stages import LOCKER, Calendar, Period, due
from sim.engine.tally import COUNT_ROW
from tests.unit.actors.bench import Quantiles, carriers_of, goods_of, lockers_of

PERIOD = 1.0


class Cabinet:
    """One run of a cabinet, started empty.

    Args:
        cells: its cells.
        arrivals: parcels per hour.
        walk: h from code to collection.
        parcels: expected number of parcels.
        replication: whose luck.
    """

    def __init__(self, cells: int, arrivals: float, walk: Quantiles, *, parcels: int, replication: int) -> None:
        rng = np.random.default_rng([4, replication])
        self.periods = round(parcels / arrivals / PERIOD)
        horizon = self.periods * PERIOD
        n = int(rng.poisson(arrivals * horizon))
        self.at = np.sort(rng.uniform(0.0, horizon, n))
        self.books = counters(int(horizon), 2, 2, 1)
        self.occupied = np.zeros(self.periods)
        self._run(cells, walk, replication)

    def _run(self, cells: int, walk: Quantiles, replication: int) -> None:
        tables, key, table = Tables(), key_of(7, replication), Table(scans=1)
        lockers = lockers_of(tables.add(walk), cells=np.full((1, 2), cells), max_dwell=np.array([1e6]))
        array, carriers, goods = tables.array(), carriers_of(), goods_of()
        table.reserve(len(self.at))
        entries = self._attempts(table)
        calendar = Calendar(self.periods)
        calendar.reserve(6 * len(self.at), len(self.at))
        first = np.searchsorted(self.at, np.arange(self.periods + 1) * PERIOD)
        for p in range(self.periods):
            period = Period(p, self.periods, p * PERIOD, (p + 1) * PERIOD, PERIOD)
            mine, k = entries[first[p] : first[p + 1]], int(first[p + 1] - first[p])
            out = calendar.scratch.second
            n = due(calendar.lists, period, LOCKER, out, calendar.scratch, table.parcels.rec)
            last_mile(
                mine, k, out, n, period, key, array, carriers, lockers, goods, table.parcels, calendar.lists,
                calendar.scratch.lots[0], self.books,
            )  # fmt: skip
            codes(mine, k, period, key, array, lockers, table.parcels, calendar.lists, self.books)
            self.occupied[p] = lockers.occupied[0, 0]

    def _attempts(self, table: Table) -> np.ndarray:
        """A courier with one parcel each; the code comes from the app at the deposit."""
        rec, n = table.parcels.rec, len(self.at)
        tick = (self.at * TICKS).astype(np.uint32)
        rec["flags"][:n], rec["owner"][:n], rec["stands"][:n] = 0, np.arange(n), WITH_COURIER
        rec["handed"][:n], rec["picked_up"][:n] = NEVER, tick
        entries = np.zeros(n, ENTRY)
        entries["at_tick"], entries["since_tick"], entries["row"], entries["kind"] = tick, tick, np.arange(n), BY_APP
        return entries

    def share_refused(self, warm_up: float = 0.1) -> float:
        """Share of couriers that found no free cell, the first part of the run left out."""
        first = int(self.books.hourly.shape[0] * warm_up)
        came = np.count_nonzero(self.at >= first)
        return float(self.books.hourly[first:, COUNT_ROW["locker_refusals"]].sum() / came)
