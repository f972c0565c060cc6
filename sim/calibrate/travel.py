"""Linehaul trips between two hubs: hours that every trip takes, and speed over the distance.

As the model has it: a trip takes fixed + km / speed · spread. The spread is lognormal around one; where that fails,
trips are of two kinds, straight and held on the way, each lognormal. Must not know the tables.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from sim.calibrate.durations import Array
from sim.calibrate.families import TINY, Z90, likeliest, standard_errors, summed_log, tolerated_distance

RESOLUTION_H = 1 / 60
LEAST_TRIPS = 100
MOST_COMPARED = 20_000
LEAST_SIGMA = 0.02
Spread = Callable[[Array, Array], Array]
"""Share of the trips whose logarithm of the spread is greater, from all parameters and that logarithm."""


@dataclass(frozen=True)
class HeldTrips:
    """Trips of a second kind: held on the way.

    Attributes:
        share: of all trips.
        longer: the median of their spread, that of the others being one.
        sigma: standard deviation of the logarithm of their spread.
        low, high: ends of the 90 % intervals of the three.
    """

    share: float
    longer: float
    sigma: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]


@dataclass(frozen=True)
class Travel:
    """Trips fitted.

    Attributes:
        fixed_h: hours that every trip takes, whatever its distance.
        speed: km/h; where some are held, of those that go straight.
        sigma: standard deviation of the logarithm of the spread, likewise.
        low, high: ends of the 90 % intervals of the three.
        n: whole trips.
        held: trips of the second kind; None where one kind is as much as can be told.
    """

    fixed_h: float
    speed: float
    sigma: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    n: int
    held: HeldTrips | None = None

    def spread(self, u: Array) -> Array:
        """Factors on km / speed below which the shares `u` of the trips lie, 0 < u < 1, any shape."""
        if self.held is None:
            return np.asarray(np.exp(self.sigma * special.ndtri(u)))
        held, grid = self.held, np.linspace(-5.0, 5.0, 4001)
        theta = np.array([0, 0, np.log(self.sigma), special.logit(held.share), np.log(held.longer), np.log(held.sigma)])
        return np.asarray(np.exp(np.interp(u, 1.0 - _two_kinds(theta, grid), grid)))


def fit_travel(km: ArrayLike, hours: ArrayLike, age_h: ArrayLike) -> Travel | None:
    """Fit trips by maximum likelihood, whole ones to the minute, those under way by the time that has passed.

    Args:
        km: road kilometres of each trip.
        hours: its length, NaN while under way.
        age_h: hours that have passed where it is under way, NaN else.

    Returns:
        The fit, or None where there are too few trips or only one distance, so that fixed hours and speed cannot be
        told apart.
    """
    distance, length, age = (np.asarray(each, dtype=np.float64) for each in (km, hours, age_h))
    whole, under_way = np.isfinite(length), np.isfinite(age)
    if whole.sum() < LEAST_TRIPS or np.ptp(distance[whole]) < 1.0:
        return None
    trips = _Trips(distance[whole], length[whole], distance[under_way], age[under_way])
    guess = _by_medians(distance[whole], length[whole])
    theta, error, aic = trips.fitted(_one_kind, np.log(guess))
    low, high = np.exp(theta - Z90 * error), np.exp(theta + Z90 * error)
    found = Travel(*_three(np.exp(theta)), _three(low), _three(high), int(whole.sum()))
    if trips.distance(_one_kind, theta) <= tolerated_distance(found.n):
        return found
    theta, error, aic_of_two = trips.fitted(_two_kinds, _of_two(distance[whole], length[whole], guess))
    ends = [_natural(theta - Z90 * error), _natural(theta + Z90 * error)]
    if not (aic_of_two < aic and np.isfinite(ends).all()):
        return found
    straight, held = np.split(_natural(theta), 2)
    kind = HeldTrips(*_three(held), _three(ends[0][3:]), _three(ends[1][3:]))
    return Travel(*_three(straight), _three(ends[0][:3]), _three(ends[1][:3]), found.n, kind)


def _three(values: Array) -> tuple[float, float, float]:
    first, second, third = (float(each) for each in values)
    return first, second, third


def _natural(theta: Array) -> Array:
    """Fixed hours, speed and sigma of the straight ones; share, longer and sigma of those held."""
    with np.errstate(over="ignore"):
        return np.array([*np.exp(theta[:3]), special.expit(theta[3]), *np.exp(theta[4:])])


def _one_kind(theta: Array, x: Array) -> Array:
    return np.asarray(special.ndtr(-x / np.exp(theta[2])))


def _two_kinds(theta: Array, x: Array) -> Array:
    held = special.expit(theta[3])
    return np.asarray((1.0 - held) * _one_kind(theta, x) + held * special.ndtr((theta[4] - x) / np.exp(theta[5])))


class _Trips:
    """Trips as they were observed.

    Args:
        km, hours: of the whole ones. open_km, passed_h: of those under way.
    """

    def __init__(self, km: Array, hours: Array, open_km: Array, passed_h: Array) -> None:
        self._whole, self._open = _alike(km, hours), _alike(open_km, passed_h)
        n = km.size + open_km.size
        chosen = np.linspace(0, n - 1, min(n, MOST_COMPARED)).astype(np.int64)
        self._km = np.concatenate([km, open_km])[chosen]
        self._hours = np.concatenate([hours, passed_h])[chosen]
        self._is_whole: NDArray[np.bool_] = chosen < km.size

    def fitted(self, spread: Spread, start: Array) -> tuple[Array, Array, float]:
        """Parameters (the first two logarithms of fixed hours and speed), their standard errors, and AIC."""
        (far, lasted, n_lasted), (open_km, passed, n_passed) = self._whole, self._open
        half = RESOLUTION_H / 2

        def loss(theta: Array) -> float:
            with np.errstate(all="ignore"):
                longer, shorter = (_log_spread(theta, far, lasted + each) for each in (half, -half))
                mass = spread(theta, shorter) - spread(theta, longer)
                left = spread(theta, _log_spread(theta, open_km, passed))
                found = -summed_log(n_lasted, mass) - summed_log(n_passed, left)
            return float(found) if np.isfinite(found) else np.inf

        theta = likeliest(loss, start)
        return theta, standard_errors(loss, theta), 2 * theta.size + 2 * loss(theta)

    def distance(self, spread: Spread, theta: Array) -> float:
        """Greatest distance between a fit and the trips, those under way taken after Kaplan and Meier."""
        passed = 1.0 - spread(theta, _log_spread(theta, self._km, self._hours))
        data = stats.CensoredData(uncensored=passed[self._is_whole], right=passed[~self._is_whole])
        seen = stats.ecdf(data).cdf
        return float(np.abs(seen.probabilities - seen.quantiles).max())


def _log_spread(theta: Array, km: Array, hours: Array) -> Array:
    fixed, speed = np.exp(np.minimum(theta[:2], 50.0))
    return np.asarray(np.log(np.maximum(hours - fixed, TINY) * speed / km))


def _alike(km: Array, hours: Array) -> tuple[Array, Array, Array]:
    """Distances, hours to the minute, and how many trips have both: however many trips, some ten thousand numbers."""
    minutes = np.round(hours / RESOLUTION_H)
    pairs, count = np.unique(np.column_stack([km, minutes]), axis=0, return_counts=True)
    return pairs[:, 0], pairs[:, 1] * RESOLUTION_H, count.astype(np.float64)


def _by_medians(km: Array, hours: Array) -> Array:
    """A first guess: a line through the medians of the distances."""
    distances = np.unique(km)
    medians = np.array([np.median(hours[km == each]) for each in distances])
    weights = np.array([(km == each).sum() for each in distances], dtype=np.float64)
    slope, fixed = np.polyfit(distances, medians, 1, w=np.sqrt(weights))
    slope = max(slope, 1e-4)
    fixed = float(np.clip(fixed, 0.05, 0.95 * hours.min()))
    spread = np.log(np.maximum((hours - fixed) * 1 / slope / km, 1e-3))
    return np.array([fixed, 1 / slope, max(float(np.std(spread)), LEAST_SIGMA)])


def _of_two(km: Array, hours: Array, guess: Array) -> Array:
    """A first guess at two kinds: the trips parted where that leaves the least variance within the parts."""
    x = np.sort(np.log(np.maximum(hours - guess[0], RESOLUTION_H) * guess[1] / km))
    n, before = np.arange(1, x.size), np.cumsum(x)[:-1]
    between = before**2 / n + (x.sum() - before) ** 2 / (x.size - n)
    straight, held = np.split(x, [int(between.argmax()) + 1])
    middle, other = (float(np.median(each)) for each in (straight, held))
    sigma, other_sigma = (max(float(each.std()), LEAST_SIGMA) for each in (straight, held))
    share = special.logit(held.size / x.size)
    speed = np.log(guess[1]) - middle
    return np.array([np.log(guess[0]), speed, np.log(sigma), share, other - middle, np.log(other_sigma)])
