"""The parcel table: one record of one cache line a parcel in flight, rows reused when a parcel is done with.

A record holds where the parcel *is* and, apart from that, what was *published* of it (`shown`, the milestone, `news`,
`seen`, `dark_from`). Carriers and lockers write the first, the feed writes the second. Instants are ticks
(`sim.engine.instants`); what several small numbers share one byte of is read and written by the kernels here.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.instants import NEVER
from sim.engine.lines import LINE, empty_records

PARCEL = np.dtype(
    [
        ("owner", "u8"),  # merchant, period of the order, number in the period; see `order_of` and `merchant_of`
        ("worry_left", "f8"),  # hazard still to be gone through until the next worry
        ("placed", "u4"),  # order placed
        ("picked_up", "u4"),  # NEVER before hand-over
        ("handed", "u4"),  # in the buyer's hands, at the station, or returned; NEVER before
        ("news", "u4"),  # event_time of the visible scan, or the last worry
        ("seen", "u4"),  # event_time of the visible scan; order placed if there is none
        ("clock", "u4"),  # up to which `worry_left` has been worked off
        ("dark_from", "u4"),  # from which it is dark if nothing is published; where KEPT: its row in `unseen`
        ("wake", "u4"),  # the calendar entry in force of the buyer's clock
        ("worth", "u2"),  # luck of its value, see `value_of`
        ("gen", "u2"),  # generation of the row
        ("flags", "u2"),
        ("carrier", "u1"),
        ("region", "u1"),  # of destination
        ("goods", "u1"),  # category of goods and size of merchant, see `counting`
        ("bound_for", "u1"),  # locker operator, then station, then door; see `bound_for`
        ("stands", "u1"),  # state and visible milestone
        ("made", "u1"),  # scans that happened
        ("shown", "u1"),  # 1 + seq of the highest scan published, 0 = none
        ("tries", "u1"),  # attempts and failures
        ("worries", "u1"),  # worries and contacts
        ("pending", "u1"),  # its scans on their way and its contacts waiting: the row must stay
    ],
    align=True,
)
assert PARCEL.itemsize == LINE  # noqa: S101 -- a statement about the fields above

MOST_PERIODS, MOST_ORDERS, MOST_MERCHANTS = 1 << 16, 1 << 24, 1 << 24
"""Periods of a run, orders of a period and merchants are fewer than these."""

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
TO_DOOR = 1024  # refused by the locker it was bound for, or taken back from it
ENDED = 2048  # its last scan of all is made
KEPT = 4096  # more than one of its scans is not shown: their instants are kept in `unseen`
FINAL = (1 << DELIVERED) | (1 << COLLECTED) | (1 << RETURNED)

_PERIOD_FROM, _MERCHANT_FROM = 24, 40


class Parcels(NamedTuple):
    """The table as kernels see it.

    Attributes:
        rec: (rows,) PARCEL.
        free: (rows,) stack of free rows; counts: (3,) height of the stack, rows in use, most rows ever in use.
        leaving: (rows,) rows to be freed at the end of the period; leaving_n: (2,) how many, and most ever at once.
        unseen: (places, scans + 1) ticks of the scans of a KEPT parcel that are not shown, then its `dark_from`.
        unseen_free: (places,) stack of free places; unseen_counts: (3,) as `counts`.
    """

    rec: NDArray[Any]
    free: NDArray[np.uint32]
    counts: NDArray[np.int64]
    leaving: NDArray[np.uint32]
    leaving_n: NDArray[np.int64]
    unseen: NDArray[np.uint32]
    unseen_free: NDArray[np.uint32]
    unseen_counts: NDArray[np.int64]


@kernel
def owner_of(merchant, period, number):
    """Whose parcel it is: merchant, control period of the order, number of the order in the period."""
    return (
        (np.uint64(merchant) << np.uint64(_MERCHANT_FROM))
        | (np.uint64(period) << np.uint64(_PERIOD_FROM))
        | np.uint64(number)
    )


@kernel
def merchant_of(parcel):
    """Index of a parcel's merchant."""
    return parcel.owner >> np.uint64(_MERCHANT_FROM)


@kernel
def order_of(parcel):
    """A parcel's order id: period · 2³² + number in the period."""
    number = parcel.owner & np.uint64(MOST_ORDERS - 1)
    return (((parcel.owner >> np.uint64(_PERIOD_FROM)) & np.uint64(MOST_PERIODS - 1)) << np.uint64(32)) | number


@kernel
def rank_of(parcel):
    """A number that grows with the order id."""
    return parcel.owner & np.uint64((1 << _MERCHANT_FROM) - 1)


