"""Carriers: pick-up waves, origin hub, linehaul, destination hub.

Where parcels truly are. Each step that a scanner sees is put on the calendar as a scan at its instant; what
becomes of the scan is the feed's affair. The courier's part is in `couriers` and `last_mile`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import NEAR, fetch, fetch_ahead, fetch_first, fetch_soon
from sim.engine.calendar import push
from sim.engine.compiled import kernel
from sim.engine.counting import COARSE, count, count_here, enter, join, leave, place_of, spot_of
from sim.engine.fifo import serve
from sim.engine.instants import hours, on_grid
from sim.engine.lots import draw_of_parcels
from sim.engine.luck import LOT
from sim.engine.quantiles import Tables
from sim.engine.record import (
    ARRIVED,
    AT_DESTINATION,
    AT_MERCHANT,
    AT_ORIGIN,
    AWAITING,
    COOLED,
    DEPARTED,
    HELD,
    IN_FLIGHT,
    ON_LINEHAUL,
    ORIGIN_SORTED,
    PICKED_UP,
    UNSHOWN,
    merchant_of,
    set_state,
    state_of,
)
from sim.engine.stages import ARRIVAL, DEPOT, ORIGIN, PICK_UP, READY, post, report
from sim.engine.tally import COUNT_ROW

HELD_COUNT = COUNT_ROW["parcels_held"]
REROUTED = COUNT_ROW["parcels_rerouted"]
HANDED_OVER_COUNT = COUNT_ROW["parcels_handed_over"]
REVENUE = COUNT_ROW["carrier_revenue_cny"]


class Carriers(NamedTuple):
    """What every carrier is made of.

    Attributes:
        pick_ups, departures, waves: (carriers, most) clock times of day, h, see `_padded`.
        offset: (1,) clock time of the scenario's start, h.
        first_mile, travel_spread, last_mile: (carriers,) quantile tables.
        travel_fixed, max_last_mile, turnaround, door_success, speed, price: (carriers,).
        max_attempts: (carriers,) int64. cooled: (carriers,) bool.
        km: (regions, regions) road distance.
        hub_rate: (2, carriers, regions) parcels per hour of origin and destination hubs on a normal day.
        wave_load: (carriers, regions) parcels a courier's day can carry.
    """

    pick_ups: NDArray[np.float64]
    departures: NDArray[np.float64]
    waves: NDArray[np.float64]
    offset: NDArray[np.float64]
    first_mile: NDArray[np.int64]
    travel_spread: NDArray[np.int64]
    last_mile: NDArray[np.int64]
    travel_fixed: NDArray[np.float64]
    max_last_mile: NDArray[np.float64]
    turnaround: NDArray[np.float64]
    door_success: NDArray[np.float64]
    speed: NDArray[np.float64]
    price: NDArray[np.float64]
    max_attempts: NDArray[np.int64]
    cooled: NDArray[np.bool_]
    km: NDArray[np.float64]
    hub_rate: NDArray[np.float64]
    wave_load: NDArray[np.float64]


def road_km(scenario: Any) -> NDArray[np.float64]:
    """(regions, regions) road distances: great circle × detour, `local` inside a region."""
    places = np.radians([(r.lat, r.lon) for r in scenario.regions.values()])
    lat, lon = places[:, 0], places[:, 1]
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    km = 2 * 6371.0 * np.arcsin(np.sqrt(half)) * scenario.geography.detour
    np.fill_diagonal(km, scenario.geography.local)
    return np.asarray(km)


def nominal_hours(scenario: Any) -> NDArray[np.float64]:
    """(carriers,) mean hours of linehaul over the platform's demand: what a carrier's speed is taken to be."""
    sellers = np.array([r.merchants for r in scenario.regions.values()])
    buyers = np.array([r.orders for r in scenario.regions.values()])
    mean_km = float(sellers @ road_km(scenario) @ buyers / sellers.sum() / buyers.sum())
    return np.array([mean_km / c.speed + c.travel_fixed for c in scenario.carriers.values()])


def expected_attempts(success: float, most: int) -> float:
    """Mean number of attempts at a door until success or the last one allowed.

    >>> expected_attempts(0.8, 3)
    1.24
    """
    return round((1.0 - (1.0 - success) ** most) / success, 12)


def _padded(times: list[list[float]]) -> NDArray[np.float64]:
    """Lists of clock times as one array, rows sorted: after the last of a day the first of the next, then inf."""
    out = np.full((len(times), max(len(t) for t in times) + 1), np.inf)
    for row, t in enumerate(times):
        out[row, : len(t)] = on_grid(sorted(t))
        out[row, len(t)] = out[row, 0] + 24.0
    return out


def build(scenario: Any, tables: Tables, flow: NDArray[np.float64]) -> Carriers:
    """Arrays of the scenario's carriers, dimensioned for their actual customers.

    Args:
        scenario: the validated scenario.
        tables: collects quantile tables.
        flow: (carriers, regions) share of all orders, see `merchants.normal_flow`.
    """
    carriers = list(scenario.carriers.values())
    buyers = np.array([r.orders for r in scenario.regions.values()])
    daily = scenario.orders.per_day * scenario.sample
    out_of = daily * flow
    into = daily * np.outer(flow.sum(axis=1), buyers / buyers.sum())
    door = 1.0 - scenario.orders.station_share - sum(scenario.orders.locker_share.values())
    sort_hours = np.array([c.sort_hours for c in carriers])[:, None]
    rounds = np.array([1.0 - door + door * expected_attempts(c.door_success, c.max_attempts) for c in carriers])
    utilisation = np.array([c.utilisation for c in carriers])
    return Carriers(
        pick_ups=_padded([list(c.pick_up_waves) for c in carriers]),
        departures=_padded([list(c.departures) for c in carriers]),
        waves=_padded([list(c.courier_waves) for c in carriers]),
        offset=np.array([on_grid(scenario.start.hour + scenario.start.minute / 60.0)]),
        first_mile=np.array([tables.add(c.first_mile) for c in carriers], np.int64),
        travel_spread=np.array([tables.add(c.travel_spread) for c in carriers], np.int64),
        last_mile=np.array([tables.add(c.last_mile) for c in carriers], np.int64),
        travel_fixed=np.array([c.travel_fixed for c in carriers]),
        max_last_mile=np.array([c.max_last_mile for c in carriers]),
        turnaround=np.array([c.turnaround for c in carriers]),
        door_success=np.array([c.door_success for c in carriers]),
        speed=np.array([float(c.speed) for c in carriers]),
        price=np.rint(np.array([float(c.price) for c in carriers]) * COARSE) / COARSE,
        max_attempts=np.array([c.max_attempts for c in carriers], np.int64),
        cooled=np.array([c.is_cooled for c in carriers]),
        km=road_km(scenario),
        hub_rate=np.stack([out_of / sort_hours, into / sort_hours]),
        wave_load=into * (rounds / utilisation)[:, None],
    )


@kernel
def next_time(times, offset, t):
    """The first of a day's clock times at or after hour `t` of the scenario, h since its start."""
    midnight = np.floor((t + offset) / 24.0) * 24.0 - offset
    i = 0
    for j in range(times.shape[0] - 1):  # to the end: a branch that nobody can foretell costs more
        i += midnight + times[j] < t
    return midnight + times[np.uint64(i)]


