"""Scans that happened and are not shown: since when a parcel is dark, and since when it still is after the next one.

Nearly always at most one scan of a parcel is unseen, and its record holds the tick from which that makes it dark. While
there are more, their ticks are kept in a place of their own.
"""

import numpy as np

from sim.engine.compiled import kernel
from sim.engine.instants import NEVER
from sim.engine.record import KEPT


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
