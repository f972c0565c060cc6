"""The phase SCAN as compiled kernels: scans take their way through the links, and what arrives is published.

First the period's scans are collected and sent (`collect_scans`, `send_scans`), then what has arrived changes what is
visible (`publish`). Where parcels are is nothing these kernels write.
"""

import numpy as np

from sim.actors.buyers import hazard_until, live_quietly, live_until, set_alarm, silent_from
from sim.actors.feed import MILESTONE, NUMBERED, link_of, pass_links, send, show
from sim.actors.ledger import record
from sim.actors.lockers import codes as send_codes
from sim.actors.settlement import draw_confirmations, judge_dispatch, settle_visible
from sim.engine.ahead import fetch_ahead, fetch_first
from sim.engine.calendar import drain
from sim.engine.compiled import entry, kernel
from sim.engine.counting import spot_of
from sim.engine.gates import fully_shut_between
from sim.engine.instants import NEVER, hours
from sim.engine.lots import take_hours
from sim.engine.luck import LOT, draw_lot, name_owner
from sim.engine.parcels import fetch_with_merchant, leave_if_done
from sim.engine.record import order_of, worries_of
from sim.engine.stages import INBOUND, boundary, due, post, sort_spare, take, take_scans

NOT_LAST = np.inf
"""h until a buyer confirms a scan that is not her parcel's last: she never does."""


@entry
def collect_scans(period, in_order, parcels, calendar, scratch):
    """SCAN, to begin with: the period's scans, in `scratch.first`; returns how many.

    Args:
        in_order: whether the order among parcels matters, since a link is limited or flips in the period. One
            parcel's scans are always put on the calendar in the order in which they happen.
    """
    if in_order:
        n = take_scans(calendar, period, scratch.spare)
        sort_spare(n, scratch.first, period, scratch, parcels.rec)
        return n
    return take_scans(calendar, period, scratch.first)


@entry
def send_scans(
    scans,
    first,
    n,
    until,
    period,
    key,
    tables,
    feed,
    shuttings,
    ledger,
    settlement,
    buyers,
    polled,
    usual_confirm,
    auto_confirm,
    is_limited,
    merchants,
    parcels,
    buffers,
    codes,
    calendar,
    lot,
    counters,
):
    """SCAN, first half: scans take their way: lost, kept, or on to the platform.

    What a scan will change when it arrives is entered now if nothing can come between; see `is_foreseen`.

    Args:
        scans: the period's; `first` is the first one not yet sent, `n` how many there are.
        until: h; those from `until` on are left for later, unless it is the period's end.
        usual_confirm, auto_confirm: h after hand-over at which an order confirms itself, usually and by the rule in
            force.

    Returns:
        The first scan left for later.
    """  # fmt: skip
    after = n
    if until < period.t1:
        after = first
        while after < n and hours(scans[after].at_tick) < until:
            after += 1
    fetch_first(parcels.rec, scans[first:], after - first)
    for begin in range(first, after, LOT):
        n_lot = min(LOT, after - begin)
        _draw_of_scans(scans, begin, n_lot, key, tables, feed, parcels, lot, counters)
        for j in range(n_lot):
            fetch_ahead(parcels.rec, scans, begin + j, after)
            entry = scans[begin + j]
            arrives_tick = send(
                entry, lot, j, period, key, tables, feed, shuttings, polled, usual_confirm, is_limited, merchants,
                parcels, buffers, codes, calendar, counters,
            )  # fmt: skip
            if arrives_tick == NEVER:
                continue
            parcel = parcels.rec[entry.row]
            arrives, happened, next_at = hours(arrives_tick), entry.at_tick, hours(entry.since_tick)
            entry.at_tick, entry.since_tick = arrives_tick, happened
            foreseen = not is_limited and is_foreseen(parcel, arrives, next_at, period, shuttings)
            parcel.pending += 1
            if foreseen:
                gone_through = hazard_until(parcel, arrives, buyers, shuttings)
                if gone_through <= parcel.worry_left:
                    live_quietly(parcel, arrives, gone_through)
                    enter_news(
                        entry, NOT_LAST, period, tables, feed, shuttings, ledger, settlement, auto_confirm, buyers,
                        merchants, parcels, codes, calendar, counters,
                    )  # fmt: skip
                    continue
            if post(calendar, period, INBOUND, arrives, happened, entry.row, entry.gen, entry.kind, entry.n) == NEVER:
                counters.beyond[0] += 1
    return after


@kernel
def _draw_of_scans(scans, begin, n_lot, key, tables, feed, parcels, lot, counters):
    """Draw what becomes of the scans from `begin` on, `n_lot` of them, and how long they are on their way."""
    for j in range(n_lot):
        entry = scans[begin + j]
        parcel = parcels.rec[entry.row]
        seq = np.int64(parcel.made)
        if entry.kind & NUMBERED:
            seq = np.int64(entry.n)
        elif j > 0 and entry.row == scans[begin + j - 1].row:
            seq = np.int64(lot.draw[j - 1]) + 1
        name_owner(lot, j, order_of(parcel), seq)
    draw_lot(key, lot, n_lot, 5)
    for j in range(n_lot):
        entry = scans[begin + j]
        link = link_of(parcels.rec[entry.row], entry.kind & MILESTONE, counters.stock.shape[1])
        take_hours(lot, j, 0, tables, feed.rows[link])


