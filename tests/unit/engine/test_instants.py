"""Instants as whole ticks: what is drawn falls into its tick, what is given moves to the nearest, and all is exact."""

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.instants import NEVER, TICK_H, TICKS, hours, on_grid, on_tick, tick_of, ticks_of
from sim.spec.cross_times import LONGEST_H

HOURS = st.floats(0.0, LONGEST_H)
TICK_NUMBERS = st.integers(0, int(LONGEST_H * TICKS))


@given(at=HOURS)
@settings(max_examples=200, deadline=None)
def test_what_is_drawn_falls_into_the_tick_that_has_begun(at: float) -> None:
    tick = Fraction(at) * 2**20
    assume(not 0 < ceil(tick) - tick < Fraction(1, 2**15))
    assert (int(tick), int(tick) * TICK_H) == (tick_of(at), on_tick(at))


@given(tick=TICK_NUMBERS.filter(bool))
@settings(max_examples=200, deadline=None)
def test_what_falls_short_of_a_tick_by_its_last_digit_is_on_it(tick: int) -> None:
    at = float(np.nextafter(tick * TICK_H, 0.0))
    assert (tick, tick * TICK_H) == (tick_of(at), on_tick(at))
    assert [tick] == ticks_of(np.array([at])).tolist()


@given(tick=TICK_NUMBERS)
@settings(max_examples=200, deadline=None)
def test_what_falls_short_of_a_tick_by_a_thousandth_of_one_is_not_on_it(tick: int) -> None:
    at = (tick + 0.999) / 2**20
    assert (tick, tick * TICK_H) == (tick_of(at), on_tick(at))


@given(at=HOURS)
@settings(max_examples=200, deadline=None)
def test_what_is_given_is_moved_by_half_a_tick_at_most(at: float) -> None:
    assert abs(Fraction(on_grid(at)) - Fraction(at)) * 2**21 <= 1
    assert on_grid(at) == on_tick(on_grid(at))


@given(tick=TICK_NUMBERS)
@settings(max_examples=200, deadline=None)
def test_a_whole_tick_is_neither_moved_nor_rounded(tick: int) -> None:
    at = tick / 2**20
    assert (at, at, at, tick) == (hours(np.uint32(tick)), on_grid(at), on_tick(at), tick_of(at))


@given(ticks=st.lists(st.integers(0, 2**20 * 100), min_size=2, max_size=30))
@settings(max_examples=100, deadline=None)
def test_hours_of_whole_ticks_add_up_without_rounding_in_any_order(ticks: list[int]) -> None:
    spans = [tick * TICK_H for tick in ticks]
    assert sum(ticks) / 2**20 == sum(spans) == sum(reversed(spans))


def test_many_given_instants_are_moved_as_each_of_them() -> None:
    at = np.arange(0.0, 24.0, 1.0 / 60.0)
    assert [on_grid(float(t)) for t in at] == on_grid(at).tolist()


@pytest.mark.parametrize("at", [4096.0, 1e9, np.inf, np.nan])
def test_what_lies_beyond_every_horizon_never_comes(at: float) -> None:
    assert NEVER == tick_of(at)


def test_never_is_later_than_the_longest_run() -> None:
    assert hours(NEVER) > LONGEST_H
    assert tick_of(LONGEST_H) < NEVER


def test_what_never_comes_stays_infinite() -> None:
    assert (np.inf, np.inf, [np.inf, 1.0]) == (on_tick(np.inf), on_grid(np.inf), on_grid([np.inf, 1.0]).tolist())


@pytest.mark.parametrize(
    ("at", "down", "nearest"),
    [(10.0 + 0.4 * TICK_H, 0, 0), (10.0 + 0.6 * TICK_H, 0, 1), (10.0 - 0.4 * TICK_H, -1, 0), (10.0, 0, 0)],
)
def test_what_lies_before_a_boundary_stays_before_it_unless_it_was_given(at: float, down: int, nearest: int) -> None:
    assert (10.0 + down * TICK_H, 10.0 + nearest * TICK_H) == (on_tick(at), on_grid(at))
