"""The table of replications: every measure of every group, once per replication and arm.

Adds up what the nouns beside it compute; defines no measure of its own. Counts stand for the full population.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.engine.tally import COUNTS, DESKS, ArmResult
from sim.measures.batch import TOTAL, Batch, Series, batch_of
from sim.measures.contacts import contact_series
from sim.measures.delivery import delivery_series
from sim.measures.impact import frame_of
from sim.measures.money import total_cost_cny
from sim.measures.recovery import recovery_series
from sim.measures.stock import stock_series
from sim.measures.visibility import visibility_series

if TYPE_CHECKING:
    from sim.spec import Scenario

COLUMNS = ["replication", "arm", "measure", "group", "value", "unit"]
BY_PARTY = frozenset(f"contacts_{desk}" for desk in DESKS)
"""Counts that are told as groups of another measure: contacts, party=…"""
DERIVED = (
    "transit_mean_h", "transit_p50_h", "transit_p95_h", "share_72h", "on_time_share", "hub_backlog_peak",
    "courier_backlog_peak", "dark_parcels_peak", "backfill_drain_h", "support_wait_p50_min", "support_wait_p90_min",
    "abandonment_share", "contacts_per_million", "complaints_per_million", "petitions_per_million",
    "merchants_away_peak", "held_peak", "lockers_occupied_peak", "time_to_recover_h", "resilience_loss",
    "total_cost_cny",
)  # fmt: skip
MEASURES = (*(name for name in COUNTS if name not in BY_PARTY), *DERIVED)
"""Every measure that has a total."""


def replication_frame(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """Every measure of every group, one row per replication and arm.

    Groups: "total", "carrier=…", "region=…", "category=…", "size=…", "party=…" (a desk), "link=…", "operator=…".
    Counts are divided by the sample, merchants' counts are not (merchants are never sampled); shares, percentiles and
    hours stand as they are. Both arms of every replication are needed: time to recover is a paired figure.

    Returns:
        Columns replication, arm, measure, group, value, unit; all rows of one measure and group together.

    Raises:
        ValueError: no arms, a replication without its pair, or axes that are not the scenario's.
    """
    batch = batch_of(arms, scenario)
    return series_frame(batch, series_of(batch, scenario))


def series_of(batch: Batch, scenario: Scenario) -> list[Series]:
    """Every measure of every group; see `replication_frame`."""
    return [
        *_counts(batch),
        *delivery_series(batch),
        *visibility_series(batch, {name: outage.link for name, outage in scenario.outages.items()}),
        *contact_series(batch),
        *stock_series(batch),
        *recovery_series(batch, scenario.measurement.recovery_band),
        Series("total_cost_cny", TOTAL, "CNY", total_cost_cny(batch, scenario)),
    ]


def series_frame(batch: Batch, series: Sequence[Series]) -> pd.DataFrame:
    """Series as a long frame, one row per series and arm: replication, arm, measure, group, value, unit."""
    keys = pd.DataFrame([each[:3] for each in series], columns=["measure", "group", "unit"])
    return frame_of(batch.arms, keys, np.stack([each.values for each in series]))[COLUMNS]


def _counts(batch: Batch) -> list[Series]:
    """Every count of the tally, in total and by carrier, region, category and size."""
    return [
        Series(name, group, unit, values)
        for name, (unit, _) in COUNTS.items()
        if name not in BY_PARTY
        for group, values in batch.count_by_group(name).items()
    ]
