"""Darkness alone moves no parcel, and parcels of others feel it only where a network is short of capacity."""

from typing import Any

import numpy as np
import pytest

from sim.engine.tally import COUNT_ROW, LEVEL_ROW
from sim.world import simulate
from tests.study.journeys import journeys_of

PHYSICAL_COUNTS = (
    "orders", "orders_lost", "parcels_created", "parcels_held", "parcels_rerouted", "parcels_handed_over",
    "parcels_out_for_delivery", "parcels_delivered", "parcels_late", "attempts_failed", "parcels_returned", "transit_h",
    "scans_made", "locker_deposits", "locker_refusals", "lockers_overdue", "fresh_spoiled", "fresh_spoiled_cny",
    "carrier_revenue_cny",
)  # fmt: skip
PHYSICAL_LEVELS = ("in_flight", "at_merchant", "held", "hub_backlog", "courier_backlog")
NOBODY_CHANGES_CARRIER = {
    "merchants.leave_rate": 0.0, "merchants.delisted_rate": 0.0, "demand.elasticity": 0.0,
    "responses.delist": None, "responses.capacity": None, "responses.fresh_bases": None,
    "outages.locker_link": None,
}  # fmt: skip


def test_darkness_alone_moves_no_parcel(shipped: Any) -> None:
    scenario = shipped("cainiao_sf_2017", sample=0.0002, **NOBODY_CHANGES_CARRIER)
    baseline, outage = (simulate(scenario, arm=arm, seed=1, replication=0) for arm in ("baseline", "outage"))
    assert 0.0 < outage.dark.sum() - baseline.dark.sum()
    assert np.array_equal(baseline.transit, outage.transit)
    assert np.array_equal(baseline.locker_cells, outage.locker_cells)
    for name in PHYSICAL_COUNTS:
        assert np.array_equal(baseline.hourly[:, COUNT_ROW[name]], outage.hourly[:, COUNT_ROW[name]]), name
    for name in PHYSICAL_LEVELS:
        assert np.array_equal(baseline.levels[:, LEVEL_ROW[name]], outage.levels[:, LEVEL_ROW[name]]), name


@pytest.fixture(scope="module")
def paired_journeys(shipped: Any) -> tuple[np.ndarray, np.ndarray]:
    """The same parcels in both arms of a world whose hubs, couriers and lockers have capacity to spare."""
    usual = shipped("cainiao_sf_2017")
    overrides: dict[str, Any] = {"responses.capacity": None, "outages.locker_link": None}
    overrides |= {f"lockers.{operator}.cells": 1e8 for operator in usual.lockers}
    for carrier in usual.carriers:
        overrides |= {f"carriers.{carrier}.utilisation": 0.1, f"carriers.{carrier}.sort_hours": 1.0}
    scenario = shipped("cainiao_sf_2017", sample=0.0001, horizon="14d", **overrides)
    baseline, outage = journeys_of(scenario, "baseline"), journeys_of(scenario, "outage")
    _, in_baseline, in_outage = np.intersect1d(baseline["order"], outage["order"], return_indices=True)
    return baseline[in_baseline], outage[in_outage]


def test_parcels_not_rerouted_take_as_long_while_no_rival_is_congested(
    paired_journeys: tuple[np.ndarray, np.ndarray],
) -> None:
    baseline, outage = paired_journeys
    as_before = (outage["carrier"] == outage["home"]) & (outage["picked_up_at"] == baseline["picked_up_at"])
    assert (outage["carrier"] != outage["home"]).sum() > 100
    differing = baseline["handed_at"][as_before] != outage["handed_at"][as_before]
    assert 0 == differing.sum()


def test_rerouted_parcels_take_longer_with_slower_rivals(paired_journeys: tuple[np.ndarray, np.ndarray]) -> None:
    baseline, outage = paired_journeys
    rerouted = outage["carrier"] != outage["home"]
    transits = [(arm["handed_at"] - arm["picked_up_at"])[rerouted].mean() for arm in (baseline, outage)]
    assert transits[0] + 1.0 < transits[1]  # h; sf is the fastest
