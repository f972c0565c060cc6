"""Feed links: what is published of what happened. The gap between the two is the outage.

Every scan passes the link of its source. A shut link drops or keeps what it hits; otherwise the scan is
published after its latency, in line if the link's throughput is limited. After restoration the buffer is replayed
in its order and at its rate, beside the live traffic. Visible state is written here and nowhere else.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_first, fetch_in_turn
from sim.engine.calendar import push
from sim.engine.compiled import kernel
from sim.engine.counting import DARK_PARCELS, count, count_dark, count_here
from sim.engine.fifo import serve
from sim.engine.gates import hitting, in_force, rate_at
from sim.engine.instants import LATEST, NEVER, TICKS, hours, on_grid, tick_of
from sim.engine.luck import luck, unit
from sim.engine.quantiles import Tables, quantile
from sim.engine.record import (
    COLLECTED,
    DARK_AT_PROMISE,
    DEPOSITED,
    DONE,
    ENDED,
    EVER_DARK,
    IN_FLIGHT,
    SENT_BACK,
    TOUCHED,
    UNSHOWN,
    is_final,
    merchant_of,
    order_of,
    set_milestone,
    state_of,
)
from sim.engine.stages import SCAN, SETTLE, post
from sim.engine.tally import COUNT_ROW
from sim.engine.unseen import dark_from_of, note_unseen, see

MADE = COUNT_ROW["scans_made"]
SHOWN = COUNT_ROW["scans_shown"]
LOST = COUNT_ROW["scans_lost"]
BUFFERED = COUNT_ROW["scans_buffered"]
BACKFILLED = COUNT_ROW["scans_backfilled"]
POLLED_COUNT = COUNT_ROW["scans_polled"]
PHANTOMS = COUNT_ROW["phantoms"]
NUMBERED, POLLED, REPLAYED, MILESTONE = 32, 64, 128, 31
BY_APP, NOT_BY_APP = 0, 1


class Feed(NamedTuple):
    """Links (carriers, then locker operators) and what they have shown.

    Attributes:
        rows: (links + 1,) quantile tables of latency; the last is the latency of polling.
        loss: (links,). throughput: (links,) scans per hour, inf = unlimited.
        limits: dark_grace (whole ticks), promise, h.
        in_network: (carriers,) parcels visibly picked up and not visibly finished.
        finished: (carriers, periods a day) visibly finished in each of the last 24 hours' periods.
        touched: (1,) parcels with a scan hit by an outage.
    """

    rows: NDArray[np.int64]
    loss: NDArray[np.float64]
    throughput: NDArray[np.float64]
    limits: NDArray[np.float64]
    in_network: NDArray[np.int64]
    finished: NDArray[np.int64]
    touched: NDArray[np.int64]


def build(scenario: Any, tables: Tables) -> Feed:
    """Arrays of the scenario's links."""
    links = list(scenario.links.values())
    carriers = len(scenario.carriers)
    return Feed(
        rows=np.array([tables.add(x.latency) for x in links] + [tables.add(scenario.fallback.poll_latency)], np.int64),
        loss=np.array([x.loss for x in links]),
        throughput=np.array([x.throughput for x in links]) * scenario.sample,
        limits=np.array([on_grid(scenario.measurement.dark_grace), scenario.buyers.promise]),
        in_network=np.zeros(carriers, np.int64),
        finished=np.zeros((carriers, round(24.0 / scenario.control_period)), np.int64),
        touched=np.zeros(1, np.int64),
    )


@kernel
def link_of(parcel, kind, carriers):
    """The link a scan of this milestone passes: its locker operator's if a locker sees it, else its carrier's."""
    if kind == DEPOSITED or kind == COLLECTED:
        return carriers + np.int64(parcel.bound_for)
    return np.int64(parcel.carrier)


