"""Gates: openings that are shut, narrowed or slowed for a while, each shutting with a beginning and an end.

A gate knows neither what passes it nor who shut it. At a boundary instant the new state holds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel


class Shuttings(NamedTuple):
    """All shuttings of a run, sorted by gate and begin; those of one gate do not overlap.

    Attributes:
        first, after: (gates,) range of each gate's shuttings.
        begin, end: (n,) h; `end` may be brought forward while the run goes on.
        share: (n,) share of owners it hits, by their own luck. kinds: (n,) bit mask of what it hits.
        cycle, off: (n,) h; within each cycle the first `off` hours are shut; cycle 0 = all the time.
        closes: (n,) what is hit does not pass. drops: (n,) and is not kept either.
        extra: (n,) h, what is hit passes later by this much. rate: (n,) per hour, what the gate passes; inf.
        limit: (n,) most entries kept in the buffer; inf.
        is_full: (n,) closes for everybody, everything, all the time.
    """

    first: NDArray[np.int64]
    after: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    share: NDArray[np.float64]
    kinds: NDArray[np.int64]
    cycle: NDArray[np.float64]
    off: NDArray[np.float64]
    closes: NDArray[np.bool_]
    drops: NDArray[np.bool_]
    extra: NDArray[np.float64]
    rate: NDArray[np.float64]
    limit: NDArray[np.float64]
    is_full: NDArray[np.bool_]


def veil(gates: int, begin: float) -> Shuttings:
    """Every gate may be shut for good from `begin` on: nothing beyond it may be taken for certain.

    Run on under a veil up to some period before `begin`, a world is what it is whatever happens from `begin` on.
    """
    one = np.ones(gates)
    return Shuttings(
        first=np.arange(gates),
        after=np.arange(gates) + 1,
        begin=one * begin,
        end=one * np.inf,
        share=one.copy(),
        kinds=np.full(gates, -1, np.int64),
        cycle=one * 0.0,
        off=one * 0.0,
        closes=np.ones(gates, np.bool_),
        drops=np.zeros(gates, np.bool_),
        extra=one * 0.0,
        rate=one * np.inf,
        limit=one * np.inf,
        is_full=np.ones(gates, np.bool_),
    )


@kernel
def hitting(shuttings, gate, at, owner_luck, kind):
    """The shutting of `gate` that hits something of `kind` at the instant `at`, -1 if none does."""
    for s in range(shuttings.first[gate], shuttings.after[gate]):
        if at < shuttings.begin[s] or at >= shuttings.end[s]:
            continue
        if owner_luck >= shuttings.share[s]:
            continue
        if not (shuttings.kinds[s] >> kind) & 1:
            continue
        if shuttings.cycle[s] > 0.0 and at >= cycle_begin(shuttings, s, at) + shuttings.off[s]:
            continue
        return s
    return -1


@kernel
def cycle_begin(shuttings, s, at):
    """Begin of the cycle of shutting `s` that `at` falls into: begin + k * cycle for a whole k."""
    begin, cycle = shuttings.begin[s], shuttings.cycle[s]
    k = np.floor((at - begin) / cycle)
    if at < begin + k * cycle:
        k -= 1.0
    elif at >= begin + (k + 1.0) * cycle:
        k += 1.0
    return begin + k * cycle


@kernel
def in_force(shuttings, gate, at):
    """Whether a shutting of `gate`, as far as is known now, is in force at the instant `at`, whomever it hits."""
    for s in range(shuttings.first[gate], shuttings.after[gate]):  # noqa: SIM110 - kernels know no generators
        if shuttings.begin[s] <= at < shuttings.end[s]:
            return True
    return False


@kernel
def fully_shut_between(shuttings, gate, after, before):
    """Whether a full shutting of `gate` ends later than `after` and begins earlier than `before`."""
    for s in range(shuttings.first[gate], shuttings.after[gate]):
        if shuttings.is_full[s] and shuttings.end[s] > after and shuttings.begin[s] < before:
            return True
    return False


@kernel
def rate_at(shuttings, gate, at, usual):
    """What the gate passes per hour at the instant `at`."""
    for s in range(shuttings.first[gate], shuttings.after[gate]):
        if shuttings.begin[s] <= at < shuttings.end[s]:
            return min(usual, shuttings.rate[s])
    return usual


@kernel
def fully_shut_since(shuttings, gate, at):
    """Begin of the full shutting in force at `at`, NaN if there is none."""
    for s in range(shuttings.first[gate], shuttings.after[gate]):
        if shuttings.is_full[s] and shuttings.begin[s] <= at < shuttings.end[s]:
            return shuttings.begin[s]
    return np.nan
