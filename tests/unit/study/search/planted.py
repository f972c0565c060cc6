"""A space and a judge with a planted best policy: formulas in the place of the model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.spec import load_search
from sim.spec.search_space import SearchSpace
from sim.study.arms import Progress
from sim.study.search.judging import Verdicts
from sim.study.search.policies import Policy, Use
from tests.conftest import REFERENCE_CASE

SPACE = Path(REFERENCE_CASE).parent / "searches" / "responses.yaml"
WRONG = {
    "advice": 9.0,
    "delisting": 3.0,
    "rivals": 14.0,
    "agents": 6.0,
    "polling": 11.0,
    "auto_confirm": 2.0,
    "bases": 4.0,
}
"""What each lever costs in harm where it is used otherwise than planted."""


def shipped() -> SearchSpace:
    return load_search(SPACE, REFERENCE_CASE)


def planted(space: SearchSpace, seed: int) -> Policy:
    """A policy drawn at random that uses every lever."""
    luck = np.random.default_rng(seed)
    return tuple(
        Use(1 + int(luck.integers(len(lever.at) - 1)), int(luck.integers(len(lever.settings))))
        for lever in space.levers
    )


class PlantedJudge:
    """Harm grows with the distance from the planted policy, lever by lever; cost is flat; both have a common luck.

    Attributes:
        asked: how many verdicts were given.
        dies_after: verdicts after which it breaks off, as a killed process would; None = never.
    """

    def __init__(self, space: SearchSpace, best: Policy, *, noise: float = 1.0, dies_after: int | None = None) -> None:
        self.space, self.best, self.noise, self.dies_after = space, best, noise, dies_after
        self.asked = 0

    def __call__(self, jobs: Sequence[tuple[Policy, int, int]], progress: Progress) -> Verdicts:
        if self.dies_after is not None and self.asked + len(jobs) > self.dies_after:
            raise KeyboardInterrupt
        self.asked += len(jobs)
        found = Verdicts()
        for policy, world, replication in jobs:
            common = np.random.default_rng([replication, world]).normal()
            own = np.random.default_rng([replication, world, *(place for use in policy for place in use)]).normal()
            found[policy, world, replication] = (self.harm(policy) + self.noise * (common + 0.3 * own), 1000.0)
        progress(len(jobs), len(jobs))
        return found

    def harm(self, policy: Policy) -> float:
        """Harm without luck."""
        harm = 0.0
        for lever, use, best in zip(self.space.levers, policy, self.best, strict=True):
            far = abs(use.at - best.at) / len(lever.at) + abs(use.setting - best.setting) / len(lever.settings)
            harm += WRONG[lever.name] * (far + (0.5 if use != best else 0.0))
        return harm
