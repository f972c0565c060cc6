"""Instants in whole ticks, what comes first at one instant, and clock times of the day.

SimPy knows delays; the model speaks of instants, and every instant is a whole tick of 2⁻²⁰ h. What is drawn or worked
out happens at the tick in which it falls: `Clock.at` rounds down, for everybody. What is given (clock times, begins and
ends of acts, boundaries of periods) lies at the tick `nearest` to it. What follows at once from an event (a process
that goes on) keeps SimPy's own priorities, which come before every phase.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from heapq import heappush

import simpy
from simpy.events import Event

TICKS = 2**20
"""Of an hour."""
NOISE = 2.0**-16
"""Of a tick: what falls short of one by less does so by rounding, and is on it."""
ORDER_WEIGHT = 2.0**-47
"""Order ids stay below 2⁴⁵, so that they never reach into the next phase, and a float holds both exactly."""


class Phase(IntEnum):
    """The order of things at one instant; settlements and the tick end the period before everything else that is due."""

    SETTLE = -2
    TICK = -1
    FLIP = 2
    ORDER = 3
    READY = 4
    ORIGIN = 5
    ORIGIN_START = 6
    DESTINATION = 7
    DESTINATION_START = 8
    DEPOT = 9
    WAVE = 10
    LOADED = 11
    COLLECT = 12
    ATTEMPT = 13
    DEPOSIT = 14
    LINK = 15
    LINK_START = 16
    SCAN = 17
    REACT = 18
    GIVE_UP = 19


def in_tick(instant: float) -> float:
    """Begin of the tick in which an instant falls, h; what never comes stays infinite."""
    return instant if math.isinf(instant) else math.floor(instant * TICKS + NOISE) / TICKS


def nearest(given: float) -> float:
    """The tick nearest to a given instant or duration, h; infinite ones stay."""
    return given if math.isinf(given) else round(given * TICKS) / TICKS


class Clock(simpy.Environment):
    """Hours since the scenario's start."""

    def __init__(self, start: datetime, period: float, horizon: float) -> None:
        super().__init__()
        self.period = period
        self.horizon = horizon
        self.clock_at_start = start.hour + start.minute / 60
        self.weekday_at_start = start.weekday()

    def at(self, instant: float, phase: Phase, order: int = 0) -> Event:
        """An event in the tick of `instant` (now, if that has gone by); never, if it is infinite.

        Args:
            instant: h since the scenario's start.
            phase: what comes first at one instant.
            order: order id; within a phase the lower comes first.
        """
        event = Event(self)
        if not math.isinf(instant):
            event._ok, event._value = True, None
            heappush(
                self._queue, (max(in_tick(instant), self.now), phase + order * ORDER_WEIGHT, next(self._eid), event)
            )
        return event

    def boundary(self, period: int) -> float:
        """Begin of a period by its number, h."""
        return nearest(period * self.period)

    def period_at(self, instant: float) -> int:
        """Number of the period an instant lies in; an instant on a boundary lies in the period that begins."""
        period = round(instant / self.period)
        return period if self.boundary(period) <= instant else period - 1

    def period_begin(self, instant: float) -> float:
        """Begin of the period an instant lies in."""
        return self.boundary(self.period_at(instant))

    def period_end(self, instant: float) -> float:
        """End of the period an instant lies in."""
        return self.boundary(self.period_at(instant) + 1)

    def boundary_after(self, given: float) -> float:
        """The first period boundary at or after a given instant."""
        begin = self.period_begin(nearest(given))
        return begin if begin == nearest(given) else self.period_end(begin)

    def later(self, instant: float, delay: float) -> float:
        """`delay` after an instant of the running period, but in a later period."""
        return max(self.period_end(instant), instant + max(self.period, delay))

    def hour_of_day(self, instant: float) -> float:
        """Clock time of an instant, hours."""
        return (instant + self.clock_at_start) % 24

    def weekday(self, instant: float) -> int:
        """0 = Monday."""
        return int(self.weekday_at_start + (instant + self.clock_at_start) // 24) % 7

    def next(self, instant: float, clock_times: Iterable[float]) -> float:
        """The first of the daily clock times at or after an instant."""
        offset = nearest(self.clock_at_start)
        day = math.floor((instant + offset) / 24) - 1
        return min(
            moment
            for d in (day, day + 1, day + 2)
            for clock in clock_times
            if (moment := 24 * d + nearest(clock) - offset) >= instant
        )
