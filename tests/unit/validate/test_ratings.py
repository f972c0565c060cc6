"""Ratings: what is expected is forgiven, what is beyond it costs stars."""

import numpy as np
import pytest

from sim.validate.ratings import mean_stars


def always(*hours: int) -> np.ndarray:
    """Carriers each of which always takes as many hours, less half."""
    transit = np.zeros((len(hours), 300))
    transit[np.arange(len(hours)), np.array(hours) - 1] = 1.0
    return transit


def test_carriers_that_do_what_is_expected_of_them_are_rated_alike_however_slow() -> None:
    assert [5.0, 5.0] == mean_stars(always(30, 130), 1.0, promise_h=96.0, adaptation=1.0).tolist()


@pytest.mark.parametrize(("hours", "stars"), [(96, 5.0), (120, 5.0), (121, 4.0), (145, 3.0), (250, 1.0)])
def test_against_the_promise_a_day_is_forgiven_and_each_further_day_costs_a_star(hours: int, stars: float) -> None:
    assert [stars] == mean_stars(always(hours), 1.0, promise_h=96.0, adaptation=0.0).tolist()


def test_many_deliveries_are_rated_by_their_mean() -> None:
    both = always(96, 145).sum(axis=0, keepdims=True)
    assert [4.0] == mean_stars(both, 1.0, promise_h=96.0, adaptation=0.0).tolist()
