"""Which scenario is best, measure by measure: how probably, and in which rank, ties where intervals cannot tell."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.better import better_sign
from sim.study.paired_values import PairedValues

Array = NDArray[np.float64]
DRAWS = 4000
SEED = 20170601
COLUMNS = ["scenario", "measure", "unit", "excess", "rank", "tied_with", "p_best"]


def ranks(paired: PairedValues, differences: pd.DataFrame) -> pd.DataFrame:
    """Rank and probability of being best of every scenario in every measure that has a better way.

    The rank is one more than the number of scenarios that are better with an adjusted interval clear of zero; so
    scenarios that the intervals cannot tell apart share one.

    Args:
        paired: the scenarios' values.
        differences: of the same, as `compare.differences` gives it.

    Returns:
        Columns scenario, measure, unit, excess (mean), rank (from 1), tied_with (scenarios that cannot be told from
        it), p_best (see `probability_of_best`).
    """
    weights = _bootstrap_weights(len(paired.replications))
    rows = []
    for series, (measure, unit) in enumerate(zip(paired.series["measure"], paired.series["unit"], strict=True)):
        sign = better_sign(measure)
        if not sign:
            continue
        excess = paired.excess[:, series]
        if np.isnan(excess).any():
            excess = excess[:, ~np.isnan(excess).any(axis=0)]
        if not excess.shape[1]:
            continue
        own = weights if excess.shape[1] == weights.shape[1] else _bootstrap_weights(excess.shape[1])
        best = probability_of_best(sign * excess, own)
        of_measure = differences[differences["measure"] == measure]
        for variant, name in enumerate(paired.variants):
            worse_than, tied = _told_apart(of_measure, name, sign)
            rows.append((name, measure, unit, excess[variant].mean(), 1 + worse_than, tied, best[variant]))
    return pd.DataFrame(rows, columns=COLUMNS)


def probability_of_best(scores: Array, weights: Array | None = None) -> Array:
    """How often each has the highest mean when replications are drawn again with replacement; ties share.

    The draws are the same for all, so what all share in a replication does not blur who is better. With very few
    replications it says little: the same few values are drawn again and again.

    Args:
        scores: (scenarios, replications), higher is better, columns paired.
        weights: (draws, replications) how often each replication is drawn, over their number.

    Returns:
        (scenarios,) adding up to 1.
    """
    drawn = _bootstrap_weights(scores.shape[1]) if weights is None else weights
    # Exact sums of equal rows are equal, so identical scenarios tie in every draw.
    means = np.stack([drawn @ row for row in scores])
    is_best = means == means.max(axis=0)
    found: Array = (is_best / is_best.sum(axis=0)).mean(axis=1)
    return found


def _bootstrap_weights(replications: int) -> Array:
    luck = np.random.default_rng(SEED)
    return luck.multinomial(replications, np.full(replications, 1 / replications), size=DRAWS) / replications


def _told_apart(differences: pd.DataFrame, name: str, sign: int) -> tuple[int, str]:
    """How many scenarios are clearly better than this one, and which cannot be told from it."""
    better, tied = 0, []
    for row in differences.to_dict("records"):
        if name not in (row["a"], row["b"]):
            continue
        other = row["b"] if name == row["a"] else row["a"]
        towards_other = sign if name == row["a"] else -sign
        low, high = float(row["adjusted_low"]), float(row["adjusted_high"])
        if not (low > 0 or high < 0):
            tied.append(str(other))
        elif towards_other * (low + high) > 0:
            better += 1
    return better, ", ".join(tied)
