"""Instants as whole ticks of a fixed length: exact as float hours, four bytes in a record, and comparable for equality.

A tick is 2⁻²⁰ h, 3.4 ms, so hours of whole ticks are binary fractions: they add up and compare without rounding. What
is drawn happens at the tick in which it falls (`tick_of` rounds down: what lies before a boundary stays before it);
what is given, like a timetable or an act, is moved to the nearest tick (`on_grid`). See
docs/decisions/0036-instants-are-whole-ticks.md.
"""

from typing import Any

import numpy as np

from sim.engine.compiled import kernel

TICKS = 1048576.0
"""Ticks of an hour."""
TICK_H = 1.0 / TICKS
NEVER = np.uint32(0xFFFFFFFF)
"""An instant that has not come, or will not: later than every horizon."""
LATEST = 4094.0
"""h; an instant later than every horizon, and yet one."""


@kernel
def tick_of(at):
    """The tick in which the instant `at` (h, not negative) falls; NEVER from 4,096 h on and for what never comes."""
    if not at < 4095.0:
        return NEVER
    return np.uint32(np.int64(at * TICKS))


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
    return np.floor(at * TICKS) * TICK_H


def on_grid(at: Any) -> Any:
    """Given instants or durations (h, a number or an array) moved to the nearest tick; infinite ones stay."""
    return np.rint(np.asarray(at, np.float64) * TICKS) * TICK_H if np.ndim(at) else float(np.rint(at * TICKS) * TICK_H)