@kernel
def send(
    entry,
    lot,
    j,
    period,
    key,
    tables,
    feed,
    shuttings,
    polled,
    auto_confirm,
    is_limited,
    merchants,
    parcels,
    buffers,
    codes,
    calendar,
    counters,
):
    """One scan takes its number and its way: lost, kept, or on to the platform.

    A scan of a later period goes on at once if it is certain that no outage hits it; else it waits for its period.

    Args:
        lot, j: luck and latencies (`hours`) of several scans, and which of them are this scan's, if its number was
            foretold.
        polled: (links,) share of hit scans that the platform reads from the carrier's own site.
        auto_confirm: h after hand-over at which an order is usually paid without a visible delivery.
        is_limited: whether links or buffers are limited, so that each scan must go in its turn.
        buffers: Lists, one a link. codes: Lists with one list, see `lockers.codes`.

    Returns:
        The tick at which the scan reaches the platform; NEVER if it does not, or if that is not known yet.
    """  # fmt: skip
    at, row = hours(entry.at_tick), entry.row
    kind = entry.kind & MILESTONE
    parcel = parcels.rec[row]
    ends = is_final(kind)
    if not entry.kind & NUMBERED:
        seq = parcel.made
        parcel.made += 1
        note_unseen(parcels, parcel, seq, entry.at_tick, tick_of(at + feed.limits[0]))
        if ends:
            parcel.flags |= ENDED
        count(counters, MADE, at, parcel, 1.0)
        entry.n = seq
        entry.kind = kind | NUMBERED
    link = link_of(parcel, kind, counters.stock.shape[1])
    may_be_hit = in_force(shuttings, link, at)
    if at >= period.t1 and (is_limited or may_be_hit):
        post(calendar, period, SCAN, at, entry.since_tick, row, entry.gen, entry.kind, entry.n)
        return NEVER
    if lot.draw[j] == entry.n:
        latency, u_loss, u_poll, u_poll_latency = lot.hours[j], unit(lot, 1, j), unit(lot, 2, j), unit(lot, 3, j)
    else:  # another scan of the parcel came between
        u_latency, u_loss, u_poll, u_poll_latency = luck(key, order_of(parcel), 5, entry.n)
        latency = quantile(tables, feed.rows[link], u_latency)
    entry.kind = kind
    extra = 0.0
    if may_be_hit:
        shut = hitting(shuttings, link, at, merchants.rec[merchant_of(parcel)].partial, kind)
        if shut >= 0:
            if not parcel.flags & TOUCHED:
                parcel.flags |= TOUCHED
                feed.touched[0] += 1
            extra = shuttings.extra[shut]
            if shuttings.closes[shut]:
                if u_poll < polled[link]:
                    entry.kind = kind | POLLED
                    return tick_of(min(at + quantile(tables, feed.rows[feed.loss.shape[0]], u_poll_latency), LATEST))
                if shuttings.drops[shut] or buffers.size[link] >= shuttings.limit[shut]:
                    count(counters, LOST, at, parcel, 1.0)
                else:
                    parcel.pending += 1
                    push(buffers, link, entry.at_tick, entry.at_tick, row, entry.gen, kind, entry.n)
                    count(counters, BUFFERED, at, parcel, 1.0)
                _not_seen(entry, kind, ends, period, auto_confirm, parcel, codes, calendar)
                return NEVER
    if u_loss < feed.loss[link]:
        count(counters, LOST, at, parcel, 1.0)
        _not_seen(entry, kind, ends, period, auto_confirm, parcel, codes, calendar)
        return NEVER
    return tick_of(min(at + latency + extra, LATEST))


@kernel
def _not_seen(entry, kind, ends, period, auto_confirm, parcel, codes, calendar):
    """The platform does not get a scan, or not now: a code must come by other ways, an order confirm itself."""
    if kind == DEPOSITED:
        push(codes, 0, entry.at_tick, entry.at_tick, entry.row, entry.gen, NOT_BY_APP, 0)
    if ends:
        post(calendar, period, SETTLE, hours(parcel.picked_up) + auto_confirm, 0, entry.row, entry.gen, 0, 0)


