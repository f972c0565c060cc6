"""Orders as a non-homogeneous Poisson stream, and the stream thinned by demand (Lewis and Shedler 1979)."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.actors.orders import Orders, expected_per_period, number_in_periods
from sim.engine.instants import TICK_H
from sim.engine.luck import key_of
from sim.engine.stages import Period
from sim.engine.tally import COUNT_ROW
from sim.world import simulate
from tests.conftest import REFERENCE_CASE
from tests.theory.evidence import CONFIDENCE, WRONG, agrees
from tests.unit.actors.bench import Bench, always, merchants_of, orders_placed

NOTHING_HAPPENS = REFERENCE_CASE.parent / "null.yaml"
REPLICATIONS = 12


@pytest.fixture(scope="module")
def scenario() -> object:
    """Eight days of a small world: nights and evenings, weekdays, and Children's Day."""
    overrides = {"sample": "0.01%", "merchants.count": "300", "horizon": "8d"}
    return sim.load_scenario(NOTHING_HAPPENS, overrides=overrides)


def drawn(expected: np.ndarray) -> np.ndarray:
    """(replications, periods) orders, where so many are expected."""
    return np.array([number_in_periods(expected, 1, r) for r in range(REPLICATIONS)])


@pytest.fixture(scope="module")
def counts(scenario: object) -> np.ndarray:
    """(replications, periods) orders of the scenario."""
    return drawn(expected_per_period(scenario))


@pytest.fixture(scope="module")
def counts_wrong(scenario: object) -> np.ndarray:
    """The same with five per cent more expected everywhere."""
    return drawn(expected_per_period(scenario) * WRONG)


def is_dispersed_as_poisson(expected: np.ndarray, found: np.ndarray) -> bool:
    """Whether Σ (N − Λ)² / Λ is what χ² with as many degrees of freedom may be; Λ is the expected number."""
    p = stats.chi2.cdf(((found - expected) ** 2 / expected).sum(), found.size)
    inside = (1.0 - CONFIDENCE) / 2.0
    return bool(inside < p < 1.0 - inside)


def test_hourly_counts_are_dispersed_as_poisson_counts_are(
    scenario: object, counts: np.ndarray, counts_wrong: np.ndarray
) -> None:
    expected = expected_per_period(scenario).reshape(-1, 4).sum(axis=1)
    assert is_dispersed_as_poisson(expected, counts.reshape(REPLICATIONS, -1, 4).sum(axis=2))
    assert not is_dispersed_as_poisson(expected, counts_wrong.reshape(REPLICATIONS, -1, 4).sum(axis=2))


def test_no_hour_of_the_day_is_off(scenario: object, counts: np.ndarray) -> None:
    """The number in each hour of the day, all days and replications together, within Bonferroni's bounds.

    Wrong by five per cent: in one hour of the day only.
    """

    def is_inside(found: np.ndarray) -> bool:
        by_hour = found.sum(axis=0).reshape(-1, 24, 4).sum(axis=(0, 2))
        return bool(((low <= by_hour) & (by_hour <= high)).all())

    per_period = expected_per_period(scenario)
    tail = (1.0 - CONFIDENCE) / 2.0 / 24.0
    expected = REPLICATIONS * per_period.reshape(-1, 24, 4).sum(axis=(0, 2))
    low, high = stats.poisson.ppf([[tail], [1.0 - tail]], expected)
    assert is_inside(counts)
    is_evening = np.arange(len(per_period)) // 4 % 24 == 20
    assert not is_inside(drawn(np.where(is_evening, per_period * WRONG, per_period)))


def test_totals_of_replications_agree_with_the_expected_total(
    scenario: object, counts: np.ndarray, counts_wrong: np.ndarray
) -> None:
    expected = expected_per_period(scenario).sum()
    assert agrees(expected, counts.sum(axis=1))
    assert not agrees(expected, counts_wrong.sum(axis=1))


