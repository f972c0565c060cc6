"""The two harms apart: parcels only the information hurt, parcels only the delay hurt, and those hurt by both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sim.engine.tally import ArmResult
from sim.measures.batch import Series, batch_of
from sim.measures.impact import FIGURES, excess_frame
from sim.measures.replications import series_frame

if TYPE_CHECKING:
    from sim.spec import Scenario

CLASSES = {
    "worried_on_time": "worried but on time",
    "late_unseen": "late but not shown",
    "worried_and_late": "both",
}
"""Counts of the tally and the class each stands for: harm of information, harm of transport, both."""


def affected_split(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """Affected parcels by class and group: means of both arms, paired excess and 95 % interval, parcels.

    Returns:
        Columns class, measure, group, baseline, outage, excess, ci_low, ci_high, unit; groups as `replication_frame`.

    Raises:
        ValueError: as `replication_frame`.
    """
    batch = batch_of(arms, scenario)
    series = [
        Series(name, group, "parcels", values)
        for name in CLASSES
        for group, values in batch.count_by_group(name).items()
    ]
    found = excess_frame(series_frame(batch, series), ["measure", "group", "unit"])
    found.insert(0, "class", found["measure"].map(CLASSES))
    return found[["class", "measure", "group", *FIGURES, "unit"]]
