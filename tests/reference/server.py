"""One server with a queue, first come first served, whose rate may change between periods: hubs and narrow links."""

from heapq import heappop, heappush
from typing import Any

from simpy.events import Event

from tests.reference.clock import Clock, Phase


class Server:
    """Serves those who join by (time of joining, key); each takes 1 / rate, what is left goes at a new rate.

    Departures fall into ticks; the server itself goes on from the exact instant at which it finished (`free_at`).
    """

    def __init__(self, clock: Clock, rate: float, start_phase: Phase) -> None:
        self.clock = clock
        self.rate = rate
        self.start_phase = start_phase
        self.queue: list[tuple[float, tuple[int, ...], Event]] = []
        self.n_inside = 0
        self.free_at = 0.0
        self._joined = clock.event()
        self._changed = clock.event()
        clock.process(self._run())

    def join(self, key: tuple[int, ...]) -> Event:
        """An event that fires at departure."""
        done = self.clock.event()
        heappush(self.queue, (self.clock.now, key, done))
        self.n_inside += 1
        if not self._joined.triggered:
            self._joined.succeed()
        return done

    def set_rate(self, rate: float) -> None:
        """Serve at another rate from now on."""
        if rate != self.rate:
            self.rate = rate
            self._changed.succeed()
            self._changed = self.clock.event()

    def _run(self) -> Any:
        clock = self.clock
        while True:
            if not self.queue:
                self._joined = clock.event()
                yield self._joined
            yield clock.at(clock.now, self.start_phase)
            _, _, done = heappop(self.queue)
            left = 1.0
            while left > 0 and self.rate != float("inf"):
                began, rate = max(clock.now, self.free_at), self.rate
                finish = began + left / rate if rate > 0 else float("inf")
                finished = clock.at(finish, self.start_phase)
                yield finished | self._changed
                if finished.processed:
                    self.free_at = finish
                    break
                left -= (clock.now - began) * rate
            self.n_inside -= 1
            done.succeed()
