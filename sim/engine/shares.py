"""Shares of a whole, cumulated: which of several kinds a uniform picks."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel


def cumulated(shares: Iterable[float]) -> NDArray[np.float64]:
    """Cumulated shares, the last one exactly 1."""
    upto = np.cumsum(np.asarray(list(shares), dtype=np.float64))
    return np.asarray(upto / upto[-1])


@kernel
def choose(upto, u):
    """First index whose cumulated share exceeds `u`."""
    i = 0
    for j in range(upto.shape[0] - 1):  # to the end: a branch that nobody can foretell costs more
        i += u >= upto[j]
    return i
