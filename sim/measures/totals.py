"""The table of a study's point: some measures' totals in both arms of each replication, and the excess of the pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.engine.tally import ArmResult
from sim.measures.batch import TOTAL, batch_of
from sim.measures.pairing import paired_excess, pairs_of
from sim.measures.replications import series_of

if TYPE_CHECKING:
    from sim.spec import Scenario

COLUMNS = ["replication", "measure", "group", "baseline", "outage", "excess", "unit"]


def totals_frame(arms: Sequence[ArmResult], scenario: Scenario, measures: Sequence[str]) -> pd.DataFrame:
    """Totals of the measures, one row a replication and measure, in the order of `measures` within a replication.

    Args:
        arms: both arms of every replication.
        scenario: what was run.
        measures: of `sim.measures.MEASURES`.

    Returns:
        Columns replication, measure, group ("total"), baseline, outage, excess, unit; counts of the full population.
        The excess is 0 where both arms are equal, NaN where one of them says nothing (a percentile of no parcels).

    Raises:
        ValueError: a replication lacks an arm, or a measure is not known.
    """
    batch = batch_of(arms, scenario)
    found = {series.measure: series for series in series_of(batch, scenario) if series.group == TOTAL}
    unknown = [name for name in measures if name not in found]
    if unknown:
        raise ValueError(f"no such measure: {unknown[0]}")
    values = np.stack([found[name].values for name in measures])
    frames = []
    for pair in pairs_of(arms):
        excess = paired_excess(values[:, [pair.baseline]], values[:, [pair.outage]]).excess
        frames.append(
            pd.DataFrame(
                {
                    "replication": pair.replication,
                    "measure": list(measures),
                    "group": TOTAL,
                    "baseline": values[:, pair.baseline],
                    "outage": values[:, pair.outage],
                    "excess": excess,
                    "unit": [found[name].unit for name in measures],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)[COLUMNS]
