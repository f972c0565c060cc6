"""Hubs: one server for each carrier, region and side (origin, destination)."""

from simpy.events import Event

from tests.reference.clock import Clock, Phase
from tests.reference.server import Server


class Hub:
    """Sorts parcels in the order of their arrival, at its rate times the factor in force."""

    def __init__(self, clock: Clock, rate: float, start_phase: Phase) -> None:
        self.rate = rate
        self._server = Server(clock, rate, start_phase)

    @property
    def n_inside(self) -> int:
        """Parcels waiting or being sorted."""
        return self._server.n_inside

    def sort(self, order_id: int) -> Event:
        """A parcel arrives; the event is its departure."""
        return self._server.join((order_id,))

    def mobilise(self, factor: float) -> None:
        """Work at `factor` times the planned rate."""
        self._server.set_rate(self.rate * factor)