@kernel
def is_foreseen(parcel, arrives, next_at, period, shuttings):
    """Whether it is certain now what a scan that arrives later will find, unless the buyer worries before.

    It is, if nothing of the parcel is under way, its next scan cannot be earlier, nobody at a desk can have been asked
    about it, and its carrier's link is open as far ahead as is known. A last scan never is: no next one is known.
    """
    return (
        arrives <= next_at
        and parcel.shown > 0
        and parcel.pending == 0
        and worries_of(parcel) == 0
        and arrives < boundary(period.n, period.length)
        and not fully_shut_between(shuttings, parcel.carrier, period.t1, arrives)
    )


@kernel
def enter_news(
    entry,
    confirm_h,
    period,
    tables,
    feed,
    shuttings,
    ledger,
    settlement,
    auto_confirm,
    buyers,
    merchants,
    parcels,
    codes,
    calendar,
    counters,
):
    """What a scan changes at its record_time, `entry.at_tick`, up to which the buyer's clock has run.

    Args:
        confirm_h: h after a visible delivery at which the buyer confirms it; of other scans nobody asks.
    """  # fmt: skip
    row, at = entry.row, hours(entry.at_tick)
    parcel = parcels.rec[row]
    kind = entry.kind & MILESTONE
    spot = spot_of(counters, at, parcel.carrier, parcel)
    record(ledger, link_of(parcel, kind, counters.stock.shape[1]), kind, at, spot, parcel, counters)
    was_patient_until = silent_from(parcel, buyers)
    news = show(entry, spot, period, feed, merchants, parcels, codes, counters)
    if news & 1:
        judge_dispatch(parcel, at, tables, settlement, merchants, counters)
    if news & 2:
        settle_visible(parcel, at, confirm_h, auto_confirm, tables, settlement, merchants, counters)
    elif news & 1 or silent_from(parcel, buyers) < was_patient_until:  # else the alarm in force is early enough
        set_alarm(parcel, row, at, period, buyers, shuttings, calendar)
    leave_if_done(parcels, row)


@entry
def publish(
    replay,
    period,
    key,
    tables,
    feed,
    shuttings,
    ledger,
    settlement,
    auto_confirm,
    notice,
    buyers,
    lockers,
    merchants,
    parcels,
    link_lines,
    link_servers,
    codes,
    calendar,
    is_limited,
    scratch,
    counters,
):
    """SCAN, second half: what the platform gets in the period is published.

    Of a parcel of which nothing else is under way at once, as it lies: the order among parcels changes nothing. Then
    the others in order of record_time. Each publication first lets the buyer's clock run up to it, then changes what is
    visible.
    """  # fmt: skip
    carriers = counters.stock.shape[1]
    out, more = scratch.first, scratch.second
    if is_limited:
        k = due(calendar, period, INBOUND, out, scratch, parcels.rec)
        n = pass_links(out, k, period, feed, shuttings, parcels, link_lines, link_servers, carriers, more, 0)
    else:
        n = take(calendar, period, INBOUND, more)
    for i in range(replay.shape[0]):
        more[n] = replay[i]
        n += 1
    in_turn, others, lot = False, 0, scratch.lots[0]
    while True:
        fetch_first(parcels.rec, more, n)
        for i in range(n):
            if i % LOT == 0:
                n_lot = min(LOT, n - i)
                draw_confirmations(more, i, n_lot, auto_confirm, key, tables, settlement, parcels, lot, counters)
            fetch_with_merchant(merchants.rec, parcels.rec, more, i, n)
            entry = more[i]
            parcel = parcels.rec[entry.row]
            if parcel.pending > 1 and not in_turn:  # something else of it is under way: the order may count
                scratch.spare[others] = entry
                others += 1
                continue
            if entry.n >= parcel.shown:
                at = hours(entry.at_tick)
                live_until(parcel, entry.row, at, period, key, buyers, shuttings, notice, calendar, counters)
            enter_news(
                entry, lot.hours[i % LOT], period, tables, feed, shuttings, ledger, settlement, auto_confirm, buyers,
                merchants, parcels, codes, calendar, counters,
            )  # fmt: skip
        if in_turn:
            break
        sort_spare(others, out, period, scratch, parcels.rec)
        more, n, in_turn = out, others, True
    k = drain(codes, 0, scratch.spare, 0)
    sort_spare(k, out, period, scratch, parcels.rec)
    send_codes(out, k, period, key, tables, lockers, parcels, calendar, counters)
