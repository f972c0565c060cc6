"""The reference case, run once for all acceptance tests: both arms of a few replications at a small sample."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.tally import COUNT_ROW, ArmResult
from sim.spec import load_scenario
from sim.world import simulate

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios" / "cainiao_sf_2017.yaml"
SEED, REPLICATIONS, SAMPLE = 1, 6, 0.001


def one_arm(task: tuple[Any, str, int]) -> ArmResult:
    scenario, arm, replication = task
    return simulate(scenario, arm=arm, seed=SEED, replication=replication)


class Reference:
    """Both arms of every replication, and ways to ask them."""

    def __init__(self) -> None:
        self.scenario = load_scenario(REFERENCE, overrides={"sample": SAMPLE})
        tasks = [(self.scenario, arm, k) for k in range(REPLICATIONS) for arm in ("baseline", "outage")]
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            arms = list(pool.map(one_arm, tasks))
        self.baseline, self.outage = arms[0::2], arms[1::2]
        self.carriers = {name: row for row, name in enumerate(self.scenario.carriers)}

    def hours(self, measure: str, first: int, after: int, carrier: str | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Each replication's total within hours [first, after): baseline, outage."""
        row = slice(None) if carrier is None else [self.carriers[carrier]]
        return tuple(  # type: ignore[return-value]
            np.array([arm.hourly[first:after, COUNT_ROW[measure], row].sum() for arm in arms])
            for arms in (self.baseline, self.outage)
        )


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference()
