"""Feed links: what is published of what happened. The gap between the two is the outage.

Every scan passes the link of its source. A shut link drops or keeps what it hits; otherwise the scan is
published after its latency, in line if the link's throughput is limited. After restoration the buffer is replayed
in its order and at its rate, beside the live traffic. Visible state is written here and nowhere else.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_ahead
from sim.engine.calendar import push
from sim.engine.compiled import kernel
from sim.engine.counting import DARK_PARCELS, count, count_dark, event_at
from sim.engine.fifo import serve
from sim.engine.gates import hitting, in_force, rate_at
from sim.engine.luck import luck
from sim.engine.parcels import (
    COLLECTED,
    DARK_AT_PROMISE,
    DEPOSITED,
    DONE,
    EVER_DARK,
    FINAL,
    IN_FLIGHT,
    MICRO,
    SENT_BACK,
    TOUCHED,
    UNSHOWN,
)
from sim.engine.quantiles import Tables, quantile
from sim.engine.stages import SCAN, SETTLE, post
from sim.engine.tally import COUNT_ROW

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
        limits: dark_grace, promise (h).
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
        limits=np.array([scenario.measurement.dark_grace, scenario.buyers.promise]),
        in_network=np.zeros(carriers, np.int64),
        finished=np.zeros((carriers, round(24.0 / scenario.control_period)), np.int64),
        touched=np.zeros(1, np.int64),
    )


@kernel
def link_of(parcel, kind, carriers):
    """The link a scan of this milestone passes: its locker operator's if a locker sees it, else its carrier's."""
    if kind == DEPOSITED or kind == COLLECTED:
        return carriers + np.int64(parcel.locker)
    return np.int64(parcel.carrier)


@kernel
def send(
    entry,
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
        polled: (links,) share of hit scans that the platform reads from the carrier's own site.
        auto_confirm: h after hand-over at which an order is usually paid without a visible delivery.
        is_limited: whether links or buffers are limited, so that each scan must go in its turn.
        buffers: Lists, one a link. codes: Lists with one list, see `lockers.codes`.

    Returns:
        h, when the scan reaches the platform; NaN if it does not, or if that is not known yet.
    """  # fmt: skip
    at, row = entry.at, entry.row
    kind = entry.kind & MILESTONE
    parcel = parcels.rec[row]
    is_final = (FINAL >> kind) & 1
    if not entry.kind & NUMBERED:
        seq = parcel.made
        parcel.made += 1
        parcels.history[row, seq] = np.uint32(at * MICRO + 0.5)
        if is_final:
            parcel.final = seq + 1
        count(counters, MADE, at, parcel, 1.0)
        entry.n = seq
        entry.kind = kind | NUMBERED
    link = link_of(parcel, kind, counters.stock.shape[1])
    may_be_hit = in_force(shuttings, link, at)
    if at >= period.t1 and (is_limited or may_be_hit):
        post(calendar, period, SCAN, at, entry.since, row, entry.gen, entry.kind, entry.n)
        return np.nan
    u_latency, u_loss, u_poll, u_poll_latency = luck(key, parcel.order, 5, entry.n)
    entry.kind = kind
    extra = 0.0
    if may_be_hit:
        shut = hitting(shuttings, link, at, merchants.rec[parcel.merchant].partial, kind)
        if shut >= 0:
            if not parcel.flags & TOUCHED:
                parcel.flags |= TOUCHED
                feed.touched[0] += 1
            extra = shuttings.extra[shut]
            if shuttings.closes[shut]:
                if u_poll < polled[link]:
                    entry.kind = kind | POLLED
                    return at + quantile(tables, feed.rows[feed.loss.shape[0]], u_poll_latency)
                if shuttings.drops[shut] or buffers.size[link] >= shuttings.limit[shut]:
                    count(counters, LOST, at, parcel, 1.0)
                else:
                    parcel.pending += 1
                    push(buffers, link, at, at, row, entry.gen, kind, entry.n)
                    count(counters, BUFFERED, at, parcel, 1.0)
                _not_seen(entry, kind, is_final, period, auto_confirm, parcel, codes, calendar)
                return np.nan
    if u_loss < feed.loss[link]:
        count(counters, LOST, at, parcel, 1.0)
        _not_seen(entry, kind, is_final, period, auto_confirm, parcel, codes, calendar)
        return np.nan
    return at + quantile(tables, feed.rows[link], u_latency) + extra


@kernel
def _not_seen(entry, kind, is_final, period, auto_confirm, parcel, codes, calendar):
    """The platform does not get a scan, or not now: a code must come by other ways, an order confirm itself."""
    if kind == DEPOSITED:
        push(codes, 0, entry.at, entry.at, entry.row, entry.gen, NOT_BY_APP, 0)
    if is_final:
        post(calendar, period, SETTLE, parcel.picked_up_at + auto_confirm, 0.0, entry.row, entry.gen, 0, 0)


