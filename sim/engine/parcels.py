"""The parcel table: one packed record a parcel in flight, rows reused when a parcel is done with.

A record holds where the parcel *is* and, apart from that, what was *published* of it (`shown`, `milestone`,
`news_at`, `shown_at`). Carriers and lockers write the first, the feed writes the second.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.lines import LINE, empty_records, whole_lines

_FIELDS = np.dtype(
    [
        ("order", "u8"),  # order id
        ("placed_at", "f8"),  # h, order placed
        ("picked_up_at", "f8"),  # h, NaN before hand-over
        ("handed_at", "f8"),  # h, in the buyer's hands, at the station, or returned; NaN before
        ("news_at", "f8"),  # h, event_time of the visible scan, or the last worry
        ("shown_at", "f8"),  # h, record_time of the visible scan
        ("clock_at", "f8"),  # h, up to which `worry_left` has been worked off
        ("worry_left", "f8"),  # hazard still to be gone through until the next worry
        ("wake_at", "f8"),  # h, the calendar entry in force of the buyer's clock
        ("value", "f4"),  # CNY
        ("merchant", "u4"),
        ("gen", "u2"),  # generation of the row
        ("flags", "u2"),
        ("place", "u2"),  # carrier and region of destination as one number: its depot, and see `counting.counts_as`
        ("group", "u2"),  # carrier, category and size likewise
        ("carrier", "u1"),
        ("home", "u1"),
        ("origin", "u1"),
        ("region", "u1"),  # of destination
        ("category", "u1"),
        ("size", "u1"),
        ("bound_for", "u1"),  # locker operator, then station, then door
        ("locker", "u1"),  # operator in whose cell it lies or lay
        ("state", "u1"),
        ("made", "u1"),  # scans that happened
        ("shown", "u1"),  # 1 + seq of the highest scan published, 0 = none
        ("milestone", "u1"),  # visible milestone, 0 = none
        ("final", "u1"),  # 1 + seq of the last scan of all, 0 = not yet
        ("tries", "u1"),
        ("failures", "u1"),
        ("worries", "u1"),
        ("contacts", "u1"),
        ("pending", "u1"),  # its scans on their way and its contacts waiting: the row must stay
    ],
    align=True,
)

PARCEL = whole_lines(_FIELDS)

MILESTONES = (
    "none",
    "picked_up",
    "origin_sorted",
    "linehaul_departed",
    "destination_arrived",
    "out_for_delivery",
    "attempt_failed",
    "locker_deposited",
    "delivered",
    "collected",
    "returned",
)
(NONE, PICKED_UP, ORIGIN_SORTED, DEPARTED, ARRIVED, OUT, ATTEMPT_FAILED, DEPOSITED, DELIVERED, COLLECTED, RETURNED) = (
    range(len(MILESTONES))
)
STATES = (
    "at_merchant",
    "held",
    "awaiting_pick_up",
    "at_origin",  # on its way to the origin hub, or there
    "on_linehaul",
    "at_destination",  # at the destination hub, or at the depot for the first time
    "with_courier",  # or back at the depot for another try
    "in_locker",
    "handed_over",
    "sent_back",
)
(
    AT_MERCHANT,
    HELD,
    AWAITING,
    AT_ORIGIN,
    ON_LINEHAUL,
    AT_DESTINATION,
    WITH_COURIER,
    IN_LOCKER,
    HANDED_OVER,
    SENT_BACK,
) = range(len(STATES))

# flags
UNSHOWN = 1  # handed over, no scan visible yet (counted at its merchant)
IN_FLIGHT = 2  # handed over, not visibly finished (counted at its merchant)
TOUCHED = 4  # at least one scan hit by an outage
EVER_DARK = 8
DARK_AT_PROMISE = 16
DISPATCH_JUDGED = 32
WORRIED = 64
COOLED = 128
LEAVING = 256  # done with, row freed at the end of the period
DONE = 512  # handed over and settled
FINAL = (1 << DELIVERED) | (1 << COLLECTED) | (1 << RETURNED)

SCANS_A_LINE = LINE // 4
MICRO = 1e6  # history is kept in millionths of an hour


class Parcels(NamedTuple):
    """The table as kernels see it.

    Attributes:
        rec: (rows,) PARCEL.
        history: (rows, scans) uint32, event_time of each scan in millionths of an hour.
        free: (rows,) stack of free rows; counts: (3,) height of the stack, rows in use, most rows ever in use.
        leaving: (rows,) rows to be freed at the end of the period; leaving_n: (1,).
    """

    rec: NDArray[Any]
    history: NDArray[np.uint32]
    free: NDArray[np.int64]
    counts: NDArray[np.int64]
    leaving: NDArray[np.int64]
    leaving_n: NDArray[np.int64]


@kernel
def take_row(parcels):
    """A free row; its generation is one higher than when it was last used."""
    parcels.counts[0] -= 1
    row = parcels.free[parcels.counts[0]]
    parcels.counts[1] += 1
    if parcels.counts[1] > parcels.counts[2]:
        parcels.counts[2] = parcels.counts[1]
    return row


@kernel
def leave_if_done(parcels, row):
    """A parcel that is settled and of which nothing is pending leaves; its row is free from the next period on."""
    parcel = parcels.rec[row]
    if parcel.flags & DONE and parcel.pending == 0 and not parcel.flags & LEAVING:
        parcel.flags |= LEAVING
        parcels.leaving[parcels.leaving_n[0]] = row
        parcels.leaving_n[0] += 1


@kernel
def free_leaving(parcels):
    """Free the rows of all parcels done with."""
    for i in range(parcels.leaving_n[0]):
        row = parcels.leaving[i]
        if parcels.rec[row].pending > 0:  # its buyer got in touch in the period in which it was done with
            parcels.rec[row].flags &= ~LEAVING
            continue
        parcels.rec[row].gen += 1
        parcels.free[parcels.counts[0]] = row
        parcels.counts[0] += 1
        parcels.counts[1] -= 1
    parcels.leaving_n[0] = 0


class Table:
    """Owns the arrays and enlarges them between kernels.

    Args:
        scans: most scans of a parcel.
        rows: how many parcels are expected at once; memory nobody has written to yet costs nothing.
    """

    def __init__(self, scans: int, rows: int = 1024) -> None:
        columns = -(-scans // SCANS_A_LINE) * SCANS_A_LINE
        self.parcels = Parcels(
            rec=empty_records(0, PARCEL),
            history=empty_records(0, np.uint32, columns),
            free=np.zeros(0, np.int64),
            counts=np.zeros(3, np.int64),
            leaving=np.zeros(0, np.int64),
            leaving_n=np.zeros(1, np.int64),
        )
        self.reserve(rows)

    @property
    def used(self) -> Parcels:
        """Those rows that were ever a parcel's: a row used before is taken first, then the lowest that was not."""
        return self.parcels._replace(rec=self.parcels.rec[: int(self.parcels.counts[2])])

    def reserve(self, n: int) -> None:
        """Make sure `n` rows can be taken."""
        old = self.parcels
        free = int(old.counts[0])
        if free >= n:
            return
        rows = len(old.rec)
        more = max(n - free, rows)
        rec = empty_records(rows + more, PARCEL)
        rec[:rows] = old.rec
        history = empty_records(rows + more, np.uint32, old.history.shape[1])
        history[:rows] = old.history
        stack = np.zeros(rows + more, np.int64)
        stack[:more] = np.arange(rows + more - 1, rows - 1, -1)
        stack[more : more + free] = old.free[:free]
        old.counts[0] = free + more
        leaving = np.zeros(rows + more, np.int64)
        leaving[: old.leaving_n[0]] = old.leaving[: old.leaving_n[0]]
        self.parcels = old._replace(rec=rec, history=history, free=stack, leaving=leaving)

    def copy_from(self, other: "Table") -> None:
        """Hold what another table with as many scans a parcel holds."""
        theirs, used = other.parcels, int(other.parcels.counts[2])
        self.parcels = Parcels(
            rec=empty_records(len(theirs.rec), PARCEL),
            history=empty_records(len(theirs.rec), np.uint32, theirs.history.shape[1]),
            free=theirs.free.copy(),
            counts=theirs.counts.copy(),
            leaving=theirs.leaving.copy(),
            leaving_n=theirs.leaving_n.copy(),
        )
        self.parcels.rec[:used] = theirs.rec[:used]
        self.parcels.history[:used] = theirs.history[:used]

    @property
    def nbytes(self) -> int:
        """Bytes that have ever held a parcel, and the stacks of rows; room nobody has written to is none."""
        row = PARCEL.itemsize + self.parcels.history.shape[1] * self.parcels.history.itemsize
        return int(self.parcels.counts[2] * row + self.parcels.free.nbytes + self.parcels.leaving.nbytes)
