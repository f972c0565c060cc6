"""Orders as a non-homogeneous Poisson stream, and the stream thinned by demand (Lewis and Shedler 1979)."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.actors.orders import Orders, expected_per_period, number_in_period, place
from sim.engine.luck import key_of
from sim.engine.stages import Period
from sim.engine.tally import COUNT_ROW
from sim.world import simulate
from tests.conftest import REFERENCE_CASE
from tests.theory.evidence import CONFIDENCE, WRONG, agrees
from tests.unit.actors.bench import Bench, always, merchants_of

NOTHING_HAPPENS = REFERENCE_CASE.parent / "null.yaml"
REPLICATIONS = 12


@pytest.fixture(scope="module")
def scenario() -> object:
    """Eight days of a small world: nights and evenings, weekdays, and Children's Day."""
    overrides = {"sample": "0.01%", "merchants.count": "300", "horizon": "8d"}
    return sim.load_scenario(NOTHING_HAPPENS, overrides=overrides)


@pytest.fixture(scope="module")
def counts(scenario: object) -> np.ndarray:
    """(replications, periods) orders."""
    expected = expected_per_period(scenario)
    return np.array([[number_in_period(expected, 1, r, p) for p in range(len(expected))] for r in range(REPLICATIONS)])


def test_hourly_counts_are_dispersed_as_poisson_counts_are(scenario: object, counts: np.ndarray) -> None:
    """Σ (N − Λ)² / Λ over hours is χ² with as many degrees of freedom, if Λ is the expected number."""
    hours = counts.reshape(REPLICATIONS, -1, 4).sum(axis=2)
    expected = expected_per_period(scenario).reshape(-1, 4).sum(axis=1)

    def dispersion(found: np.ndarray) -> float:
        return float(stats.chi2.cdf(((found - expected) ** 2 / expected).sum(), hours.size))

    inside = (1.0 - CONFIDENCE) / 2.0
    assert inside < dispersion(hours) < 1.0 - inside
    assert dispersion(hours * WRONG) > 1.0 - inside


def test_no_hour_of_the_day_is_off(scenario: object, counts: np.ndarray) -> None:
    """The number in each hour of the day, all days and replications together, within Bonferroni's bounds."""
    by_hour = counts.sum(axis=0).reshape(-1, 24, 4).sum(axis=(0, 2))
    expected = REPLICATIONS * expected_per_period(scenario).reshape(-1, 24, 4).sum(axis=(0, 2))
    tail = (1.0 - CONFIDENCE) / 2.0 / 24.0
    low, high = stats.poisson.ppf([[tail], [1.0 - tail]], expected)
    assert ((low <= by_hour) & (by_hour <= high)).all()
    low, high = stats.poisson.ppf([[tail], [1.0 - tail]], expected * WRONG)
    assert not ((low <= by_hour) & (by_hour <= high)).all()


def test_totals_of_replications_agree_with_the_expected_total(scenario: object, counts: np.ndarray) -> None:
    expected = expected_per_period(scenario).sum()
    assert agrees(expected, counts.sum(axis=1))
    assert not agrees(expected, counts.sum(axis=1) * WRONG)


def test_a_run_counts_in_each_hour_the_orders_of_its_periods() -> None:
    overrides = {"sample": "0.002%", "merchants.count": "300", "horizon": "2d"}
    scenario = sim.load_scenario(NOTHING_HAPPENS, overrides=overrides)
    expected = expected_per_period(scenario)
    numbers = np.array([number_in_period(expected, 1, 3, p) for p in range(len(expected))])
    found = simulate(scenario, arm="baseline", seed=1, replication=3).hourly[:, COUNT_ROW["orders"]]
    assert numbers.reshape(-1, 4).sum(axis=1).tolist() == found.sum(axis=(1, 2)).tolist()


def kept(share: float, replication: int, n: int = 4000) -> tuple[float, float]:
    """Share of `n` orders of one period placed where shoppers place `share` of them, and a test of their instants."""
    bench = Bench(always(50.0), always(9.0))
    bench.key = key_of(2, replication)
    bench.table.reserve(n)
    bench.calendar.reserve(2 * n, n)
    orders = Orders(np.array(bench.rows[:1]), np.array(bench.rows[1:]), np.ones(1), np.array([0.0, 0.5, 1.0]))
    rows = np.zeros(n, np.int64)
    period = Period(8, bench.periods, 2.0, 2.25, 0.25)
    created = place(
        n, period, bench.key, bench.array, orders, merchants_of(50, keeps=np.full(50, share)), bench.parcels,
        bench.lists, bench.books, rows,
    )  # fmt: skip
    instants = bench.parcels.rec["placed_at"][rows[:created]]
    return created / n, float(stats.kstest(instants, stats.uniform(2.0, 0.25).cdf).pvalue)


def test_demand_thins_the_stream_to_its_share_and_leaves_it_poisson() -> None:
    """A stream thinned by independent luck is Poisson again, its instants uniform within the period."""
    right = [kept(0.85, r) for r in range(REPLICATIONS)]
    assert agrees(0.85, [share for share, _ in right])
    assert min(p for _, p in right) > (1.0 - CONFIDENCE) / REPLICATIONS
    assert not agrees(0.85, [kept(0.85 * WRONG, r)[0] for r in range(REPLICATIONS)])
