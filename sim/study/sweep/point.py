"""One point of a sweep: what it is, what it is called on disk, and its figures.

The figures of a point depend on (scenario, seed, replications, measures) alone. Consecutive points of one world share
its baseline arms and the days before their first acts, kept in the process that runs them.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim import measures, store
from sim.errors import RunError
from sim.spec import Scenario

if TYPE_CHECKING:
    from sim.engine.tally import ArmResult
    from sim.world import Trunk

SOUND = ("conservation", "scans", "cells", "null_identity")


@dataclass(frozen=True)
class Job:
    """A point as a process gets it.

    Attributes:
        key: its name on disk, see `key_of`.
        label: which point it is, in words.
        scenario: what is run.
        world: hash of what its baseline depends on.
        values: uncertainties and levers by path, in the model's units.
        seed: what all luck is drawn from.
        replications: pairs of arms, numbered from 0: the same luck in every point.
        measures: what is kept.
    """

    key: str
    label: str
    scenario: Scenario
    world: str
    values: Mapping[str, float | str]
    seed: int
    replications: int
    measures: tuple[str, ...]

    def __str__(self) -> str:
        return self.label


def key_of(scenario_hash: str, *, seed: int, replications: int, sample: float, measures: tuple[str, ...]) -> str:
    """Twenty-four hex digits naming a point: equal for points that must give equal figures.

    The program's own text counts, as for a run.
    """
    what = json.dumps([scenario_hash, seed, replications, sample, list(measures), store.POINT_SCHEMA, store.version()])
    return hashlib.sha256(what.encode()).hexdigest()[:24]


def evaluate_point(job: Job) -> pd.DataFrame:
    """Both arms of every replication, measured: columns of `measures.totals_frame`.

    Raises:
        RunError: an arm does not balance, or the arms differ before anything was done to one of them.
    """
    frames = []
    for replication in range(job.replications):
        baseline, outage = _pair(job, replication)
        audit = measures.audit([baseline, outage], job.scenario)
        if not all(audit[name] for name in SOUND):
            raise RunError("; ".join(audit["problems"]))
        frames.append(measures.totals_frame([baseline, outage], job.scenario, job.measures))
    return pd.concat(frames, ignore_index=True)


def _pair(job: Job, replication: int) -> tuple["ArmResult", "ArmResult"]:
    from sim.world import Trunk, first_act_at  # late: it brings the compiled kernels

    kept = _kept.of(job.world)
    if (job.seed, replication) not in kept:
        until = first_act_at(job.scenario)
        trunk = Trunk(job.scenario, seed=job.seed, replication=replication, until=until)
        kept[job.seed, replication] = trunk, trunk.baseline()
    trunk, baseline = kept[job.seed, replication]
    return baseline, trunk.outage_arm(job.scenario)


class _Kept(threading.local):
    """Trunks and baselines of the world that this thread ran last, by seed and replication."""

    def __init__(self) -> None:
        self.world = ""
        self.grown: dict[tuple[int, int], tuple[Trunk, ArmResult]] = {}

    def of(self, world: str) -> "dict[tuple[int, int], tuple[Trunk, ArmResult]]":
        if world != self.world:
            for trunk, _ in self.grown.values():
                trunk.forget()
            self.world, self.grown = world, {}
        return self.grown


_kept = _Kept()
