"""The parcels in flight written into a replication: records, pending entries, lines, and all that counts them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.lockers import COLLECT, TAKE_BACK
from sim.engine.calendar import Lists, push
from sim.engine.compiled import entry
from sim.engine.counting import N_SIZES
from sim.engine.instants import NEVER, TICKS
from sim.engine.record import (
    ARRIVED,
    AT_DESTINATION,
    AT_MERCHANT,
    AT_ORIGIN,
    ATTEMPT_FAILED,
    AWAITING,
    CONTACT,
    COOLED,
    DEPARTED,
    DEPOSITED,
    DISPATCH_JUDGED,
    FAILURE,
    IN_FLIGHT,
    IN_LOCKER,
    NONE,
    ON_LINEHAUL,
    ORIGIN_SORTED,
    OUT,
    PICKED_UP,
    TO_DOOR,
    UNSHOWN,
    WITH_COURIER,
    WORRIED,
    owner_of,
)
from sim.engine.stages import ARRIVAL, ATTEMPT, DEPOT, LOCKER, ORIGIN, PICK_UP, READY, SCAN, WAKE
from sim.engine.tally import COUNT_ROW
from sim.world.in_flight import InFlight
from sim.world.standing import DEPOT_LINE, HUB_LINE, Standing
from sim.world.time_left import Floats, Ints
from sim.world.walk import luck_at_start, nth_of

if TYPE_CHECKING:
    from sim.world.replication import Replication

SCANS_SHOWN = {
    NONE: 0,
    PICKED_UP: 1,
    ORIGIN_SORTED: 2,
    DEPARTED: 3,
    ARRIVED: 4,
    OUT: 5,
    ATTEMPT_FAILED: 4,
    DEPOSITED: 6,
}
"""Scans of a parcel that never failed up to a milestone; each failure adds two."""
STATE_OF_STAGE = {
    READY: AT_MERCHANT, PICK_UP: AWAITING, ORIGIN: AT_ORIGIN, ARRIVAL: ON_LINEHAUL, DEPOT: WITH_COURIER,
    ATTEMPT: WITH_COURIER, LOCKER: IN_LOCKER,
}  # fmt: skip


@entry
def _push_all(lists, which, at_tick, since_tick, row, gen, kind, n):
    """Append entries, in their order, each to its list."""
    for i in range(which.shape[0]):
        push(lists, which[i], at_tick[i], since_tick[i], row[i], gen[i], kind[i], n[i])


def ticks(at: Floats) -> Ints:
    """Ticks in which instants fall; what never comes is NEVER."""
    inside = np.where(at < 4095.0, at, 0.0)
    return np.where(at < 4095.0, np.floor(inside * TICKS).astype(np.int64), np.int64(NEVER))


def put_in(lists: Lists, which: Ints, at: Floats, since: Floats, row: Ints, gen: Ints, kind: Ints, n: Ints) -> None:
    """Append entries, in their order, each to its list, which must have room."""
    _push_all(
        lists, which.astype(np.int64), ticks(at).astype(np.uint32), ticks(since).astype(np.uint32),
        row.astype(np.uint32), gen.astype(np.uint16), kind.astype(np.uint8), n.astype(np.uint8),
    )  # fmt: skip


def fill(run: "Replication", parcels: InFlight, standing: Standing, merchant: Ints, p: int, now: float) -> None:
    """Begin a replication with parcels in flight.

    Args:
        run: nothing has happened in it; `orders_due` before period `p` are not placed any more.
        parcels: what is known of them; those that have ended are none of them.
        standing: where they are.
        merchant: (n,) index of each one's merchant.
        p: the period that begins at `now`, h.
    """
    n = len(parcels)
    run.table.reserve(n)
    table = run.table.parcels
    row = table.free[int(table.counts[0]) - n : int(table.counts[0])][::-1].astype(np.int64)
    table.counts[0] -= n
    table.counts[1] += n
    table.counts[2] = max(table.counts[2], table.counts[1])
    state = _states(standing)
    _write(run, parcels, standing, merchant, row, state, p, now)
    _post(run, standing, row, p, now)
    _count(run, parcels, standing, merchant, row, state)


def _states(standing: Standing) -> Ints:
    """(n,) engine states."""
    stage, state = standing.stage, np.zeros(len(standing), np.int64)
    for each, where in STATE_OF_STAGE.items():
        state[stage == each] = where
    queues = len(standing.left) // 2
    in_line = stage == HUB_LINE
    state[in_line] = np.where(standing.queue[in_line] < queues, AT_ORIGIN, AT_DESTINATION)
    is_back = (standing.failures > 0) | standing.to_door
    state[stage == DEPOT_LINE] = np.where(is_back, WITH_COURIER, AT_DESTINATION)[stage == DEPOT_LINE]
    return state


def _write(
    run: "Replication",
    parcels: InFlight,
    standing: Standing,
    merchant: Ints,
    row: Ints,
    state: Ints,
    p: int,
    now: float,
) -> None:
    """The records."""
    n, who = len(parcels), run.merchants.rec[merchant]
    period = np.clip((parcels.placed / run.clock.period).astype(np.int64), 0, p - 1)
    handed, shown = np.isfinite(standing.picked_up), np.array([SCANS_SHOWN.get(s, 0) for s in parcels.state.tolist()])
    shown = np.where(parcels.state == NONE, 0, shown + 2 * np.where(parcels.state >= OUT, _tries_seen(parcels, run), 0))
    asked = np.isfinite(parcels.asked)
    seen = np.maximum(np.where(parcels.state == NONE, parcels.placed, parcels.since), 0.0)
    cooled = run.carriers.cooled[parcels.carrier]
    rec = np.zeros(n, run.table.parcels.rec.dtype)
    rec["gen"] = run.table.parcels.rec["gen"][row]
    rec["owner"] = [owner_of(m, q, i) for m, q, i in zip(merchant, period, nth_of(period), strict=True)]
    rec["worry_left"] = -np.log1p(-luck_at_start(run.key, n, "buyer")[:, 0])
    rec["placed"] = ticks(np.maximum(parcels.placed, 0.0))
    rec["picked_up"] = ticks(np.where(handed, np.maximum(standing.picked_up, 0.0), np.inf))
    rec["handed"] = NEVER
    rec["news"] = ticks(np.where(asked, np.fmax(parcels.asked, seen), seen))
    rec["seen"] = ticks(seen)
    rec["clock"] = rec["wake"] = ticks(np.full(n, now))
    rec["dark_from"] = NEVER
    rec["worth"] = (luck_at_start(run.key, n, "buyer")[:, 1] * 65536.0).astype(np.uint16)
    flags = np.where(handed, IN_FLIGHT, 0) | np.where(handed & (shown == 0), UNSHOWN, 0)
    flags |= np.where(shown > 0, DISPATCH_JUDGED, 0) | np.where(asked, WORRIED, 0)
    flags |= np.where(handed & cooled, COOLED, 0) | np.where(standing.to_door, TO_DOOR, 0)
    rec["flags"] = flags
    rec["carrier"], rec["region"] = parcels.carrier, parcels.destination
    rec["goods"] = who["category"].astype(np.int64) * N_SIZES + who["size_class"]
    rec["bound_for"] = standing.bound_for
    rec["stands"] = state | (np.where(shown > 0, parcels.state, NONE) << 4)
    rec["made"] = rec["shown"] = shown
    attempts = standing.failures + (state == IN_LOCKER) + standing.to_door
    rec["tries"] = attempts + FAILURE * standing.failures
    rec["worries"] = np.where(asked, 1 + CONTACT, 0)
    run.table.parcels.rec[row] = rec


def _tries_seen(parcels: InFlight, run: "Replication") -> Ints:
    """Failed attempts that were seen, no more than a carrier makes."""
    return np.asarray(np.minimum(parcels.tries, run.carriers.max_attempts[parcels.carrier] - 1))


def _post(run: "Replication", standing: Standing, row: Ints, p: int, now: float) -> None:
    """Pending steps, lines, scans that are not seen yet, and a look at every buyer."""
    n, periods = len(standing), run.clock.n_periods
    run.calendar.reserve(6 * n, 6 * n)
    for pool in (run.hub_lines, run.depots):
        pool.reserve(n)
    gen = run.table.parcels.rec["gen"][row].astype(np.int64)
    own, zero, none = np.where(standing.queue >= 0, standing.queue, gen), np.zeros(n, np.int64), np.zeros(n)
    horizon = periods * run.clock.period

    def listed(stage: Ints | int, at: Floats) -> Ints:
        in_period = np.maximum(np.floor(np.minimum(at, horizon) * (1.0 / run.clock.period) + 1e-9).astype(np.int64), p)
        return np.asarray(stage * periods + in_period)

    pending = np.flatnonzero((standing.stage < HUB_LINE) & (standing.due < horizon))
    since = np.where(np.isfinite(standing.deposited), standing.deposited, 0.0)
    kind = np.full(n, COLLECT, np.int64)
    lists = run.calendar.lists
    put_in(
        lists, listed(standing.stage[pending], standing.due[pending]), standing.due[pending], since[pending],
        row[pending], own[pending], kind[pending], zero[pending],
    )  # fmt: skip
    kept = np.flatnonzero((standing.stage == LOCKER) & (standing.taken_back < horizon))
    due = np.maximum(standing.taken_back[kept], now)
    put_in(lists, listed(LOCKER, due), due, since[kept], row[kept], gen[kept], kind[kept] + TAKE_BACK, zero[kept])
    for stage, pool in ((HUB_LINE, run.hub_lines), (DEPOT_LINE, run.depots)):
        mine = np.flatnonzero(standing.stage == stage)
        mine = mine[np.argsort(standing.due[mine], kind="stable")]
        line, at = standing.queue[mine], np.maximum(standing.due[mine], 0.0)
        put_in(pool.lists, line, at, none[mine], row[mine], line, zero[mine], zero[mine])
    run.hub_servers.left[:] = standing.left
    scans = standing.scans
    told = scans.at < horizon
    who = scans.parcel[told]
    nth = _scan_order(scans.milestone[told])
    put_in(
        lists, np.full(len(who), SCAN * periods + p), scans.at[told], scans.until[told], row[who], gen[who],
        scans.milestone[told], nth,
    )  # fmt: skip
    put_in(lists, np.full(n, WAKE * periods + p), np.full(n, now), none, row, gen, zero, zero)


def _scan_order(milestone: Ints) -> Ints:
    """Which comes first of a parcel's scans at one instant; as the carriers say it."""
    return np.searchsorted([ORIGIN_SORTED, DEPARTED, ARRIVED, OUT, ATTEMPT_FAILED], milestone).astype(np.int64)


