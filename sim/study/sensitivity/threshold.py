"""Where a decision tips: the value of a parameter at which a difference changes its sign.

The difference is between two policies, or between the excess and a limit. Its mean along the parameter is made
monotone; the interval holds every value at which a difference of zero is not refused.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from sim.study.sensitivity.averages import bins_along, by_trajectory, mean_of
from sim.study.sensitivity.response import Array, NothingToAnalyseError, Response

CROSSES, ABOVE, BELOW, SEVERAL = "crosses", "always above", "always below", "crosses more than once"
EQUAL = "no difference anywhere"


@dataclass(frozen=True)
class Threshold:
    """Where a difference changes sign along a parameter.

    Attributes:
        parameter: along which.
        verdict: `CROSSES`, `ABOVE`, `BELOW` (none in the range), `SEVERAL` (both signs come back, clearly) or `EQUAL`.
        at: where the monotone mean is zero; -inf or inf beyond the range; NaN where it crosses several times or never
            differs from zero.
        low: lower end of the 95 % interval of `at`; -inf = it may lie below the range.
        high: upper end; inf = it may lie above the range.
        is_rising: the difference is above zero beyond `at` rather than before it.
        x: (bins,) mean value of the parameter in each bin.
        mean: (bins,) mean difference.
        half: (bins,) half width of its 95 % interval; NaN where nothing was repeated.
        monotone: (bins,) the monotone mean that `at` is read from.
    """

    parameter: str
    verdict: str
    at: float
    low: float
    high: float
    is_rising: bool
    x: Array
    mean: Array
    half: Array
    monotone: Array

    @property
    def is_clear(self) -> bool:
        """Whether it crosses once and the interval ends inside the range on both sides."""
        return self.verdict == CROSSES and bool(np.isfinite([self.low, self.high]).all())


def threshold(response: Response, parameter: str, *, limit: float = 0.0, other: Response | None = None) -> Threshold:
    """Where the excess passes a limit, or where two policies change places, along one parameter.

    In each bin along the parameter the difference has a mean over points and replications and a 95 % t-interval. The
    means are made monotone (isotonic least squares), their direction that of the least-squares slope, and interpolated
    between bins. The interval is that of inverted tests: the values at which the band, its edges made monotone by
    rearrangement, holds zero. Where nothing was repeated the interval is the two neighbouring bins.

    Args:
        response: the excess.
        parameter: one of the plan's.
        limit: what the excess is held against.
        other: subtracted point by point, of the same plan.

    Raises:
        ValueError: no such parameter, the two responses are of different points, or every point failed.
    """
    design = response.design
    if parameter not in design.names:
        raise ValueError(f"no parameter {parameter!r}; the sweep varied {', '.join(design.names)}")
    y = response.y - limit
    if other is not None:
        if other.x.shape != response.x.shape or not np.array_equal(other.x, response.x):
            raise ValueError("two policies can be held against each other only at the same points")
        y = response.y - other.y - limit
    rows = design.independent(len(y))
    rows = rows[np.isfinite(y[rows]).all(axis=1)]
    if not rows.size:
        raise NothingToAnalyseError(f"{response.measure}: every point failed")
    column = design.names.index(parameter)
    bins = [rows[part] for part in bins_along(response.x[rows, column], design)]
    x = np.array([response.x[part, column].mean() for part in bins])
    means = [mean_of(by_trajectory(y, part, design)) for part in bins]
    weight = np.array([float(part.size) for part in bins])
    return along(
        parameter, x, np.array([each.value for each in means]), np.array([each.half for each in means]), weight
    )


def along(parameter: str, x: Array, mean: Array, half: Array, weight: Array) -> Threshold:
    """The threshold of means along rising `x`, see `threshold`; all arrays are (bins,)."""
    centred = x - np.average(x, weights=weight)
    is_rising = bool(np.sum(weight * centred * mean) >= 0)
    sign = 1.0 if is_rising else -1.0
    monotone = np.asarray(isotonic_regression(mean, weights=weight, increasing=is_rising).x)
    known = np.nan_to_num(half)
    at = first_zero(x, sign * monotone)
    low = first_zero(x, np.sort(sign * mean + known))
    high = first_zero(x, np.sort(sign * mean - known))
    if bool(np.isnan(half).all()) and np.isfinite(at):
        low, high = (float(x[x <= at].max()), float(x[x >= at].min()))
    verdict = CROSSES
    if np.isinf(at):
        verdict = ABOVE if (at < 0) == is_rising else BELOW
    if _clear_changes(mean, known) > 1:
        verdict = SEVERAL
    if not mean.any():
        verdict = EQUAL
    if verdict in (SEVERAL, EQUAL):
        at, low, high = float("nan"), float("nan"), float("nan")
    return Threshold(parameter, verdict, at, min(low, at), max(high, at), is_rising, x, mean, half, monotone)


def first_zero(x: Array, rising: Array) -> float:
    """Where values that rise along `x` reach zero, linear in between; -inf if they begin above it, inf if never.

    >>> first_zero(np.array([0.0, 10.0, 20.0]), np.array([-1.0, -1.0, 3.0]))
    12.5
    """
    if rising[0] > 0:
        return float("-inf")
    if rising[-1] < 0:
        return float("inf")
    after = int(np.argmax(rising >= 0))
    if after == 0:
        return float(x[0])
    below, above = rising[after - 1], rising[after]
    return float(x[after - 1] + (x[after] - x[after - 1]) * -below / (above - below))


def _clear_changes(mean: Array, half: Array) -> int:
    """How often the sign changes among the bins whose interval lies on one side of zero."""
    clear = np.sign(mean[np.abs(mean) > half])
    return int((clear[1:] != clear[:-1]).sum())
