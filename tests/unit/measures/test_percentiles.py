"""Percentiles of binned counts against NumPy's percentiles of the values themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.percentiles import binned_quantile, share_below


@pytest.mark.parametrize("q", [0.1, 0.5, 0.9, 0.95])
def test_a_binned_quantile_is_within_one_bin_of_the_values_own(q: float) -> None:
    values = np.random.default_rng(3).lognormal(3.5, 0.6, 20_000)
    counts, _ = np.histogram(values, bins=np.arange(0.0, 400.25, 0.25))
    counts = np.append(counts, np.sum(values >= 400.0))
    assert float(np.quantile(values, q)) == pytest.approx(float(binned_quantile(counts, q, width=0.25)), abs=0.25)


def test_values_spread_evenly_over_a_bin_give_the_exact_quantile() -> None:
    assert 2.0 + 2.0 * 0.9 == pytest.approx(float(binned_quantile(np.array([0.0, 10.0, 0.0]), 0.9, width=2.0)))


def test_nothing_counted_has_no_quantile() -> None:
    assert np.isnan(binned_quantile(np.zeros(5), 0.9, width=1.0))


def test_a_quantile_beyond_the_last_bin_is_that_bins_lower_edge() -> None:
    assert 3.0 == float(binned_quantile(np.array([1.0, 0.0, 0.0, 9.0]), 0.5, width=1.0))


def test_empty_bins_are_stepped_over() -> None:
    assert 1.0 == float(binned_quantile(np.array([5.0, 0.0, 0.0, 5.0, 0.0]), 0.5, width=1.0))


def test_every_row_of_a_table_has_its_own_quantile() -> None:
    found = binned_quantile(np.array([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]]), 0.5, width=10.0)
    assert [5.0, 15.0] == found[:2].tolist()
    assert np.isnan(found[2])


@given(st.lists(st.integers(0, 50), min_size=3, max_size=30), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_a_higher_share_never_has_a_lower_quantile(counts: list[int], one: float, other: float) -> None:
    table = np.array([*counts, 1], dtype=float)
    low, high = sorted((one, other))
    assert binned_quantile(table, low, 1.0) <= binned_quantile(table, high, 1.0)


def test_the_share_below_counts_whole_bins() -> None:
    counts = np.zeros(1601)
    counts[287], counts[288] = 3.0, 1.0
    assert 0.75 == float(share_below(counts, 72.0, width=0.25))


def test_the_share_below_of_nothing_is_unknown() -> None:
    assert np.isnan(share_below(np.zeros(9), 2.0, width=1.0))
