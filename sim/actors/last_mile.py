"""The last mile: the courier at the door, the station and the locker, and the moment a parcel changes hands.

Here courier, locker and buyer meet, so this file handles attempts and collections of a period together, in
order of time: a cell freed at 10:07 is there for the courier who comes at 10:08.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_ahead
from sim.engine.compiled import kernel
from sim.engine.counting import FINE, count, enter, in_whole
from sim.engine.luck import luck
from sim.engine.parcels import (
    ATTEMPT_FAILED,
    COLLECTED,
    COOLED,
    DELIVERED,
    DEPOSITED,
    HANDED_OVER,
    IN_LOCKER,
    RETURNED,
    SENT_BACK,
    WITH_COURIER,
)
from sim.engine.quantiles import Tables, quantile
from sim.engine.stages import DEPOT, LOCKER, post, report
from sim.engine.tally import COUNT_ROW, TRANSIT_BIN_H, TRANSIT_BINS

DELIVERED_COUNT = COUNT_ROW["parcels_delivered"]
LATE = COUNT_ROW["parcels_late"]
FAILED = COUNT_ROW["attempts_failed"]
RETURNED_COUNT = COUNT_ROW["parcels_returned"]
TRANSIT_H = COUNT_ROW["transit_h"]
DEPOSITS = COUNT_ROW["locker_deposits"]
REFUSALS = COUNT_ROW["locker_refusals"]
OVERDUE = COUNT_ROW["lockers_overdue"]
SPOILED = COUNT_ROW["fresh_spoiled"]
SPOILED_CNY = COUNT_ROW["fresh_spoiled_cny"]
CLAIMS = COUNT_ROW["refund_claims"]
CLAIMS_CNY = COUNT_ROW["refund_claims_cny"]
TAKE_BACK = 1


class Goods(NamedTuple):
    """What can happen to goods on the way.

    Attributes:
        life_rows: (categories, 2) quantile tables of shelf life uncooled and cooled, -1 = does not spoil.
        spoiled_claim: (1,) share of spoiled goods claimed back.
        promise: (1,) h from order to promised delivery.
    """

    life_rows: NDArray[np.int64]
    spoiled_claim: NDArray[np.float64]
    promise: NDArray[np.float64]


def build(scenario: Any, tables: Tables) -> Goods:
    """Arrays of the scenario's categories of goods."""
    rows = []
    for category in scenario.categories.values():
        if category.life is None:
            rows.append((-1, -1))
        else:
            rows.append((tables.add(category.life), tables.add(category.life_cooled or category.life)))
    return Goods(
        life_rows=np.array(rows, np.int64),
        spoiled_claim=np.array([scenario.buyers.spoiled_claim]),
        promise=np.array([scenario.buyers.promise]),
    )


@kernel
def change_hands(parcel, at, returned, key, tables, goods, counters):
    """The parcel is in the buyer's hands, at the station, or on its way back: lateness and spoilage are settled."""
    parcel.handed_at = at
    if returned:
        enter(counters, parcel, SENT_BACK)
        count(counters, RETURNED_COUNT, at, parcel, 1.0)
    else:
        enter(counters, parcel, HANDED_OVER)
        count(counters, DELIVERED_COUNT, at, parcel, 1.0)
        transit = at - parcel.picked_up_at
        count(counters, TRANSIT_H, at, parcel, in_whole(transit, FINE))
        counters.transit[parcel.carrier, min(int(transit / TRANSIT_BIN_H), TRANSIT_BINS)] += 1.0
    if at > parcel.placed_at + goods.promise[0]:
        count(counters, LATE, at, parcel, 1.0)
    claimed = returned
    if goods.life_rows[parcel.category, 0] >= 0:
        _, u_life, u_claim, _ = luck(key, parcel.order, 2, 0)
        cooled = 1 if parcel.flags & COOLED else 0
        life = quantile(tables, goods.life_rows[parcel.category, cooled], u_life)
        if returned or at > parcel.picked_up_at + life:
            count(counters, SPOILED, at, parcel, 1.0)
            count(counters, SPOILED_CNY, at, parcel, parcel.value)
            claimed = claimed or u_claim < goods.spoiled_claim[0]
    if claimed:
        count(counters, CLAIMS, at, parcel, 1.0)
        count(counters, CLAIMS_CNY, at, parcel, parcel.value)


