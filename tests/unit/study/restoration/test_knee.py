"""Knees: planted ones are found where they are, and none is told where there is none."""

import math

import numpy as np
import pytest

from sim.study.restoration.knee import knee

HOURS = [0.0, 2.0, 6.0, 12.0, 24.0, 36.0, 50.0, 72.0, 96.0, 120.0]
X = np.array(HOURS)
BENT = np.where(X < 30, 2.0 * X, 60.0 + 11.0 * (X - 30.0))


def with_luck(curve: np.ndarray, spread: float, replications: int, seed: int) -> np.ndarray:
    """Replications of a curve: each scaled by its own luck, with some noise of its own at every hour."""
    luck = np.random.default_rng(seed)
    scale = luck.normal(1.0, 0.2, replications)
    return curve[:, None] * scale + luck.normal(0.0, spread, (len(curve), replications)) * (X > 0)[:, None]


def test_a_knee_without_luck_is_found_where_it_was_put() -> None:
    found = knee(HOURS, np.repeat(BENT[:, None], 6, axis=1))
    assert found.is_found
    assert pytest.approx(30.0, abs=0.4) == found.hours  # the grid's step
    assert (2.0, 11.0) == pytest.approx((found.before, found.after), abs=0.1)
    assert 1.0 == found.certainty


@pytest.mark.parametrize("seed", range(10))
def test_a_planted_knee_lies_in_its_interval(seed: int) -> None:
    found = knee(HOURS, with_luck(BENT, 20.0, 12, seed), draws=300)
    assert found.is_found
    assert found.low - 2.0 <= 30.0 <= found.high + 2.0


def test_no_knee_is_told_of_a_straight_line() -> None:
    found = knee(HOURS, with_luck(3.0 * X, 0.0, 8, 1))
    assert not found.is_found
    assert "straight line" in found.reason


def test_no_knee_is_told_of_a_curve_that_bends_everywhere_alike() -> None:
    found = knee(HOURS, with_luck(0.5 * X**2, 0.0, 8, 1))
    assert not found.is_found
    assert "parabola" in found.reason


def test_luck_on_a_straight_line_is_seldom_taken_for_a_knee() -> None:
    told = [knee(HOURS, with_luck(3.0 * X, 40.0, 10, seed), draws=200).is_found for seed in range(60)]
    assert sum(told) <= 6


@pytest.mark.parametrize(
    ("hours", "replications", "reason"),
    [(HOURS[:6], 8, "too few points"), (HOURS, 4, "too few replications")],
)
def test_too_little_to_tell_a_knee_is_said(hours: list[float], replications: int, reason: str) -> None:
    found = knee(hours, np.repeat(np.array(hours)[:, None], replications, axis=1))
    assert not found.is_found
    assert reason in found.reason
    assert math.isnan(found.hours)


def test_a_curve_that_never_changes_has_no_knee() -> None:
    assert "nothing changes" in knee(HOURS, np.zeros((10, 8))).reason
