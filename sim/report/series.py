"""Hourly series of a run, found by measure and group, with their mean and t-interval over replications.

Knows columns and hours, nothing of figures. A series the run does not have is None, never an error.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

Array = NDArray[np.float64]

BASELINE_ARM = "baseline"
OUTAGE_ARM = "outage"
CONFIDENCE = 0.95
ENOUGH_EVENTS = 30.0
DAY_H = 24
WIDTHS_H = (1, 2, 3, 6, 12, 24)
MOST_POINTS = 1000
LEVELS = frozenset(
    {
        "dark_now",
        "in_flight",
        "at_merchant",
        "held",
        "hub_backlog",
        "courier_backlog",
        "merchants_away",
        "published_backlog_h",
        "buffered",
        "locker_cells",
        "desk_waiting",
        "support_wait_p90_min",
    }
)


@dataclass(frozen=True)
class Band:
    """Mean of a series over replications, hour by hour, with its 95 % t-interval.

    `low` and `high` are NaN with a single replication.
    """

    mean: Array
    low: Array
    high: Array

    @property
    def half(self) -> Array:
        """Half the interval's width."""
        return (self.high - self.low) / 2.0


def band(values: Array) -> Band:
    """Mean and t-interval of (replications, hours) values.

    >>> band(np.array([[1.0, 2.0], [3.0, 2.0]])).mean
    array([2., 2.])
    """
    n = values.shape[0]
    mean = values.mean(axis=0)
    if n < 2:
        nothing = np.full_like(mean, np.nan)
        return Band(mean, nothing, nothing)
    half = student.ppf(0.5 + CONFIDENCE / 2, n - 1) * values.std(axis=0, ddof=1) / np.sqrt(n)
    return Band(mean, mean - half, mean + half)


class HourlySeries:
    """The hourly frame of a run, indexed once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Index `frame` (arm, replication, hour, measure, group, value); an empty frame has no series."""
        self._frame = frame
        self._rows: dict[tuple[str, str], NDArray[np.int64]] = {}
        self._hours = 0
        if frame.empty:
            return
        by_name = frame.groupby(["measure", "group"], observed=True, sort=False)
        found: Mapping[Any, Any] = by_name.indices
        self._rows = {(str(measure), str(group)): np.asarray(rows) for (measure, group), rows in found.items()}
        self._is_outage = (frame["arm"] == OUTAGE_ARM).to_numpy()
        self._replication = frame["replication"].to_numpy()
        self._hour = frame["hour"].to_numpy(dtype=np.int32)
        self._value = frame["value"].to_numpy()
        self._hours = int(self._hour.max()) + 1

    def groups(self, measure: str, kind: str) -> list[str]:
        """Names of the groups of a kind (`carrier`, `operator`, `party`, `link`) that a measure has."""
        start = f"{kind}="
        return [group.removeprefix(start) for name, group in self._rows if name == measure and group.startswith(start)]

    def arm(self, measure: str, arm: str, group: str = "total") -> Array | None:
        """(replications, hours) values of one arm, 0 in an hour without a row, or None without such a series."""
        rows = self._rows.get((measure, group))
        if rows is None:
            return None
        rows = rows[self._is_outage[rows] == (arm == OUTAGE_ARM)]
        if rows.size == 0:
            return None
        names, place = np.unique(self._replication[rows], return_inverse=True)
        values = np.zeros((names.size, self._hours))
        np.add.at(values, (place, self._hour[rows]), np.nan_to_num(self._value[rows]))
        last = int(self._hour[rows].max()) + 1
        return values[:, :last]

    def summed(self, measure: str, arm: str, groups: Iterable[str]) -> Array | None:
        """`arm` added up over groups that have the series."""
        found = [values for group in groups if (values := self.arm(measure, arm, group)) is not None]
        if not found:
            return None
        hours = min(values.shape[1] for values in found)
        total: Array = np.sum([values[:, :hours] for values in found], axis=0)
        return total

    def excess(self, measure: str, group: str = "total") -> Array | None:
        """Outage less baseline, replication by replication."""
        with_it, without = self.arm(measure, OUTAGE_ARM, group), self.arm(measure, BASELINE_ARM, group)
        if with_it is None or without is None or with_it.shape[0] != without.shape[0]:
            return None
        hours = min(with_it.shape[1], without.shape[1])
        difference: Array = with_it[:, :hours] - without[:, :hours]
        return difference


def bin_width_h(values: Array, sample: float) -> int:
    """Hours to average over so that a bin holds enough simulated events, all replications together, to have a shape.

    What counts is the rate on the days on which most events happen: a burst is not blurred for the quiet around it.

    Args:
        values: (replications, hours) counts of the whole population.
        sample: share of it that was simulated.

    >>> bin_width_h(np.full((10, 480), 900.0), sample=0.001), bin_width_h(np.full((10, 480), 9e4), sample=0.001)
    (6, 1)
    """
    days = binned(values, DAY_H).mean(axis=0) if values.shape[1] >= DAY_H else values.mean(axis=0)
    total = float(days.sum())
    an_hour = float((days**2).sum()) / total * values.shape[0] * sample if total > 0 else ENOUGH_EVENTS
    return next((width for width in WIDTHS_H if an_hour * width >= ENOUGH_EVENTS), WIDTHS_H[-1])


def step_h(n_hours: int) -> int:
    """Hours between the points of a series of `n_hours`, so that a long run makes no heavy page.

    >>> step_h(480), step_h(2160)
    (1, 3)
    """
    return next((width for width in WIDTHS_H if n_hours <= width * MOST_POINTS), WIDTHS_H[-1])


def binned(values: Array, width_h: int) -> Array:
    """(replications, bins) means per hour over bins of `width_h` hours; an incomplete last bin is left out.

    >>> binned(np.array([[1.0, 3.0, 5.0, 5.0, 9.0]]), 2)
    array([[2., 5.]])
    """
    bins = values.shape[1] // width_h
    means: Array = values[:, : bins * width_h].reshape(values.shape[0], bins, width_h).mean(axis=2)
    return means


def daily(values: Array, first_clock_h: float) -> Array:
    """(replications, days) sums of hourly counts by calendar day of the scenario's zone.

    Args:
        values: (replications, hours) counts.
        first_clock_h: clock time of hour 0, in hours after midnight.

    >>> daily(np.ones((1, 30)), first_clock_h=20.0)
    array([[ 4., 24.,  2.]])
    """
    day = ((np.arange(values.shape[1]) + first_clock_h) // 24).astype(np.int64)
    sums = np.zeros((values.shape[0], int(day[-1]) + 1 if day.size else 0))
    np.add.at(sums.T, day, values.T)
    return sums