@kernel
def collect(entry, period, key, tables, carriers, lockers, goods, parcels, calendar, counters):
    """A buyer collects, or the courier takes an overdue parcel back; either way the cell is free."""
    parcel = parcels.rec[entry.row]
    if parcel.gen != entry.gen or parcel.state != IN_LOCKER:
        return
    lockers.occupied[parcel.bound_for, parcel.region] -= 1
    if entry.kind == TAKE_BACK:
        count(counters, OVERDUE, entry.at, parcel, 1.0)
        parcel.bound_for = lockers.cells.shape[0] + 1
        enter(counters, parcel, WITH_COURIER)
        back = entry.at + carriers.turnaround[parcel.carrier]
        post(calendar, period, DEPOT, back, 0.0, entry.row, parcel.place, 0, 0)
    else:
        report(calendar, period, entry.at, 0.0, entry.row, entry.gen, COLLECTED, 4)
        change_hands(parcel, entry.at, False, key, tables, goods, counters)


@kernel
def attempt(entry, period, key, tables, carriers, lockers, goods, parcels, calendar, counters):
    """The courier stands before the locker, the station or the door."""
    parcel = parcels.rec[entry.row]
    at, row, gen = entry.at, entry.row, entry.gen
    operators = lockers.cells.shape[0]
    c = parcel.carrier
    u_door = luck(key, parcel.order, 3, parcel.tries)[1]
    parcel.tries += 1
    if parcel.bound_for < operators:
        operator = parcel.bound_for
        if lockers.occupied[operator, parcel.region] < lockers.cells[operator, parcel.region]:
            lockers.occupied[operator, parcel.region] += 1
            parcel.locker = operator
            enter(counters, parcel, IN_LOCKER)
            count(counters, DEPOSITS, at, parcel, 1.0)
            report(calendar, period, at, 0.0, row, gen, DEPOSITED, 4)
            post(calendar, period, LOCKER, at + lockers.max_dwell[operator], at, row, gen, TAKE_BACK, 0)
        else:
            count(counters, REFUSALS, at, parcel, 1.0)
            parcel.bound_for = operators + 1
            post(calendar, period, DEPOT, at + carriers.turnaround[c], 0.0, row, parcel.place, 0, 0)
    elif parcel.bound_for == operators or u_door < carriers.door_success[c]:
        report(calendar, period, at, 0.0, row, gen, DELIVERED, 4)
        change_hands(parcel, at, False, key, tables, goods, counters)
    else:
        parcel.failures += 1
        count(counters, FAILED, at, parcel, 1.0)
        if parcel.failures >= carriers.max_attempts[c]:
            report(calendar, period, at, 0.0, row, gen, ATTEMPT_FAILED, 4)
            report(calendar, period, at, 0.0, row, gen, RETURNED, 5)
            change_hands(parcel, at, True, key, tables, goods, counters)
        else:
            back = at + carriers.turnaround[c]
            report(calendar, period, at, back, row, gen, ATTEMPT_FAILED, 4)
            post(calendar, period, DEPOT, back, 0.0, row, parcel.place, 0, 0)


@kernel
def last_mile(
    attempts, n_attempts, entries, n_entries, period, key, tables, carriers, lockers, goods, parcels, calendar, counters
):
    """Work off a period's attempts and locker entries, merged in order of time; at one instant cells free first."""
    i, j = 0, 0
    while i < n_attempts or j < n_entries:
        if j < n_entries and (i >= n_attempts or entries[j].at <= attempts[i].at):
            fetch_ahead(parcels.rec, entries, j, n_entries)
            collect(entries[j], period, key, tables, carriers, lockers, goods, parcels, calendar, counters)
            j += 1
        else:
            fetch_ahead(parcels.rec, attempts, i, n_attempts)
            attempt(attempts[i], period, key, tables, carriers, lockers, goods, parcels, calendar, counters)
            i += 1
