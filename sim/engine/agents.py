"""Many servers, one line, customers who give up: exact per customer, with a number of servers that changes.

The state of a desk is the heap of the instants at which its agents are free (Kiefer and Wolfowitz's vector).
A customer is taken up when he is the oldest waiting and an agent is free, unless he has given up before.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel


class Agents(NamedTuple):
    """Agents of each desk.

    Attributes:
        free_at: (desks, most) h, heap of each desk's agents.
        present: (desks,) agents that have not left. on_duty: (desks,) agents wanted in the present period.
    """

    free_at: NDArray[np.float64]
    present: NDArray[np.int64]
    on_duty: NDArray[np.int64]


def agents(desks: int, most: int) -> Agents:
    """Desks without agents; `most` is the largest number a desk will ever have."""
    return Agents(np.zeros((desks, most)), np.zeros(desks, np.int64), np.zeros(desks, np.int64))


@kernel
def _push(heap, n, value):
    """Add `value` to a heap of `n`."""
    i = n
    while i > 0:
        parent = (i - 1) // 2
        if heap[parent] <= value:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = value


@kernel
def _replace_first(heap, n, value):
    """Replace the least of a heap of `n` by `value`."""
    i = 0
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        if child + 1 < n and heap[child + 1] < heap[child]:
            child += 1
        if value <= heap[child]:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = value


@kernel
def change_shift(crew, desk, t0, t1):
    """Bring a desk to the number on duty: newcomers are free at `t0`; those too many leave when next free."""
    heap = crew.free_at[desk]
    while crew.present[desk] < crew.on_duty[desk]:
        _push(heap, crew.present[desk], t0)
        crew.present[desk] += 1
    while crew.present[desk] > crew.on_duty[desk] and heap[0] < t1:
        crew.present[desk] -= 1
        if crew.present[desk] > 0:
            _replace_first(heap, crew.present[desk], heap[crew.present[desk]])


@kernel
def first_free(crew, desk):
    """The instant at which an agent of the desk is free, inf if it has none."""
    if crew.present[desk] == 0:
        return np.inf
    return crew.free_at[desk, 0]


@kernel
def occupy(crew, desk, until):
    """The agent who is free first is busy until `until`."""
    _replace_first(crew.free_at[desk], crew.present[desk], until)
