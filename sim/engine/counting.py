"""Counting inside kernels: where an event's hour, carrier and region stand in the arrays of a run."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry, kernel
from sim.engine.record import LEAVING, STATES, order_of, set_state, state_of
from sim.engine.tally import COUNT_ROW, COUNTS, SIZES, TRANSIT_BINS, WAIT_BINS

FINE, COARSE = 1048576.0, 1024.0
"""Amounts are booked in whole 1/FINE (hours, records) or 1/COARSE (CNY, CNY-hours): sums of them are exact in whatever
order they are added, up to 8.6e9 and 8.8e12 a cell."""
N_SIZES = len(SIZES)
DARK_HOURS = COUNT_ROW["dark_hours"]
DARK_PARCELS = COUNT_ROW["dark_parcels"]
NOTE = np.dtype(
    [("order", "u8"), ("at", "f8"), ("amount", "f8"), ("measure", "u2"), ("carrier", "u1"), ("state", "u1")], align=True
)


class Counters(NamedTuple):
    """Arrays filled by the kernels; axes as in `tally.ArmResult`.

    Attributes:
        hourly: (hours, counts, carriers, regions).
        groups: (counts, carriers, categories, sizes).
        stock: (states, carriers, regions, categories) int64, parcels in each state now.
        transit: (carriers, bins + 1). waits: (hours, desks, bins + 1).
        dark: (hours + 2, carriers) differences: +1 where darkness begins, −1 where it ends, at full hours.
        beyond: (1,) scans on their way that would arrive after the horizon.
        by_place: (counts, hours · carriers · regions), the memory of hourly.
        by_group: (counts, carriers · categories · sizes), the memory of groups.
        in_state: (states, carriers · regions · categories), the memory of stock.
        journal: (room,) NOTE, every event counted, as long as there is room; usually there is none.
        journal_n: (1,) notes in it.
    """

    hourly: NDArray[np.float64]
    groups: NDArray[np.float64]
    stock: NDArray[np.int64]
    transit: NDArray[np.float64]
    waits: NDArray[np.float64]
    dark: NDArray[np.float64]
    beyond: NDArray[np.int64]
    by_place: NDArray[np.float64]
    by_group: NDArray[np.float64]
    in_state: NDArray[np.int64]
    journal: NDArray[Any]
    journal_n: NDArray[np.int64]


COUNTED = Counters._fields.index("by_place")
"""So many arrays hold what was counted; the others are the same memory seen flat, or a journal."""


def counters(hours: int, carriers: int, regions: int, categories: int) -> Counters:
    """Empty counters of a run."""
    by_place = np.zeros((len(COUNTS), hours, carriers, regions))  # a measure's hours together: fewer cache lines
    groups = np.zeros((len(COUNTS), carriers, categories, len(SIZES)))
    stock = np.zeros((len(STATES), carriers, regions, categories), np.int64)
    return Counters(
        hourly=by_place.transpose(1, 0, 2, 3),
        groups=groups,
        stock=stock,
        transit=np.zeros((carriers, TRANSIT_BINS + 1)),
        waits=np.zeros((hours, 3, WAIT_BINS + 1)),
        dark=np.zeros((hours + 2, carriers)),
        beyond=np.zeros(1, np.int64),
        by_place=by_place.reshape(len(COUNTS), -1),
        by_group=groups.reshape(len(COUNTS), -1),
        in_state=stock.reshape(len(STATES), -1),
        journal=np.zeros(0, NOTE),
        journal_n=np.zeros(1, np.int64),
    )


@kernel
def in_whole(amount, parts):
    """An amount to the nearest 1/parts.

    >>> in_whole(0.0625004, COARSE)
    0.0625
    """
    return np.rint(amount * parts) / parts


@kernel
def goods_of(category, size):
    """Category of goods and size of merchant as one number."""
    return category * N_SIZES + size


@kernel
def category_of(parcel):
    """A parcel's category of goods."""
    return parcel.goods // np.uint8(N_SIZES)


@kernel
def place_of(counters, carrier, parcel):
    """Carrier and region of destination as one number: the depot, and where hourly figures are counted."""
    return np.int64(carrier) * counters.hourly.shape[3] + parcel.region


