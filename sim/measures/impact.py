"""From replications to a result: every measure's mean in both arms, its paired excess and the interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.engine.tally import ArmResult
from sim.measures.batch import BASELINE, OUTAGE, Array
from sim.measures.pairing import paired_excess

FIGURES = ["baseline", "outage", "excess", "ci_low", "ci_high"]


def impact(replication_frame: pd.DataFrame) -> pd.DataFrame:
    """Excess of the outage arm over the counterfactual, one row a measure and group, in the frame's order.

    The excess is the mean over replications of the paired difference, with its 95 % t-interval. It is exactly 0 with
    [0, 0] where all pairs are equal bit for bit; otherwise a single replication has an interval of NaN.

    Args:
        replication_frame: columns replication, arm, measure, group, value, unit.

    Returns:
        Columns measure, group, baseline, outage, excess, ci_low, ci_high, unit.

    Raises:
        ValueError: a replication lacks an arm.
    """
    return excess_frame(replication_frame, ["measure", "group", "unit"])[["measure", "group", *FIGURES, "unit"]]


def excess_frame(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Means, paired excess and interval for each combination of `keys`, in order of first appearance.

    Args:
        frame: columns replication, arm, value and the keys; one row per key, arm and replication.
        keys: the columns that name a series.

    Raises:
        ValueError: a replication lacks an arm, or a key lacks a replication.
    """
    series = frame.groupby(keys, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    is_outage = (frame["arm"] == OUTAGE).to_numpy()
    replications, column = np.unique(frame["replication"].to_numpy(), return_inverse=True)
    n_series = int(series.max()) + 1 if series.size else 0
    filled = np.zeros((2, n_series, replications.size), dtype=np.int64)
    values = np.full((2, n_series, replications.size), np.nan)
    np.add.at(filled, (is_outage.astype(int), series, column), 1)
    values[is_outage.astype(int), series, column] = frame["value"].to_numpy()
    if (filled != 1).any():
        arm, _, at = np.argwhere(filled != 1)[0]
        name = OUTAGE if arm else BASELINE
        raise ValueError(f"replication {replications[at]}: the {name} arm is not there once for every measure")
    found = frame.drop_duplicates(keys)[keys].reset_index(drop=True)
    for name, figures in zip(FIGURES, paired_excess(values[0], values[1]), strict=True):
        found[name] = figures
    return found


def frame_of(arms: Sequence[ArmResult], keys: pd.DataFrame, values: Array) -> pd.DataFrame:
    """Values (series, arms) as a long frame, series by series: replication, arm, the series' keys, value."""
    n_series, n_arms = values.shape
    repeated = keys.iloc[np.repeat(np.arange(n_series), n_arms)].reset_index(drop=True)
    repeated.insert(0, "replication", np.tile([arm.replication for arm in arms], n_series))
    repeated.insert(1, "arm", np.tile([arm.arm for arm in arms], n_series))
    return repeated.assign(value=values.ravel())