@kernel
def pass_links(entries, n, period, feed, shuttings, parcels, lines, servers, carriers, out, n_out):
    """Scans that reached the platform's side pass their link, in line where throughput is limited.

    Returns:
        The new number of entries in `out`, `at` set to the record_time.
    """
    for link in range(feed.loss.shape[0]):
        servers.rate[link] = rate_at(shuttings, link, period.t0, feed.throughput[link])
    for i in range(n):
        fetch_ahead(parcels.rec, entries, i, n)
        entry = entries[i]
        kind = entry.kind & MILESTONE
        parcel = parcels.rec[entry.row]
        link = link_of(parcel, kind, carriers)
        if entry.kind & POLLED or (servers.rate[link] == np.inf and lines.size[link] == 0):
            out[n_out] = entry
            n_out += 1
        else:
            push(lines, link, entry.at, entry.since, entry.row, entry.gen, entry.kind, entry.n)
    for link in range(feed.loss.shape[0]):
        if lines.size[link] > 0:
            n_out = serve(lines, link, servers, period.t0, period.t1, out, n_out)
    return n_out


@kernel
def account_dark(parcel, row, until, feed, parcels, counters):
    """Book the time this parcel was dark up to `until`, at which it becomes visible (or the run ends)."""
    begin = max(event_at(parcels.history, row, parcel.shown) + feed.limits[0], parcel.shown_at)
    if begin >= until:
        return
    if not parcel.flags & EVER_DARK:
        parcel.flags |= EVER_DARK
        count(counters, DARK_PARCELS, begin, parcel, 1.0)
    if begin <= parcel.placed_at + feed.limits[1] < until:
        parcel.flags |= DARK_AT_PROMISE
    count_dark(counters, parcel, begin, until)


@kernel
def show(entry, period, feed, merchants, parcels, codes, counters):
    """Publish one scan. What is newer than all shown before changes the visible state.

    Returns:
        1 if this was the first visible scan of the parcel, 2 if it was its last scan of all, 3 if both, else 0.
    """
    row, at = entry.row, entry.at
    parcel = parcels.rec[row]
    parcel.pending -= 1
    count(counters, SHOWN, at, parcel, 1.0)
    if entry.kind & REPLAYED:
        count(counters, BACKFILLED, at, parcel, 1.0)
    if entry.kind & POLLED:
        count(counters, POLLED_COUNT, at, parcel, 1.0)
    kind = entry.kind & MILESTONE
    if kind == DEPOSITED:
        push(codes, 0, at, entry.since, row, entry.gen, BY_APP, 0)
    if entry.n < parcel.shown or parcel.flags & DONE:
        return 0
    if entry.n > parcel.shown or at > entry.since + feed.limits[0] - 1.0 / MICRO:  # else it came in time
        account_dark(parcel, row, at, feed, parcels, counters)
    first = parcel.shown == 0
    last = entry.n + 1 == parcel.final
    parcel.shown = entry.n + 1
    parcel.milestone = kind
    parcel.shown_at = at
    parcel.news_at = max(parcel.news_at, entry.since)
    if first:
        parcel.flags &= ~UNSHOWN
        merchants.rec[parcel.merchant].unshown -= 1
        feed.in_network[parcel.carrier] += 1
    if last:
        parcel.flags &= ~IN_FLIGHT
        merchants.rec[parcel.merchant].in_flight -= 1
        feed.in_network[parcel.carrier] -= 1
        feed.finished[parcel.carrier, period.p % feed.finished.shape[1]] += 1
        if at > parcel.handed_at + feed.limits[0] and parcel.state != SENT_BACK:
            count(counters, PHANTOMS, parcel.handed_at + feed.limits[0], parcel, 1.0)
    return (1 if first else 0) + (2 if last else 0)


@kernel
def stop_looking(parcel, row, at, feed, merchants, parcels, counters):
    """The order is closed at `at` with its last scan unseen: it is no longer dark, and nobody expects news of it."""
    account_dark(parcel, row, at, feed, parcels, counters)
    parcel.shown_at = at
    if at > parcel.handed_at + feed.limits[0] and parcel.state != SENT_BACK:
        count(counters, PHANTOMS, parcel.handed_at + feed.limits[0], parcel, 1.0)
    if parcel.flags & UNSHOWN:
        merchants.rec[parcel.merchant].unshown -= 1
    if parcel.flags & IN_FLIGHT:
        merchants.rec[parcel.merchant].in_flight -= 1
        if parcel.shown > 0:
            feed.in_network[parcel.carrier] -= 1
    parcel.flags &= ~(UNSHOWN | IN_FLIGHT)
