"""Luck that belongs to an owner and a named decision, never to the order of calls.

Uniform numbers come from Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
SC 2011), a counter turned into noise: the key is the replication, the counter says whose luck it is
(an order or a merchant), which decision (block) and its how-manieth repetition (draw). Adding a name,
an observer or a policy therefore moves nobody else's luck, and a rerouted parcel keeps its own.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry, kernel


class Stream(NamedTuple):
    """Where a named decision's uniform stands: counter block and one of its four lanes."""

    block: int
    lane: int
    draw: str


STREAMS: dict[str, Stream] = {
    # an order's luck
    "placed": Stream(0, 0, "-"),
    "merchant": Stream(0, 1, "-"),
    "destination": Stream(0, 2, "-"),
    "value": Stream(0, 3, "-"),
    "preference": Stream(1, 0, "-"),
    "demand": Stream(1, 1, "-"),
    "handling": Stream(1, 2, "-"),
    "first_mile": Stream(1, 3, "-"),
    "travel": Stream(2, 0, "-"),
    "life": Stream(2, 1, "-"),
    "spoiled_claim": Stream(2, 2, "-"),
    "confirm": Stream(2, 3, "-"),
    "last_mile": Stream(3, 0, "attempt"),
    "door": Stream(3, 1, "attempt"),
    "sms": Stream(3, 2, "attempt"),
    "sms_delay": Stream(3, 3, "attempt"),
    "locker_pick_up": Stream(4, 0, "attempt"),
    "latency": Stream(5, 0, "scan"),
    "loss": Stream(5, 1, "scan"),
    "poll": Stream(5, 2, "scan"),
    "poll_latency": Stream(5, 3, "scan"),
    "worry": Stream(6, 0, "worry"),
    "look": Stream(6, 1, "worry"),
    "content": Stream(6, 2, "worry"),
    "notice": Stream(6, 3, "worry"),
    "party": Stream(7, 0, "contact"),
    "handling_time": Stream(7, 1, "contact"),
    "patience": Stream(7, 2, "contact"),
    "resolved": Stream(7, 3, "contact"),
    "outcome": Stream(8, 0, "contact"),
    "repeat_delay": Stream(8, 1, "contact"),
    "complaint_delay": Stream(8, 2, "contact"),
    "redial": Stream(8, 3, "contact"),
    "redial_delay": Stream(9, 0, "contact"),
    "abandoned_complaint": Stream(9, 1, "contact"),
    "refund": Stream(10, 0, "contact"),
    "refund_delay": Stream(10, 1, "contact"),
    "petition": Stream(10, 2, "contact"),
    "petition_delay": Stream(10, 3, "contact"),
    # a merchant's luck
    "size": Stream(64, 0, "-"),
    "category": Stream(64, 1, "-"),
    "region": Stream(64, 2, "-"),
    "home": Stream(64, 3, "-"),
    "threshold": Stream(65, 0, "-"),
    "partial": Stream(65, 1, "-"),
    "leave": Stream(66, 0, "episode"),
    "hold": Stream(66, 1, "episode"),
    "hold_patience": Stream(66, 2, "episode"),
    "set_up": Stream(66, 3, "episode"),
    "return_after": Stream(67, 0, "episode"),
    "never_back": Stream(67, 1, "episode"),
    "taste": Stream(68, 0, "carrier"),
    # the luck of a response, known by its place in the scenario
    "mediation": Stream(96, 0, "-"),
}

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MUL_0 = np.uint64(0xD2511F53)
_MUL_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)


@kernel
def philox(k0, k1, c0, c1, c2, c3):
    """Four 32-bit words (held in uint64) of Philox4x32-10 for key (k0, k1) and counter (c0, …, c3)."""
    for _ in range(10):
        p0 = _MUL_0 * c0
        p1 = _MUL_1 * c2
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _MASK, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


_UNIT = 1.0 / 4294967296.0
LOT = 64
"""Owners whose luck is drawn together: enough for the processor's wide registers, few enough for its nearest cache."""


class Lot(NamedTuple):
    """Luck of several owners, drawn at once: four times as fast as one by one.

    Attributes:
        low, high, draw: (LOT,) uint32, owner and repetition of each.
        words: (4, LOT) uint32, what `unit` makes uniforms of.
        number: (LOT,) int64, room for a number an owner. hours: (LOT,) room for a duration an owner.
    """

    low: NDArray[np.uint32]
    high: NDArray[np.uint32]
    draw: NDArray[np.uint32]
    words: NDArray[np.uint32]
    number: NDArray[np.int64]
    hours: NDArray[np.float64]


