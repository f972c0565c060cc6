"""Observed durations as counts between limits: what a likelihood of whole, cut off and bracketed durations needs.

A duration seen in full lies in a narrow cell of a grid, one still going on lies above what has passed, one of which
only the brackets are known lies between them. So one likelihood serves all three, and ten million durations are a
few hundred numbers. Knows no distribution.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
CELLS = 400
LEAST_H = 1 / 3600
ATOM_LEAST, ATOM_OVER = 5, 4
"""Durations equal to the longest, and how many times those of the length below it, from which on that length is a
limit and no chance. However small their share: a few of the longest weigh much in a spread."""
MINUTE_H = 1 / 60


@dataclass(frozen=True)
class Durations:
    """How many durations lie between limits.

    Attributes:
        low, high: ends of each cell, hours; high is infinite for a duration that was not over when last looked at.
        count: durations in it.
        cap_h: length at which durations are cut short in the world itself, hours; infinite = none is seen.
    """

    low: Array
    high: Array
    count: Array
    cap_h: float = np.inf

    @property
    def n(self) -> int:
        """Durations in all."""
        return int(self.count.sum())

    @property
    def n_open(self) -> int:
        """Durations of which only a least length is known."""
        return int(self.count[np.isinf(self.high)].sum())

    @property
    def middle(self) -> Array:
        """A length for each cell: its middle, or for an open one the least length; hours."""
        return np.where(np.isinf(self.high), self.low, (self.low + np.where(np.isinf(self.high), 0, self.high)) / 2)


def observed(whole: ArrayLike, still_open: ArrayLike = ()) -> Durations:
    """Durations seen in full, and those still going on.

    Many equal to the longest are a limit of the world (a courier's round ends): they are then at least so long.

    Args:
        whole: any shape, hours, at least 0.
        still_open: hours that have passed.

    Raises:
        ValueError: there is none in full.
    """
    values = np.asarray(whole, dtype=np.float64).ravel()
    ages = np.asarray(still_open, dtype=np.float64).ravel()
    if values.size == 0:
        raise ValueError("no duration is known in full")
    longest = float(values.max())
    at_cap = values >= longest - LEAST_H
    below = values[~at_cap]
    n_below = int((below >= below.max() - LEAST_H).sum()) if below.size else 0
    is_capped = n_below > 0 and int(at_cap.sum()) >= max(ATOM_LEAST, ATOM_OVER * n_below)
    if is_capped:
        ages = np.concatenate([ages, values[at_cap]])
        values = below
    top = max(float(values.max()), LEAST_H) * (1 + 1e-9)
    bottom = min(max(float(values.min()), LEAST_H), top / 2)
    edges = np.concatenate([[0.0], np.geomspace(bottom * (1 - 1e-9), top, CELLS)])
    counts = np.histogram(np.clip(values, 0, top), edges)[0].astype(np.float64)
    open_at, open_count = np.unique(np.round(ages[ages > 0], 3), return_counts=True)
    kept = counts > 0
    return Durations(
        np.concatenate([edges[:-1][kept], open_at]),
        np.concatenate([edges[1:][kept], np.full(open_at.size, np.inf)]),
        np.concatenate([counts[kept], open_count.astype(np.float64)]),
        longest if is_capped else np.inf,
    )


def bracketed(low: ArrayLike, high: ArrayLike) -> Durations:
    """Durations of which only brackets are known; an infinite upper one means that it was not over.

    Args:
        low, high: one element a duration, hours, to the minute.
    """
    lows = np.round(np.maximum(np.asarray(low, dtype=np.float64), 0.0) / MINUTE_H) * MINUTE_H
    highs = np.asarray(high, dtype=np.float64)
    highs = np.maximum(np.round(highs / MINUTE_H) * MINUTE_H, lows + MINUTE_H)
    tells_something = (lows > 0) | np.isfinite(highs)
    pairs, count = np.unique(np.column_stack([lows, highs])[tells_something], axis=0, return_counts=True)
    return Durations(pairs[:, 0], pairs[:, 1], count.astype(np.float64))
