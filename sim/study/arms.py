"""Both arms of every replication of one scenario, in this process or in several.

An arm's figures depend on (scenario, arm, seed, replication) alone, and the arms come back in that order,
so the number of workers changes how long it takes and nothing else. Must not know measures.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from typing import NamedTuple

from sim.engine.tally import ArmResult
from sim.errors import RunError, SimError
from sim.spec import Scenario
from sim.study.processes import work_off

ARMS = ("baseline", "outage")
Progress = Callable[[int, int], None]


class Job(NamedTuple):
    """Arms of one replication that one process works off."""

    replication: int
    arms: tuple[str, ...]

    def __str__(self) -> str:
        return f"replication {self.replication}, arm {' and '.join(self.arms)}"


class ArmsInterrupted(KeyboardInterrupt):
    """Ctrl-C came while arms were running.

    Attributes:
        arms: those of the replications both of whose arms had finished.
    """

    def __init__(self, arms: list[ArmResult]) -> None:
        super().__init__()
        self.arms = arms


def run_arms(
    scenario: Scenario, *, seed: int, replications: int, workers: int, progress: Progress, apart: bool = False
) -> list[ArmResult]:
    """Both arms of replications 0 … n-1, ordered by (replication, arm), baseline first.

    Args:
        scenario: the world and what happens in it; the baseline arm leaves its outages and responses out.
        seed: what all luck is drawn from.
        replications: how many, at least 1.
        workers: processes at once; 1 runs in this one.
        progress: told (arms done, arms in all) as arms are finished.
        apart: whether each arm is simulated by itself from the start; the figures are the same.

    Raises:
        RunError: an arm failed, or its process died; names the replication.
        ArmsInterrupted: interrupted; carries the whole replications finished until then.
    """
    jobs = _jobs(replications, together=not apart and shares_days(replications, workers))
    wanted = [(replication, arm) for replication in range(replications) for arm in ARMS]
    done: dict[tuple[int, str], ArmResult] = {}
    try:
        with closing(work_off(partial(_simulate, scenario, seed), jobs, workers)) as finished:
            for number, results in finished:
                done.update(((jobs[number].replication, result.arm), result) for result in results)
                progress(len(done), len(wanted))
    except KeyboardInterrupt as interrupt:
        whole = [key for key in wanted if all((key[0], arm) in done for arm in ARMS)]
        raise ArmsInterrupted([done[key] for key in whole]) from interrupt
    return [done[key] for key in wanted]


def shares_days(replications: int, workers: int) -> bool:
    """Whether one process simulates both arms, the days before the first act once; else a worker would be idle."""
    return replications >= workers


def _jobs(replications: int, *, together: bool) -> list[Job]:
    if together:
        return [Job(replication, ARMS) for replication in range(replications)]
    return [Job(replication, (arm,)) for replication in range(replications) for arm in ARMS]


def pairs_in_order(
    scenario: Scenario, *, seed: int, replications: int, workers: int, until: float | None = None
) -> Generator[tuple[ArmResult, ArmResult], None, None]:
    """Pairs of arms (baseline, outage) of replications 0, 1, …, each as soon as it and all before it are finished.

    Which replications are given does not depend on the number of workers, unless `until` cuts them short.

    Args:
        scenario, seed, workers: as in `run_arms`.
        replications: how many at most; closing the generator ends the work on the rest.
        until: `time.monotonic()` at which it ends with what is finished; None = it ends with the last replication.

    Raises:
        RunError: an arm failed, or its process died; names the replication.
    """
    jobs = [Job(replication, ARMS) for replication in range(replications)]
    done: dict[int, list[ArmResult]] = {}
    following = 0
    with closing(work_off(partial(_simulate, scenario, seed), jobs, workers, until=until)) as finished:
        for number, arms in finished:
            done[number] = arms
            while following in done:
                baseline, outage = done.pop(following)
                following += 1
                yield baseline, outage


def say_nothing(done: int, total: int) -> None:
    """Progress nobody asked for."""


def _simulate(scenario: Scenario, seed: int, job: Job) -> list[ArmResult]:
    from sim import world  # late: it brings the compiled kernels

    try:
        if job.arms == ARMS:
            return world.both_arms(scenario, seed=seed, replication=job.replication)
        return [world.simulate(scenario, arm=arm, seed=seed, replication=job.replication) for arm in job.arms]
    except Exception as problem:
        raise RunError(f"{job}: {told(problem)}") from problem


def told(problem: Exception) -> str:
    """What went wrong, with its kind where it is none of this program's own errors."""
    return str(problem) if isinstance(problem, SimError) else f"{type(problem).__name__}: {problem}"
