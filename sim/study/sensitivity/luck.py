"""How much of what varies from point to point is luck.

All points share the luck of their replications, so what a replication adds to every point alike moves no difference
between points. What is left, the interaction of point and replication, is luck that looks like an effect.
"""

from sim.study.sensitivity.response import Array


def luck_share(y: Array) -> float:
    """Share of the variance of the points' means that replications alone account for, 0 to 1.

    A two-way analysis of variance without repeats: the mean square of the interaction, over the number of
    replications, is the variance that luck puts into a point's mean (Searle, Casella & McCulloch, Variance
    Components, 1992, ch. 4).

    Args:
        y: (points, replications) without NaN.

    Returns:
        NaN with a single replication, which cannot tell; 0 where nothing varies.

    >>> import numpy as np
    >>> luck_share(np.array([[0.0, 1.0], [10.0, 11.0], [20.0, 21.0]]))  # a replication adds the same everywhere
    0.0
    """
    n_points, n_replications = y.shape
    if n_replications < 2 or n_points < 2:
        return float("nan")
    means = y.mean(axis=1)
    between = float(means.var(ddof=1))
    if between == 0.0:
        return 0.0
    rest = y - means[:, None] - y.mean(axis=0)[None, :] + y.mean()
    mean_square = float((rest**2).sum()) / ((n_points - 1) * (n_replications - 1))
    return float(min(1.0, mean_square / n_replications / between))
