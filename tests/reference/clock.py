"""Exact instants, what comes first at one instant, and clock times of the day.

SimPy knows delays; the model speaks of instants. `Clock.at` fires at exactly the instant it is given. What follows at
once from an event (a process that goes on) keeps SimPy's own priorities, which come before every phase.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from heapq import heappush

import simpy
from simpy.events import Event

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


class Clock(simpy.Environment):
    """Hours since the scenario's start."""

    def __init__(self, start: datetime, period: float, horizon: float) -> None:
        super().__init__()
        self.period = period
        self.horizon = horizon
        self.offset = start.hour + start.minute / 60 + start.second / 3600
        self.weekday_at_start = start.weekday()

    def at(self, instant: float, phase: Phase, order: int = 0) -> Event:
        """An event at exactly `instant` (now, if that has gone by); never, if it is infinite.

        Args:
            instant: h since the scenario's start.
            phase: what comes first at one instant.
            order: order id; within a phase the lower comes first.
        """
        event = Event(self)
        if not math.isinf(instant):
            event._ok, event._value = True, None
            heappush(self._queue, (max(instant, self.now), phase + order * ORDER_WEIGHT, next(self._eid), event))
        return event

    def period_begin(self, instant: float) -> float:
        """Begin of the period an instant lies in; an instant on a boundary lies in the period that begins."""
        return math.floor(instant / self.period) * self.period

    def boundary_after(self, instant: float) -> float:
        """The first period boundary at or after an instant."""
        return math.ceil(instant / self.period) * self.period

    def hour_of_day(self, instant: float) -> float:
        """Clock time of an instant, hours."""
        return (instant + self.offset) % 24

    def weekday(self, instant: float) -> int:
        """0 = Monday."""
        return int(self.weekday_at_start + (instant + self.offset) // 24) % 7

    def next(self, instant: float, clock_times: Iterable[float]) -> float:
        """The first of the daily clock times at or after an instant."""
        day = math.floor((instant + self.offset) / 24) - 1
        return min(
            moment
            for d in (day, day + 1, day + 2)
            for clock in clock_times
            if (moment := 24 * d + clock - self.offset) >= instant
        )
