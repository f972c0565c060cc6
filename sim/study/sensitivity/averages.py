"""Means over points and replications with their intervals, and points put into bins along a parameter."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.study.sensitivity.design import Design
from sim.study.sensitivity.resampling import CONFIDENCE
from sim.study.sensitivity.response import Array

BINNED_BY_LEVEL = ("grid", "morris")
MOST_LEVELS = 12
POINTS_A_BIN = 20
MOST_BINS = 20


class Mean(NamedTuple):
    """A mean over points and replications, and the two halves of its interval.

    Attributes:
        value: the mean.
        by_points: half width of the 95 % t-interval for the points being others.
        by_luck: the same for the replications being others.
    """

    value: float
    by_points: float
    by_luck: float

    @property
    def half(self) -> float:
        """Half width of both together, the root of the sum of squares; NaN where nothing was repeated."""
        known = [each for each in (self.by_points, self.by_luck) if not np.isnan(each)]
        return float(np.sqrt(sum(each**2 for each in known))) if known else float("nan")


def mean_of(y: Array) -> Mean:
    """Mean of (points, replications) figures; replications are common to all points.

    >>> mean_of(np.array([[1.0, 1.0], [3.0, 3.0]])).value
    2.0
    """
    return Mean(float(y.mean()), _t_half(y.mean(axis=1)), _t_half(y.mean(axis=0)))


def _t_half(values: Array) -> float:
    count = values.size
    if count < 2:
        return float("nan")
    return float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * values.std(ddof=1) / np.sqrt(count))


def by_trajectory(y: Array, rows: NDArray[np.intp], design: Design) -> Array:
    """Figures at some rows of a plan, those of one Morris trajectory averaged, as they are not independent."""
    if design.kind != "morris":
        return y[rows]
    trajectory = rows // design.block
    return np.stack([y[rows[trajectory == each]].mean(axis=0) for each in np.unique(trajectory)])


def bins_along(x: Array, design: Design) -> list[NDArray[np.intp]]:
    """Rows of each bin along a parameter, by rising value.

    A bin is a level where the plan has levels; otherwise the bins are equally full, of at least `POINTS_A_BIN` points
    where there are enough of them.

    Args:
        x: (points,) the parameter's values.
        design: the plan they come from.
    """
    levels = np.unique(x)
    if design.kind in BINNED_BY_LEVEL or levels.size <= MOST_LEVELS:
        return [np.flatnonzero(x == level) for level in levels]
    count = int(np.clip(x.size // POINTS_A_BIN, 2, MOST_BINS))
    return [np.sort(part) for part in np.array_split(np.argsort(x, kind="stable"), count)]
