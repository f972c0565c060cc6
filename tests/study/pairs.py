"""Both arms of a scenario's replications, and ways to ask them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from sim.engine.tally import COUNT_ROW, ArmResult
from sim.study.arms import run_arms, say_nothing


@dataclass
class Pairs:
    """Arms of a scenario, replication by replication. All figures are at the sample's scale.

    Attributes:
        scenario: what was run.
        baseline, outage: one ArmResult a replication, in the same order.
    """

    scenario: Any
    baseline: list[ArmResult]
    outage: list[ArmResult]

    @classmethod
    def run(cls, scenario: Any, replications: int, workers: int = 1) -> "Pairs":
        """Simulate both arms of so many replications, from the scenario's own seed."""
        seed = scenario.seed
        arms = run_arms(scenario, seed=seed, replications=replications, workers=workers, progress=say_nothing)
        return cls(scenario, arms[0::2], arms[1::2])

    def __iter__(self) -> Iterator[tuple[ArmResult, ArmResult]]:
        return iter(zip(self.baseline, self.outage, strict=True))

    def carrier(self, name: str) -> int:
        """Row of a carrier in the arrays."""
        return list(self.scenario.carriers).index(name)

    def total(
        self, measure: str, first: int = 0, after: int | None = None, carriers: Any = slice(None)
    ) -> tuple[np.ndarray, np.ndarray]:
        """Each replication's total of a count within hours [first, after): baseline, outage."""
        row = COUNT_ROW[measure]
        before, behind = (
            np.array([arm.hourly[first:after, row, carriers].sum() for arm in arms])
            for arms in (self.baseline, self.outage)
        )
        return before, behind


def interval(differences: np.ndarray) -> tuple[float, float]:
    """95 % interval of the mean of paired differences, by Student's t."""
    mean, n = float(differences.mean()), len(differences)
    half = float(stats.t.ppf(0.975, n - 1) * differences.std(ddof=1) / np.sqrt(n))
    return mean - half, mean + half