def order_ids(rec: NDArray[Any]) -> NDArray[np.uint64]:
    """Order ids of many records."""
    owner = rec["owner"]
    period = (owner >> np.uint64(_PERIOD_FROM)) & np.uint64(MOST_PERIODS - 1)
    ids: NDArray[np.uint64] = (period << np.uint64(32)) | (owner & np.uint64(MOST_ORDERS - 1))
    return ids


def merchants_of(rec: NDArray[Any]) -> NDArray[np.uint64]:
    """Merchants of many records."""
    index: NDArray[np.uint64] = rec["owner"] >> np.uint64(_MERCHANT_FROM)
    return index


FAILURE, CONTACT = 16, 16
"""What one failure adds to `tries`, and one contact to `worries`."""


@kernel
def state_of(parcel):
    """Where the parcel is, one of STATES."""
    return parcel.stands & 15


@kernel
def milestone_of(parcel):
    """The visible milestone, 0 = none."""
    return parcel.stands >> 4


@kernel
def set_state(parcel, state):
    """Note where the parcel is."""
    parcel.stands = (parcel.stands & 240) | state


@kernel
def set_milestone(parcel, milestone):
    """Note what is published of it."""
    parcel.stands = (parcel.stands & 15) | (milestone << 4)


@kernel
def attempts_of(parcel):
    """Attempts made at its locker, station or door."""
    return parcel.tries & 15


@kernel
def failures_of(parcel):
    """Attempts at the door that failed."""
    return parcel.tries >> 4


@kernel
def worries_of(parcel):
    """How often its buyer worried."""
    return parcel.worries & 15


@kernel
def contacts_of(parcel):
    """How often its buyer got in touch."""
    return parcel.worries >> 4


@kernel
def goes_to(parcel, operators):
    """Where the courier takes it now: a locker operator, the station (`operators`) or the door (`operators` + 1)."""
    if parcel.flags & TO_DOOR:
        return operators + 1
    return np.int64(parcel.bound_for)


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
def give_back(parcels, row):
    """A row taken by mistake, as it were: its order was not placed."""
    parcels.free[parcels.counts[0]] = row
    parcels.counts[0] += 1
    parcels.counts[1] -= 1


@kernel
def note_unseen(parcels, parcel, seq, tick, dark_from):
    """A scan is made at `tick` and not shown yet; alone it would make the parcel dark from `dark_from` on.

    `shown` is one less than `made` then, or `seq`: the scan is the first that is not shown.
    """
    if seq == parcel.shown:
        parcel.dark_from = dark_from
        return
    if not parcel.flags & KEPT:
        parcels.unseen_counts[0] -= 1
        parcels.unseen_counts[1] += 1
        parcels.unseen_counts[2] = max(parcels.unseen_counts[2], parcels.unseen_counts[1])
        place = parcels.unseen_free[parcels.unseen_counts[0]]
        parcels.unseen[place, parcels.unseen.shape[1] - 1] = parcel.dark_from
        parcel.dark_from = place
        parcel.flags |= KEPT
    parcels.unseen[parcel.dark_from, seq] = tick


@kernel
def dark_from_of(parcels, parcel):
    """The tick from which a parcel with a scan that is not shown is dark."""
    if parcel.flags & KEPT:
        return parcels.unseen[parcel.dark_from, parcels.unseen.shape[1] - 1]
    return parcel.dark_from


@kernel
def see(parcels, parcel, seq, tick, grace):
    """A scan is published at `tick` and becomes the visible one; what was made after it may still be unseen.

    Args:
        grace: ticks after which a scan not shown makes its parcel dark.
    """
    parcel.shown = seq + 1
    if not parcel.flags & KEPT:
        return
    if parcel.made == parcel.shown:
        forget_unseen(parcels, parcel)
        return
    dark = parcels.unseen[parcel.dark_from, parcel.shown] + grace
    parcels.unseen[parcel.dark_from, parcels.unseen.shape[1] - 1] = max(dark, np.int64(tick))


@kernel
def forget_unseen(parcels, parcel):
    """Nothing of the parcel is unseen any more, or nobody will ask."""
    if parcel.flags & KEPT:
        parcels.unseen_free[parcels.unseen_counts[0]] = parcel.dark_from
        parcels.unseen_counts[0] += 1
        parcels.unseen_counts[1] -= 1
        parcel.flags &= ~KEPT
        parcel.dark_from = NEVER


