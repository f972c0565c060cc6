"""Sales hour by hour in both groups and both worlds: the curves and the event study. Knows no shopper."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.validate.experiment import Sales
from sim.validate.goods import Array
from sim.validate.removal import Removal

BIN_H = 6
GROUPS = ("treated", "control")


def sales_by_hour(
    luck: np.random.Generator, sales: Sales, is_treated: NDArray[np.bool_], removal: Removal, waiting_h: float
) -> Array:
    """(arms, groups, hours) sales of each group over its mean hour before: without the removal, with it.

    What was sold in a window is spread over its hours as orders are: so are Poisson sales, given their sum.

    Args:
        luck: drawn from.
        sales: of each good.
        is_treated: whose seller offers the cut carrier.
        removal: its hours, and the trade of each.
        waiting_h: mean hours until those who waited have bought.
    """
    before, during, after = np.split(removal.trade, [removal.began_at, removal.ended_at])
    back_at = after * np.exp(-np.arange(len(after)) / waiting_h)
    found = []
    for group in (is_treated, ~is_treated):
        totals = Sales(*(window[group].sum() for window in sales))
        sold_before = _split(luck, totals.before, before)
        usual_after = _split(luck, totals.after_without, after)
        back = _split(luck, totals.after - totals.after_without, back_at)
        without = np.concatenate([sold_before, _split(luck, totals.during_without, during), usual_after])
        with_removal = np.concatenate([sold_before, _split(luck, totals.during, during), usual_after + back])
        found.append(np.stack([without, with_removal]) / sold_before.mean())
    return np.stack(found, axis=1)


def _split(luck: np.random.Generator, total: Any, weights: Array) -> Array:
    return luck.multinomial(int(total), weights / weights.sum()).astype(np.float64)


def hourly_sales(sold: Array) -> pd.DataFrame:
    """Mean and 95 % of the draws of sales (draws, arms, groups, hours)."""
    low, high = np.quantile(sold, [0.025, 0.975], axis=0)
    frames = [
        pd.DataFrame(
            {
                "hour": np.arange(sold.shape[-1]),
                "group": group,
                "arm": arm,
                "sales": sold[:, a, g].mean(axis=0),
                "ci_low": low[a, g],
                "ci_high": high[a, g],
            }
        )
        for a, arm in enumerate(("baseline", "outage"))
        for g, group in enumerate(GROUPS)
    ]
    return pd.concat(frames, ignore_index=True)


def event_study(sold: Array, removal: Removal) -> pd.DataFrame:
    """The estimate in each span of hours against all before: mean and 95 % over the draws.

    Args:
        sold: (draws, arms, groups, hours) as `sales_by_hour` gives them.
        removal: its hours.
    """
    n_before, n_bins = removal.began_at, sold.shape[-1] // BIN_H
    binned = sold[..., : n_bins * BIN_H].reshape(*sold.shape[:-1], n_bins, BIN_H).sum(axis=-1)
    over_before = binned / sold[..., :n_before].sum(axis=-1, keepdims=True)
    # The hour's own trade is in both groups alike and falls out of their ratio.
    change = over_before[:, :, 0] / over_before[:, :, 1] - 1.0
    low, high = np.quantile(change, [0.025, 0.975], axis=0)
    frames = [
        pd.DataFrame(
            {
                "hour": BIN_H * np.arange(n_bins),
                "arm": arm,
                "change": change[:, a].mean(axis=0),
                "ci_low": low[a],
                "ci_high": high[a],
            }
        )
        for a, arm in enumerate(("baseline", "outage"))
    ]
    return pd.concat(frames, ignore_index=True)
