"""The clock: one SimPy environment, and a written order for what falls on one instant.

`FLIP` links and actions → `MOVE` parcels → `SCAN` feed → `REACT` buyers and desks → `DECIDE` merchants →
`WATCH` triggers → `COUNT` → `TURN`: what was decided takes effect. A period is worked off at its end, when all its
flips are known; a flip exactly at the end belongs to the next period. `MOVE` to `DECIDE` are steps of one period,
worked off in one go. The clock knows times and phases, not what happens in them.
"""

import math
from collections.abc import Callable, Generator
from enum import IntEnum
from heapq import heappush
from typing import Any

import simpy
from simpy.events import Event

from sim.engine.instants import on_grid

Steps = Generator[Event, Any, None]
"""A SimPy process: yields the events it waits for."""


class Phase(IntEnum):
    """What comes first at one instant."""

    FLIP = 0
    MOVE = 1
    SCAN = 2
    REACT = 3
    DECIDE = 4
    WATCH = 5
    COUNT = 6
    TURN = 7


class _Environment(simpy.Environment):
    """SimPy's, with events at instants: SimPy adds delays up, and a sum may miss a boundary by its last bit."""

    def schedule_at(self, event: Event, phase: Phase, time: float) -> None:
        """Let an event fire at `time`, in `phase`."""
        heappush(self._queue, (time, phase, next(self._eid), event))  # type: ignore[misc]


class Clock:
    """Runs processes and the period's phases in their written order.

    Args:
        period: h, the control period.
        horizon: h, a whole number of periods.
        begin: h, a boundary; what is before it has been worked off elsewhere.
    """

    def __init__(self, period: float, horizon: float, begin: float = 0.0) -> None:
        self.env = _Environment(initial_time=begin)
        self.period = period
        self.n_periods = round(horizon / period)

    @property
    def now(self) -> float:
        """Hours since the scenario's start."""
        return float(self.env.now)

    def at(self, time: float, phase: Phase = Phase.FLIP) -> Event:
        """An event at the tick nearest to `time` that fires in `phase`; a time gone by fires now."""
        event = self.env.event()
        event._ok = True
        event._value = None
        self.env.schedule_at(event, phase, max(on_grid(time), self.env.now))
        return event

    def at_tick(self, time: float, phase: Phase) -> Event:
        """An event at the first period boundary after `time`."""
        return self.at(self.boundary(self._period_at(time) + 1), phase)

    def at_turn(self, time: float) -> Event:
        """An event at the first period boundary at or after `time`, when decisions take effect."""
        p = self._period_at(time)
        return self.at(self.boundary(p if self.boundary(p) == on_grid(time) else p + 1), Phase.TURN)

    def first_touched(self, p: int) -> int:
        """The first period from `p` on in which, or at whose end, some event falls that is on the calendar now."""
        event_at = self.env.peek()
        if event_at == math.inf:
            return self.n_periods
        after = max(p, min(self.n_periods, math.floor(event_at / self.period) + 1))
        while after > p and self.boundary(after) >= event_at:
            after -= 1
        return after

    def _period_at(self, time: float) -> int:
        """The period in which an instant falls; one on a boundary falls into the period that begins."""
        p = round(time / self.period)
        return p if self.boundary(p) <= on_grid(time) else p - 1

    def boundary(self, p: int) -> float:
        """Begin of period `p`, h: a whole tick."""
        return float(on_grid(p * self.period))

    def process(self, steps: Steps) -> simpy.Process:
        """Start a SimPy process."""
        return self.env.process(steps)

    def every_period(self, phase: Phase, work: Callable[[int], None]) -> None:
        """Call `work(p)` at the end of every period p, in `phase`."""
        self.process(self._run_periods(phase, work))

    def _run_periods(self, phase: Phase, work: Callable[[int], None]) -> Steps:
        for p in range(self.n_periods):
            yield self.at(self.boundary(p + 1), phase)
            work(p)

    def run(self) -> None:
        """Run to the end of the last period; `until=t` alone would leave out what is due at t."""
        self.env.run(until=self.at(self.boundary(self.n_periods), Phase.TURN))
