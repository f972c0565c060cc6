"""The phases of a period as compiled kernels: in which order the actors act, and what each of them is shown.

Where parcels are (`move`), who reacts (`react`), who decides (`decide`); what is published stands in `publication`.
Each actor gets the arrays it may know and no others.
"""

from sim.actors.buyers import begin, wake
from sim.actors.couriers import load_waves
from sim.actors.desk import episodes, serve_desks
from sim.actors.first_mile import hand_over, pick_up_parcels, release_held
from sim.actors.hubs import arrive, join_lines, sort_destination, sort_origin
from sim.actors.last_mile import last_mile
from sim.actors.orders import place
from sim.actors.platform import look_at_links, publish_backlog
from sim.actors.settlement import settle_unseen
from sim.actors.switching import decide as merchants_decide
from sim.engine.calendar import drain
from sim.engine.compiled import entry
from sim.engine.luck import LOT
from sim.engine.stages import (
    ARRIVAL,
    ATTEMPT,
    DEPOT,
    EPISODE,
    LOCKER,
    ORIGIN,
    PICK_UP,
    READY,
    SETTLE,
    WAKE,
    due,
    take,
)


@entry
def move(
    n,
    period,
    key,
    tables,
    orders,
    merchants,
    carriers,
    lockers,
    goods,
    buyers,
    shuttings,
    bases_open,
    parcels,
    calendar,
    held,
    lines,
    servers,
    depots,
    wave_at,
    wave_carrier,
    wave_load,
    scratch,
    counters,
):
    """MOVE: orders are placed and parcels go their way, stage by stage in the order of flow.

    Args:
        n: orders of the period.
        held: parcels held back. lines, servers: hub queues (origin, then destination). depots: lines for couriers.
        wave_at, wave_carrier, wave_load: courier waves of the period.
        scratch: Scratch with room for everything that can be due.
    """  # fmt: skip
    placed, out, more = scratch.rows, scratch.first, scratch.second
    rec, lot = parcels.rec, scratch.lots[0]
    for first in range(0, n, LOT):
        created = place(
            first, min(first + LOT, n), placed, period, key, tables, orders, merchants, parcels, calendar,
            scratch.lots, counters,
        )  # fmt: skip
        begin(placed, created, period, key, buyers, shuttings, parcels, calendar, lot)
        placed = placed[created:]
    k = take(calendar, period, READY, out)
    hand_over(out, k, period, carriers, merchants, parcels, calendar, held, counters)
    k = take(calendar, period, PICK_UP, out)
    pick_up_parcels(out, k, period, key, tables, bases_open, carriers, merchants, parcels, calendar, lot, counters)
    k = due(calendar, period, ORIGIN, out, scratch, rec)
    join_lines(out, k, lines)
    sort_origin(period, key, tables, carriers, parcels, lines, servers, out, calendar, lot, counters)
    k = due(calendar, period, ARRIVAL, out, scratch, rec)
    arrive(out, k, period, carriers, parcels, lines, calendar, counters)
    sort_destination(period, carriers, lines, servers, out, calendar)
    k = due(calendar, period, DEPOT, out, scratch, rec)
    join_lines(out, k, depots)
    load_waves(
        wave_at, wave_carrier, wave_load, period, key, tables, carriers, parcels, depots, calendar, lot, counters
    )
    k = due(calendar, period, ATTEMPT, out, scratch, rec)
    j = due(calendar, period, LOCKER, more, scratch, rec)
    last_mile(out, k, more, j, period, key, tables, carriers, lockers, goods, parcels, calendar, lot, counters)


@entry
def react(
    period,
    key,
    tables,
    buyers,
    desks,
    crew,
    desk_lines,
    shuttings,
    notice,
    auto_confirm,
    settlement,
    feed,
    merchants,
    parcels,
    calendar,
    scratch,
    counters,
):
    """REACT: alarms of buyers, contacts and what comes of them, desks, orders that confirm themselves."""  # fmt: skip
    rec, out = parcels.rec, scratch.first
    k = take(calendar, period, WAKE, out)
    wake(out, k, period, key, buyers, shuttings, notice, parcels, calendar, counters)
    k = due(calendar, period, EPISODE, out, scratch, rec)
    episodes(out, k, period, key, tables, desks, merchants, parcels, calendar, desk_lines, counters)
    serve_desks(period, key, tables, desks, crew, desk_lines, scratch.spare, parcels, calendar, counters)
    k = take(calendar, period, SETTLE, out)
    settle_unseen(out, k, period, auto_confirm, tables, settlement, feed, merchants, parcels, calendar, counters)


@entry
def decide(now, period, key, tables, feed, shuttings, rules, merchants, parcels, held, calendar, scratch, counters):
    """DECIDE: the platform looks at its links and publishes backlogs; merchants make up their minds."""
    look_at_links(now, rules, shuttings)
    publish_backlog(rules, feed.in_network, feed.finished, period.p)
    freed = merchants_decide(now, period.length, key, tables, merchants, rules, counters)
    if freed > 0:
        out = scratch.first
        k = drain(held, 0, out, 0)
        release_held(out, k, now, period, merchants, parcels, held, calendar)
