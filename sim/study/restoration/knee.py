"""Where a curve bends: a break between two straight pieces, if the data know one, with a bootstrap interval.

Three shapes are fitted by least squares through the points: a straight line, a parabola (it bends everywhere alike, it
has no knee) and two straight pieces that meet. Akaike's criterion, corrected for few points (Hurvich and Tsai 1989),
says which describes the curve best. A knee is told only if two pieces win, and win in nearly all curves made of
replications drawn again; otherwise the reason is told.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST_POINTS = 7
LEAST_REPLICATIONS = 5
DRAWS = 1000
GRID = 241
SURE = 0.95
SEED = 20170603
NOISE_FLOOR = 1e-9
STRAIGHT, PARABOLA, PIECES = range(3)
PARAMETERS = np.array([3.0, 4.0, 5.0])
"""Free numbers of each shape, the variance of what is left included."""
REASONS = {
    STRAIGHT: "a straight line describes it as well: every hour adds about the same",
    PARABOLA: "it bends evenly, not at one hour: a parabola describes it as well",
}


class Knee(NamedTuple):
    """A knee, or the reason why none is told.

    Attributes:
        is_found: whether there is one.
        hours: where; NaN = none. low, high: its 95 % bootstrap interval.
        before, after: slope of the two pieces, units an hour.
        certainty: share of the curves drawn again in which two pieces describe it best, 0-1; NaN = not drawn.
        reason: why none is told, empty where one is.
    """

    is_found: bool
    hours: float
    low: float
    high: float
    before: float
    after: float
    certainty: float
    reason: str


def knee(hours: Sequence[float], values: Array, *, draws: int = DRAWS, seed: int = SEED) -> Knee:
    """The knee of the mean curve of (points, replications) values, if there is one.

    Args:
        hours: (points,) rising.
        values: columns are replications, paired along a column.
        draws: curves made of replications drawn with replacement.
        seed: of these draws.
    """
    x = np.asarray(hours, dtype=np.float64)
    n_points, replications = values.shape
    if n_points < LEAST_POINTS:
        return _none(f"too few points to tell a knee: {n_points}, at least {LEAST_POINTS} with the one at zero")
    if replications < LEAST_REPLICATIONS:
        return _none(f"too few replications to be sure of a knee: {replications}, at least {LEAST_REPLICATIONS}")
    if not np.isfinite(values).all():
        return _none("the measure has no number at some hour")
    mean = values.mean(axis=1)
    if np.ptp(mean) == 0:
        return _none("nothing changes with the hour")
    at = np.linspace(x[1], x[-2], GRID)
    luck = np.random.default_rng(seed)
    weights = luck.multinomial(replications, np.full(replications, 1 / replications), size=draws) / replications
    curves = np.vstack([mean, weights @ values.T])
    best, place = _best_shape(x, curves, at)
    certainty = float((best[1:] == PIECES).mean())
    if best[0] != PIECES:
        return _none(REASONS[int(best[0])], certainty)
    if certainty < SURE:
        return _none("luck decides: two pieces describe the mean best, but not surely", certainty)
    low, high = np.quantile(at[place[1:][best[1:] == PIECES]], [0.025, 0.975])
    _, before, change = np.linalg.lstsq(_pieces(x, at[place[0]]), mean, rcond=None)[0]
    where = float(at[place[0]])
    return Knee(True, where, float(low), float(high), float(before), float(before + change), certainty, "")


def _best_shape(x: Array, curves: Array, at: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Best shape of each of (curves, points), and where on the grid two pieces would break."""
    straight = np.column_stack([np.ones_like(x), x])
    parabola = np.column_stack([straight, x**2])
    by_break = np.stack([_left_over(_pieces(x, each), curves) for each in at])
    left = np.stack([_left_over(straight, curves), _left_over(parabola, curves), by_break.min(axis=0)])
    n = len(x)
    # What numbers of this size cannot resolve is nothing: an exactly straight curve must not be won by rounding.
    floor = np.maximum(n * (NOISE_FLOOR * np.ptp(curves, axis=1)) ** 2, np.finfo(float).tiny * n)
    penalty = 2 * PARAMETERS + 2 * PARAMETERS * (PARAMETERS + 1) / (n - PARAMETERS - 1)
    criterion = n * np.log(np.maximum(left, floor) / n) + penalty[:, None]
    return criterion.argmin(axis=0), by_break.argmin(axis=0)


def _pieces(x: Array, at: float) -> Array:
    """Columns of two straight pieces that meet at `at`: level, slope, change of slope."""
    return np.column_stack([np.ones_like(x), x, np.maximum(0.0, x - at)])


def _left_over(columns: Array, curves: Array) -> Array:
    """(curves,) sum of squares that a least-squares fit of each curve leaves."""
    basis, _ = np.linalg.qr(columns)
    rest = curves - (curves @ basis) @ basis.T
    squares: Array = (rest**2).sum(axis=1)
    return squares


def _none(reason: str, certainty: float = float("nan")) -> Knee:
    nan = float("nan")
    return Knee(False, nan, nan, nan, nan, nan, certainty, reason)
