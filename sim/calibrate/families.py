"""Families of distributions a duration may have, and their likelihood for durations as they were observed.

Each family is its survival function over parameters that may be any real number, so that one optimiser serves all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from sim.calibrate.durations import Array, Durations

TINY = 1e-300
Z90 = float(special.ndtri(0.95))
"""Half-width of a 90 % interval, standard errors."""
STEP = 1e-3
FIRST_MOVE, MOST_STRETCH, MOST_MOVES = 0.2, 3.0, 20
"""How far an end is looked for at first, how much further in one step, and how often."""
CLOSE_ENOUGH, FAR = 0.02, 10.0
"""Standard errors that an end may be off, and the distance from which on there is none."""
COARSE = {"xatol": 1e-2, "fatol": 1e-2, "maxiter": 400}
"""What the search for the best of the others is content with."""
KOLMOGOROV_95 = 1.358
TOLERATED = 0.02
"""Distance between fit and observation that no reader would mind, whatever the number of durations."""


@dataclass(frozen=True)
class Family:
    """A family of distributions of a duration.

    Attributes:
        name: as a scenario writes it; `mixture` is of two lognormals.
        parameters: names in the order of `theta`.
        sf: share that lasts longer than t hours, for parameters theta on the whole real line.
        natural: the parameters as people say them, by name, from theta.
        start: theta to begin the search with, from mean and standard deviation of the logarithm.
    """

    name: str
    parameters: tuple[str, ...]
    sf: Callable[[Array, Array], Array]
    natural: Callable[[Array], Array]
    start: Callable[[float, float], Array]


def _lognormal_sf(t: Array, log_median: float, log_sigma: float) -> Array:
    with np.errstate(divide="ignore"):  # the logarithm of zero is minus infinity, as it should be
        return np.asarray(special.ndtr((log_median - np.log(t)) / np.exp(log_sigma)))


def _mixture_sf(t: Array, theta: Array) -> Array:
    share = special.expit(theta[0])
    return np.asarray(share * _lognormal_sf(t, theta[1], theta[2]) + (1 - share) * _lognormal_sf(t, theta[3], theta[4]))


def _mixture_natural(theta: Array) -> Array:
    return np.array([special.expit(theta[0]), *np.exp(theta[1:])])


LOGNORMAL = Family(
    "lognormal",
    ("median", "sigma"),
    lambda t, theta: _lognormal_sf(t, theta[0], theta[1]),
    np.exp,
    lambda mean, sd: np.array([mean, np.log(sd)]),
)
GAMMA = Family(
    "gamma",
    ("shape", "scale"),
    lambda t, theta: np.asarray(special.gammaincc(np.exp(theta[0]), t / np.exp(theta[1]))),
    np.exp,
    lambda mean, sd: np.array([-2 * np.log(sd), mean + 2 * np.log(sd) + sd**2 / 2]),
)
WEIBULL = Family(
    "weibull",
    ("shape", "scale"),
    lambda t, theta: np.asarray(np.exp(-((t / np.exp(theta[1])) ** np.exp(theta[0])))),
    np.exp,
    lambda mean, sd: np.array([np.log(1.28 / sd), mean + 0.577 * sd / 1.28]),
)
EXPONENTIAL = Family(
    "exponential",
    ("mean",),
    lambda t, theta: np.asarray(np.exp(-t / np.exp(theta[0]))),
    np.exp,
    lambda mean, sd: np.array([mean + min(sd, 1.0) ** 2 / 2]),
)
MIXTURE = Family(
    "mixture",
    ("share", "median", "sigma", "other_median", "other_sigma"),
    _mixture_sf,
    _mixture_natural,
    lambda mean, sd: np.array([0.0, mean - 0.8 * sd, np.log(0.6 * sd), mean + 0.8 * sd, np.log(0.6 * sd)]),
)
SINGLE = (LOGNORMAL, GAMMA, WEIBULL, EXPONENTIAL)
FAMILIES = {family.name: family for family in (*SINGLE, MIXTURE)}


@dataclass(frozen=True)
class Fit:
    """A family fitted to durations by maximum likelihood.

    Attributes:
        family: which.
        theta: parameters on the real line.
        values: the parameters as people say them, in the family's order; times in hours.
        low, high: ends of their 90 % intervals, from the curvature of the likelihood; NaN where it is flat.
        aic: Akaike's information criterion: less is better, after paying two for each parameter.
    """

    family: Family
    theta: Array
    values: Array
    low: Array
    high: Array
    aic: float

    def sf(self, t: Array) -> Array:
        """Share that lasts longer than `t` hours, any shape."""
        with np.errstate(over="ignore", under="ignore"):
            return self.family.sf(np.asarray(t, dtype=np.float64), self.theta)

    def quantile(self, u: Array) -> Array:
        """Hours below which the shares `u` lie, 0 < u < 1, any shape; to a thousandth."""
        grid = np.geomspace(1e-4, 1e5, 20_000)
        return np.asarray(np.interp(u, 1.0 - self.sf(grid), grid))


def tolerated_distance(n: int) -> float:
    """Distance of Kolmogorov and Smirnov that chance explains at 95 %; lenient where the fit is of the same data.

    >>> tolerated_distance(100), tolerated_distance(1_000_000)
    (0.1358, 0.02)
    """
    return max(TOLERATED, round(KOLMOGOROV_95 / float(np.sqrt(n)), 6))


def fit_families(durations: Durations, fails: Callable[[Fit], bool]) -> dict[str, Fit]:
    """Every single family fitted, least AIC first; the mixture too, where the best of them fails.

    Args:
        durations: as observed.
        fails: whether a fit is too far from what was observed.
    """
    fits = [fit_family(family, durations) for family in SINGLE]
    best = min(fits, key=lambda fit: fit.aic)
    if fails(best):
        fits.append(fit_family(MIXTURE, durations))
    return {fit.family.name: fit for fit in sorted(fits, key=lambda fit: fit.aic)}


def fit_family(family: Family, durations: Durations) -> Fit:
    """The family's member under which the observed durations are likeliest.

    Raises:
        ValueError: no cell holds a duration.
    """
    if durations.n == 0:
        raise ValueError("no durations to fit")

    def loss(theta: Array) -> float:
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            mass = family.sf(durations.low, theta) - family.sf(durations.high, theta)
        if not np.isfinite(mass).all():
            return np.inf
        return -summed_log(durations.count, mass)

    logs = np.log(np.maximum(durations.middle, 1e-4))
    mean = float(np.average(logs, weights=durations.count))
    sd = max(float(np.sqrt(np.average((logs - mean) ** 2, weights=durations.count))), 0.02)
    theta = likeliest(loss, family.start(mean, sd))
    error = standard_errors(loss, theta)
    with np.errstate(over="ignore"):  # no curvature, no end
        ends = np.sort(np.array([family.natural(theta - Z90 * error), family.natural(theta + Z90 * error)]), axis=0)
    return Fit(family, theta, family.natural(theta), ends[0], ends[1], 2 * len(theta) + 2 * loss(theta))


def summed_log(count: Array, chance: Array) -> float:
    """Logarithm of the likelihood of so many observations of each chance, any equal shape.

    Not by `@`: the library behind it shares long sums out to threads that wait in a loop, and on a busy machine such a
    wait takes a hundred times longer than the sum.
    """
    return float(np.sum(count * np.log(np.maximum(chance, TINY))))


def likeliest(loss: Callable[[Array], float], start: Array) -> Array:
    """Where a loss is least: a coarse simplex finds the valley, whatever its shape, and slopes lead to its bottom."""
    coarse = {"xatol": 1e-2, "fatol": 1e-1, "maxiter": 2000}
    theta = np.asarray(optimize.minimize(loss, start, method="Nelder-Mead", options=coarse).x)
    with np.errstate(invalid="ignore"):  # a step into the impossible is infinite, and taken back
        slid = np.asarray(optimize.minimize(loss, theta, method="BFGS", options={"gtol": 1e-2}).x)
    theta = slid if loss(slid) <= loss(theta) else theta
    fine = {"xatol": 1e-3, "fatol": 1e-4, "maxiter": 2000, "initial_simplex": theta + _corners(len(theta))}
    return np.asarray(optimize.minimize(loss, theta, method="Nelder-Mead", options=fine).x)


def _corners(size: int) -> Array:
    return np.vstack([np.zeros(size), np.eye(size) * 2 * STEP])


def standard_errors(loss: Callable[[Array], float], theta: Array) -> Array:
    """Square roots of the inverse of the observed information, by central differences; NaN where it has none."""
    size = len(theta)
    steps = np.eye(size) * STEP
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(i, size):
            a, b = steps[i], steps[j]
            corners = loss(theta + a + b) - loss(theta + a - b) - loss(theta - a + b) + loss(theta - a - b)
            hessian[i, j] = hessian[j, i] = corners / (4 * STEP**2)
    try:
        variance = np.diag(np.linalg.inv(hessian))
    except np.linalg.LinAlgError:
        return np.full(size, np.nan)
    return np.where(variance > 0, np.sqrt(np.maximum(variance, 0)), np.nan)


def likelihood_ends(loss: Callable[[Array], float], theta: Array, place: int, others: Sequence[int]) -> Array:
    """Ends of the 90 % interval of one parameter: where the likelihood, at its best in some others, has fallen so far.

    Holds where few durations were seen and the likelihood leans to one side, as the curvature at its top does not tell.

    Args:
        loss: minus the logarithm of the likelihood.
        theta: where it is least.
        place: of the parameter.
        others: places of those that follow it; the rest stay.

    Returns:
        Low and high on the real line, shape (2,); infinite where the likelihood never falls so far.
    """
    least, free = loss(theta), list(others)

    def fall(moved: float) -> float:
        """Square root of twice the fall: in standard errors, nearly a straight line."""

        def at(inner: Array) -> float:
            whole = theta.copy()
            whole[place] += moved
            whole[free] = inner
            return loss(whole)

        inner = theta[free]
        if free:
            inner = optimize.minimize(at, inner, method="Nelder-Mead", options=COARSE).x
        return float(np.sqrt(max(0.0, 2 * (at(inner) - least))))

    ends = []
    for sign in (-1.0, 1.0):
        moved = sign * FIRST_MOVE
        for _ in range(MOST_MOVES):
            reached = fall(moved)
            if abs(reached - Z90) < CLOSE_ENOUGH:
                break
            moved *= float(np.clip(Z90 / max(reached, TINY), 1 / MOST_STRETCH, MOST_STRETCH))
        ends.append(theta[place] + (moved if abs(moved) < FAR else sign * np.inf))
    return np.array(ends)
