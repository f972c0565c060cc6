"""The parcel table: one record a parcel in flight, rows reused when a parcel is done with."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import FAR, NEAR, fetch, fetch_ahead, fetch_far
from sim.engine.compiled import kernel
from sim.engine.lines import as_lumps, empty_records
from sim.engine.record import DONE, LEAVING, PARCEL, merchant_of
from sim.engine.unseen import forget_unseen


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
    n = parcels.leaving_n[0]
    for i in range(n):
        if i + FAR < n:
            fetch_far(parcels.rec, parcels.leaving[i + FAR])
        row = parcels.leaving[i]
        if parcels.rec[row].pending > 0:  # its buyer got in touch in the period in which it was done with
            parcels.rec[row].flags &= ~LEAVING
            continue
        forget_unseen(parcels, parcels.rec[row])
        parcels.rec[row].gen += 1
        give_back(parcels, row)
    parcels.leaving_n[0] = 0


@kernel
def fetch_with_merchant(merchants, parcels, entries, i, n):
    """While entry `i` of `n` is worked off, ask for a parcel of the next lot, and for the merchant of one that is near.

    The parcels of the first lot are to be asked for before.
    """
    fetch_ahead(parcels, entries, i, n)
    if i + NEAR < n:
        fetch(merchants, merchant_of(parcels[entries[i + NEAR].row]))


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
        used = int(old.counts[2])
        as_lumps(rec)[:used] = as_lumps(old.rec)[:used]
        leaving = np.empty(rows + more, np.uint32)
        leaving[: old.leaving_n[0]] = old.leaving[: old.leaving_n[0]]
        self.parcels = old._replace(rec=rec, free=_longer(old.free, rows, more, old.counts), leaving=leaving)

    def reserve_unseen(self, n: int) -> None:
        """Make sure `n` more parcels can have several scans unseen."""
        old = self.parcels
        free = int(old.unseen_counts[0])
        if free >= n:
            return
        places, used = len(old.unseen), int(old.unseen_counts[2])
        more = max(n - free, places // 2)
        unseen = np.empty((places + more, old.unseen.shape[1]), np.uint32)
        unseen[:used] = old.unseen[:used]
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
        as_lumps(self.parcels.rec)[:used] = as_lumps(theirs.rec)[:used]
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
