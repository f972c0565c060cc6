"""The tornado: the excess at a parameter's low end and at its high end, the others as they come."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.sensitivity.averages import BINNED_BY_LEVEL, MOST_LEVELS, bins_along, by_trajectory, mean_of
from sim.study.sensitivity.response import Array, Response

END = 0.2
"""Share of the points that makes an end, where the plan has no levels."""
COLUMNS = [
    "parameter",
    "low_from",
    "low_to",
    "high_from",
    "high_to",
    "at_low",
    "at_low_low",
    "at_low_high",
    "at_high",
    "at_high_low",
    "at_high_high",
    "middle",
    "swing",
    "swing_low",
    "swing_high",
    "unit",
    "is_clear",
]


def tornado(response: Response) -> pd.DataFrame:
    """Mean excess at both ends of every parameter, in units of excess, the widest swing first.

    An end is the lowest or highest level of a plan with levels, else the lowest or highest fifth of the points. Of a
    Sobol plan only the points that are independent draws are used. Intervals are 95 % t-intervals over points and over
    replications, joined as the root of the sum of squares.

    Returns:
        Columns `COLUMNS`: `low_from` to `low_to` are the parameter's values at the low end, `at_low` the mean excess
        there, `middle` the mean over all points, `swing` the excess at the high end less that at the low end.
    """
    rows = response.design.independent(len(response.y))
    rows = rows[response.is_whole[rows]]
    if not rows.size:
        return pd.DataFrame(columns=COLUMNS)
    middle = float(response.y[rows].mean())
    found = []
    for column, name in enumerate(response.design.names):
        x = response.x[rows, column]
        low, high = (rows[end] for end in _ends(x, response))
        found.append([name, *_bounds(response.x[low, column]), *_bounds(response.x[high, column])])
        found[-1] += _figures(response, low, high, middle)
    table = pd.DataFrame(found, columns=COLUMNS)
    order = table["swing"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _figures(response: Response, low: NDArray[np.intp], high: NDArray[np.intp], middle: float) -> list[object]:
    ends = [by_trajectory(response.y, end, response.design) for end in (low, high)]
    at_low, at_high = (mean_of(end) for end in ends)
    swing = at_high.value - at_low.value
    by_points = float(np.hypot(*np.nan_to_num([at_low.by_points, at_high.by_points])))
    per_replication = ends[1].mean(axis=0) - ends[0].mean(axis=0)
    by_luck = mean_of(per_replication[None, :]).by_luck
    nothing_repeated = np.isnan(at_low.half) or np.isnan(at_high.half)
    half = float("nan") if nothing_repeated else float(np.hypot(by_points, np.nan_to_num(by_luck)))
    shown = [edge for end in (at_low, at_high) for edge in (end.value, end.value - end.half, end.value + end.half)]
    return [*shown, middle, swing, swing - half, swing + half, response.unit, abs(swing) > half]


def _ends(x: Array, response: Response) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if response.design.kind in BINNED_BY_LEVEL or np.unique(x).size <= MOST_LEVELS:
        bins = bins_along(x, response.design)
        return bins[0], bins[-1]
    order = np.argsort(x, kind="stable")
    size = max(1, round(END * x.size))
    return np.sort(order[:size]), np.sort(order[-size:])


def _bounds(x: Array) -> tuple[float, float]:
    return float(x.min()), float(x.max())
