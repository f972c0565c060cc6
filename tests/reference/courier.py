"""Depots and courier waves: what waits longest is loaded first, as much as fits."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from simpy.events import Event

from tests.reference.clock import Clock, Phase


class Depot:
    """The depot of a carrier in a region.

    Args:
        waves: clock time of each wave, with its capacity on a normal day.
        factor: capacity factor in force in the period of an instant.
    """

    def __init__(self, clock: Clock, waves: dict[float, float], factor: Callable[[float], float]) -> None:
        self.clock = clock
        self.waiting: list[tuple[float, int, Event]] = []
        self._factor = factor
        for clock_time, capacity in waves.items():
            clock.process(self._run_waves(clock_time, capacity))

    def wait(self, order_id: int) -> Event:
        """A parcel is at the depot; the event is its wave."""
        loaded = self.clock.event()
        heappush(self.waiting, (self.clock.now, order_id, loaded))
        return loaded

    def _run_waves(self, clock_time: float, capacity: float) -> Any:
        wave = self.clock.next(0.0, [clock_time])
        while wave < self.clock.horizon:
            yield self.clock.at(wave, Phase.WAVE)
            factor = self._factor(wave)
            n_loaded = min(len(self.waiting), max(1, round(capacity * factor)))
            for _ in range(n_loaded):
                heappop(self.waiting)[2].succeed()
            wave += 24
