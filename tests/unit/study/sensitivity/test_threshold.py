"""Thresholds: found where planted, with intervals that hold them, and "none" where there is none."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.study.sensitivity import Design, Parameter, Threshold
from sim.study.sensitivity.response import responses
from sim.study.sensitivity.threshold import ABOVE, BELOW, CROSSES, EQUAL, SEVERAL, first_zero, threshold
from tests.unit.study.sensitivity.planted import MEASURE, tables

Array = NDArray[np.float64]
HOURS = Parameter("outage", 0.0, 24.0, "h")
OTHER = Parameter("other", 0.0, 1.0)
GRID = Design("grid", (HOURS,))
LHS = Design("lhs", (HOURS, OTHER))


def on_grid(excess: Callable[[Array], Array], limit: float, *, replications: int = 5, noise: float = 0.5) -> Threshold:
    x = np.linspace(0, 24, 25)[:, None]
    points, values = tables(GRID, x, lambda x: excess(x[:, 0]), replications=replications, noise=noise)
    return threshold(responses(points, values, GRID, MEASURE)[0], "outage", limit=limit)


def test_without_luck_a_line_crosses_where_it_must() -> None:
    found = on_grid(lambda h: 3 * h, 27.6, noise=0.0)

    assert CROSSES == found.verdict
    assert [9.2, 9.2, 9.2] == pytest.approx([found.at, found.low, found.high])
    assert found.is_rising


def test_a_falling_excess_crosses_as_well() -> None:
    found = on_grid(lambda h: 100 - 10 * h, 5.0)

    assert found.low <= 9.5 <= found.high
    assert not found.is_rising


def test_a_limit_out_of_reach_gives_none_in_the_range() -> None:
    never, always = on_grid(lambda h: 3 * h, 500.0), on_grid(lambda h: 3 * h, -500.0)

    assert (BELOW, ABOVE) == (never.verdict, always.verdict)
    assert (np.inf, -np.inf) == (never.at, always.at)
    assert not never.is_clear


def test_an_interval_that_may_leave_the_range_is_open() -> None:
    found = on_grid(lambda h: 0.05 * h, 1.15, noise=1.0)

    assert np.inf == found.high
    assert not found.is_clear


def test_a_difference_that_comes_back_says_so() -> None:
    found = on_grid(lambda h: 20 * np.sin(h / 24 * 2 * np.pi), 10.0)

    assert SEVERAL == found.verdict
    assert np.isnan(found.at)


def test_a_difference_that_is_zero_everywhere_tips_nowhere() -> None:
    found = on_grid(lambda h: 0 * h, 0.0, noise=0.0)

    assert EQUAL == found.verdict
    assert np.isnan(found.at)
    assert not found.is_clear


def test_one_replication_on_a_grid_knows_only_the_two_neighbours() -> None:
    found = on_grid(lambda h: 3 * h, 28.5, replications=1, noise=0.0)

    assert 9.5 == pytest.approx(found.at)
    assert (9.0, 10.0) == (found.low, found.high)


def test_the_interval_holds_the_threshold_about_as_often_as_it_says() -> None:
    """E[excess | outage] = 2·outage + 5, so 23 is passed at 9 h; 95 % of 100 is 95, 88 three deviations less."""
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        x = np.column_stack([24 * rng.random(200), rng.random(200)])
        points, values = tables(
            LHS, x, lambda x: 2 * x[:, 0] + 10 * x[:, 1], replications=3, noise=3.0, common=0.5, seed=seed
        )
        found = threshold(responses(points, values, LHS, MEASURE)[0], "outage", limit=23.0)
        held += found.low <= 9.0 <= found.high

    assert held >= 88


def test_two_policies_change_places_where_planted() -> None:
    rng = np.random.default_rng(4)
    x = np.column_stack([24 * rng.random(300), rng.random(300)])
    policies = {"wait": lambda x: 10 * x[:, 0] + 5 * x[:, 1], "switch": lambda x: 4 * x[:, 0] + 54 + 5 * x[:, 1]}
    points, values = tables(LHS, x, policies["wait"], policies=policies, replications=3, noise=2.0, common=20.0)
    wait, switch = responses(points, values, LHS, MEASURE)
    found = threshold(switch, "outage", other=wait)

    assert 9.0 == pytest.approx(found.at, abs=0.7)
    assert found.low <= 9.0 <= found.high
    assert not found.is_rising, "beyond it, switching has the smaller excess"


def test_policies_at_other_points_cannot_be_compared() -> None:
    points, values = tables(LHS, np.ones((3, 2)), lambda x: x[:, 0])
    others = tables(LHS, np.zeros((3, 2)), lambda x: x[:, 0])
    one, other = responses(points, values, LHS, MEASURE)[0], responses(*others, LHS, MEASURE)[0]

    with pytest.raises(ValueError, match="only at the same points"):
        threshold(one, "outage", other=other)


def test_an_unknown_parameter_is_answered_with_those_there_are() -> None:
    points, values = tables(LHS, np.ones((3, 2)), lambda x: x[:, 0])

    with pytest.raises(ValueError, match="no parameter 'outag'; the sweep varied outage, other"):
        threshold(responses(points, values, LHS, MEASURE)[0], "outag")


@pytest.mark.parametrize(
    ("values", "expected"),
    [([-2.0, 2.0, 4.0], 0.5), ([1.0, 2.0, 3.0], -np.inf), ([-3.0, -2.0, -1.0], np.inf), ([-1.0, 0.0, 0.0], 1.0)],
)
def test_the_first_zero_of_rising_values(values: list[float], expected: float) -> None:
    assert expected == first_zero(np.array([0.0, 1.0, 2.0]), np.array(values))
