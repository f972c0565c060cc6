"""Worlds that differ only in where the cut carrier's parcels truly are while its feed is dark.

The carrier's couriers stay at their depots from well before the closure until the restoration, so no parcel comes into
a buyer's hands meanwhile. What its hubs and trucks do in the dark is then known to nobody but the carrier.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.actors.carriers import Carriers
from sim.actors.couriers import Timetable
from sim.engine.clock import Phase, Steps
from sim.engine.tally import COUNTS
from sim.world.replication import Replication

CUT = 0  # the carrier whose feed is closed, sf, stands first in the file
COURIERS_STOP, CLOSED, RESTORED = 164, 178, 228
TRUE_SIDE = {"scans_made", "scans_buffered"}
"""What is counted where a parcel truly is: a scan happens, a shut link keeps it. All else is seen or decided."""
SEEN_OF_A_PARCEL = ("owner", "news", "seen", "shown", "clock", "worry_left", "wake", "worries", "carrier")

Interference = Callable[[Carriers], None]


@dataclass
class Standing:
    """How a world stands at the instant of restoration, before anything kept is shown.

    Attributes:
        hourly: as in ArmResult, what was counted so far.
        merchants, parcels: the bytes of every merchant, and of what the platform and the buyer know of every parcel.
        published: backlogs, links known dark, minutes waited and contacts waiting at the desks.
        at_hubs, at_depots: the cut carrier's parcels that truly wait at its hubs, and at its depots.
    """

    hourly: np.ndarray
    merchants: bytes
    parcels: bytes
    published: list[np.ndarray]
    at_hubs: int
    at_depots: int

    def counts_that_differ(self, other: "Standing") -> set[str]:
        """Names of the counts of which not every hour, carrier and region is the same bit for bit."""
        unequal = (self.hourly != other.hourly).any(axis=(0, 2, 3))
        return {name for name, differs in zip(COUNTS, unequal, strict=True) if differs}

    def knows_the_same(self, other: "Standing") -> bool:
        """Whether merchants, buyers, desks and platform know and intend exactly the same."""
        same_published = all(map(np.array_equal, self.published, other.published))
        return self.merchants == other.merchants and self.parcels == other.parcels and same_published


def stand_at_restoration(scenario: Any, interfere: Interference | None = None) -> Standing:
    """Run the outage arm; at the closure `interfere` changes how the cut carrier works, unseen."""
    run = Replication(scenario, "outage", scenario.seed, 0)
    standings: list[Standing] = []

    run.timetable = _without_waves(run.timetable, run.clock.period)

    def change_the_truth() -> Steps:
        yield run.clock.at(CLOSED)
        if interfere is not None:
            interfere(run.carriers)

    def look() -> Steps:
        yield run.clock.at(RESTORED, Phase.TURN)  # the period that ends here is worked off, nothing is replayed yet
        standings.append(_standing(run))

    for steps in (change_the_truth(), look()):
        run.clock.process(steps)
    run.run()
    return standings[0]


def _without_waves(planned: Timetable, period: float) -> Timetable:
    """The waves without those of the cut carrier whose couriers stay in."""
    stays_in = (planned.carrier == CUT) & (planned.at >= COURIERS_STOP) & (planned.at < RESTORED)
    at = planned.at[~stays_in]
    ends = np.arange(len(planned.first)) * period
    return Timetable(at, planned.carrier[~stays_in], planned.share[~stays_in], np.searchsorted(at, ends))


def _standing(run: Replication) -> Standing:
    rules, carriers, rec = run.rules, len(run.scenario.carriers), run.table.parcels.rec
    return Standing(
        hourly=run.counters.hourly.copy(),
        merchants=run.merchants.rec.tobytes(),
        parcels=b"".join((*(rec[field].tobytes() for field in SEEN_OF_A_PARCEL), (rec["stands"] >> 4).tobytes())),
        published=[np.copy(x) for x in (*rules, run.counters.waits, run.levels.desk_waiting[: RESTORED + 1])],
        at_hubs=int(run.hub_lines.lists.size.reshape(2, carriers, -1)[:, CUT].sum()),
        at_depots=int(run.depots.lists.size.reshape(carriers, -1)[CUT].sum()),
    )
