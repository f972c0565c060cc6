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
from sim.engine.instants import NEVER, TICK_H, TICKS, on_grid, tick_of
from sim.engine.lines import as_lumps
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


SCANS_A_PERIOD = 8
"""More than a parcel can make in one period: from pick-up to its attempt at the locker and the collection."""


class Agenda(NamedTuple):
    """The calendar as kernels see it.

    Attributes:
        pending: one list a stage and period, see `pending_in`.
        scans: (room,) ENTRY, scans that the present period has handed to the feed. scans_n: (2,) how many, most ever.
    """

    pending: Lists
    scans: NDArray[Any]
    scans_n: NDArray[np.int64]


@kernel
def pending_in(stage, p, periods):
    """Number of the list of what is pending in a stage in period `p` of `periods`."""
    return stage * periods + p


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
    if at_tick >= tick_of(boundary(period.n, period.length)):
        return NEVER
    # a boundary is the tick nearest to it, so half a tick more tells on which side of it a tick lies
    b = (2 * np.int64(at_tick) + 1) * np.int64(np.rint(1.0 / period.length)) >> 21
    push(calendar.pending, pending_in(stage, max(period.p, b), period.n), at_tick, since_tick, row, gen, kind, n)
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
        scan = calendar.scans[np.uint64(calendar.scans_n[0])]
        calendar.scans_n[0] += 1
        scan.at_tick = tick_of(at)
        scan.since_tick = tick_of(until)
        scan.row = row
        scan.gen = gen
        scan.kind = milestone
        scan.n = n


class Scratch(NamedTuple):
    """Arrays in which a stage's entries are put in order.

    Attributes:
        first, second, spare: ENTRY. keys: uint64, and the same memory as bins: uint32, used by the sort. rows: uint32.
        lots: luck of several owners at once.
    """

    first: NDArray[Any]
    second: NDArray[Any]
    spare: NDArray[Any]
    keys: NDArray[np.uint64]
    bins: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    lots: tuple[Lot, Lot]


def scratch(n: int) -> Scratch:
    """Scratch arrays with room for `n` entries."""
    first, second, spare = (np.empty(n + 1, ENTRY) for _ in range(3))
    keys = np.empty(n + 1, np.uint64)
    return Scratch(first, second, spare, keys, keys.view(np.uint32), np.empty(n + 1, np.uint32), (new_lot(), new_lot()))


@kernel
def after(period, at, delay):
    """`delay` hours after `at`, but never in the present period: when something comes back to an earlier stage."""
    return max(period.t1, at + max(period.length, delay))


@kernel
def take(calendar, period, stage, out):
    """Take what is due in `stage` in this period, in the order it was put there, into `out`; returns how many.

    For stages in which each parcel goes its own way, so that the order among parcels changes nothing.
    """
    return drain(calendar.pending, pending_in(stage, period.p, period.n), out, 0)


@kernel
def take_scans(calendar, period, out):
    """Take the scans that waited for this period, then those made in it, into `out`; returns how many."""
    n = take(calendar, period, SCAN, out)
    made = calendar.scans_n[0]
    for i in range(made):
        out[np.uint64(n + i)] = calendar.scans[np.uint64(i)]
    calendar.scans_n[0] = 0
    calendar.scans_n[1] = max(calendar.scans_n[1], made)
    return n + made


@kernel
def due(calendar, period, stage, out, scratch, ids):
    """Take what is due in `stage` in this period, in order of time, into `out`; returns how many."""
    n = drain(calendar.pending, pending_in(stage, period.p, period.n), scratch.spare, 0)
    sort_spare(n, out, period, scratch, ids)
    return n


@kernel
def sort_spare(n, out, period, scratch, ids):
    """Put the first `n` entries of `scratch.spare`, all of the period, into `out` in order of time."""
    sort_by_time(scratch.spare, n, out, scratch.keys, scratch.bins, period.t0, period.t1, ids)


class Calendar:
    """All stages of all periods, and the scratch space to work them off."""

    def __init__(self, n_periods: int, expected: int = 0) -> None:
        self.n_periods = n_periods
        self.pool = Pool(len(STAGES) * n_periods, expected)
        self.scratch = scratch(1024)
        self._scans, self._scans_n = _room_for_scans(self.scratch), np.zeros(2, np.int64)

    @property
    def lists(self) -> Agenda:
        """All as kernels see it."""
        return Agenda(self.pool.lists, self._scans, self._scans_n)

    @property
    def nbytes(self) -> int:
        """Bytes that have ever held an entry, and the scratch arrays."""
        arrays = [array for array in self.scratch if isinstance(array, np.ndarray) and array.base is None]
        return self.pool.nbytes + int(self._scans_n[1]) * ENTRY.itemsize + sum(int(array.nbytes) for array in arrays)

    def pending(self, stage: int, p: int) -> int:
        """Entries pending in a stage in period `p`; of scans also those that the period has handed to the feed."""
        made = int(self._scans_n[0]) if stage == SCAN else 0
        return made + int(self.pool.lists.size[pending_in(stage, p, self.n_periods)])

    def pending_ever(self, stage: int) -> int:
        """Entries in the lists of a stage, those of all periods together."""
        first = pending_in(stage, 0, self.n_periods)
        return int(self.pool.lists.size[first : first + self.n_periods].sum())

    def reserve(self, posts: int, drained: int) -> None:
        """Make room for `posts` new entries and for draining `drained` at once."""
        self.pool.reserve(posts)
        if len(self.scratch.first) <= drained:
            self.scratch = scratch(drained + drained // 4)
            made, before = int(self._scans_n[0]), self._scans
            self._scans = _room_for_scans(self.scratch)
            as_lumps(self._scans)[:made] = as_lumps(before)[:made]


def _room_for_scans(room: Scratch) -> NDArray[Any]:
    """Room for all scans of a period in which as much is due as the scratch arrays hold."""
    return np.empty(SCANS_A_PERIOD * len(room.first), ENTRY)  # memory nobody has written to yet costs nothing
