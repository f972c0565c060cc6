"""A result that is told early and then again with narrower intervals, made in a process of its own.

Knows when a result is worth measuring again; must not know who watches.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sim.engine.tally import ArmResult
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.arms import told
from sim.study.replicate import LEAST_FOR_INTERVAL, as_run, measured
from sim.study.result import TOTAL, Result

GROWTH = 1.5
"""Replications at which intervals are told again, over those of the time before: each is visibly narrower."""


class Step(NamedTuple):
    """One replication to be run, and whether the result so far is wanted after it.

    Attributes:
        scenario: as it is run.
        replication: its number; 0 begins anew.
        is_told: whether the result is wanted.
    """

    scenario: Scenario
    replication: int
    is_told: bool

    def __str__(self) -> str:
        return f"replication {self.replication}"


def steps(scenario: Scenario, most: int) -> Iterator[Step]:
    """Replications 0 … most - 1; results are told after the second, then ever more rarely, and after the last.

    >>> [step.replication + 1 for step in steps(None, 10) if step.is_told]
    [2, 3, 5, 8, 10]
    """
    following = LEAST_FOR_INTERVAL
    for number in range(1, most + 1):
        is_told = number in (following, most)
        yield Step(scenario, number - 1, is_told)
        if is_told:
            following = max(number + 1, round(GROWTH * number + 0.1))


class Tightening:
    """What a process does that tells a result again and again: it remembers the arms of the steps before."""

    def __init__(self) -> None:
        self._arms: list[ArmResult] = []
        self._began = 0.0

    def __call__(self, step: Step) -> Result | None:
        """Run a replication; the result of all since replication 0, where it is wanted.

        Its hourly series are those of the whole population only: they are sent from process to process.

        Raises:
            RunError: the replication failed.
        """
        from sim import world  # late: it brings the compiled kernels

        if step.replication == 0:
            self._arms, self._began = [], time.monotonic()
        scenario = step.scenario
        try:
            self._arms += world.both_arms(scenario, seed=scenario.seed, replication=step.replication)
        except Exception as problem:
            raise RunError(f"{step}: {told(problem)}") from problem
        if not step.is_told:
            return None
        found = measured(self._arms, as_run(scenario, replications=step.replication + 1), self._began)
        return replace(found, hourly=found.hourly[found.hourly["group"] == TOTAL].reset_index(drop=True))
