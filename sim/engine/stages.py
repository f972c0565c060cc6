"""The stages of a period: what may be pending, in the order in which it is worked off.

A stage's pending entries lie in one list a period: list `stage · periods + period`. Within a period the stages
form an acyclic graph, so when a stage is drained all it can see in this period is known; what returns to an
earlier stage does so in a later period.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.calendar import ENTRY, Lists, Pool, drain, push
from sim.engine.compiled import kernel
from sim.engine.instants import NEVER, TICK_H, TICKS, hours, on_grid, tick_of
from sim.engine.luck import Lot, new_lot
from sim.engine.sorting import sort_by_time

STAGES = (
    "ready",  # at its merchant, ready for hand-over
    "pick_up",  # a pick-up wave takes it
    "origin",  # arrives at the origin hub
    "arrival",  # arrives at the destination hub
    "depot",  # at the depot, ready for a courier wave
    "attempt",  # the courier is at the door, the station or the locker
    "locker",  # collected from, or taken back from a locker
    "scan",  # a scan that happened, or that is known to happen
    "inbound",  # a scan reaches the platform
    "wake",  # a buyer may worry
    "episode",  # a contact, complaint or refund claim falls due
    "settle",  # auto-confirm
)
(READY, PICK_UP, ORIGIN, ARRIVAL, DEPOT, ATTEMPT, LOCKER, SCAN, INBOUND, WAKE, EPISODE, SETTLE) = range(len(STAGES))


class Period(NamedTuple):
    """The period being worked off: [t0, t1), number `p` of `n`; both ends are whole ticks."""

    p: int
    n: int
    t0: float
    t1: float
    length: float


@kernel
def boundary(p, length):
    """Begin of period `p`, h: a whole tick."""
    return np.rint(p * length * TICKS) * TICK_H


def period_of(p: int, n: int, length: float) -> Period:
    """Period number `p` of `n`."""
    return Period(p, n, on_grid(p * length), on_grid((p + 1) * length), length)


@kernel
def post(calendar, period, stage, at, since_tick, row, gen, kind, n):
    """Put an entry on the calendar at the tick of `at`, never before the present period, not after the horizon.

    Args:
        at: h.

    Returns:
        The tick; NEVER if it does not lie within the horizon.
    """
    at_tick = tick_of(at)
    if not hours(at_tick) < boundary(period.n, period.length):
        return NEVER
    # a boundary is the tick nearest to it, so half a tick more tells on which side of it a tick lies
    b = np.int64((hours(at_tick) + 0.5 * TICK_H) * np.rint(1.0 / period.length))
    push(calendar, stage * period.n + max(period.p, b), at_tick, since_tick, row, gen, kind, n)
    return at_tick


@kernel
def report(calendar, period, at, until, row, gen, milestone, n):
    """Hand a scan to the feed in the present period, though it may happen later; beyond the horizon none happens.

    Args:
        at: h, when it happens.
        until: h, the parcel makes no other scan before; 0 if that is not known.
        n: which comes first of a parcel's scans at one instant.
    """
    if at < boundary(period.n, period.length):
        push(calendar, SCAN * period.n + period.p, tick_of(at), tick_of(until), row, gen, milestone, n)


class Scratch(NamedTuple):
    """Arrays in which a stage's entries are put in order.

    Attributes:
        first, second, spare: ENTRY. bins: uint32, used by the sort. rows: uint32.
        lots: luck of several owners at once.
    """

    first: NDArray[Any]
    second: NDArray[Any]
    spare: NDArray[Any]
    bins: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    lots: tuple[Lot, Lot]


def scratch(n: int) -> Scratch:
    """Scratch arrays with room for `n` entries."""
    first, second, spare = (np.empty(n + 1, ENTRY) for _ in range(3))
    return Scratch(first, second, spare, np.empty(n + 1, np.uint32), np.empty(n + 1, np.uint32), (new_lot(), new_lot()))


@kernel
def after(period, at, delay):
    """`delay` hours after `at`, but never in the present period: when something comes back to an earlier stage."""
    return max(period.t1, at + max(period.length, delay))


@kernel
def take(calendar, period, stage, out):
    """Take what is due in `stage` in this period, in the order it was put there, into `out`; returns how many.

    For stages in which each parcel goes its own way, so that the order among parcels changes nothing.
    """
    return drain(calendar, stage * period.n + period.p, out, 0)


@kernel
def due(calendar, period, stage, out, scratch, ids):
    """Take what is due in `stage` in this period, in order of time, into `out`; returns how many."""
    n = drain(calendar, stage * period.n + period.p, scratch.spare, 0)
    sort_by_time(scratch.spare, n, out, scratch.bins, period.t0, period.t1, ids)
    return n


class Calendar:
    """All stages of all periods, and the scratch space to work them off."""

    def __init__(self, n_periods: int, expected: int = 0) -> None:
        self.n_periods = n_periods
        self.pool = Pool(len(STAGES) * n_periods, expected)
        self.scratch = scratch(1024)

    @property
    def lists(self) -> Lists:
        """The lists as kernels see them."""
        return self.pool.lists

    def pending(self, stage: int, p: int) -> int:
        """Entries pending in a stage in period `p`."""
        return int(self.pool.lists.size[stage * self.n_periods + p])

    def reserve(self, posts: int, drained: int) -> None:
        """Make room for `posts` new entries and for draining `drained` at once."""
        self.pool.reserve(posts)
        if len(self.scratch.first) <= drained:
            self.scratch = scratch(drained + drained // 4)