def new_lot() -> Lot:
    """A lot nobody has drawn yet."""
    low, high, draw = (np.zeros(LOT, np.uint32) for _ in range(3))
    return Lot(low, high, draw, np.zeros((4, LOT), np.uint32), np.zeros(LOT, np.int64), np.zeros(LOT))


@kernel
def name_owner(lot, j, owner, draw):
    """Owner `j` of a lot, and the repetition of its decision."""
    lot.low[j] = np.uint64(owner) & _MASK
    lot.high[j] = np.uint64(owner) >> _SHIFT
    lot.draw[j] = draw


@entry
def draw_lot(key, lot, n, block):
    """Draw the luck of the first `n` owners of a lot for a block of decisions."""
    k0, k1, c2 = key[0], key[1], np.uint64(block)
    low, high, draw = lot.low, lot.high, lot.draw
    first, second, third, fourth = lot.words[0], lot.words[1], lot.words[2], lot.words[3]
    for j in range(n):
        a, b, c, d = philox(k0, k1, np.uint64(low[j]), np.uint64(high[j]), c2, np.uint64(draw[j]))
        first[j] = a
        second[j] = b
        third[j] = c
        fourth[j] = d


@kernel
def unit(lot, lane, j):
    """A uniform in (0, 1) of owner `j` of a lot that was drawn, as `luck` gives it."""
    return (lot.words[lane, j] + 0.5) * _UNIT


@kernel
def luck(key, owner, block, draw):
    """The four uniforms in (0, 1) of one owner's block of decisions at repetition `draw`.

    Args:
        key: (2,) uint64: seed, replication.
        owner: order id or merchant index (uint64).
        block: block of the decision, see STREAMS.
        draw: how many decisions of that name the owner has taken before.
    """
    owner = np.uint64(owner)
    a, b, c, d = philox(
        key[0], key[1], owner & _MASK, owner >> _SHIFT, np.uint64(block) & _MASK, np.uint64(draw) & _MASK
    )
    return (a + 0.5) * _UNIT, (b + 0.5) * _UNIT, (c + 0.5) * _UNIT, (d + 0.5) * _UNIT


@entry
def _fill_luck(key, lot, block, draw, out):
    """Write the uniforms of the owners 0 … n-1 into `out`, (lanes, n)."""
    for first in range(0, out.shape[1], LOT):
        n = min(LOT, out.shape[1] - first)
        for j in range(n):
            name_owner(lot, j, np.uint64(first + j), draw)
        draw_lot(key, lot, n, block)
        for lane in range(out.shape[0]):
            for j in range(n):
                out[lane, first + j] = unit(lot, lane, j)


def luck_of_many(key: NDArray[np.uint64], n: int, block: int, draw: int, lanes: int = 4) -> NDArray[np.float64]:
    """(n, lanes) uniforms of the owners 0 … n-1 in the first lanes, those of one lane side by side in memory."""
    out = np.empty((lanes, n))
    _fill_luck(key, new_lot(), block, draw, out)
    return out.T


def key_of(seed: int, replication: int) -> NDArray[np.uint64]:
    """Philox key of a replication; both numbers in 0 … 2³² − 1."""
    return np.array([seed & 0xFFFFFFFF, replication & 0xFFFFFFFF], dtype=np.uint64)


def uniform(seed: int, replication: int, name: str, owner: int, draw: int = 0) -> float:
    """One named uniform, as any other program would read it.

    >>> 0.0 < uniform(1, 0, "door", owner=7, draw=2) < 1.0
    True
    """
    stream = STREAMS[name]
    return float(luck(key_of(seed, replication), np.uint64(owner), stream.block, draw)[stream.lane])


class CountingLuck:
    """The luck of the number of orders of a period, the only one without an owner: NumPy's Philox, a counter a period.

    Args:
        seed, replication: whose luck.
    """

    def __init__(self, seed: int, replication: int) -> None:
        key = np.array([(seed & 0xFFFFFFFF) | ((replication & 0xFFFFFFFF) << 32), 0], dtype=np.uint64)
        self._philox = np.random.Philox(key=key, counter=np.array([0, 0, 0, 1], dtype=np.uint64))
        self._fresh: Any = self._philox.state
        self._generator = np.random.Generator(self._philox)

    def __call__(self, period: int) -> np.random.Generator:
        """The generator at the begin of a period's numbers; the one of another period is this one moved."""
        self._fresh["state"]["counter"][2] = period
        self._philox.state = self._fresh
        return self._generator


def stream_table() -> list[dict[str, Any]]:
    """Names, blocks, lanes and draws as rows, for the documentation."""
    return [{"name": name, **stream._asdict()} for name, stream in STREAMS.items()]
