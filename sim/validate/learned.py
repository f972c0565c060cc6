"""What the fit says beside the targets: what was found, what it rests on, and what it cannot tell."""

from dataclasses import fields

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from sim.validate import targets
from sim.validate.unknowns import RANGES, Unknowns

FOUND = {
    "quality_value": ("Utility of delivery quality, from 0 to 1", ""),
    "take_up": ("Buyers who take the carrier where it is offered", "share"),
    "cut_share": ("The carrier's share of all parcels that follows", "share"),
    "treated_change": ("Sales of its sellers' goods, over the same world without the removal", "share"),
    "control_change": ("Sales of the other goods, over the same world without the removal", "share"),
    "market_change": ("All sales, over the same world without the removal", "share"),
}
"""Figures of each draw that are told: in words, and their unit."""
DRIVEN = (
    "quality_value", "take_up", "market_change", targets.RESUMPTION.name, targets.LONG_TAIL.name,
    targets.LONG_TAIL_TREATED.name, targets.RATING.name, targets.VARIETY.name,
)  # fmt: skip


def found_by_fit(draws: pd.DataFrame) -> pd.DataFrame:
    """What was found: name, what, value, ci_low, ci_high (middle 95 % of the draws), unit."""
    rows = []
    for name, (what, unit) in FOUND.items():
        low, high = np.quantile(draws[name], [0.025, 0.975])
        rows.append((name, what, float(draws[name].mean()), float(low), float(high), unit))
    return pd.DataFrame(rows, columns=["name", "what", "value", "ci_low", "ci_high", "unit"])


def driven_by(draws: pd.DataFrame) -> pd.DataFrame:
    """Spearman's rank correlation over the draws of each unknown with what was fitted and predicted.

    Returns:
        unknown, what (it in words), low, high (its range), figure, correlation. NaN where one of the two does not vary.
    """
    rows = []
    for field in fields(Unknowns):
        for figure in DRIVEN:
            varies = draws[field.name].nunique() > 1 and draws[figure].nunique() > 1
            found = float(spearmanr(draws[field.name], draws[figure]).statistic) if varies else float("nan")
            low, high, what = RANGES[field.name]
            rows.append((field.name, what, low, high, figure, found))
    return pd.DataFrame(rows, columns=["unknown", "what", "low", "high", "figure", "correlation"])
