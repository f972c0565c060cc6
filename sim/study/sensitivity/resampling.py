"""Bootstrap over points and replications at once: what else the sweep might have shown. Knows no method."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.study.sensitivity.response import Array

CONFIDENCE = 0.95
RESAMPLES = 400
SEED = 20170601
"""Of the bootstrap, so that the same sweep gives the same intervals."""


def resamples(n_points: int, n_replications: int, count: int = RESAMPLES) -> Iterator[tuple[NDArray[np.intp], ...]]:
    """Rows of points and columns of replications, each drawn with replacement.

    Replications are common to all points, so a resample draws them once for all of them.
    """
    rng = np.random.default_rng(SEED)
    for _ in range(count):
        yield rng.integers(n_points, size=n_points), rng.integers(n_replications, size=n_replications)


def percentile_interval(values: Array) -> tuple[float, float]:
    """The 95 % percentile interval of bootstrapped values, which may be infinite; NaN where there are none.

    >>> percentile_interval(np.array([1.0, 2.0, np.inf]))
    (1.0, inf)
    """
    kept = np.sort(values[~np.isnan(values)])
    if not kept.size:
        return float("nan"), float("nan")
    tail = (1 - CONFIDENCE) / 2
    low, high = np.floor(tail * (kept.size - 1)), np.ceil((1 - tail) * (kept.size - 1))
    return float(kept[int(low)]), float(kept[int(high)])