@kernel
def fetch_with_merchant(merchants, parcels, entries, i, n):
    """While entry `i` of `n` is worked off, ask for a parcel of the next lot, and for the merchant of one that is near.

    The parcels of the first lot are to be asked for before.
    """
    fetch_ahead(parcels, entries, i, n)
    if i + NEAR < n:
        fetch(merchants, merchant_of(parcels[entries[i + NEAR].row]))


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


@kernel
def join_lines(entries, n, lines):
    """Arrivals, in order of time, join the waiting lines they are bound for (`gen`)."""
    for i in range(n):
        entry = entries[i]
        push(lines, entry.gen, entry.at_tick, 0, entry.row, entry.gen, 0, 0)


@kernel
def sort_origin(period, key, tables, carriers, parcels, lines, servers, out, calendar, lot, counters):
    """Origin hubs sort what they can within the period; sorted parcels take the next departure."""
    n = 0
    queues = carriers.hub_rate.shape[1] * carriers.hub_rate.shape[2]
    for q in range(queues):
        n = serve(lines, q, servers, period.t0, period.t1, out, n)
    for i in range(n):
        if i % LOT == 0:
            n_lot = min(LOT, n - i)
            draw_of_parcels(out, i, n_lot, n, 2, 0, key, tables, carriers.travel_spread, parcels, lot)
        fetch_ahead(parcels.rec, out, i, n)
        entry = out[i]
        parcel = parcels.rec[entry.row]
        c = parcel.carrier
        origin = entry.gen - c * carriers.km.shape[0]
        sorted_at = hours(entry.at_tick)
        enter(counters, parcel, ON_LINEHAUL)
        leaves = next_time(carriers.departures[c], carriers.offset[0], sorted_at)
        driving = carriers.km[origin, parcel.region] / carriers.speed[c]
        at = leaves + carriers.travel_fixed[c] + driving * lot.hours[i % LOT]
        report(calendar, period, sorted_at, leaves, entry.row, parcel.gen, ORIGIN_SORTED, 0)
        report(calendar, period, leaves, at, entry.row, parcel.gen, DEPARTED, 1)
        post(calendar, period, ARRIVAL, at, 0, entry.row, queues + place_of(counters, c, parcel), 0, 0)


@kernel
def arrive(entries, n, period, carriers, parcels, lines, calendar, counters):
    """Linehaul arrivals, in order of time: scanned, then in line at the destination hub."""
    fetch_first(parcels.rec, entries, n)
    for i in range(n):
        fetch_ahead(parcels.rec, entries, i, n)
        fetch_soon(parcels.rec, entries, i, n)
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        arrived_at = hours(entry.at_tick)
        enter(counters, parcel, AT_DESTINATION)
        wave = next_time(carriers.waves[parcel.carrier], carriers.offset[0], arrived_at)
        report(calendar, period, arrived_at, wave, entry.row, parcel.gen, ARRIVED, 2)
    join_lines(entries, n, lines)


@kernel
def sort_destination(period, carriers, lines, servers, out, calendar):
    """Destination hubs sort what they can within the period; the parcels are then at their depot."""
    n = 0
    queues = carriers.hub_rate.shape[1] * carriers.hub_rate.shape[2]
    for q in range(queues, 2 * queues):
        n = serve(lines, q, servers, period.t0, period.t1, out, n)
    for i in range(n):
        entry = out[i]
        post(calendar, period, DEPOT, hours(entry.at_tick), 0, entry.row, entry.gen - queues, 0, 0)
