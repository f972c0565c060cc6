"""A parcel's record: one cache line that says where it is and, apart from that, what was published of it.

Carriers and lockers write the first; the feed writes the second (`shown`, the milestone, `news`, `seen`, `dark_from`).
Instants are ticks (`sim.engine.instants`); what several small numbers share one byte of is read and written by the
kernels here.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.lines import LINE

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
        ("bound_for", "u1"),  # locker operator, then station, then door; see `goes_to`
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
FAILURE, CONTACT = 16, 16
"""What one failure adds to `tries`, and one contact to `worries`."""


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


@kernel
def is_final(milestone):
    """Whether a milestone ends a parcel's way."""
    return (FINAL >> milestone) & 1


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
