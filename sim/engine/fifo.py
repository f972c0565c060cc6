"""First in, first out, one server, a rate that may change every period: exact per parcel.

The recursion is d[i] = max(t[i], d[i−1]) + s in the queue's own capacity time: what is left of the parcel
being served when the rate changes is worked off at the new rate. The server itself is not bound to ticks: services
shorter than a tick or two would lose too much to rounding; only the instants at which parcels leave are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.calendar import drop_first, first_of
from sim.engine.compiled import kernel
from sim.engine.instants import hours, on_tick, tick_of


class Servers(NamedTuple):
    """One server a queue.

    Attributes:
        free_at: (queues,) h, when the last served left.
        left: (queues,) share of the first waiting parcel's work still to be done, 1 = not begun.
        rate: (queues,) parcels per hour in the present period; inf = no delay, 0 = closed.
    """

    free_at: NDArray[np.float64]
    left: NDArray[np.float64]
    rate: NDArray[np.float64]


def servers(n: int) -> Servers:
    """`n` idle servers without capacity."""
    return Servers(np.zeros(n), np.ones(n), np.zeros(n))


@kernel
def serve(lists, q, server, t0, t1, out, n_out):
    """Move what leaves queue `q` within [t0, t1) from its list to `out[n_out:]`, `at_tick` set to the departure.

    Args:
        lists: waiting lines, in order of arrival, no arrival at or after `t1`.
        q: queue.
        server: Servers.
        t0, t1: hours, the period.
        out: ENTRY array with room for the whole line.
        n_out: entries already in `out`.

    Returns:
        The new number of entries in `out`.
    """
    rate = server.rate[q]
    while lists.size[q] > 0:
        entry = first_of(lists, q)
        begin = max(hours(entry.at_tick), server.free_at[q], t0)
        if begin >= t1 or rate <= 0.0:
            break
        done = begin + server.left[q] / rate
        if on_tick(done) >= t1:
            server.left[q] = max(0.0, server.left[q] - (t1 - begin) * rate)
            break
        out[n_out] = entry
        out[n_out].at_tick = tick_of(done)
        n_out += 1
        server.free_at[q] = done
        server.left[q] = 1.0
        drop_first(lists, q)
    return n_out
