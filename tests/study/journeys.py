"""Journeys of single parcels, noted by an observer of the parcel table that changes nothing."""

from typing import Any

import numpy as np

from sim.engine.clock import Phase, Steps
from sim.engine.parcels import HANDED_OVER
from sim.world.replication import Replication

JOURNEY = ["order", "home", "carrier", "picked_up_at", "handed_at"]


def journeys_of(scenario: Any, arm: str) -> np.ndarray:
    """Run one arm; a record of each parcel delivered, with the fields of JOURNEY, sorted by order."""
    run = Replication(scenario, arm, scenario.seed, 0)
    noted: list[np.ndarray] = []

    def observe() -> Steps:
        for p in range(run.clock.n_periods):
            yield run.clock.at((p + 1) * run.clock.period, Phase.DECIDE)  # before finished parcels leave the table
            begin, end = p * run.clock.period, (p + 1) * run.clock.period
            rec = run.table.parcels.rec
            now = (rec["state"] == HANDED_OVER) & (rec["handed_at"] >= begin) & (rec["handed_at"] < end)
            noted.append(rec[JOURNEY][now].copy())

    run.clock.process(observe())
    run.run()
    found = np.concatenate(noted)
    return found[np.argsort(found["order"])]
