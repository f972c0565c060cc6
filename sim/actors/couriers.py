"""Couriers: waves that load, first in first out, what lies at a carrier's depots.

When a wave leaves is a timetable; how much it may load is a matter of the factors in force in its period.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_far, fetch_first
from sim.engine.calendar import drop_first
from sim.engine.compiled import kernel
from sim.engine.counting import count, enter
from sim.engine.instants import hours, on_grid, on_tick
from sim.engine.lots import draw_of_rounds, take_hours
from sim.engine.record import OUT, WITH_COURIER
from sim.engine.stages import ATTEMPT, post, report
from sim.engine.tally import COUNT_ROW

LOADED = COUNT_ROW["parcels_out_for_delivery"]


class Timetable(NamedTuple):
    """All courier waves of a run, in order of time.

    Attributes:
        at: (waves,) h. carrier: (waves,). share: (waves,) of the day's capacity.
        first: (periods + 1,) the first wave of each period, and of the one after the last.
    """

    at: NDArray[np.float64]
    carrier: NDArray[np.int64]
    share: NDArray[np.float64]
    first: NDArray[np.int64]


def timetable(scenario: Any) -> Timetable:
    """The waves of a scenario's carriers within its horizon."""
    start = on_grid(scenario.start.hour + scenario.start.minute / 60.0)
    days = int((scenario.horizon + start) // 24) + 1
    leaves = sorted(
        (day * 24.0 + on_grid(clock) - start, row, share)
        for row, carrier in enumerate(scenario.carriers.values())
        for clock, share in carrier.courier_waves.items()
        for day in range(days)
        if 0.0 <= day * 24.0 + on_grid(clock) - start < scenario.horizon
    )
    period = scenario.control_period
    at = np.array([wave[0] for wave in leaves], np.float64)
    return Timetable(
        at=at,
        carrier=np.array([wave[1] for wave in leaves], np.int64),
        share=np.array([wave[2] for wave in leaves], np.float64),
        first=np.searchsorted(at, on_grid(np.arange(round(scenario.horizon / period) + 1) * period)).astype(np.int64),
    )


@kernel
def loads_of(timetable, first, after, carriers, capacity, loads):
    """Write the most parcels that each of the waves `first` … `after` - 1 takes in each region into `loads`."""
    for w in range(first, after):
        c = timetable.carrier[w]
        factor = timetable.share[w] * capacity[c]
        for r in range(loads.shape[1]):
            loads[w - first, r] = max(1, np.int64(np.rint(carriers.wave_load[c, r] * factor)))


@kernel
def load_waves(
    wave_at, wave_carrier, wave_load, period, key, tables, carriers, parcels, depots, calendar, lot, counters
):
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
                where = depots.where[q]
                chunk, following = depots.entries[where.head], depots.next[where.head]
                first = np.int64(where.first)
                n = min(room, np.int64(where.size), chunk.shape[0] - first)
                fetch_first(parcels.rec, chunk[first:], n)
                draw_of_rounds(chunk, first, n, key, parcels, lot)
                for j in range(n):
                    take_hours(lot, j, 0, tables, carriers.last_mile[c])
                loaded = 0
                while loaded < n and hours(chunk[first + loaded].at_tick) <= at:
                    row = chunk[first + loaded].row
                    lasts = lot.hours[loaded]
                    if following >= 0:
                        fetch_far(parcels.rec, depots.entries[following, loaded].row)
                    loaded += 1
                    drop_first(depots, q)
                    parcel = parcels.rec[row]
                    gen = parcel.gen
                    enter(counters, parcel, WITH_COURIER)
                    count(counters, LOADED, at, parcel, 1.0)
                    tries_at = on_tick(at + min(lasts, carriers.max_last_mile[c]))
                    report(calendar, period, at, tries_at, row, gen, OUT, 3)
                    post(calendar, period, ATTEMPT, tries_at, 0, row, gen, 0, 0)
                room -= loaded
                if loaded < n:
                    break
