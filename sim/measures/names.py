"""Names of the totals that every run of a scenario has, found by measuring arms in which nothing happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.tally import COUNTS, DESKS, LEVELS, SIZES, TRANSIT_BINS, WAIT_BINS, ArmResult
from sim.measures.batch import BASELINE, OUTAGE, TOTAL
from sim.measures.replications import replication_frame

if TYPE_CHECKING:
    from sim.spec import Scenario


def measure_names(scenario: Scenario) -> list[str]:
    """Measures that have a total in every run, in the table's order; nothing is simulated."""
    frame = replication_frame([_blank(BASELINE, scenario), _blank(OUTAGE, scenario)], scenario)
    return list(dict.fromkeys(frame.loc[frame["group"] == TOTAL, "measure"]))


def _blank(arm: str, scenario: Scenario) -> ArmResult:
    carriers, operators = len(scenario.carriers), len(scenario.lockers)
    return ArmResult(
        arm=arm,
        replication=0,
        seed=0,
        sample=1.0,
        hourly=np.zeros((1, len(COUNTS), carriers, len(scenario.regions))),
        groups=np.zeros((len(COUNTS), carriers, len(scenario.categories), len(SIZES))),
        levels=np.zeros((2, len(LEVELS), carriers)),
        dark=np.zeros((2, carriers)),
        locker_cells=np.zeros((2, operators)),
        link_buffer=np.zeros((2, carriers + operators)),
        desk_waiting=np.zeros((2, len(DESKS))),
        waits=np.zeros((1, len(DESKS), WAIT_BINS + 1)),
        transit=np.zeros((carriers, TRANSIT_BINS + 1)),
    )
