"""Scenarios against each other: paired differences of their excesses, with intervals that allow for many comparisons.

For every measure all pairs of scenarios are compared. The plain interval is a 95 % t-interval over replications; the
adjusted ones hold for all pairs of the measure together with 95 % (Bonferroni); p-values are Holm's step-down.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from sim.measures.pairing import CONFIDENCE, paired_ratio, t_half_width
from sim.study.paired_values import PairedValues

Array = NDArray[np.float64]
ADJUSTMENT = "Bonferroni intervals and Holm p-values over all pairs of scenarios within a measure"
COLUMNS = [
    "a", "b", "measure", "unit", "excess_a", "excess_b", "difference", "ci_low", "ci_high", "adjusted_low",
    "adjusted_high", "p", "p_holm", "p_holm_all", "relative", "relative_low", "relative_high",
]  # fmt: skip


def differences(paired: PairedValues) -> pd.DataFrame:
    """Excess of b less excess of a for every pair of scenarios and every series, by measure and pair.

    In one world both baselines are the same, so this is the difference of the outage arms. Where all pairs are equal
    the difference is exactly 0 with [0, 0] and p = 1. A replication in which either has no number is left out.

    Args:
        paired: at least two variants; its series are taken as they are.

    Returns:
        `COLUMNS`; `relative` is the difference over a's excess, NaN where that is not clear of zero; `p_holm` is
        adjusted over the pairs of one measure, `p_holm_all` over all pairs of all measures.
    """
    pairs = list(combinations(range(len(paired.variants)), 2))
    excess = paired.excess
    rows = []
    for series, (measure, unit) in enumerate(zip(paired.series["measure"], paired.series["unit"], strict=True)):
        found = [_compared(paired, excess, series, a, b, len(pairs)) for a, b in pairs]
        adjusted = holm(np.array([row["p"] for row in found]))
        for row, p_holm, (a, b) in zip(found, adjusted, pairs, strict=True):
            rows.append(
                {
                    "a": paired.variants[a],
                    "b": paired.variants[b],
                    "measure": measure,
                    "unit": unit,
                    **row,
                    "p_holm": p_holm,
                }
            )
    frame = pd.DataFrame(rows)
    frame["p_holm_all"] = holm(frame["p"].to_numpy(dtype=np.float64))
    return frame[COLUMNS]


def half_width(values: Array, confidence: float) -> float:
    """Half the width of the t-interval of the mean of (n,) values; NaN for a single one."""
    n = len(values)
    if n < 2:
        return float("nan")
    return float(stdtrit(n - 1, 0.5 + confidence / 2) * values.std(ddof=1) / np.sqrt(n))


def p_value(values: Array) -> float:
    """Two-sided p of Student's test that the mean of (n,) values is 0; NaN for a single one that is not 0."""
    n = len(values)
    if not values.any():
        return 1.0
    if n < 2:
        return float("nan")
    error = values.std(ddof=1) / np.sqrt(n)
    if error == 0.0:
        return 0.0
    return float(2.0 * stdtr(n - 1, -abs(values.mean() / error)))


def holm(p: Array) -> Array:
    """Holm's step-down adjustment (1979) of p-values; NaN stays NaN and does not count.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    found = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    weights = np.arange(len(order), 0, -1)
    found[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * weights)) if len(order) else []
    return found


def _compared(paired: PairedValues, excess: Array, series: int, a: int, b: int, n_pairs: int) -> dict[str, float]:
    arms = paired.outage[b, series] - paired.outage[a, series]
    difference = arms - (paired.baseline[b, series] - paired.baseline[a, series])
    known = ~np.isnan(difference)
    values = difference[known]
    row = {"excess_a": _mean(excess[a, series]), "excess_b": _mean(excess[b, series])}
    is_same = np.array_equal(excess[a, series], excess[b, series], equal_nan=True)
    if is_same or not values.size:
        same = 0.0 if is_same else float("nan")
        names = ("difference", "ci_low", "ci_high", "adjusted_low", "adjusted_high")
        row |= dict.fromkeys(names, same) | {"p": 1.0 if is_same else float("nan")}
    else:
        mean = float(values.mean())
        plain = float(t_half_width(values))
        wide = half_width(values, 1.0 - (1.0 - CONFIDENCE) / n_pairs)
        row |= {"difference": mean, "ci_low": mean - plain, "ci_high": mean + plain}
        row |= {"adjusted_low": mean - wide, "adjusted_high": mean + wide, "p": p_value(values)}
    return row | _relative(excess[a, series][known], excess[b, series][known], is_same)


def _relative(a: Array, b: Array, is_same: bool) -> dict[str, float]:
    """The difference over a's excess; nothing where that may be zero."""
    names = ("relative", "relative_low", "relative_high")
    half = float(t_half_width(a)) if a.size else float("nan")
    if not a.size or not abs(float(a.mean())) > half:
        return dict.fromkeys(names, float("nan"))
    if is_same:
        return dict.fromkeys(names, 0.0)
    sign = 1.0 if a.mean() > 0 else -1.0
    ratio, low, high = paired_ratio(sign * a, sign * b)
    return dict(zip(names, (ratio - 1.0, low - 1.0, high - 1.0), strict=True))


def _mean(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
