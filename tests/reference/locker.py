"""Lockers: finite cells of an operator in a region."""

from heapq import heappop, heappush
from typing import Any

from simpy.events import Event

from tests.reference.clock import Clock, Phase


class Lockers:
    """Cells of one operator in one region; couriers at one instant are served by order id, after collections."""

    def __init__(self, clock: Clock, cells: int) -> None:
        self.clock = clock
        self.cells = cells
        self.occupied = 0
        self._asking: list[tuple[int, Event]] = []

    def ask(self, order_id: int) -> Event:
        """A courier asks for a cell; the event's value says whether the parcel got one."""
        answer = self.clock.event()
        heappush(self._asking, (order_id, answer))
        self.clock.process(self._run_answer())
        return answer

    def free(self) -> None:
        """A parcel leaves its cell."""
        self.occupied -= 1

    def _run_answer(self) -> Any:
        yield self.clock.at(self.clock.now, Phase.DEPOSIT)
        _, answer = heappop(self._asking)
        has_cell = self.occupied < self.cells
        self.occupied += has_cell
        answer.succeed(has_cell)
