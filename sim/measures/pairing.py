"""Arms in pairs, and what a pair's difference is worth: means and t-intervals over replications.

An excess is always taken inside a replication, between two arms that share their luck; its interval is of the
mean of those differences. Knows no measure by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.engine.tally import ArmResult
from sim.measures.batch import BASELINE, OUTAGE, Array

CONFIDENCE = 0.95


class Pair(NamedTuple):
    """Where the two arms of one replication stand in a list of arm results."""

    replication: int
    baseline: int
    outage: int


class Excess(NamedTuple):
    """Means over replications, the paired excess and its 95 % interval; one element a series."""

    baseline: Array
    outage: Array
    excess: Array
    ci_low: Array
    ci_high: Array


def pairs_of(arms: Sequence[ArmResult]) -> list[Pair]:
    """The two arms of every replication, by rising replication.

    Raises:
        ValueError: an arm is neither baseline nor outage, or a replication lacks one of its arms or has one twice.
    """
    found: dict[str, dict[int, int]] = {BASELINE: {}, OUTAGE: {}}
    for index, arm in enumerate(arms):
        if arm.arm not in found:
            raise ValueError(f"replication {arm.replication}: an arm is {BASELINE} or {OUTAGE}, got {arm.arm!r}")
        if arm.replication in found[arm.arm]:
            raise ValueError(f"replication {arm.replication} has its {arm.arm} arm twice")
        found[arm.arm][arm.replication] = index
    alone = sorted(found[BASELINE].keys() ^ found[OUTAGE].keys())
    if alone:
        raise ValueError(f"replication {alone[0]} lacks one of its two arms; an excess needs both")
    return [Pair(each, found[BASELINE][each], found[OUTAGE][each]) for each in sorted(found[BASELINE])]


def t_half_width(differences: Array) -> Array:
    """Half the width of the 95 % t-interval of the mean along the last axis; NaN for a single value.

    >>> t_half_width(np.array([1.0, 3.0])).round(3)
    np.float64(12.706)
    >>> t_half_width(np.array([1.0]))
    np.float64(nan)
    """
    n = differences.shape[-1]
    if n < 2:
        return np.full(differences.shape[:-1], np.nan)[()]
    quantile = stdtrit(n - 1, 0.5 + CONFIDENCE / 2)
    return np.asarray(quantile * differences.std(axis=-1, ddof=1) / np.sqrt(n))[()]


def paired_excess(baseline: Array, outage: Array) -> Excess:
    """Mean of each arm, mean paired excess and its 95 % t-interval, for each series.

    A series whose pairs are all equal bit for bit (a NaN equals a NaN) has an excess of exactly 0 and the interval
    [0, 0], even with a single replication. Otherwise one replication gives no interval: both ends are NaN.
    A pair in which either arm is NaN (a percentile of nothing) says nothing about the difference and is left out.

    Args:
        baseline: (series, replications) values in the baseline arm.
        outage: (series, replications) values in the outage arm, column j from the same replication.
    """
    difference = outage - baseline
    same = ((baseline == outage) | (np.isnan(baseline) & np.isnan(outage))).all(axis=-1)
    usable = ~np.isnan(difference)
    whole = usable.all(axis=-1)
    result = Excess(*(np.full(len(baseline), np.nan) for _ in Excess._fields))
    result.baseline[whole] = baseline[whole].mean(axis=-1)
    result.outage[whole] = outage[whole].mean(axis=-1)
    result.excess[whole] = difference[whole].mean(axis=-1)
    half = np.full(len(baseline), np.nan)
    half[whole] = t_half_width(difference[whole])
    for row in np.flatnonzero(~whole & usable.any(axis=-1)):
        kept = usable[row]
        result.baseline[row] = baseline[row, kept].mean()
        result.outage[row] = outage[row, kept].mean()
        result.excess[row] = difference[row, kept].mean()
        half[row] = t_half_width(difference[row, kept])
    result.ci_low[:] = result.excess - half
    result.ci_high[:] = result.excess + half
    for column in (result.excess, result.ci_low, result.ci_high):
        column[same] = 0.0
    return result


def paired_ratio(baseline: Array, outage: Array) -> tuple[float, float, float]:
    """Ratio of the means, outage over baseline, and its 95 % interval from the linearised residuals of the pairs.

    The residual of a pair is outage − ratio · baseline; its standard error over the mean baseline is the ratio's
    (Cochran, Sampling Techniques, ch. 6). Exactly 1 with [1, 1] where all pairs are equal; NaN where the baseline is 0.

    >>> paired_ratio(np.array([2.0, 2.0]), np.array([4.0, 4.0]))
    (2.0, 2.0, 2.0)
    """
    mean = float(baseline.mean())
    if mean == 0.0:
        return float("nan"), float("nan"), float("nan")
    if bool((baseline == outage).all()):
        return 1.0, 1.0, 1.0
    ratio = float(outage.mean()) / mean
    half = float(t_half_width(outage - ratio * baseline)) / mean
    return ratio, ratio - half, ratio + half
