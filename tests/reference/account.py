"""A run's account: what the engine's result holds, counted from the journal and looked up at full hours."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.tally import (
    COUNT_ROW,
    COUNTS,
    DESKS,
    LEVEL_ROW,
    LEVELS,
    SIZES,
    TRANSIT_BIN_H,
    TRANSIT_BINS,
    WAIT_BIN_MIN,
    WAIT_BINS,
)
from tests.reference.closing import close_parcels
from tests.reference.counts import counted, hour_of

if TYPE_CHECKING:
    from tests.reference.world import World

Array = NDArray[Any]


class Account:
    """Arrays with the axes of `sim.engine.tally.ArmResult`, and the journal they were counted from."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.journal = world.journal
        scenario = world.scenario
        hours, carriers, regions = round(scenario.horizon), len(world.carriers), len(scenario.regions)
        self.hourly: Array = np.zeros((hours, len(COUNTS), carriers, regions))
        self.groups: Array = np.zeros((len(COUNTS), carriers, len(scenario.categories), len(SIZES)))
        self.levels: Array = np.zeros((hours + 1, len(LEVELS), carriers))
        self.dark: Array = np.zeros((hours + 1, carriers))
        self.locker_cells: Array = np.zeros((hours + 1, len(scenario.lockers)))
        self.link_buffer: Array = np.zeros((hours + 1, len(scenario.links)))
        self.desk_waiting: Array = np.zeros((hours + 1, len(DESKS)))
        self.waits: Array = np.zeros((hours, len(DESKS), WAIT_BINS + 1))
        self.transit: Array = np.zeros((carriers, TRANSIT_BINS + 1))
        self.drain_h: dict[str, float] = {}

    def take_levels(self, tick: float) -> None:
        """What stands at a full hour, before anything that is due then."""
        world, hour = self.world, round(tick)
        levels = self.levels[hour]
        for parcel in world.parcels:
            carrier = parcel.carrier if parcel.carrier is not None else parcel.merchant.home
            if parcel.place == "carrier":
                levels[LEVEL_ROW["in_flight"], carrier] += 1
            if parcel.place in ("merchant", "held"):
                levels[LEVEL_ROW["at_merchant"], carrier] += 1
            if parcel.place == "held":
                levels[LEVEL_ROW["held"], carrier] += 1
        for c, name in enumerate(world.carrier_names):
            hubs = [*world.origin_hubs[c], *world.destination_hubs[c]]
            levels[LEVEL_ROW["hub_backlog"], c] = sum(hub.n_inside for hub in hubs)
            levels[LEVEL_ROW["courier_backlog"], c] = sum(len(depot.waiting) for depot in world.depots[c])
            away = [merchant for merchant in world.merchants if merchant.home == c and merchant.state == "away"]
            levels[LEVEL_ROW["merchants_away"], c] = len(away)
            levels[LEVEL_ROW["published_backlog_h"], c] = world.published_backlog_h[c]
            levels[LEVEL_ROW["buffered"], c] = len(world.links[name].buffer)
        self.link_buffer[hour] = [len(link.buffer) for link in world.links.values()]
        self.locker_cells[hour] = [sum(locker.occupied for locker in cells) for cells in world.lockers.values()]
        self.desk_waiting[hour] = [len(world.desks[name].waiting) for name in DESKS]

    def close(self) -> None:
        """The horizon is reached: settle what is open, and count."""
        close_parcels(self.world)
        for entry in self.journal.entries:
            if entry.time > self.world.clock.horizon:
                continue
            hour = hour_of(entry, self.hourly.shape[0] - 1)
            for name, amount in counted(entry):
                self.hourly[hour, COUNT_ROW[name], entry.carrier, entry.region] += amount
                self.groups[COUNT_ROW[name], entry.carrier, entry.category, entry.size] += amount
            if entry.what == "delivered":
                self.transit[entry.carrier, min(int(entry.amount / TRANSIT_BIN_H), TRANSIT_BINS)] += 1
        for d, name in enumerate(DESKS):
            for at, wait in self.world.desks[name].waits:
                self.waits[int(at), d, min(int(wait * 60 / WAIT_BIN_MIN), WAIT_BINS)] += 1
        for link in self.world.links.values():
            self.drain_h.update(link.drained)
