"""Who is best: certain where it must be, shared where nothing can tell, ranks with ties."""

import numpy as np
import pytest
from scipy import stats

from sim.study.compare.best import probability_of_best, ranks
from sim.study.compare.differences import differences
from sim.study.paired_values import paired_values
from tests.unit.study.family_frames import family

USUAL = [100.0, 200.0, 300.0, 400.0, 250.0]


def test_what_is_better_in_every_replication_is_surely_best() -> None:
    assert [0.0, 1.0] == probability_of_best(np.array([[1.0, 9.0, 3.0], [2.0, 10.0, 4.0]])).tolist()


def test_identical_scenarios_share_the_probability_exactly() -> None:
    values = np.array([0.1, 0.7, 0.3, 0.9])
    assert [0.5, 0.5] == probability_of_best(np.stack([values, values])).tolist()


def test_the_probability_is_near_that_of_the_normal_theory() -> None:
    luck = np.random.default_rng(2)
    difference = luck.normal(0.15, 1.0, 200)
    found = probability_of_best(np.stack([np.zeros(200), difference]))[1]
    # The bootstrap of a mean of 200 is close to a normal with the sample's own mean and error.
    expected = stats.norm.cdf(difference.mean() / (difference.std() / np.sqrt(200)))
    assert pytest.approx(expected, abs=0.03) == found


def test_fewer_contacts_are_better_and_scenarios_that_cannot_be_told_apart_share_a_rank() -> None:
    low = [110.0, 209.0, 311.0, 409.0, 260.0]
    like_low = [109.0, 211.0, 309.0, 411.0, 260.0]
    high = [x + 90 for x in USUAL]
    paired = paired_values(family({"low": low, "like_low": like_low, "high": high}, USUAL))
    found = ranks(paired, differences(paired)).set_index("scenario")
    assert [1, 1, 3] == found["rank"].tolist()
    assert "like_low" == found.loc["low", "tied_with"]
    assert "" == found.loc["high", "tied_with"]
    assert 0.0 == found.loc["high", "p_best"]


def test_more_is_better_where_it_is() -> None:
    frame = family({"one": [x + 1 for x in USUAL], "two": [x + 9 for x in USUAL]}, USUAL, measure="on_time_share")
    paired = paired_values(frame)
    assert [2, 1] == ranks(paired, differences(paired))["rank"].tolist()


def test_what_only_describes_is_not_ranked() -> None:
    paired = paired_values(family({"one": USUAL, "two": USUAL}, USUAL, measure="orders"))
    assert ranks(paired, differences(paired)).empty
