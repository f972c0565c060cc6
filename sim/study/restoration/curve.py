"""From runs restored after different hours to a curve: excess, what the hours add, and what each hour costs.

All figures are paired by luck. The first variant is the one restored after zero hours: what an outage *adds* is the
excess less the excess of that one, which is exactly zero at zero hours whatever else happens in the scenario.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.pairing import paired_excess
from sim.study.paired_values import PairedValues

Array = NDArray[np.float64]
FIGURES = ["excess", "ci_low", "ci_high"]
ADDED = ["added", "added_low", "added_high"]


def curve(paired: PairedValues, hours: Sequence[float]) -> pd.DataFrame:
    """Every series at every restoration hour.

    Args:
        paired: a variant an hour, zero hours first.
        hours: (variants,) rising, the first 0.

    Returns:
        Columns hours, measure, group, unit, baseline, outage, excess, ci_low, ci_high (as in the run restored then),
        added, added_low, added_high (over zero hours).
    """
    frames = []
    for variant, hour in enumerate(hours):
        own = paired_excess(paired.baseline[variant], paired.outage[variant])
        added = paired_excess(paired.outage[0], paired.outage[variant])
        frame = paired.series.assign(hours=float(hour), baseline=own.baseline, outage=own.outage)
        frame[FIGURES] = np.column_stack([own.excess, own.ci_low, own.ci_high])
        frame[ADDED] = np.column_stack([added.excess, added.ci_low, added.ci_high])
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    return table[["hours", "measure", "group", "unit", "baseline", "outage", *FIGURES, *ADDED]]


def marginal(paired: PairedValues, hours: Sequence[float]) -> pd.DataFrame:
    """What an hour costs between each two neighbouring restoration hours: paired difference over the hours between.

    Returns:
        Columns from_h, to_h, measure, group, unit, per_hour, ci_low, ci_high; the unit is that of the measure, an hour.
    """
    frames = []
    for variant in range(1, len(hours)):
        step = paired_excess(paired.outage[variant - 1], paired.outage[variant])
        length = float(hours[variant]) - float(hours[variant - 1])
        frame = paired.series.assign(from_h=float(hours[variant - 1]), to_h=float(hours[variant]))
        frame[["per_hour", "ci_low", "ci_high"]] = np.column_stack([step.excess, step.ci_low, step.ci_high]) / length
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    return table[["from_h", "to_h", "measure", "group", "unit", "per_hour", "ci_low", "ci_high"]]


def added_by_replication(paired: PairedValues, row: int) -> Array:
    """(hours, replications) what the hours add to one series, zero at zero hours."""
    added: Array = paired.outage[:, row] - paired.outage[0, row]
    return added
