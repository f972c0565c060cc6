"""The last mile: the courier at the door, the station and the locker, and the moment a parcel changes hands.

Here courier, locker and buyer meet, so this file handles attempts and collections of a period together, in
order of time: a cell freed at 10:07 is there for the courier who comes at 10:08.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_ahead, fetch_first, fetch_in_turn
from sim.engine.compiled import kernel
from sim.engine.counting import category_of, count, count_here, enter, place_of, spot_of
from sim.engine.instants import hours
from sim.engine.lots import draw_of_rounds
from sim.engine.luck import LOT, luck, unit
from sim.engine.quantiles import Tables, quantile
from sim.engine.record import (
    ATTEMPT_FAILED,
    COLLECTED,
    COOLED,
    DELIVERED,
    DEPOSITED,
    FAILURE,
    HANDED_OVER,
    IN_LOCKER,
    RETURNED,
    SENT_BACK,
    TO_DOOR,
    WITH_COURIER,
    failures_of,
    goes_to,
    order_of,
    state_of,
)
from sim.engine.stages import DEPOT, LOCKER, after, post, report
from sim.engine.tally import COUNT_ROW, TRANSIT_BIN_H, TRANSIT_BINS
from sim.engine.worth import value_of, value_rows

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
        value_row: (categories,) see `worth.value_rows`.
    """

    life_rows: NDArray[np.int64]
    spoiled_claim: NDArray[np.float64]
    promise: NDArray[np.float64]
    value_row: NDArray[np.int64]


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
        value_row=value_rows((c.value for c in scenario.categories.values()), tables),
    )


@kernel
def change_hands(parcel, tick, returned, key, tables, goods, counters):
    """The parcel is in the buyer's hands, at the station, or on its way back: lateness and spoilage are settled."""
    at, picked_up_at = hours(tick), hours(parcel.picked_up)
    parcel.handed = tick
    spot = spot_of(counters, at, parcel.carrier, parcel)
    if returned:
        enter(counters, parcel, SENT_BACK)
        count_here(counters, spot, RETURNED_COUNT, at, parcel, 1.0)
    else:
        enter(counters, parcel, HANDED_OVER)
        count_here(counters, spot, DELIVERED_COUNT, at, parcel, 1.0)
        transit = at - picked_up_at
        count_here(counters, spot, TRANSIT_H, at, parcel, transit)
        counters.transit[parcel.carrier, min(int(transit / TRANSIT_BIN_H), TRANSIT_BINS)] += 1.0
    if at > hours(parcel.placed) + goods.promise[0]:
        count_here(counters, spot, LATE, at, parcel, 1.0)
    claimed = returned
    life_row = goods.life_rows[category_of(parcel), 1 if parcel.flags & COOLED else 0]
    if life_row >= 0:
        _, u_life, u_claim, _ = luck(key, order_of(parcel), 2, 0)
        if returned or at > picked_up_at + quantile(tables, life_row, u_life):
            count_here(counters, spot, SPOILED, at, parcel, 1.0)
            count_here(counters, spot, SPOILED_CNY, at, parcel, value_of(parcel, goods.value_row, tables))
            claimed = claimed or u_claim < goods.spoiled_claim[0]
    if claimed:
        count_here(counters, spot, CLAIMS, at, parcel, 1.0)
        count_here(counters, spot, CLAIMS_CNY, at, parcel, value_of(parcel, goods.value_row, tables))


