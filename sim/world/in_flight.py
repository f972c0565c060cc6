"""What is known at an instant of the parcels in flight, as a run that begins with them is told it."""

from dataclasses import dataclass, fields

import numpy as np

from sim.world.time_left import Bools, Floats, Ints

UNKNOWN = -1


@dataclass(frozen=True)
class InFlight:
    """Parcels not finished at an instant: a row each, in an order that stays, for their luck goes by it.

    Attributes:
        carrier: index of its carrier; UNKNOWN before hand-over where nobody said.
        origin, destination: index of the region; UNKNOWN = drawn from the world.
        state: milestone last published, an index of `sim.engine.record.MILESTONES`; NONE = ordered, nothing seen.
        since: h since the scenario's start, when that happened; of what is ordered when it was ordered.
        placed: h, when it was ordered; not known = when it was first seen.
        picked_up: h, NaN = not known, or not yet.
        tries: attempts at the door that failed.
        asked: h, the buyer's last contact about it; NaN = none.
    """

    carrier: Ints
    origin: Ints
    destination: Ints
    state: Ints
    since: Floats
    placed: Floats
    picked_up: Floats
    tries: Ints
    asked: Floats

    def __post_init__(self) -> None:
        if len({len(getattr(self, each.name)) for each in fields(self)}) != 1:
            raise ValueError("every attribute of parcels in flight has one row a parcel")

    def __len__(self) -> int:
        return len(self.state)

    def of(self, rows: Bools | Ints) -> "InFlight":
        """Some of the parcels."""
        return InFlight(*(getattr(self, each.name)[rows] for each in fields(self)))

    def and_these(self, others: "InFlight") -> "InFlight":
        """Both sets of parcels."""
        pairs = ((getattr(self, each.name), getattr(others, each.name)) for each in fields(self))
        return InFlight(*(np.concatenate(pair) for pair in pairs))


def ordered(placed: Floats) -> InFlight:
    """Orders of which nothing is known but when they were placed, h since the scenario's start."""
    n = len(placed)
    unknown, nan = np.full(n, UNKNOWN, np.int64), np.full(n, np.nan)
    zero = np.zeros(n, np.int64)
    return InFlight(unknown, unknown, unknown, zero, placed, placed, nan, zero, nan)
