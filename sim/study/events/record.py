"""Both arms of a replication watched, and the log of a whole run written piece by piece."""

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import store
from sim.engine.tally import ArmResult
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.arms import ARMS, Progress, told
from sim.study.events.log import event_frame
from sim.study.events.sampling import Watch, chosen_orders
from sim.study.events.watched import WatchedReplication
from sim.study.processes import usable_workers, work_off
from sim.world.books import result_of


class Job(NamedTuple):
    """A replication both arms of which one process watches."""

    replication: int

    def __str__(self) -> str:
        return f"event log of replication {self.replication}"


@dataclass(frozen=True)
class WatchedPair:
    """Both arms of one replication, watched.

    Attributes:
        logs: the event log of each arm, by its name; see `log.event_frame`.
        steps: STEP, the steps of the outage arm's merchants.
        results: what each arm counted, baseline first.
    """

    logs: dict[str, pd.DataFrame]
    steps: NDArray[Any]
    results: tuple[ArmResult, ArmResult]


def watch_replication(scenario: Scenario, *, seed: int, replication: int, watch: Watch) -> WatchedPair:
    """Simulate both arms of one replication and look at some of its parcels.

    Args:
        scenario: as it was run.
        seed, replication: whose luck.
        watch: which parcels, such as `partial(chosen_orders, share=0.01)`.
    """
    baseline, outage = (WatchedReplication(scenario, arm, seed, replication, watch) for arm in ARMS)
    for run in (baseline, outage):
        run.run()
    traits = np.concatenate([run.sightings.traits for run in (baseline, outage)])
    _, first = np.unique(traits["order"], return_index=True)
    return WatchedPair(
        logs={run.arm: event_frame(run, traits[first]) for run in (baseline, outage)},
        steps=outage.sightings.steps,
        results=(result_of(baseline), result_of(outage)),
    )


def events_of_replication(scenario: Scenario, *, seed: int, replication: int, watch: Watch) -> dict[str, pd.DataFrame]:
    """The event log of each arm of one replication, by the arm's name; arguments as `watch_replication`."""
    return watch_replication(scenario, seed=seed, replication=replication, watch=watch).logs


def record_events(
    scenario: Scenario,
    folder: Path,
    *,
    replications: int,
    share: float,
    workers: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Simulate the replications of a run again, watching some of its parcels, and put their log into its folder.

    Watching changes nothing, so the log belongs to the figures that are there.

    Args:
        scenario: as it was run, seed and all.
        folder: of the finished run.
        replications: how many, from 0 on.
        share: 0-1, of the orders that are watched: the same parcels in both arms.
        workers: processes at once; as many as there are processors where not said. The log does not depend on it.
        progress: told (replications done, replications in all).

    Raises:
        ValueError: a share outside (0, 1].
        RunError: a replication failed, or the folder cannot be written; no half log is left.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"share must be above 0 and at most 1, got {share}")
    jobs = [Job(replication) for replication in range(replications)]
    task = partial(_log_of, scenario, share)
    most = min(workers or usable_workers(), replications)
    with (
        store.new_events(folder, {"share": share, "replications": replications}) as write,
        closing(work_off(task, jobs, most)) as finished,
    ):
        for done, (number, logs) in enumerate(finished, start=1):
            for arm, log in logs.items():
                write(f"{number:03d}-{arm}", log)
            if progress is not None:
                progress(done, replications)


def _log_of(scenario: Scenario, share: float, job: Job) -> dict[str, pd.DataFrame]:
    try:
        watch = partial(chosen_orders, share=share)
        return events_of_replication(scenario, seed=scenario.seed, replication=job.replication, watch=watch)
    except Exception as problem:
        raise RunError(f"{job}: {told(problem)}") from problem
