"""Hubs and the linehaul between them: lines of parcels, sorted first in, first out, and a timetable of departures."""

from sim.engine.ahead import fetch_ahead, fetch_first, fetch_in_turn
from sim.engine.calendar import push
from sim.engine.compiled import kernel
from sim.engine.counting import enter, place_of
from sim.engine.daytimes import next_time
from sim.engine.fifo import serve
from sim.engine.instants import hours
from sim.engine.lots import draw_of_parcels
from sim.engine.luck import LOT
from sim.engine.record import ARRIVED, AT_DESTINATION, DEPARTED, ON_LINEHAUL, ORIGIN_SORTED
from sim.engine.stages import ARRIVAL, DEPOT, post, report


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
        fetch_in_turn(parcels.rec, entries, i, n)
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
