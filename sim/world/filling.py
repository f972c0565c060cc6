"""The parcels in flight written into a replication: records, pending entries, lines, and all that counts them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.lockers import COLLECT, TAKE_BACK
from sim.engine.calendar import push
from sim.engine.compiled import entry
from sim.engine.counting import N_SIZES
from sim.engine.instants import NEVER, ticks_of
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
from sim.engine.stages import (
    ARRIVAL,
    ATTEMPT,
    DEPOT,
    LOCKER,
    ORIGIN,
    PICK_UP,
    READY,
    WAKE,
    period_of,
    post,
    report,
)
from sim.engine.tally import COUNT_ROW
from sim.engine.worth import LUCKS
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
def _post_all(calendar, period, stage, at, since_tick, row, gen, kind):
    """Put entries on the calendar."""
    for i in range(at.shape[0]):
        post(calendar, period, stage[i], at[i], since_tick[i], row[i], gen[i], kind[i], 0)


@entry
def _report_all(calendar, period, at, until, row, gen, milestone, n):
    """Hand scans to the feed."""
    for i in range(at.shape[0]):
        report(calendar, period, at[i], until[i], row[i], gen[i], milestone[i], n[i])


@entry
def _line_up(lines, queue, at_tick, row):
    """Parcels join the lines they stand in, in their order."""
    for i in range(at_tick.shape[0]):
        push(lines, queue[i], at_tick[i], 0, row[i], queue[i], 0, 0)


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
    cooled, luck = run.carriers.cooled[parcels.carrier], luck_at_start(run.key, n, "buyer")
    rec = np.zeros(n, run.table.parcels.rec.dtype)
    rec["gen"] = run.table.parcels.rec["gen"][row]
    rec["owner"] = [owner_of(m, q, i) for m, q, i in zip(merchant, period, nth_of(period), strict=True)]
    rec["worry_left"] = -np.log1p(-luck[:, 0])
    rec["placed"] = ticks_of(np.maximum(parcels.placed, 0.0))
    rec["picked_up"] = ticks_of(np.where(handed, np.maximum(standing.picked_up, 0.0), np.inf))
    rec["handed"] = NEVER
    rec["news"] = ticks_of(np.where(asked, np.fmax(parcels.asked, seen), seen))
    rec["seen"] = ticks_of(seen)
    rec["clock"] = rec["wake"] = ticks_of(np.full(n, now))
    rec["dark_from"] = NEVER
    rec["worth"] = (luck[:, 1] * LUCKS).astype(np.uint16)
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
    lists, period = run.calendar.lists, period_of(p, periods, run.clock.period)
    gen = run.table.parcels.rec["gen"][row].astype(np.int64)
    own = np.where(standing.queue >= 0, standing.queue, gen)
    since = ticks_of(np.where(np.isfinite(standing.deposited), standing.deposited, 0.0))

    def put(some: Ints, stage: Ints, at: Floats, of: Ints, kind: int) -> None:
        _post_all(lists, period, stage, at, since[some], row[some], of[some], np.full(len(some), kind))

    pending = np.flatnonzero(standing.stage < HUB_LINE)
    put(pending, standing.stage[pending], standing.due[pending], own, COLLECT)
    kept = np.flatnonzero(standing.stage == LOCKER)
    put(kept, standing.stage[kept], np.maximum(standing.taken_back[kept], now), gen, TAKE_BACK)
    for stage, pool in ((HUB_LINE, run.hub_lines), (DEPOT_LINE, run.depots)):
        mine = np.flatnonzero(standing.stage == stage)
        mine = mine[np.argsort(standing.due[mine], kind="stable")]
        _line_up(pool.lists, standing.queue[mine], ticks_of(np.maximum(standing.due[mine], 0.0)), row[mine])
    run.hub_servers.left[:] = standing.left
    scans, who = standing.scans, standing.scans.parcel
    nth = _scan_order(scans.milestone)
    _report_all(lists, period, scans.at, scans.until, row[who], gen[who], scans.milestone, nth)
    everybody = np.arange(n)
    put(everybody, np.full(n, WAKE), np.full(n, now), gen, COLLECT)


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
