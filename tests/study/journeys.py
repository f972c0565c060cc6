"""Journeys of single parcels, noted by an observer of the parcel table that changes nothing."""

from typing import Any

import numpy as np

from sim.engine.clock import Phase, Steps
from sim.engine.instants import TICK_H
from sim.engine.record import HANDED_OVER, merchants_of, order_ids
from sim.world.replication import Replication

JOURNEY = np.dtype([("order", "u8"), ("home", "u1"), ("carrier", "u1"), ("picked_up_at", "f8"), ("handed_at", "f8")])


def journeys_of(scenario: Any, arm: str) -> np.ndarray:
    """Run one arm; a JOURNEY of each parcel delivered, instants in hours, sorted by order."""
    run = Replication(scenario, arm, scenario.seed, 0)
    noted: list[np.ndarray] = []

    def observe() -> Steps:
        for p in range(run.clock.n_periods):
            yield run.clock.at((p + 1) * run.clock.period, Phase.DECIDE)  # before finished parcels leave the table
            begin, end = p * run.clock.period, (p + 1) * run.clock.period
            rec = run.table.parcels.rec
            handed_at = rec["handed"] * TICK_H
            now = rec[(rec["stands"] & 15 == HANDED_OVER) & (handed_at >= begin) & (handed_at < end)]
            journeys = np.zeros(len(now), JOURNEY)
            journeys["order"], journeys["home"] = order_ids(now), run.merchants.rec["home"][merchants_of(now)]
            journeys["carrier"] = now["carrier"]
            journeys["picked_up_at"], journeys["handed_at"] = now["picked_up"] * TICK_H, now["handed"] * TICK_H
            noted.append(journeys)

    run.clock.process(observe())
    run.run()
    found = np.concatenate(noted)
    return found[np.argsort(found["order"])]
