"""Clock times of day that come again every day."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.daytimes import next_time
from sim.engine.instants import TICK_H

TIMES = np.array([2.0, 8.5, 15.0, 26.0])


@pytest.mark.parametrize(
    ("t", "offset", "expected"),
    [
        (0.0, 0.0, 2.0),
        (2.0, 0.0, 2.0),
        (2.0 + TICK_H, 0.0, 8.5),
        (15.0 + TICK_H, 0.0, 26.0),
        (24.0, 0.0, 26.0),
        (0.0, 10.0, 5.0),  # the scenario starts at 10:00; the next time is 15:00
        (5.5, 10.0, 16.0),  # 15:30; the next is 02:00 of the following day
    ],
)
def test_the_next_time_is_the_first_of_the_timetable_at_or_after(t: float, offset: float, expected: float) -> None:
    assert expected == next_time(TIMES, offset, t)


@given(
    times=st.lists(st.integers(0, 1439), min_size=1, max_size=6, unique=True),
    t=st.floats(0.0, 500.0),
    offset=st.integers(0, 23),
)
@settings(max_examples=200, deadline=None)
def test_no_departure_of_the_timetable_is_missed(times: list[int], t: float, offset: int) -> None:
    clock = sorted(m / 60.0 for m in times)
    all_of_them = [day * 24.0 + c - offset for day in range(-1, 23) for c in clock]
    expected = min(x for x in all_of_them if x >= t)
    assert expected == pytest.approx(next_time(np.array([*clock, clock[0] + 24.0, np.inf]), float(offset), t), abs=1e-9)