def test_a_run_counts_in_each_hour_the_orders_of_its_periods() -> None:
    overrides = {"sample": "0.002%", "merchants.count": "300", "horizon": "2d"}
    scenario = sim.load_scenario(NOTHING_HAPPENS, overrides=overrides)
    expected = expected_per_period(scenario)
    numbers = number_in_periods(expected, 1, 3)
    found = simulate(scenario, arm="baseline", seed=1, replication=3).hourly[:, COUNT_ROW["orders"]]
    assert numbers.reshape(-1, 4).sum(axis=1).tolist() == found.sum(axis=(1, 2)).tolist()


PERIODS = 96
BY_CLOCK = 150.0 * (1.0 + 0.8 * np.sin(np.arange(PERIODS) * 2.0 * np.pi / 48.0))
"""Orders expected in each period: a rate that rises and falls ninefold, twice."""
KEPT = np.repeat([0.65, 0.95], 25)
"""Shares of their usual orders that two halves of the merchants sell: eight in ten are placed."""


class Thinned:
    """Orders of a varying rate, of which each merchant's shoppers place their own share.

    Attributes:
        placed: (periods,) orders placed. at: their instants, h.
    """

    def __init__(self, keeps: np.ndarray, replication: int) -> None:
        bench = Bench(always(50.0), always(900.0), periods=PERIODS)
        bench.key = key_of(2, replication)
        numbers = number_in_periods(BY_CLOCK, 2, replication)[:PERIODS].tolist()
        bench.table.reserve(sum(numbers))
        bench.calendar.reserve(2 * sum(numbers), sum(numbers))
        orders = Orders(np.array(bench.rows[:1]), np.array(bench.rows[1:]), np.ones(1), np.array([0.0, 0.5, 1.0]))
        merchants = merchants_of(len(keeps))
        merchants.rec["keeps"] = keeps
        self.placed, at = np.zeros(PERIODS), []
        for p, n in enumerate(numbers):
            period = Period(p, PERIODS, p * 0.25, (p + 1) * 0.25, 0.25)
            rec = orders_placed(bench, n, period, orders, merchants)
            self.placed[p] = len(rec)
            at.append(rec["placed"] * TICK_H)
        self.at = np.concatenate(at)


@pytest.fixture(scope="module")
def thinned() -> list[Thinned]:
    return [Thinned(KEPT, r) for r in range(REPLICATIONS)]


@pytest.fixture(scope="module")
def thinned_wrong() -> list[Thinned]:
    """Shares kept are five per cent too high."""
    return [Thinned(KEPT * WRONG, r) for r in range(REPLICATIONS)]


def test_demand_thins_the_stream_to_its_share(thinned: list[Thinned], thinned_wrong: list[Thinned]) -> None:
    expected = 0.8 * BY_CLOCK.sum()
    assert agrees(expected, [run.placed.sum() for run in thinned])
    assert not agrees(expected, [run.placed.sum() for run in thinned_wrong])


def test_what_is_thinned_by_independent_luck_is_poisson_again(
    thinned: list[Thinned], thinned_wrong: list[Thinned]
) -> None:
    assert is_dispersed_as_poisson(0.8 * BY_CLOCK, np.array([run.placed for run in thinned]))
    assert not is_dispersed_as_poisson(0.8 * BY_CLOCK, np.array([run.placed for run in thinned_wrong]))


def test_instants_are_those_of_the_varying_rate(thinned: list[Thinned]) -> None:
    """Kolmogorov and Smirnov, all replications together; wrong: the first half of the day five per cent heavier."""
    at = np.concatenate([run.at for run in thinned])
    corners = np.arange(PERIODS + 1) * 0.25

    def p_value(rate: np.ndarray) -> float:
        upto = np.concatenate([[0.0], np.cumsum(rate)]) / rate.sum()
        return float(stats.kstest(at, lambda t: np.interp(t, corners, upto)).pvalue)

    tilted = np.where(np.arange(PERIODS) < PERIODS // 2, BY_CLOCK * WRONG, BY_CLOCK)
    assert p_value(BY_CLOCK) > 1.0 - CONFIDENCE
    assert p_value(tilted) < 1.0 - CONFIDENCE
