"""Sobol indices of a finished sweep: how much of the variance of the excess each parameter accounts for.

The indices and their bootstrap are SALib's; this module adds what the sweep knows and SALib does not: points that
failed, and luck.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.study.sensitivity.design import Design
from sim.study.sensitivity.luck import luck_share
from sim.study.sensitivity.resampling import CONFIDENCE, SEED
from sim.study.sensitivity.response import Array, Response

SAMPLES = 500
COLUMNS = ["parameter", "s1", "s1_low", "s1_high", "st", "st_low", "st_high", "is_clear"]
PAIR_COLUMNS = ["parameter", "with", "s2", "s2_low", "s2_high", "is_clear"]


def sobol_indices(response: Response) -> tuple[pd.DataFrame, pd.DataFrame]:
    """First, total and (where sampled) second-order indices of the excess, with 95 % intervals.

    Points are averaged over their replications. An interval joins the bootstrap over blocks of points with the
    jackknife over replications, as the root of the sum of their squares. Luck that differs from point to point enters
    every total index, so one is clear only if its interval lies above the share of luck; a first index, if it lies
    above 0. A block with a failed point is left out whole.

    Returns:
        Indices, columns `COLUMNS`, a row a parameter; pairs, columns `PAIR_COLUMNS`, empty if not sampled.

    Raises:
        ValueError: not a Sobol plan, or no whole block is left.
    """
    if response.design.kind != "sobol":
        raise ValueError(f"Sobol indices need a Sobol plan, got {response.design.kind}")
    kept, _ = response.whole_blocks()
    names = kept.design.names
    if float(np.ptp(kept.mean)) == 0.0:
        nothing = [[name, *[0.0] * 6, False] for name in names]
        return pd.DataFrame(nothing, columns=COLUMNS), pd.DataFrame(columns=PAIR_COLUMNS)
    found = _salib(kept.design, kept.mean)
    half = {name: _half_widths(kept, name, found) for name in ("S1", "ST")}
    floor = luck_share(kept.y)
    floor = 0.0 if np.isnan(floor) else floor
    s1, st = found["S1"], found["ST"]
    indices = pd.DataFrame(
        {
            "parameter": names,
            "s1": s1,
            "s1_low": s1 - half["S1"],
            "s1_high": s1 + half["S1"],
            "st": st,
            "st_low": st - half["ST"],
            "st_high": st + half["ST"],
            "is_clear": (st - half["ST"] > floor) | (s1 - half["S1"] > 0),
        }
    )
    return indices[COLUMNS], _pairs(kept, found)


def _pairs(kept: Response, found: dict[str, Array]) -> pd.DataFrame:
    if not kept.design.second_order:
        return pd.DataFrame(columns=PAIR_COLUMNS)
    names = kept.design.names
    half = _half_widths(kept, "S2", found)
    rows = [
        [names[i], names[j], value := float(found["S2"][i, j]), value - half[i, j], value + half[i, j]]
        for i in range(len(names))
        for j in range(i + 1, len(names))
    ]
    table = pd.DataFrame(rows, columns=PAIR_COLUMNS[:-1])
    return table.assign(is_clear=(table["s2_low"] > 0) | (table["s2_high"] < 0))


def _half_widths(kept: Response, index: str, found: dict[str, Array]) -> Array:
    """Half widths of the intervals of an index: bootstrap over blocks, jackknife over replications."""
    over_luck = _jackknife(kept.y, lambda mean: _salib(kept.design, mean, samples=2)[index])
    return np.asarray(np.hypot(found[f"{index}_conf"], over_luck))


def _jackknife(y: Array, statistic: Callable[[Array], Array]) -> Array:
    """Half width of the 95 % interval of a statistic of the points' means, from leaving out each replication.

    0 with a single replication, which cannot tell.
    """
    count = y.shape[1]
    total = y.sum(axis=1)
    if count < 2:
        return np.zeros_like(statistic(total))
    left_out = np.stack([statistic((total - y[:, r]) / (count - 1)) for r in range(count)])
    variance = (count - 1) / count * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * np.sqrt(variance))


def _salib(design: Design, mean: Array, samples: int = SAMPLES) -> dict[str, Any]:
    """SALib's analysis of the points' means; a constant response has indices of 0."""
    from SALib.analyze import sobol  # late: it takes a second to import

    count = len(design.parameters)
    if float(np.ptp(mean)) == 0.0:
        return {name: np.zeros(count) for name in ("S1", "ST")} | {"S2": np.zeros((count, count))}
    problem = {
        "num_vars": count,
        "names": design.names,
        "bounds": [[each.low, each.high] for each in design.parameters],
    }
    found: dict[str, Any] = sobol.analyze(
        problem, mean, calc_second_order=design.second_order, num_resamples=samples, conf_level=CONFIDENCE, seed=SEED
    )
    return found
