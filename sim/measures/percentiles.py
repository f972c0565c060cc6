"""Percentiles of what was counted in bins: transit hours, minutes of waiting.

Knows bins and widths only.
"""

from __future__ import annotations

import numpy as np

from sim.measures.batch import Array


def binned_quantile(counts: Array, q: float, width: float) -> Array:
    """The q-quantile of values counted in bins of one width, spread evenly inside each bin.

    The last bin holds everything beyond the others; a quantile that falls there is reported as that bin's lower edge,
    so it is a bound from below. Nothing counted gives NaN.

    Args:
        counts: (…, bins + 1) how many values lie in [i·width, (i + 1)·width); the last bin is open above.
        q: above 0 and at most 1.
        width: of a bin, in the unit of the result.

    >>> binned_quantile(np.array([0.0, 4.0, 0.0]), 0.5, width=2.0)
    array(3.)
    """
    reached = counts.cumsum(axis=-1)
    total = reached[..., -1:]
    target = q * total
    bin_row = np.argmax(reached >= target, axis=-1)[..., None]
    inside = np.take_along_axis(counts, bin_row, axis=-1)
    below = np.take_along_axis(reached, bin_row, axis=-1) - inside
    part = np.divide(target - below, inside, out=np.zeros_like(target, dtype=np.float64), where=inside > 0)
    part = np.where(bin_row == counts.shape[-1] - 1, 0.0, part)
    quantile: Array = np.where(total > 0, (bin_row + part) * width, np.nan)[..., 0]
    return quantile


def share_below(counts: Array, value: float, width: float) -> Array:
    """Share of the counted values below a value that is a bin's edge; NaN where nothing was counted.

    >>> share_below(np.array([3.0, 1.0, 0.0]), 2.0, width=2.0)
    array(0.75)
    """
    total = counts.sum(axis=-1)
    below = counts[..., : round(value / width)].sum(axis=-1)
    share: Array = np.divide(below, total, out=np.full_like(total, np.nan, dtype=np.float64), where=total > 0)
    return share
