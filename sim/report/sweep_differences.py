"""Choices of a sweep held against each other, pair by pair. Draws nothing."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.report.series import band
from sim.report.sweep_reading import SweepReading


def difference_frame(reading: SweepReading, measures: Sequence[str]) -> pd.DataFrame:
    """Each slice against the first one, point by point and replication by replication, under the same luck.

    Points that failed in either are left out.

    Returns:
        Columns measure, what, against, difference, ci_low, ci_high, unit; the difference is that of the mean over
        points, its 95 % t-interval over the replications, NaN with a single one. Slices without a common point have no
        row.
    """
    first, *others = reading.slices()
    rows = []
    for measure in measures:
        table = reading.excess(measure)
        ground = table.reindex(first.numbers).to_numpy()
        for each in others:
            difference = table.reindex(each.numbers).to_numpy() - ground
            whole = difference[np.isfinite(difference).all(axis=1)]
            if len(whole):
                found = band(whole.mean(axis=0)[:, None])
                ends = (float(value[0]) for value in (found.mean, found.low, found.high))
                rows.append([measure, each.name, first.name, *ends, reading.unit(measure)])
    return pd.DataFrame(rows, columns=["measure", "what", "against", "difference", "ci_low", "ci_high", "unit"])
