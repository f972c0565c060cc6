"""Ranking and selection, the front and regret, on numbers made by hand."""

import numpy as np
import pytest

from sim.study.search.front import on_front, regrets
from sim.study.search.selection import select

MEANS = np.array([10.0, 11.0, 12.5, 14.0])


def observer(seed: int, *, shared: float, own: float):
    """Losses with a luck that all candidates share and one of their own."""

    def observe(places, replication):
        luck = np.random.default_rng([seed, replication])
        common, each = shared * luck.normal(), own * luck.normal(size=MEANS.size)
        return (MEANS + common + each)[list(places)]

    return observe


def test_right_candidate_is_chosen_at_least_as_often_as_promised() -> None:
    # the best is ahead by exactly the indifference zone: the promise is 95 %. Of 200 runs, 180 are more than 3 standard
    # errors below it.
    hits = 0
    for seed in range(200):
        found = select(4, observer(seed, shared=5.0, own=1.0), indifference=1.0, first=8, most=500)
        assert found.is_decided
        hits += found.chosen == 0
    assert 180 <= hits


def test_shared_luck_costs_no_replications() -> None:
    quiet = select(4, observer(1, shared=0.0, own=1.0), indifference=1.0, first=8, most=500)
    loud = select(4, observer(1, shared=1000.0, own=1.0), indifference=1.0, first=8, most=500)
    assert quiet.eliminated_after == loud.eliminated_after
    assert quiet.chosen == loud.chosen


def test_candidate_without_own_luck_is_out_after_the_first_look() -> None:
    found = select(4, observer(1, shared=3.0, own=0.0), indifference=0.5, first=3, most=50)
    assert (0, 3, 3, 3) == found.eliminated_after
    assert 1.0 == pytest.approx(found.probability_correct)


def test_equal_candidates_stay_undecided_when_replications_run_out() -> None:
    def observe(places, replication):
        return np.random.default_rng(replication).normal(size=2)[list(places)]

    found = select(2, observe, indifference=1e-3, first=3, most=10)
    assert not found.is_decided
    assert [10, 10] == [len(each) for each in found.losses]


def test_candidate_that_equals_the_chosen_is_better_with_even_chance() -> None:
    found = select(2, lambda places, _: np.zeros(len(places)), indifference=1.0, first=2, most=2)
    assert (0.0, 0.5) == found.chance_better


def test_eliminated_candidate_is_run_no_more() -> None:
    found = select(4, observer(2, shared=1.0, own=1.0), indifference=1.0, first=6, most=500)
    for losses, out in zip(found.losses, found.eliminated_after, strict=True):
        assert len(losses) == (out or max(found.eliminated_after))


def test_single_candidate_is_chosen() -> None:
    found = select(1, lambda *_: np.array([3.0]), indifference=1.0, first=2, most=9)
    assert (0, True, 1.0) == (found.chosen, found.is_decided, found.probability_correct)


def test_regret_of_a_table_by_hand() -> None:
    #        short, long
    loss = np.array([[2.0, 30.0], [5.0, 12.0], [9.0, 10.0]])
    assert [[0.0, 20.0], [3.0, 2.0], [7.0, 0.0]] == regrets(loss).tolist()
    assert 1 == int(np.argmin(regrets(loss).max(axis=1)))


def test_point_beaten_in_one_and_equal_in_the_other_is_off_the_front() -> None:
    assert [True, False, True] == on_front(np.array([[1.0, 2.0], [1.0, 3.0], [0.5, 4.0]])).tolist()


def test_equal_points_stay_on_the_front_together() -> None:
    assert [True, True] == on_front(np.array([[1.0, 2.0], [1.0, 2.0]])).tolist()
