"""Linehaul trips between two hubs: hours that every trip takes, and speed over the distance.

As the model has it: a trip takes fixed + km / speed · spread, spread lognormal around one. Must not know the tables.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from sim.calibrate.durations import Array
from sim.calibrate.families import TINY, Z90, likeliest, standard_errors

RESOLUTION_H = 1 / 60
LEAST_TRIPS = 100


@dataclass(frozen=True)
class Travel:
    """Trips fitted.

    Attributes:
        fixed_h: hours that every trip takes, whatever its distance.
        speed: km/h.
        sigma: standard deviation of the logarithm of the spread.
        low, high: ends of the 90 % intervals of the three.
        n: whole trips.
    """

    fixed_h: float
    speed: float
    sigma: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    n: int


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

    far, lasted, n_lasted = _alike(distance[whole], length[whole])
    on_road, passed, n_passed = _alike(distance[under_way], age[under_way])

    def loss(theta: Array) -> float:
        fixed, speed, sigma = np.exp(np.minimum(theta, 50.0))

        def longer(t: Array, d: Array) -> Array:
            return np.asarray(special.ndtr(np.log(d / speed / np.maximum(t - fixed, TINY)) / sigma))

        half = RESOLUTION_H / 2
        with np.errstate(all="ignore"):
            mass = longer(lasted - half, far) - longer(lasted + half, far)
            left = longer(passed, on_road)
            found = -(n_lasted @ np.log(np.maximum(mass, TINY))) - n_passed @ np.log(np.maximum(left, TINY))
        return float(found) if np.isfinite(found) else np.inf

    theta = likeliest(loss, np.log(_by_medians(distance[whole], length[whole])))
    error = standard_errors(loss, theta)
    low, high = np.exp(theta - Z90 * error), np.exp(theta + Z90 * error)
    fixed, speed, sigma = (float(each) for each in np.exp(theta))
    ends = tuple(tuple(float(each) for each in end) for end in (low, high))
    return Travel(fixed, speed, sigma, ends[0], ends[1], int(whole.sum()))  # type: ignore[arg-type]


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
    return np.array([fixed, 1 / slope, max(float(np.std(spread)), 0.02)])
