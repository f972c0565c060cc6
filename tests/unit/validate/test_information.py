"""Information: the posterior of a straight-line model in closed form, and directions no observation tells of."""

import numpy as np
import pytest

from sim.validate.information import linear_posterior

ROOT_HALF = 2.0**-0.5


def test_one_number_measured_as_well_as_its_prior_is_half_believed() -> None:
    found = linear_posterior(np.array([[1.0]]), np.array([2.0]), np.array([1.0]))
    assert pytest.approx((1.0, ROOT_HALF)) == (found.mean[0], found.sd[0])


def test_a_sum_tells_nothing_of_a_difference() -> None:
    """The sum of a and b with error s: along (1, 1)/√2 the information is 2/s², along (1, -1)/√2 nothing."""
    s = 0.1
    found = linear_posterior(np.array([[1.0, 1.0]]), np.array([0.4]), np.array([s]))
    np.testing.assert_allclose([2.0 / s**2, 0.0], found.eigenvalues, atol=1e-9)
    np.testing.assert_allclose(ROOT_HALF, np.abs(found.directions), rtol=1e-9)
    assert found.directions[0, 0] * found.directions[1, 0] > 0.0 > found.directions[0, 1] * found.directions[1, 1]
    along, across = s**2 / (s**2 + 2.0), 1.0
    assert pytest.approx((along - across) / (along + across)) == found.correlation[0, 1]
    assert pytest.approx(np.sqrt((along + across) / 2.0)) == found.sd[0]
    np.testing.assert_allclose(0.4 / (2.0 + s**2), found.mean, rtol=1e-9)


def test_what_moves_nothing_stays_as_it_was() -> None:
    found = linear_posterior(np.array([[3.0, 0.0]]), np.array([1.0]), np.array([0.5]))
    assert (0.0, 1.0) == (found.mean[1], found.sd[1])


def test_the_posterior_holds_the_truth_about_as_often_as_it_says() -> None:
    luck = np.random.default_rng(11)
    slopes, sd = luck.normal(size=(3, 4)), np.array([0.3, 0.5, 1.0])
    covered, n_worlds = 0, 500
    for _ in range(n_worlds):
        truth = luck.normal(size=4)
        found = linear_posterior(slopes, slopes @ truth + luck.normal(0.0, sd), sd)
        covered += int((np.abs(found.mean - truth) < 1.96 * found.sd).sum())
    # Four correlated numbers a world: 95 % of 2,000, and five standard errors of as few as 500 independent ones.
    assert abs(covered / 2000 - 0.95) < 5.0 * np.sqrt(0.95 * 0.05 / 500)
