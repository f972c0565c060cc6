"""Whether replications agree with a number: the two-sided t-interval of their mean, at 99.9 % confidence.

A theory test asks twice: the model as it is must agree, the same model made wrong by five per cent must not.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

CONFIDENCE = 0.999
WRONG = 1.05


def interval(values: ArrayLike) -> tuple[float, float]:
    """Interval of the mean of independent replications.

    Args:
        values: (n,) one figure a replication, n >= 2.
    """
    x = np.asarray(values, np.float64)
    half = stats.t.ppf(0.5 + CONFIDENCE / 2.0, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)


def agrees(expected: float, values: ArrayLike) -> bool:
    """Whether theory's figure lies in the interval of the replications."""
    low, high = interval(values)
    return low <= expected <= high
