"""How long a step lasts, given how long it has lasted already, from the tables the engine itself draws from."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def share_until(table: NDArray[Any], value: Floats) -> Floats:
    """Share of all cases that are at most `value`: the inverse of `sim.engine.quantiles.quantile`.

    Args:
        table: (points,) one row of the quantile tables.
        value: any number of them, in the table's unit.
    """
    points = len(table)
    above = np.searchsorted(table, value, side="right")
    inside = np.clip(above, 1, points - 1)
    low, high = table[inside - 1].astype(np.float64), table[inside].astype(np.float64)
    step = np.where(high > low, high - low, 1.0)
    share = (inside - 1 + np.clip((value - low) / step, 0.0, 1.0)) / (points - 1)
    return np.asarray(np.where(above == 0, 0.0, np.where(above == points, 1.0, share)))


def quantile_of(table: NDArray[Any], u: Floats) -> Floats:
    """Values at probabilities 0–1, as `sim.engine.quantiles.quantile` gives them."""
    x = u * (len(table) - 1)
    i = np.minimum(x.astype(np.int64), len(table) - 2)
    low, high = table[i].astype(np.float64), table[i + 1].astype(np.float64)
    return np.asarray(low + (x - i) * (high - low))


def lasting(tables: NDArray[Any], row: Ints, elapsed: Floats, u: Floats) -> Floats:
    """Durations, each given that it is longer than what has elapsed; those that cannot be longer end now.

    u' = F(elapsed) + (1 − F(elapsed)) · u, looked up in the step's own table.

    Args:
        tables: (n, points) quantile tables.
        row: (cases,) which of them.
        elapsed: (cases,) time gone by; what is negative conditions nothing.
        u: (cases,) in (0, 1).

    Returns:
        (cases,) whole durations, at least `elapsed`.
    """
    out = np.empty(len(row))
    for which in np.unique(row):
        mine = row == which
        before = share_until(tables[which], elapsed[mine])
        drawn = quantile_of(tables[which], before + (1.0 - before) * u[mine])
        out[mine] = np.maximum(drawn, elapsed[mine])
    return out


def next_of(times: Floats, offset: float, t: Floats) -> Floats:
    """The first of a day's clock times at or after each instant; as `sim.engine.daytimes.next_time`, for many at once.

    Args:
        times: (cases, most) clock times, h, rows padded as those of `Carriers`.
        offset: clock time of the scenario's start, h.
        t: (cases,) h since the scenario's start.
    """
    midnight = np.floor((t + offset) / 24.0) * 24.0 - offset
    i = (midnight[:, None] + times[:, :-1] < t[:, None]).sum(axis=1)
    return np.asarray(midnight + np.take_along_axis(times, i[:, None], axis=1)[:, 0])


def last_of(times: Floats, offset: float, t: Floats) -> Floats:
    """The last of a day's clock times at or before each instant; arguments as of `next_of`."""
    midnight = np.floor((t + offset) / 24.0) * 24.0 - offset
    daily = np.where(times < 24.0, times, -np.inf)
    today = np.where(midnight[:, None] + daily <= t[:, None], daily, -np.inf).max(axis=1)
    yesterday = daily.max(axis=1) - 24.0
    return np.asarray(midnight + np.where(np.isfinite(today), today, yesterday))
