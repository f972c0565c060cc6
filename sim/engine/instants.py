"""Instants as whole ticks of a fixed length: exact as float hours, four bytes in a record, and comparable for equality.

A tick is 2⁻²⁰ h, 3.4 ms, so hours of whole ticks are binary fractions: they add up and compare without rounding. What
is drawn happens at the tick in which it falls (`tick_of` rounds down: what lies before a boundary stays before it);
what is given, like a timetable or an act, is moved to the nearest tick (`on_grid`). See
docs/decisions/0036-instants-are-whole-ticks.md.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel

TICKS = 1048576.0
"""Ticks of an hour."""
TICK_H = 1.0 / TICKS
NOISE = 2.0**-16
"""Of a tick: an instant short of a tick by less than that is on it. Sums that mean the same instant differ in their
last digits, and many instants lie on a tick exactly."""
NEVER = np.uint32(0xFFFFFFFF)
"""An instant that has not come, or will not: later than every horizon."""
BEYOND = 4095.0
"""h; from here on nothing is told from what never comes."""
LATEST = 4094.0
"""h; an instant later than every horizon, and yet one."""


@kernel
def tick_of(at):
    """The tick in which the instant `at` (h, not negative) falls; NEVER from BEYOND on and for what never comes."""
    if not at < BEYOND:
        return NEVER
    return np.uint32(np.int64(at * TICKS + NOISE))


@kernel
def hours(tick):
    """A tick as hours since the scenario's start; of NEVER more than any horizon."""
    return np.int64(tick) * TICK_H


@kernel
def on_tick(at):
    """The begin of the tick in which the instant `at` falls, h; what never comes stays infinite.

    >>> on_tick(10.0000001)
    10.0
    """
    return np.floor(at * TICKS + NOISE) * TICK_H


def ticks_of(at: NDArray[np.float64]) -> NDArray[np.uint32]:
    """`tick_of` of many instants at once."""
    comes = at < BEYOND
    return np.where(comes, np.where(comes, at, 0.0) * TICKS + NOISE, NEVER).astype(np.uint32)


def on_grid(at: Any) -> Any:
    """Given instants or durations (h, a number or an array) moved to the nearest tick; infinite ones stay."""
    return np.rint(np.asarray(at, np.float64) * TICKS) * TICK_H if np.ndim(at) else float(np.rint(at * TICKS) * TICK_H)
