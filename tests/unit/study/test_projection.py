"""What a large run will need, reckoned from a short one, and when its arms are simulated apart."""

import pytest

import sim
from sim.spec import Scenario
from sim.study import projection
from sim.study.projection import WORTH_SAYING, projected
from tests.conftest import REFERENCE_CASE

PER_DAY, DAYS = 57e6, 20
AN_ARM = (600.0, 4e9)
"""Seconds and bytes of an arm, in place of a short run's."""


def reference_case(sample: float, replications: int) -> Scenario:
    overrides = {"sample": f"{sample * 100}%", "replications": replications}
    return sim.load_scenario(REFERENCE_CASE, overrides)


@pytest.fixture
def free_gb(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Memory that is free, GB; the only entry may be changed."""
    free = [100.0]
    monkeypatch.setattr(projection, "free_memory_gb", lambda: free[0])
    monkeypatch.setattr(projection, "_of_an_arm", lambda _scenario, _orders: AN_ARM)
    return free


def test_nobody_asks_how_long_a_small_run_will_take() -> None:
    assert projected(reference_case(0.001, 2), workers=1) is None


def test_both_arms_share_the_days_before_the_first_act_and_hold_them_twice(free_gb: list[float]) -> None:
    scenario = reference_case(0.1, 4)
    found = projected(scenario, workers=2)
    assert found is not None
    assert not found.apart
    assert 4 * 2 * 0.1 * PER_DAY * DAYS == pytest.approx(found.orders, rel=0.05)
    first_act = min(outage.start for outage in scenario.outages.values())
    assert 2 * 600.0 * (2.0 - first_act / scenario.horizon) == pytest.approx(found.seconds, rel=1e-3)
    assert 2 * 2 * 4.0 == pytest.approx(found.memory_gb)


def test_where_that_is_too_much_memory_the_arms_are_simulated_apart(free_gb: list[float]) -> None:
    free_gb[0] = 10.0
    found = projected(reference_case(0.1, 4), workers=2)
    assert found is not None
    assert found.apart
    assert 4 * 600.0 == pytest.approx(found.seconds)
    assert 2 * 4.0 == pytest.approx(found.memory_gb)
    assert not found.is_too_large


def test_with_more_workers_than_replications_the_arms_are_apart_anyway(free_gb: list[float]) -> None:
    found = projected(reference_case(0.1, 1), workers=2)
    assert found is not None
    assert found.apart
    assert (600.0, 8.0) == (pytest.approx(found.seconds), pytest.approx(found.memory_gb))


def test_a_run_that_no_memory_holds_says_so(free_gb: list[float]) -> None:
    free_gb[0] = 3.0
    found = projected(reference_case(0.1, 1), workers=1)
    assert found is not None
    assert found.is_too_large


def test_a_short_run_of_the_same_scenario_tells_time_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "PROBE_ORDERS", 20_000)
    found = projected(reference_case(0.06, 1), workers=1)
    assert found is not None
    assert found.orders >= WORTH_SAYING
    assert found.seconds > 0.0
    assert 0.05 < found.memory_gb < 50.0
