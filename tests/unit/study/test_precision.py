"""When replicating stops: worked by hand, against a second reading of the paper, and on fake worlds."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.study.precision import PrecisionGoal, look_ahead, relative_half_widths, report, standing, standings

ONE = ("contacts",)


def replications_by_the_paper(values: Any, share: float, k_limit: int) -> int | None:
    """Hoad, Robinson and Davies (2010), figure 4, written down afresh: the n at which their loop ends.

    Start with three replications; when the precision is met, go on for f(kLimit, n) more; if it is lost on the way, go
    on from there.
    """
    n = 3
    while n <= len(values):
        if _precision(values[:n]) > share:
            n += 1
            continue
        ahead = k_limit if n <= 100 else int(k_limit * n / 100)
        lost = next(
            (k for k in range(1, ahead + 1) if n + k > len(values) or _precision(values[: n + k]) > share), None
        )
        if lost is None:
            return n + ahead
        n += lost
    return None


def _precision(values: Any) -> float:
    """Half-width of the t-interval over the mean, from SciPy's own interval."""
    mean, error = float(np.mean(values)), float(stats.sem(values))
    low, high = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=error)
    return float((high - low) / 2 / abs(mean))


def stops_at(values: Any, goal: PrecisionGoal) -> int | None:
    reached = (n for n in range(1, len(values) + 1) if standing("contacts", values[:n], goal).is_reached)
    return next(reached, None)


def test_the_half_width_of_three_values_is_the_one_worked_by_hand() -> None:
    # Mean 100, s = 10, t(2, 0.975) = 4.302653, so the half-width is 4.302653 * 10 / sqrt(3) = 24.841 %.
    assert [math.inf, pytest.approx(0.24841, abs=1e-5)] == relative_half_widths(np.array([90.0, 100.0, 110.0]))[
        [0, 2]
    ].tolist()


def test_it_stops_after_the_look_ahead_and_not_before() -> None:
    goal = PrecisionGoal(share=0.1, measures=ONE, look_ahead=2)
    steady = np.array([100.0, 101.0, 99.0, 100.0, 100.0, 101.0])
    # Three values: s = 1, half-width 4.302653 / sqrt(3) = 2.5 %: met at 3, so it ends at 3 + 2.
    assert 5 == stops_at(steady, goal)
    assert 3 == standing("contacts", steady, goal).since


def test_precision_that_is_lost_in_the_look_ahead_is_counted_anew() -> None:
    goal = PrecisionGoal(share=0.1, measures=ONE, look_ahead=3)
    values = np.array([100.0, 101.0, 99.0, 160.0, *[100.0, 101.0] * 40])
    assert math.inf > relative_half_widths(values)[3] > 0.1
    found = standing("contacts", values, goal)
    assert found.since is not None
    assert found.since > 4
    assert found.since + 3 == stops_at(values, goal)


@pytest.mark.parametrize("seed", range(40))
def test_it_stops_where_the_papers_own_loop_stops(seed: int) -> None:
    luck = np.random.default_rng(seed)
    values = luck.normal(100.0, luck.uniform(1.0, 60.0), 400)
    share, k_limit = luck.uniform(0.03, 0.3), int(luck.integers(0, 9))
    goal = PrecisionGoal(share=share, measures=ONE, look_ahead=k_limit, most=400)
    assert replications_by_the_paper(values, share, k_limit) == stops_at(values, goal)


def test_the_look_ahead_grows_in_long_runs() -> None:
    assert 5 == look_ahead(100, PrecisionGoal())
    assert 15 == look_ahead(300, PrecisionGoal())


def test_the_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    luck, goal = np.random.default_rng(7), PrecisionGoal(share=0.1, measures=ONE)
    covered, runs = 0, 300
    for _ in range(runs):
        values = luck.normal(10.0, 3.0, 150)
        n = stops_at(values, goal)
        assert n is not None
        found = standing("contacts", values[:n], goal)
        covered += abs(found.excess - 10.0) <= found.half_width
    # Stopping when the interval is narrow costs a little coverage; the paper finds 93-95 % with kLimit 5.
    assert 0.90 <= covered / runs


def test_an_excess_that_is_zero_in_every_pair_is_precise() -> None:
    found = standing("contacts", np.zeros(8), PrecisionGoal(measures=ONE))
    assert (0.0, 0.0, True) == (found.half_width, found.relative, found.is_reached)


def test_an_excess_around_zero_is_never_precise() -> None:
    values = np.array([1.0, -1.0] * 50)
    found = standing("contacts", values, PrecisionGoal(measures=ONE))
    assert (math.inf, None, False) == (found.relative, found.since, found.is_reached)


def test_pairs_without_a_number_are_left_out() -> None:
    values = np.array([100.0, math.nan, 101.0, 99.0])
    assert relative_half_widths(np.array([100.0, 101.0, 99.0]))[-1] == relative_half_widths(values)[-1]


def test_every_measure_must_hold_at_the_same_time() -> None:
    goal = PrecisionGoal(share=0.1, measures=("contacts", "dark_hours"), look_ahead=1)
    found = standings({"contacts": [100.0, 101.0, 99.0, 100.0], "dark_hours": [5.0, 50.0, 500.0, 20.0]}, goal)
    assert [True, False] == [each.is_reached for each in found]
    told = report(found, goal, replications=4, stopped_by="most")
    assert told["reached"] is False
    assert told["measures"]["contacts"]["reached"] is True
    assert 0.1 == told["asked"]["share"]


@pytest.mark.parametrize(
    "wrong", [{"share": 0.0}, {"measures": ()}, {"look_ahead": -1}, {"first": 1}, {"most": 2}, {"deadline_s": 0.0}]
)
def test_a_goal_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="got|measures"):
        PrecisionGoal(**wrong)
