"""Morris screening of a finished sweep: which parameters move the excess at all, for few points."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.study.sensitivity.design import Design
from sim.study.sensitivity.luck import luck_share
from sim.study.sensitivity.resampling import CONFIDENCE, SEED
from sim.study.sensitivity.response import Array, Response

SAMPLES = 1000
COLUMNS = ["parameter", "mu", "mu_star", "mu_star_low", "mu_star_high", "sigma", "unit", "is_clear"]


def morris_effects(response: Response) -> pd.DataFrame:
    """Mean absolute elementary effect and its spread, in units of excess over a parameter's whole range.

    `mu_star` (Campolongo, Cariboni & Saltelli 2007) says how much a parameter moves the excess, `sigma` (Morris 1991)
    how much that depends on where the others stand. A trajectory with a failed point is left out whole. Luck alone
    gives every parameter a `mu_star` of about 2 s / (√π Δ), s the spread that luck puts into a point's mean and Δ the
    step of the plan; one whose interval does not lie above that is not clear.

    Returns:
        Columns `COLUMNS`, a row a parameter.

    Raises:
        ValueError: not a Morris plan, or no whole trajectory is left.
    """
    from SALib.analyze import morris  # late: it takes a second to import

    if response.design.kind != "morris":
        raise ValueError(f"elementary effects need a Morris plan, got {response.design.kind}")
    kept, _ = response.whole_blocks()
    design = kept.design
    found = morris.analyze(
        {"num_vars": len(design.names), "names": design.names, "bounds": [[0.0, 1.0]] * len(design.names)},
        in_unit_cube(kept.x, design),
        kept.mean,
        num_resamples=SAMPLES,
        conf_level=CONFIDENCE,
        num_levels=design.levels,
        seed=SEED,
    )
    mu_star, half = np.asarray(found["mu_star"]), np.asarray(found["mu_star_conf"])
    trajectories = len(kept.y) // design.block
    # SALib's interval is a normal one; few trajectories want Student's
    half = half * stdtrit(max(1, trajectories - 1), 0.5 + CONFIDENCE / 2) / 1.959963984540054
    return pd.DataFrame(
        {
            "parameter": design.names,
            "mu": np.asarray(found["mu"]),
            "mu_star": mu_star,
            "mu_star_low": np.maximum(0.0, mu_star - half),
            "mu_star_high": mu_star + half,
            "sigma": np.asarray(found["sigma"]),
            "unit": kept.unit,
            "is_clear": mu_star - half > luck_floor(kept.y, design),
        }
    )[COLUMNS]


def luck_floor(y: Array, design: Design) -> float:
    """The `mu_star` that luck alone would give: the mean of |N(0, 2 s²)| over the step of the plan."""
    share = luck_share(y)
    if np.isnan(share):
        return 0.0
    spread = float(np.sqrt(share * y.mean(axis=1).var(ddof=1)))
    step = design.levels / (2.0 * (design.levels - 1))
    return 2.0 * spread / float(np.sqrt(np.pi)) / step


def in_unit_cube(x: Array, design: Design) -> Array:
    """Values as shares of their ranges, on the scale they were spread over."""
    columns = []
    for column, each in zip(x.T, design.parameters, strict=True):
        values, low, high = (np.log(v) if each.is_log else np.asarray(v) for v in (column, each.low, each.high))
        columns.append((values - low) / (high - low))
    return np.column_stack(columns)
