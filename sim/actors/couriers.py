"""Couriers: waves that load, first in first out, what lies at a carrier's depots.

When a wave leaves is a timetable; how much it may load is decided at that instant by a process on the clock; the
loading itself is done for a whole period at once.
"""

from collections.abc import Iterator
from typing import Any

from sim.engine.ahead import fetch_ahead
from sim.engine.calendar import drop_first
from sim.engine.compiled import kernel
from sim.engine.counting import count, enter
from sim.engine.luck import luck
from sim.engine.parcels import OUT, WITH_COURIER
from sim.engine.quantiles import quantile
from sim.engine.stages import ATTEMPT, post, report
from sim.engine.tally import COUNT_ROW

LOADED = COUNT_ROW["parcels_out_for_delivery"]


def waves(scenario: Any, carrier: str) -> Iterator[tuple[float, float]]:
    """A carrier's courier waves within the horizon: (hours since start, share of the day's capacity)."""
    start = scenario.start.hour + scenario.start.minute / 60.0
    times = sorted(scenario.carriers[carrier].courier_waves.items())
    for day in range(int((scenario.horizon + start) // 24) + 1):
        for clock, share in times:
            at = day * 24.0 + clock - start
            if 0.0 <= at < scenario.horizon:
                yield at, share


@kernel
def load_waves(wave_at, wave_carrier, wave_load, period, key, tables, carriers, parcels, depots, calendar, counters):
    """Couriers load, first in first out, at most what the wave carries, from what is at the depot by then.

    Args:
        wave_at: (waves,) h, in order of time, all within the period.
        wave_carrier: (waves,) carrier.
        wave_load: (waves, regions) most parcels.
    """
    regions = counters.stock.shape[2]
    for w in range(wave_at.shape[0]):
        at, c = wave_at[w], wave_carrier[w]
        for r in range(regions):
            q = c * regions + r
            room = wave_load[w, r]
            while room > 0 and depots.size[q] > 0:
                chunk = depots.entries[depots.head[q]]
                fetch_ahead(parcels.rec, chunk, depots.first[q], chunk.shape[0])
                entry = chunk[depots.first[q]]
                if entry.at > at:
                    break
                row = entry.row
                drop_first(depots, q)
                room -= 1
                parcel = parcels.rec[row]
                gen = parcel.gen
                enter(counters, parcel, WITH_COURIER)
                count(counters, LOADED, at, parcel, 1.0)
                u = luck(key, parcel.order, 3, parcel.tries)[0]
                tries_at = at + min(quantile(tables, carriers.rows[c, 2], u), carriers.max_last_mile[c])
                report(calendar, period, at, tries_at, row, gen, OUT, 3)
                post(calendar, period, ATTEMPT, tries_at, 0.0, row, gen, 0, 0)