@kernel
def spot_of(counters, at, carrier, parcel):
    """Where all that happens to a parcel at one instant is counted: in `by_place` and in `by_group`."""
    hours, _, carriers, regions = counters.hourly.shape
    hour = min(max(int(at), 0), hours - 1)
    place = (hour * carriers + np.int64(carrier)) * regions + parcel.region
    group = np.int64(carrier) * (counters.groups.shape[2] * N_SIZES) + parcel.goods
    return np.uint64(place), np.uint64(group)


@kernel
def _note(counters, measure, at, carrier, parcel, amount):
    """Enter an event into the journal, if there is one."""
    if counters.journal_n[0] < counters.journal.shape[0]:
        note = counters.journal[counters.journal_n[0]]
        counters.journal_n[0] += 1
        note.order = order_of(parcel)
        note.at = at
        note.amount = amount
        note.measure = measure
        note.carrier = carrier
        note.state = state_of(parcel)


@kernel
def count_in(counters, spot, measure, at, carrier, parcel, amount):
    """Add `amount` to a measure at `at`, under a given carrier, for which `spot` was reckoned."""
    counters.by_place[measure, spot[0]] += amount
    counters.by_group[measure, spot[1]] += amount
    _note(counters, measure, at, carrier, parcel, amount)


@kernel
def count_as(counters, measure, at, carrier, parcel, amount):
    """Add `amount` to a measure in the hour of `at`, under a given carrier."""
    count_in(counters, spot_of(counters, at, carrier, parcel), measure, at, carrier, parcel, amount)


@kernel
def count_here(counters, spot, measure, at, parcel, amount):
    """`count`, where the parcel's spot at `at` is known."""
    count_in(counters, spot, measure, at, parcel.carrier, parcel, amount)


@kernel
def count(counters, measure, at, parcel, amount):
    """Add `amount` to a measure in the hour of `at`, under the parcel's own carrier."""
    count_as(counters, measure, at, parcel.carrier, parcel, amount)


@kernel
def enter(counters, parcel, state):
    """Move a parcel from its state to another, in the record and in the stock."""
    kin = _kin_of(counters, parcel)
    counters.in_state[np.uint64(state_of(parcel)), kin] -= 1
    counters.in_state[np.uint64(state), kin] += 1
    set_state(parcel, state)


@kernel
def leave(counters, parcel):
    """Take a parcel out of the stock of its state."""
    counters.in_state[np.uint64(state_of(parcel)), _kin_of(counters, parcel)] -= 1


@kernel
def join(counters, parcel):
    """Put a parcel into the stock of its state."""
    counters.in_state[np.uint64(state_of(parcel)), _kin_of(counters, parcel)] += 1


@kernel
def _kin_of(counters, parcel):
    """The parcels of one carrier, region and category as one number: where a parcel counts in the stock of a state."""
    categories = counters.stock.shape[3]
    return np.uint64(place_of(counters, parcel.carrier, parcel) * categories + category_of(parcel))


@entry
def recount(rec, found):
    """Count the parcels of a table in their states, as `stock` should have them.

    Args:
        rec: PARCEL array. found: zeros, axes as `Counters.stock`.
    """
    for row in range(rec.shape[0]):
        parcel = rec[row]
        if not parcel.flags & LEAVING:
            found[state_of(parcel), parcel.carrier, parcel.region, category_of(parcel)] += 1


@kernel
def count_dark(counters, parcel, begin, end):
    """Book the dark hours [begin, end) of a parcel, hour by hour, and the level at full hours.

    Darkness is booked when it ends, into hours gone by. Both ends are whole ticks, so its sums are exact whatever their
    order, and what happens later cannot change a bit of an hour before.
    """
    hours = counters.hourly.shape[0]
    end = min(end, float(hours))
    if end <= begin:
        return
    first = int(np.ceil(begin))
    after = int(np.ceil(end))
    if after > first:
        counters.dark[first, parcel.carrier] += 1.0
        counters.dark[after, parcel.carrier] -= 1.0
    t = begin
    while t < end:
        step = min(end, np.floor(t) + 1.0)
        count(counters, DARK_HOURS, t, parcel, step - t)
        t = step
