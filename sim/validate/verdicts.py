"""Verdicts: each target beside what the model says of it, with its interval. Judges and simulates nothing."""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from sim.measures.evidence import mean_interval
from sim.validate.goods import Array
from sim.validate.targets import Target

COLUMNS = [
    "name", "what", "target", "band_low", "band_high", "simulated", "ci_low", "ci_high", "unit", "status", "held_out",
    "holds", "is_clear", "source", "certainty", "interval_over",
]  # fmt: skip
REPLICATIONS, DRAWS, COUNTED = "replications of the run", "worlds of shoppers, fitted again in each", "events counted"


def of_replications(target: Target, values: Array) -> dict[str, object]:
    """A figure with one value a replication: their mean and its t-interval; one replication gives no interval."""
    return _verdict(target, *mean_interval(values), REPLICATIONS)


def of_draws(target: Target, values: Array) -> dict[str, object]:
    """A figure with one value a draw of what is not known: their mean, and where the middle 95 % of them lie."""
    low, high = np.quantile(values, [0.025, 0.975])
    return _verdict(target, float(values.mean()), float(low), float(high), DRAWS)


def of_rare_events(target: Target, seen: int, exposure: float) -> dict[str, object]:
    """A rate of rare events: seen over exposure, with the exact interval of a Poisson count (Garwood 1936)."""
    if exposure == 0.0:
        return _verdict(target, float("nan"), float("nan"), float("nan"), COUNTED)
    low = float(chi2.ppf(0.025, 2 * seen)) / 2.0 if seen else 0.0
    high = float(chi2.ppf(0.975, 2 * seen + 2)) / 2.0
    return _verdict(target, seen / exposure, low / exposure, high / exposure, COUNTED)


def table_of(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Verdicts as a frame, in their order."""
    return pd.DataFrame(rows, columns=COLUMNS)


def _verdict(target: Target, simulated: float, low: float, high: float, interval_over: str) -> dict[str, object]:
    """One row: it holds if the figure lies in the band, clearly if its whole interval is inside, or outside."""
    holds = bool(target.low <= simulated <= target.high)
    inside, outside = target.low <= low and high <= target.high, high < target.low or low > target.high
    return {
        "name": target.name,
        "what": target.what,
        "target": target.value,
        "band_low": target.low,
        "band_high": target.high,
        "simulated": simulated,
        "ci_low": low,
        "ci_high": high,
        "unit": target.unit,
        "status": target.status,
        "held_out": target.is_held_out,
        "holds": holds,
        "is_clear": bool(inside or outside),
        "source": target.source,
        "certainty": target.certainty,
        "interval_over": interval_over,
    }