def _count(run: "Replication", parcels: InFlight, standing: Standing, merchant: Ints, row: Ints, state: Ints) -> None:
    """Stocks, merchants, the feed's network, lockers' cells; what was counted when it happened counts then."""
    counters, rec = run.counters, run.table.parcels.rec[row]
    category, size = rec["goods"] // N_SIZES, rec["goods"] % N_SIZES
    carrier, region = parcels.carrier, parcels.destination
    np.add.at(counters.stock, (state, carrier, region, category), 1)
    handed = np.isfinite(standing.picked_up)
    last = counters.hourly.shape[0] - 1
    for name, mine, at in (
        ("orders", np.ones(len(row), bool), parcels.placed),
        ("parcels_created", np.ones(len(row), bool), parcels.placed),
        ("parcels_handed_over", handed, standing.picked_up),
    ):
        measure, hour = COUNT_ROW[name], np.clip(np.floor(at[mine]), 0, last).astype(np.int64)
        np.add.at(counters.hourly, (hour, np.full(len(hour), measure), carrier[mine], region[mine]), 1.0)
        np.add.at(counters.groups, (np.full(len(hour), measure), carrier[mine], category[mine], size[mine]), 1.0)
    unshown, in_flight = (rec["flags"] & UNSHOWN) > 0, (rec["flags"] & IN_FLIGHT) > 0
    np.add.at(run.merchants.rec["unshown"], merchant[unshown], 1)
    np.add.at(run.merchants.rec["in_flight"], merchant[in_flight], 1)
    np.add.at(run.feed.in_network, carrier[rec["shown"] > 0], 1)
    boxed = state == IN_LOCKER
    np.add.at(run.lockers.occupied, (standing.bound_for[boxed], region[boxed]), 1)
