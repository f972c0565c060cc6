"""The first mile: a ready parcel is handed to a carrier or held back, and a pick-up wave takes it.

Here merchant and carrier meet. Which carrier a merchant ships with is its own affair, see `switching`.
"""

from sim.engine.ahead import fetch_first
from sim.engine.calendar import push
from sim.engine.compiled import kernel
from sim.engine.counting import count, count_here, enter, join, leave, spot_of
from sim.engine.daytimes import next_time
from sim.engine.instants import hours
from sim.engine.lots import draw_of_parcels
from sim.engine.luck import LOT
from sim.engine.parcels import fetch_with_merchant
from sim.engine.record import (
    AT_MERCHANT,
    AT_ORIGIN,
    AWAITING,
    COOLED,
    HELD,
    IN_FLIGHT,
    PICKED_UP,
    UNSHOWN,
    merchant_of,
    set_state,
    state_of,
)
from sim.engine.stages import ORIGIN, PICK_UP, READY, post, report
from sim.engine.tally import COUNT_ROW

HELD_COUNT = COUNT_ROW["parcels_held"]
REROUTED = COUNT_ROW["parcels_rerouted"]
HANDED_OVER_COUNT = COUNT_ROW["parcels_handed_over"]
REVENUE = COUNT_ROW["carrier_revenue_cny"]


@kernel
def hand_over(entries, n, period, carriers, merchants, parcels, calendar, held, counters):
    """Ready parcels go to the carrier their merchant ships with, or are held back by it."""
    fetch_first(parcels.rec, entries, n)
    for i in range(n):
        fetch_with_merchant(merchants.rec, parcels.rec, entries, i, n)
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        merchant = merchants.rec[merchant_of(parcel)]
        ready_at = hours(entry.at_tick)
        if merchant.stuck:
            if state_of(parcel) == AT_MERCHANT:
                count(counters, HELD_COUNT, ready_at, parcel, 1.0)
                enter(counters, parcel, HELD)
            push(held, 0, entry.at_tick, 0, entry.row, entry.gen, 0, 0)
            continue
        leave(counters, parcel)
        parcel.carrier = merchant.ships_with
        set_state(parcel, AWAITING)
        join(counters, parcel)
        at = next_time(carriers.pick_ups[parcel.carrier], carriers.offset[0], ready_at)
        post(calendar, period, PICK_UP, at, 0, entry.row, entry.gen, 0, 0)


@kernel
def release_held(entries, n, at, period, merchants, parcels, held, calendar):
    """Held parcels whose merchant no longer holds back are ready again at `at`, the begin of the next period."""
    for i in range(n):
        entry = entries[i]
        if merchants.rec[merchant_of(parcels.rec[entry.row])].stuck:
            push(held, 0, entry.at_tick, 0, entry.row, entry.gen, 0, 0)
        else:
            post(calendar, period, READY, at, 0, entry.row, entry.gen, 0, 0)


@kernel
def pick_up_parcels(entries, n, period, key, tables, bases_open, carriers, merchants, parcels, calendar, lot, counters):
    """The courier takes the parcels of a pick-up wave: from here on they are the carrier's."""
    for i in range(n):
        if i % LOT == 0:
            n_lot = min(LOT, n - i)
            draw_of_parcels(entries, i, n_lot, n, 1, 3, key, tables, carriers.first_mile, parcels, lot)
        fetch_with_merchant(merchants.rec, parcels.rec, entries, i, n)
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        merchant = merchants.rec[merchant_of(parcel)]
        c = parcel.carrier
        taken_at = hours(entry.at_tick)
        parcel.picked_up = entry.at_tick
        parcel.flags |= UNSHOWN | IN_FLIGHT
        if carriers.cooled[c] or (bases_open and carriers.cooled[merchant.home]):
            parcel.flags |= COOLED
        merchant.unshown += 1
        merchant.in_flight += 1
        enter(counters, parcel, AT_ORIGIN)
        spot = spot_of(counters, taken_at, c, parcel)
        count_here(counters, spot, HANDED_OVER_COUNT, taken_at, parcel, 1.0)
        count_here(counters, spot, REVENUE, taken_at, parcel, carriers.price[c])
        if c != merchant.home:
            count_here(counters, spot, REROUTED, taken_at, parcel, 1.0)
        at = taken_at + lot.hours[i % LOT]
        report(calendar, period, taken_at, at, entry.row, entry.gen, PICKED_UP, 0)
        post(calendar, period, ORIGIN, at, 0, entry.row, c * carriers.km.shape[0] + merchant.region, 0, 0)
