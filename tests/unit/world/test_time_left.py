"""How long a step still lasts, given how long it has lasted: against what distributions say of it."""

import numpy as np
import pytest
from scipy import stats

from sim.engine.quantiles import Tables
from sim.spec.distributions import Constant, Exponential, Lognormal
from sim.world.time_left import last_of, lasting, next_of, share_until

U = (np.arange(9_999) + 0.5) / 9_999


def drawn(distribution: object, elapsed: float) -> np.ndarray:
    tables = Tables()
    row = tables.add(distribution)
    n = len(U)
    return lasting(tables.array(), np.full(n, row), np.full(n, elapsed), U)


def test_an_exponential_step_forgets_how_long_it_has_lasted() -> None:
    left = drawn(Exponential(mean=5.0), 7.0) - 7.0
    assert 5.0 == pytest.approx(left.mean(), rel=0.01)
    assert stats.kstest(left, stats.expon(scale=5.0).cdf).statistic < 0.01


def test_what_has_lasted_no_time_lasts_as_the_distribution_says() -> None:
    law = Lognormal(median=2.0, p95=4.0)
    inner = slice(10, -10)  # the ends of the engine's tables are drawn in
    np.testing.assert_allclose(law.quantile(U)[inner], drawn(law, 0.0)[inner], rtol=0.02)
    np.testing.assert_array_equal(drawn(law, -3.0), drawn(law, 0.0))


def test_a_lognormal_step_is_the_lognormal_cut_off_below() -> None:
    law = Lognormal(median=2.0, p95=4.0)
    mu, sigma = law.log_parameters()
    whole = stats.lognorm(sigma, scale=np.exp(mu))
    found = drawn(law, 2.5)
    assert found.min() >= 2.5
    beyond = whole.sf(2.5)
    assert stats.kstest(found, lambda t: 1.0 - whole.sf(np.maximum(t, 2.5)) / beyond).statistic < 0.01


@pytest.mark.parametrize(("elapsed", "whole"), [(0.0, 6.0), (4.0, 6.0), (6.0, 6.0), (9.0, 9.0)])
def test_a_constant_step_ends_when_it_must_and_an_overdue_one_now(elapsed: float, whole: float) -> None:
    np.testing.assert_array_equal(np.full(len(U), whole), drawn(Constant(value=6.0), elapsed))


def test_shares_are_those_of_the_table_at_its_points_and_beyond() -> None:
    table = np.linspace(10.0, 20.0, 4097).astype(np.float32)
    np.testing.assert_allclose(
        [0.0, 0.0, 0.25, 1.0, 1.0], share_until(table, np.array([5.0, 10.0, 12.5, 20.0, 99.0])), atol=1e-6
    )


def test_waves_before_and_after_an_instant_are_found_across_midnight() -> None:
    times = np.array([[8.5, 14.5, 32.5]])
    at = [7.0, 8.5, 9.0, 20.0]
    many = np.repeat(times, len(at), axis=0)
    np.testing.assert_array_equal([8.5, 8.5, 14.5, 32.5], next_of(many, 0.0, np.array(at)))
    np.testing.assert_array_equal([-9.5, 8.5, 8.5, 14.5], last_of(many, 0.0, np.array(at)))
