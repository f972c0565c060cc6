"""The experiment: planted effects come back, and nothing removed is nothing found."""

import numpy as np
import pytest

from sim.validate.experiment import (
    Means,
    Waiting,
    difference_in_differences,
    draw_sales,
    excess_effect,
    long_tail,
    tail_share,
)

SHAPE = (50, 20)


def planted(change: float, *, trade: float = 0.7) -> tuple[Means, np.ndarray]:
    """Goods of which every third sells `change` more during the removal, in a window of less trade."""
    luck = np.random.default_rng(5)
    before = luck.lognormal(2.0, 1.0, SHAPE)
    treated = (np.arange(before.size) % 3 == 0).reshape(SHAPE)
    usual = trade * before
    return Means(before, usual * np.where(treated, 1.0 + change, 1.0), usual, usual, usual), treated


def test_the_estimator_finds_a_planted_change_exactly_in_expected_sales() -> None:
    means, treated = planted(-0.2)
    assert pytest.approx(-0.2, abs=1e-12) == difference_in_differences(means.before, means.during, treated).change


def test_the_estimators_error_covers_a_planted_change_about_as_often_as_it_says() -> None:
    means, treated = planted(-0.2)
    covered, n_worlds = 0, 400
    for number in range(n_worlds):
        sales = draw_sales(np.random.default_rng(number), means)
        found = difference_in_differences(sales.before, sales.during, treated)
        covered += abs(np.log1p(found.change) - np.log(0.8)) < 1.96 * found.log_error
    # 99.9 % of binomial(400, 0.95) lie in 365 … 393.
    assert 365 <= covered <= 393


def test_nothing_removed_is_an_effect_of_exactly_zero_sale_by_sale() -> None:
    means, treated = planted(0.0)
    sales = draw_sales(np.random.default_rng(1), means)
    np.testing.assert_array_equal(sales.during_without, sales.during)
    np.testing.assert_array_equal(sales.after_without, sales.after)
    found = [difference_in_differences(sales.before, each, treated) for each in (sales.during, sales.during_without)]
    assert 0.0 == excess_effect(*found)


@pytest.mark.parametrize("change", [-0.3, 0.4])
def test_sales_that_share_luck_have_poisson_means_of_their_own(change: float) -> None:
    means, treated = planted(change)
    drawn = np.array([draw_sales(np.random.default_rng(each), means).during[treated].sum() for each in range(300)])
    expected = float(means.during[treated].sum())
    # Mean and dispersion of 300 Poisson counts, within four standard errors.
    assert abs(drawn.mean() - expected) < 4.0 * np.sqrt(expected / 300)
    assert abs(drawn.var(ddof=1) / expected - 1.0) < 4.0 * np.sqrt(2.0 / 299)


def test_who_does_not_wait_does_not_come_back() -> None:
    assert 0.0 == Waiting(0.0, 24.0, 168.0).back_share


def test_half_of_those_who_wait_are_back_after_ln_2_of_their_mean_time() -> None:
    assert pytest.approx(0.3 * 0.5) == Waiting(0.3, 24.0, 24.0 * float(np.log(2.0))).back_share


def test_the_long_tail_is_all_but_the_best_sellers() -> None:
    sales = np.array([[9, 1], [5, 3], [1, 1]])
    is_tail = long_tail(sales, 1 / 3)
    np.testing.assert_array_equal([[False, True], [False, True], [True, True]], is_tail)
    assert 6 / 20 == tail_share(sales, is_tail)


def test_a_group_that_sold_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="sold nothing"):
        difference_in_differences(np.ones(4), np.zeros(4), np.array([True, True, False, False]))
