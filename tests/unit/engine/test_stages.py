"""The calendar of stages: nothing before the present, nothing after the horizon, everything in its period."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.instants import NEVER, TICK_H, on_grid
from sim.engine.record import ARRIVED, DEPARTED, PARCEL
from sim.engine.stages import (
    ATTEMPT,
    DEPOT,
    READY,
    SCAN,
    STAGES,
    Calendar,
    Period,
    due,
    period_of,
    post,
    report,
    take,
    take_scans,
)
from tests.unit.actors.parcel_words import in_tick, ticks_of


def period(p: int, n: int = 8, length: float = 0.25) -> Period:
    return period_of(p, n, length)


def fresh_calendar(n: int = 8) -> Calendar:
    calendar = Calendar(n)
    calendar.reserve(1000, 1000)
    return calendar


@given(at=st.floats(0.0, 3.0), p=st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_an_entry_lies_in_the_period_of_its_time_but_never_in_one_gone_by(at: float, p: int) -> None:
    calendar = fresh_calendar()
    tick = post(calendar.lists, period(p), DEPOT, at, 0, 1, 0, 0, 0)
    found, falls_at = [q for q in range(8) if calendar.pending(DEPOT, q)], in_tick(at)
    assert (ticks_of(falls_at) if falls_at < 2.0 else NEVER) == tick
    assert ([max(p, int(falls_at / 0.25))] if falls_at < 2.0 else []) == found


@pytest.mark.parametrize("at", [2.0, 2.5, np.inf, np.nan])
def test_nothing_is_kept_that_falls_due_at_the_horizon_or_later_or_never(at: float) -> None:
    calendar = fresh_calendar()
    assert NEVER == post(calendar.lists, period(0), DEPOT, at, 0, 1, 0, 0, 0)
    assert 0 == calendar.lists.pending.size.sum()


def test_an_instant_at_a_boundary_belongs_to_the_period_that_begins() -> None:
    calendar = fresh_calendar()
    post(calendar.lists, period(0), DEPOT, 0.25, 0, 1, 0, 0, 0)
    assert [0, 1] == [calendar.pending(DEPOT, 0), calendar.pending(DEPOT, 1)]


def test_scans_that_waited_for_a_period_come_before_those_made_in_it_and_all_are_taken_once() -> None:
    calendar = fresh_calendar()
    out = calendar.scratch.first
    report(calendar.lists, period(1), 1.5, 0.0, 7, 0, DEPARTED, 1)
    post(calendar.lists, period(0), SCAN, 0.3, 0, 8, 0, DEPARTED, 0)
    report(calendar.lists, period(1), 0.3, 0.0, 9, 0, ARRIVED, 2)
    assert [8, 7, 9] == out["row"][: take_scans(calendar.lists, period(1), out)].tolist()
    assert 0 == take_scans(calendar.lists, period(1), out)


def test_scans_just_made_are_kept_when_room_is_made_for_more() -> None:
    calendar = fresh_calendar()
    for row in range(5):
        report(calendar.lists, period(1), 0.3, 0.0, row, 0, DEPARTED, 0)
    calendar.reserve(5000, 5000)
    out = calendar.scratch.first
    assert [0, 1, 2, 3, 4] == out["row"][: take_scans(calendar.lists, period(1), out)].tolist()


def test_a_scan_beyond_the_horizon_is_not_made() -> None:
    calendar = fresh_calendar()
    report(calendar.lists, period(1), 2.0, 0.0, 1, 0, DEPARTED, 0)
    assert 0 == take_scans(calendar.lists, period(1), calendar.scratch.first)


LENGTHS = [minutes / 60.0 for minutes in (5, 6, 10, 12, 15, 20, 30, 60)]
"""h, periods that divide an hour. Most are no whole ticks; a boundary at the nearest must still lie on its own side."""


@pytest.mark.parametrize("length", LENGTHS)
def test_every_boundary_belongs_to_the_period_that_begins_whatever_the_length(length: float) -> None:
    n = round(480.0 / length)
    calendar = fresh_calendar(n)
    calendar.reserve(20_000, 20_000)
    for p in range(1, n):
        post(calendar.lists, period(p - 1, n, length), READY, on_grid(p * length), 0, p, 0, 0, 0)
    assert [] == [p for p in range(1, n) if 1 != calendar.pending(READY, p)]


@pytest.mark.parametrize("length", LENGTHS)
def test_every_minute_of_a_day_belongs_to_the_period_it_lies_in_whatever_the_length(length: float) -> None:
    n = round(24.0 / length)
    calendar = fresh_calendar(n)
    calendar.reserve(20_000, 20_000)
    for minute in range(24 * 60):
        post(calendar.lists, period(0, n, length), READY, on_grid(minute / 60.0), 0, minute, 0, 0, 0)
    out, outside = calendar.scratch.first, []
    for p in range(n):
        now = period(p, n, length)
        k = take(calendar.lists, now, READY, out)
        outside += [float(at) for at in out["at_tick"][:k] * TICK_H if not now.t0 <= at < now.t1]
    assert [] == outside


def test_stages_do_not_mix() -> None:
    calendar = fresh_calendar()
    for stage in range(len(STAGES)):
        for _ in range(stage + 1):
            post(calendar.lists, period(0), stage, 0.6, 0, stage, 0, 0, 0)
    assert [stage + 1 for stage in range(len(STAGES))] == [calendar.pending(s, 2) for s in range(len(STAGES))]


def test_due_gives_the_periods_entries_in_order_of_time_and_empties_the_stage() -> None:
    calendar = fresh_calendar()
    ids = np.zeros(4, PARCEL)
    ids["owner"] = [40, 30, 20, 10]
    for at, row in ((0.375, 0), (0.3125, 1), (0.3125, 2), (0.28125, 3), (0.5, 3), (0.125, 0)):
        post(calendar.lists, period(0), ATTEMPT, at, 0, row, 0, 0, 0)
    out = calendar.scratch.first
    n = due(calendar.lists, period(1), ATTEMPT, out, calendar.scratch, ids)
    found = [(e["at_tick"] * TICK_H, int(e["row"])) for e in out[:n]]
    assert [(0.28125, 3), (0.3125, 2), (0.3125, 1), (0.375, 0)] == found
    assert 0 == due(calendar.lists, period(1), ATTEMPT, out, calendar.scratch, ids)
    assert [1, 1] == [calendar.pending(ATTEMPT, 0), calendar.pending(ATTEMPT, 2)]


def test_take_gives_the_periods_entries_in_the_order_in_which_they_were_put_there() -> None:
    calendar = fresh_calendar()
    for at, row in ((0.375, 0), (0.3125, 1), (0.28125, 3)):
        post(calendar.lists, period(0), READY, at, 5, row, 9, 2, 4)
    out = calendar.scratch.first
    assert 3 == take(calendar.lists, period(1), READY, out)
    assert [0, 1, 3] == out["row"][:3].tolist()
    assert (ticks_of(0.375), 5, 0, 9, 2, 4) == out[0].item()


def test_reserve_makes_room_for_as_many_as_are_drained_at_once() -> None:
    calendar = fresh_calendar()
    calendar.reserve(50_000, 50_000)
    ids = np.zeros(1, PARCEL)
    at = np.random.default_rng(0).integers(0, ticks_of(0.25), 50_000) * TICK_H
    for t in at:
        post(calendar.lists, period(0), READY, t, 0, 0, 0, 0, 0)
    n = due(calendar.lists, period(0), READY, calendar.scratch.first, calendar.scratch, ids)
    assert np.sort(at).tolist() == (calendar.scratch.first["at_tick"][:n] * TICK_H).tolist()
