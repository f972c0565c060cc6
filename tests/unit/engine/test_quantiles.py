"""Quantile tables against scipy: exact at their points, close between them, honest at their ends."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sim.engine.quantiles import END, POINTS, Tables, grid, quantile

DISTRIBUTIONS = {
    "lognormal": stats.lognorm(s=0.9, scale=2.35),
    "exponential": stats.expon(scale=0.4),
    "gamma": stats.gamma(2.5, scale=3.0),
    "weibull": stats.weibull_min(3.0, scale=152.0),
    "uniform": stats.uniform(0.15, 0.85),
}


class Declared(SimpleNamespace):
    """A distribution as a scenario declares it, with scipy's quantiles."""

    def quantile(self, u: np.ndarray) -> np.ndarray:
        return DISTRIBUTIONS[self.name].ppf(u)


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    tables = Tables()
    assert list(range(len(DISTRIBUTIONS))) == [tables.add(Declared(name=name)) for name in DISTRIBUTIONS]
    return tables.array()


@pytest.mark.parametrize("row", range(len(DISTRIBUTIONS)))
def test_a_quantile_lies_within_the_error_of_linear_interpolation(row: int, table: np.ndarray) -> None:
    """Between two points h apart the error is at most h²/8 · max|Q″|, so the chord's ends bound the value."""
    exact = list(DISTRIBUTIONS.values())[row]
    for u in np.random.default_rng(row).uniform(1 / 4096, 1 - 1 / 4096, 300):
        low, high = exact.ppf(np.floor(u * 4096) / 4096), exact.ppf(np.ceil(u * 4096) / 4096)
        found = quantile(table, row, u)
        assert low <= found + 1e-12
        assert found <= high + 1e-12
        if 0.01 < u < 0.99:
            assert exact.ppf(u) == pytest.approx(found, rel=1e-4)


@pytest.mark.parametrize("row", range(len(DISTRIBUTIONS)))
def test_a_quantile_at_a_point_of_the_table_is_exact_to_single_precision(row: int, table: np.ndarray) -> None:
    exact = list(DISTRIBUTIONS.values())[row]
    for i in (1, 2, 2048, 4094, 4095):
        assert np.float32(exact.ppf(i / 4096)) == quantile(table, row, i / 4096)


@pytest.mark.parametrize("row", range(len(DISTRIBUTIONS)))
def test_the_mean_of_the_table_is_the_mean_of_the_distribution(row: int, table: np.ndarray) -> None:
    exact = list(DISTRIBUTIONS.values())[row]
    inner = np.full(POINTS, 1.0 / 4096)
    inner[[0, -1]] /= 2.0
    assert exact.mean() == pytest.approx(float(table[row] @ inner), rel=2e-3)


def test_the_ends_are_drawn_in_and_the_largest_luck_still_finds_a_value(table: np.ndarray) -> None:
    smallest, largest = 0.5 / 2**32, (2**32 - 0.5) / 2**32
    for row, exact in enumerate(DISTRIBUTIONS.values()):
        assert exact.ppf(END) == pytest.approx(quantile(table, row, smallest), rel=1e-3, abs=1e-3)
        assert exact.ppf(1.0 - END) == pytest.approx(quantile(table, row, largest), rel=1e-3)


def test_the_grid_has_4097_points_from_end_to_end() -> None:
    u = grid()
    assert (4097, 1 / 16384, 1 - 1 / 16384) == (len(u), u[0], u[-1])
    assert (np.arange(1, 4096) / 4096).tolist() == u[1:-1].tolist()


def test_quantiles_never_fall_as_luck_rises(table: np.ndarray) -> None:
    u = np.sort(np.random.default_rng(1).random(2000))
    for row in range(len(table)):
        assert (np.diff([quantile(table, row, x) for x in u]) >= 0.0).all()


def test_equal_distributions_share_a_row_and_others_do_not() -> None:
    tables = Tables()
    rows = [tables.add(Declared(name=name)) for name in ("gamma", "weibull", "gamma")]
    assert [0, 1, 0] == rows
    assert (2, POINTS) == tables.array().shape


def test_a_distribution_with_an_infinite_quantile_is_refused() -> None:
    tables = Tables()
    with pytest.raises(ValueError, match="must be finite"):
        tables.add(SimpleNamespace(quantile=lambda u: np.where(u > 0.5, np.inf, u)))