@kernel
def pass_links(entries, n, period, feed, shuttings, parcels, lines, servers, carriers, out, n_out):
    """Scans that reached the platform's side pass their link, in line where throughput is limited.

    Returns:
        The new number of entries in `out`, `at_tick` set to the record_time.
    """
    for link in range(feed.loss.shape[0]):
        servers.rate[link] = rate_at(shuttings, link, period.t0, feed.throughput[link])
    fetch_first(parcels.rec, entries, n)
    for i in range(n):
        fetch_in_turn(parcels.rec, entries, i, n)
        entry = entries[i]
        kind = entry.kind & MILESTONE
        parcel = parcels.rec[entry.row]
        link = link_of(parcel, kind, carriers)
        if entry.kind & POLLED or (servers.rate[link] == np.inf and lines.size[link] == 0):
            out[n_out] = entry
            n_out += 1
        else:
            push(lines, link, entry.at_tick, entry.since_tick, entry.row, entry.gen, entry.kind, entry.n)
    for link in range(feed.loss.shape[0]):
        if lines.size[link] > 0:
            n_out = serve(lines, link, servers, period.t0, period.t1, out, n_out)
    return n_out


@kernel
def account_dark(parcel, until, feed, parcels, counters):
    """Book the time this parcel was dark up to `until`, at which it becomes visible (or the run ends)."""
    begin = hours(dark_from_of(parcels, parcel))
    if begin >= until:
        return
    if not parcel.flags & EVER_DARK:
        parcel.flags |= EVER_DARK
        count(counters, DARK_PARCELS, begin, parcel, 1.0)
    if begin <= hours(parcel.placed) + feed.limits[1] < until:
        parcel.flags |= DARK_AT_PROMISE
    count_dark(counters, parcel, begin, until)


@kernel
def show(entry, spot, period, feed, merchants, parcels, codes, counters):
    """Publish one scan. What is newer than all shown before changes the visible state.

    Args:
        spot: where what happens to the parcel now is counted.

    Returns:
        1 if this was the first visible scan of the parcel, 2 if it was its last scan of all, 3 if both, else 0.
    """
    row, at = entry.row, hours(entry.at_tick)
    parcel = parcels.rec[row]
    parcel.pending -= 1
    count_here(counters, spot, SHOWN, at, parcel, 1.0)
    if entry.kind & REPLAYED:
        count_here(counters, spot, BACKFILLED, at, parcel, 1.0)
    if entry.kind & POLLED:
        count_here(counters, spot, POLLED_COUNT, at, parcel, 1.0)
    kind = entry.kind & MILESTONE
    if kind == DEPOSITED:
        push(codes, 0, entry.at_tick, entry.since_tick, row, entry.gen, BY_APP, 0)
    if entry.n < parcel.shown or parcel.flags & DONE:
        return 0
    account_dark(parcel, at, feed, parcels, counters)
    first = parcel.shown == 0
    last = parcel.flags & ENDED and entry.n + 1 == parcel.made
    see(parcels, parcel, entry.n, entry.at_tick, np.int64(feed.limits[0] * TICKS))
    set_milestone(parcel, kind)
    parcel.seen = entry.since_tick
    parcel.news = max(parcel.news, entry.since_tick)
    if first:
        parcel.flags &= ~UNSHOWN
        merchants.rec[merchant_of(parcel)].unshown -= 1
        feed.in_network[parcel.carrier] += 1
    if last:
        parcel.flags &= ~IN_FLIGHT
        merchants.rec[merchant_of(parcel)].in_flight -= 1
        feed.in_network[parcel.carrier] -= 1
        feed.finished[parcel.carrier, period.p % feed.finished.shape[1]] += 1
        _note_phantom(parcel, at, feed, counters)
    return (1 if first else 0) + (2 if last else 0)


@kernel
def _note_phantom(parcel, until, feed, counters):
    """Count a delivery that was not shown for longer than the grace time, `until` it was or will never be."""
    due = hours(parcel.handed) + feed.limits[0]
    if until > due and state_of(parcel) != SENT_BACK:
        count(counters, PHANTOMS, due, parcel, 1.0)


@kernel
def stop_looking(parcel, at, feed, merchants, parcels, counters):
    """The order is closed at `at` with its last scan unseen: it is no longer dark, and nobody expects news of it."""
    account_dark(parcel, at, feed, parcels, counters)
    _note_phantom(parcel, at, feed, counters)
    merchant = merchants.rec[merchant_of(parcel)]
    if parcel.flags & UNSHOWN:
        merchant.unshown -= 1
    if parcel.flags & IN_FLIGHT:
        merchant.in_flight -= 1
        if parcel.shown > 0:
            feed.in_network[parcel.carrier] -= 1
    parcel.flags &= ~(UNSHOWN | IN_FLIGHT)
