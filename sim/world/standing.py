"""Where parcels in flight stand at an instant: the step each one waits for, and what of it is not seen yet."""

from dataclasses import dataclass, fields, replace

import numpy as np

from sim.world.time_left import Bools, Floats, Ints

HUB_LINE, DEPOT_LINE, ENDED = 100, 101, 102
"""Beside the stages of the calendar: in line at a hub, at its depot, finished unseen."""


@dataclass(frozen=True)
class Scans:
    """Scans that happened unseen, or are certain to happen.

    Attributes:
        parcel: row of the parcel. milestone: what is scanned. at: h. until: h, it makes no other before.
    """

    parcel: Ints
    milestone: Ints
    at: Floats
    until: Floats

    def of(self, rows: Ints, n: int) -> "Scans":
        """Those of some of `n` parcels, which are counted anew."""
        place = np.full(n, -1, np.int64)
        place[rows] = np.arange(len(rows))
        kept = place[self.parcel] >= 0
        return Scans(place[self.parcel[kept]], self.milestone[kept], self.at[kept], self.until[kept])


@dataclass(frozen=True)
class Standing:
    """Where parcels stand.

    Attributes:
        stage: (n,) stage pending, HUB_LINE, DEPOT_LINE, or ENDED.
        due: (n,) h, when it falls due, or since when it is in line.
        queue: (n,) which line, or what its entry says in `gen`; -1 = the row's generation.
        bound_for: (n,) see `parcels.PARCEL`. to_door: (n,) refused by a locker, or taken back from it.
        failures: (n,) attempts at the door in vain. picked_up: (n,) h, NaN = not yet.
        deposited: (n,) h, NaN = not in a locker. taken_back: (n,) h, when the courier takes it back from there.
        scans: not seen yet, a parcel's in the order in which they happen.
        left: (queues,) share of the first one's work that a hub has still to do.
    """

    stage: Ints
    due: Floats
    queue: Ints
    bound_for: Ints
    to_door: Bools
    failures: Ints
    picked_up: Floats
    deposited: Floats
    taken_back: Floats
    scans: Scans
    left: Floats

    def __len__(self) -> int:
        return len(self.stage)

    def of(self, rows: Ints) -> "Standing":
        """Some of the parcels."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        some = {name: value[rows] for name, value in values.items() if name not in ("scans", "left")}
        return replace(self, **some, scans=self.scans.of(rows, len(self)))