@kernel
def leave_if_done(parcels, row):
    """A parcel that is settled and of which nothing is pending leaves; its row is free from the next period on."""
    parcel = parcels.rec[row]
    if parcel.flags & DONE and parcel.pending == 0 and not parcel.flags & LEAVING:
        parcel.flags |= LEAVING
        parcels.leaving[parcels.leaving_n[0]] = row
        parcels.leaving_n[0] += 1
        parcels.leaving_n[1] = max(parcels.leaving_n[0], parcels.leaving_n[1])


@kernel
def free_leaving(parcels):
    """Free the rows of all parcels done with."""
    for i in range(parcels.leaving_n[0]):
        row = parcels.leaving[i]
        if parcels.rec[row].pending > 0:  # its buyer got in touch in the period in which it was done with
            parcels.rec[row].flags &= ~LEAVING
            continue
        forget_unseen(parcels, parcels.rec[row])
        parcels.rec[row].gen += 1
        give_back(parcels, row)
    parcels.leaving_n[0] = 0


class Table:
    """Owns the arrays and enlarges them between kernels.

    Args:
        scans: most scans of a parcel.
        rows: how many parcels are expected at once; memory nobody has written to yet costs nothing.
    """

    def __init__(self, scans: int, rows: int = 1024) -> None:
        self.parcels = Parcels(
            rec=empty_records(0, PARCEL),
            free=np.zeros(0, np.uint32),
            counts=np.zeros(3, np.int64),
            leaving=np.zeros(0, np.uint32),
            leaving_n=np.zeros(2, np.int64),
            unseen=np.zeros((0, scans + 1), np.uint32),
            unseen_free=np.zeros(0, np.uint32),
            unseen_counts=np.zeros(3, np.int64),
        )
        self.reserve(rows)
        self.reserve_unseen(1024)

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
        more = max(n - free, rows // 2)
        rec = empty_records(rows + more, PARCEL)
        rec[:rows] = old.rec
        leaving = np.empty(rows + more, np.uint32)
        leaving[: old.leaving_n[0]] = old.leaving[: old.leaving_n[0]]
        self.parcels = old._replace(rec=rec, free=_longer(old.free, rows, more, old.counts), leaving=leaving)

    def reserve_unseen(self, n: int) -> None:
        """Make sure `n` more parcels can have several scans unseen."""
        old = self.parcels
        free = int(old.unseen_counts[0])
        if free >= n:
            return
        places = len(old.unseen)
        more = max(n - free, places // 2)
        unseen = np.empty((places + more, old.unseen.shape[1]), np.uint32)
        unseen[:places] = old.unseen
        self.parcels = old._replace(
            unseen=unseen, unseen_free=_longer(old.unseen_free, places, more, old.unseen_counts)
        )

    def copy_from(self, other: "Table") -> None:
        """Hold what another table with as many scans a parcel holds."""
        theirs, used, kept = other.parcels, int(other.parcels.counts[2]), int(other.parcels.unseen_counts[2])
        self.parcels = Parcels(
            rec=empty_records(len(theirs.rec), PARCEL),
            free=theirs.free.copy(),
            counts=theirs.counts.copy(),
            leaving=np.empty_like(theirs.leaving),
            leaving_n=theirs.leaving_n.copy(),
            unseen=np.empty_like(theirs.unseen),
            unseen_free=theirs.unseen_free.copy(),
            unseen_counts=theirs.unseen_counts.copy(),
        )
        self.parcels.rec[:used] = theirs.rec[:used]
        self.parcels.unseen[:kept] = theirs.unseen[:kept]
        leaving = int(theirs.leaving_n[0])
        self.parcels.leaving[:leaving] = theirs.leaving[:leaving]

    @property
    def nbytes(self) -> int:
        """Bytes that have ever held a parcel, and the stacks of rows; room nobody has written to is none."""
        parcels = self.parcels
        stacks = int(parcels.free.nbytes) + int(parcels.unseen_free.nbytes)
        leaving = int(parcels.leaving_n[1]) * int(parcels.leaving.itemsize)
        unseen = int(parcels.unseen_counts[2]) * int(parcels.unseen.shape[1]) * int(parcels.unseen.itemsize)
        return int(parcels.counts[2]) * int(PARCEL.itemsize) + stacks + leaving + unseen


def _longer(stack: NDArray[np.uint32], length: int, more: int, counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """A stack of free numbers with `more` new ones from `length` on below those it holds, its height noted."""
    free = int(counts[0])
    out = np.empty(length + more, np.uint32)
    out[:more] = np.arange(length + more - 1, length - 1, -1)
    out[more : more + free] = stack[:free]
    counts[0] = free + more
    return out
