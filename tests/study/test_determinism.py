"""The same run gives the same numbers, bit for bit; what is added and never acts changes none of them."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim import measures
from sim.engine.tally import COUNT_ROW, ArmResult
from sim.world import both_arms, simulate
from tests.study.pairs import Pairs, interval

SMALL = {"sample": 0.00005, "horizon": "12d"}
ONE_OF_EACH = {"seed": 1, "replication": 0, "arm": "outage"}


def parts_that_differ(one: ArmResult, other: ArmResult) -> list[str]:
    """Names of the parts of two results that are not equal in every bit."""
    differing = []
    for field in fields(ArmResult):
        mine, yours = getattr(one, field.name), getattr(other, field.name)
        is_same = mine.tobytes() == yours.tobytes() if isinstance(mine, np.ndarray) else repr(mine) == repr(yours)
        if not is_same:
            differing.append(field.name)
    return differing


def test_the_same_replication_twice_is_the_same_in_every_array(shipped: Any) -> None:
    scenario = shipped("cainiao_sf_2017", **SMALL)
    assert [] == parts_that_differ(simulate(scenario, **ONE_OF_EACH), simulate(scenario, **ONE_OF_EACH))


def test_the_comparison_sees_another_replication(shipped: Any) -> None:
    scenario = shipped("cainiao_sf_2017", **SMALL)
    other = simulate(scenario, **ONE_OF_EACH | {"replication": 1})
    assert {"hourly", "levels", "transit"} <= set(parts_that_differ(simulate(scenario, **ONE_OF_EACH), other))


def test_an_observer_changes_nothing(shipped: Any) -> None:
    scenario = shipped("cainiao_sf_2017", **SMALL)
    assert [] == parts_that_differ(simulate(scenario, **ONE_OF_EACH), simulate(scenario, **ONE_OF_EACH, check=True))


@pytest.mark.parametrize(
    "response",
    [
        {"action": "add_agents", "desk": "merchant", "factor": 3.0},
        {"action": "delist", "carrier": "zto"},
        {"action": "public_notice", "effect": "50%"},
        {"action": "mobilise_capacity", "carriers": ["sf"], "factor": 2.0},
    ],
    ids=lambda response: response["action"],
)
def test_a_response_that_is_never_triggered_changes_nothing(shipped: Any, response: dict[str, Any]) -> None:
    when = {"measure": "contacts_per_h", "above": 1e12, "for": "1h"}
    added = shipped("cainiao_sf_2017", **SMALL, **{"responses.idle": {**response, "when": when, "by": "cainiao"}})
    assert "idle" in added.responses
    plain = shipped("cainiao_sf_2017", **SMALL)
    assert [] == parts_that_differ(simulate(plain, **ONE_OF_EACH), simulate(added, **ONE_OF_EACH))


def test_another_sample_gives_the_same_totals_within_chance(shipped: Any) -> None:
    few, many = (
        simulate(shipped("null", sample=sample, horizon="5d"), arm="baseline", seed=1, replication=0)
        for sample in (0.00005, 0.0004)
    )
    for name in ("orders", "parcels_created", "parcels_handed_over"):  # each order for itself: Poisson
        one, other = few.hourly[:, COUNT_ROW[name]].sum(), many.hourly[:, COUNT_ROW[name]].sum()
        sigma = np.hypot(np.sqrt(one) / few.sample, np.sqrt(other) / many.sample)
        assert abs(one / few.sample - other / many.sample) < 5.0 * sigma
    expected = 5 * 57e6  # five weekdays differ by less than the 15 % allowed here
    assert abs(many.hourly[:, COUNT_ROW["orders"]].sum() / many.sample / expected - 1.0) < 0.15


def test_another_seed_gives_other_figures_and_overlapping_intervals(shipped: Any) -> None:
    ones, twos = (Pairs.run(shipped("cainiao_sf_2017", **SMALL, seed=seed), replications=4) for seed in (1, 2))
    for measure in ("contacts", "dark_parcels", "parcels_rerouted", "merchants_switched"):
        excess, excess_too = (np.subtract(*reversed(pairs.total(measure))) for pairs in (ones, twos))
        assert not np.array_equal(excess, excess_too)
        (low, high), (low_too, high_too) = interval(excess), interval(excess_too)
        assert low <= high_too
        assert low_too <= high


def test_what_is_late_and_under_way_at_the_horizon_changes_no_hour_before_the_first_act(shipped: Any) -> None:
    """With this seed a parcel promised before the first act is under way at the horizon in one arm only."""
    scenario = shipped("cainiao_sf_2017", **{"sample": 0.00002, "horizon": "11d", "merchants.count": 300})
    arms = both_arms(scenario, seed=5, replication=0)
    assert measures.audit(arms, scenario)["null_identity"]
    late = [float(arm.hourly[-1, COUNT_ROW["parcels_late"]].sum()) for arm in arms]
    assert late[0] != late[1]
