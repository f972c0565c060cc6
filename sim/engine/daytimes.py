"""Clock times of day that come again every day: when the next one is."""

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.instants import on_grid


def clock_times(times: list[list[float]]) -> NDArray[np.float64]:
    """Lists of clock times as one array, rows sorted: after the last of a day the first of the next, then inf."""
    out = np.full((len(times), max(len(t) for t in times) + 1), np.inf)
    for row, t in enumerate(times):
        out[row, : len(t)] = on_grid(sorted(t))
        out[row, len(t)] = out[row, 0] + 24.0
    return out


@kernel
def next_time(times, offset, t):
    """The first of a day's clock times at or after hour `t` of the scenario, h since its start."""
    midnight = np.floor((t + offset) / 24.0) * 24.0 - offset
    i = 0
    for j in range(times.shape[0] - 1):  # to the end: a branch that nobody can foretell costs more
        i += midnight + times[j] < t
    return midnight + times[np.uint64(i)]
