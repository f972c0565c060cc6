"""Which orders are watched: decided by luck of the order's own that no decision of the model uses."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine.luck import philox

Watch = Callable[[NDArray[np.uint64], NDArray[np.uint64]], NDArray[np.uint64]]
"""From the order ids of a replication and its Philox key to those that are watched, ascending."""

WATCHED_BLOCK = 128
"""Block of an order's luck that says whether it is watched; none of `sim.engine.luck.STREAMS` stands there."""
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


def orders_of(orders_due: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Order ids of a replication, ascending: the period in the upper half, the number within it in the lower.

    Args:
        orders_due: (periods,) orders that fall into each.

    >>> orders_of(np.array([2, 0, 1])).tolist()
    [0, 1, 8589934592]
    """
    period = np.repeat(np.arange(len(orders_due), dtype=np.uint64), orders_due)
    first = np.repeat(np.cumsum(orders_due) - orders_due, orders_due)
    within = np.arange(len(period)) - first
    return np.asarray((period << _SHIFT) | within.astype(np.uint64))


def chosen_orders(orders: NDArray[np.uint64], key: NDArray[np.uint64], share: float) -> NDArray[np.uint64]:
    """The orders that are watched: the same in every arm, and those of a smaller share among those of a larger.

    Args:
        orders: order ids.
        key: Philox key of the replication, `sim.engine.luck.key_of`.
        share: 0-1, of the orders given.
    """
    block, draw = np.uint64(WATCHED_BLOCK), np.uint64(0)
    word, *_ = philox.py_func(key[0], key[1], orders & _LOW, orders >> _SHIFT, block, draw)  # type: ignore[attr-defined]
    return np.asarray(orders[(word + 0.5) / 4294967296.0 < share])


def is_among(orders: NDArray[np.uint64], chosen: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which of the orders are chosen; `chosen` must be ascending."""
    if len(chosen) == 0:
        return np.zeros(len(orders), np.bool_)
    place = np.minimum(np.searchsorted(chosen, orders), len(chosen) - 1)
    return np.asarray(chosen[place] == orders)