@kernel
def collect(entry, period, key, tables, carriers, lockers, goods, parcels, calendar, counters):
    """A buyer collects, or the courier takes an overdue parcel back; either way the cell is free."""
    parcel = parcels.rec[entry.row]
    if parcel.gen != entry.gen or state_of(parcel) != IN_LOCKER:
        return
    at = hours(entry.at_tick)
    lockers.occupied[parcel.bound_for, parcel.region] -= 1
    if entry.kind == TAKE_BACK:
        count(counters, OVERDUE, at, parcel, 1.0)
        parcel.flags |= TO_DOOR
        enter(counters, parcel, WITH_COURIER)
        back = after(period, at, carriers.turnaround[parcel.carrier])
        post(calendar, period, DEPOT, back, 0, entry.row, place_of(counters, parcel.carrier, parcel), 0, 0)
    else:
        report(calendar, period, at, 0.0, entry.row, entry.gen, COLLECTED, 4)
        change_hands(parcel, entry.at_tick, False, key, tables, goods, counters)


@kernel
def attempt(entry, u_door, period, key, tables, carriers, lockers, goods, parcels, calendar, counters):
    """The courier stands before the locker, the station or the door."""
    parcel = parcels.rec[entry.row]
    at, row, gen = hours(entry.at_tick), entry.row, entry.gen
    operators = lockers.cells.shape[0]
    c = parcel.carrier
    parcel.tries += 1
    goal = goes_to(parcel, operators)
    if goal < operators:
        if lockers.occupied[goal, parcel.region] < lockers.cells[goal, parcel.region]:
            lockers.occupied[goal, parcel.region] += 1
            enter(counters, parcel, IN_LOCKER)
            count(counters, DEPOSITS, at, parcel, 1.0)
            report(calendar, period, at, 0.0, row, gen, DEPOSITED, 4)
            taken_back_at = after(period, at, lockers.max_dwell[goal])
            post(calendar, period, LOCKER, taken_back_at, entry.at_tick, row, gen, TAKE_BACK, 0)
        else:
            count(counters, REFUSALS, at, parcel, 1.0)
            parcel.flags |= TO_DOOR
            back = after(period, at, carriers.turnaround[c])
            post(calendar, period, DEPOT, back, 0, row, place_of(counters, c, parcel), 0, 0)
    elif goal == operators or u_door < carriers.door_success[c]:
        report(calendar, period, at, 0.0, row, gen, DELIVERED, 4)
        change_hands(parcel, entry.at_tick, False, key, tables, goods, counters)
    else:
        parcel.tries += FAILURE
        count(counters, FAILED, at, parcel, 1.0)
        if failures_of(parcel) >= carriers.max_attempts[c]:
            report(calendar, period, at, 0.0, row, gen, ATTEMPT_FAILED, 4)
            report(calendar, period, at, 0.0, row, gen, RETURNED, 5)
            change_hands(parcel, entry.at_tick, True, key, tables, goods, counters)
        else:
            back = after(period, at, carriers.turnaround[c])
            report(calendar, period, at, back, row, gen, ATTEMPT_FAILED, 4)
            post(calendar, period, DEPOT, back, 0, row, place_of(counters, c, parcel), 0, 0)


@kernel
def last_mile(
    attempts, n_attempts, entries, n_entries, period, key, tables, carriers, lockers, goods, parcels, calendar, lot,
    counters,
):  # fmt: skip
    """Work off a period's attempts and locker entries, merged in order of time; at one instant cells free first."""
    fetch_first(parcels.rec, entries, n_entries)
    i, j = 0, 0
    while i < n_attempts or j < n_entries:
        if j < n_entries and (i >= n_attempts or entries[j].at_tick <= attempts[i].at_tick):
            fetch_in_turn(parcels.rec, entries, j, n_entries)
            collect(entries[j], period, key, tables, carriers, lockers, goods, parcels, calendar, counters)
            j += 1
        else:
            if i == 0:
                fetch_first(parcels.rec, attempts, n_attempts)
            if i % LOT == 0:
                draw_of_rounds(attempts, i, min(LOT, n_attempts - i), key, parcels, lot)
            fetch_ahead(parcels.rec, attempts, i, n_attempts)
            u_door = unit(lot, 1, i % LOT)
            attempt(attempts[i], u_door, period, key, tables, carriers, lockers, goods, parcels, calendar, counters)
            i += 1
