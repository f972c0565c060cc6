"""Every replication of both arms, in this process or in several.

An arm's figures depend on (scenario, arm, seed, replication) alone, and the arms come back in that order,
so the number of workers changes how long it takes and nothing else. Knows processes; must not know measures.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from typing import Any, NamedTuple

from sim.engine.tally import ArmResult
from sim.errors import RunError, SimError
from sim.spec import Scenario

ARMS = ("baseline", "outage")
Progress = Callable[[int, int], None]


class Job(NamedTuple):
    """One arm of one replication."""

    replication: int
    arm: str

    def __str__(self) -> str:
        return f"replication {self.replication}, arm {self.arm}"


Finished = Generator[tuple[Job, ArmResult], None, None]


class ArmsInterrupted(KeyboardInterrupt):
    """Ctrl-C came while arms were running.

    Attributes:
        arms: those of the replications both of whose arms had finished.
    """

    def __init__(self, arms: list[ArmResult]) -> None:
        super().__init__()
        self.arms = arms


def run_arms(scenario: Scenario, *, seed: int, replications: int, workers: int, progress: Progress) -> list[ArmResult]:
    """Both arms of replications 0 … n-1, ordered by (replication, arm), baseline first.

    Args:
        scenario: the world and what happens in it; the baseline arm leaves its outages and responses out.
        seed: what all luck is drawn from.
        replications: how many, at least 1.
        workers: processes at once; 1 runs in this one.
        progress: told (arms done, arms in all) after each arm.

    Raises:
        RunError: an arm failed, or its process died; names the replication.
        ArmsInterrupted: interrupted; carries the whole replications finished until then.
    """
    jobs = [Job(replication, arm) for replication in range(replications) for arm in ARMS]
    done: dict[Job, ArmResult] = {}
    running = _run_here(scenario, seed, jobs) if workers == 1 else _run_in_processes(scenario, seed, jobs, workers)
    try:
        with closing(running) as finished:
            for job, result in finished:
                done[job] = result
                progress(len(done), len(jobs))
    except KeyboardInterrupt as interrupt:
        whole = [job for job in jobs if all(Job(job.replication, arm) in done for arm in ARMS)]
        raise ArmsInterrupted([done[job] for job in whole]) from interrupt
    return [done[job] for job in jobs]


def say_nothing(done: int, total: int) -> None:
    """Progress nobody asked for."""


def usable_workers() -> int:
    """As many processes as there are processors this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run_here(scenario: Scenario, seed: int, jobs: list[Job]) -> Finished:
    for job in jobs:
        yield job, _simulate(scenario, seed, job)


def _run_in_processes(scenario: Scenario, seed: int, jobs: list[Job], workers: int) -> Finished:
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(scenario, seed))
    futures: dict[Future[ArmResult], Job] = {}
    try:
        for job in jobs:
            futures[pool.submit(_simulate_in_worker, job)] = job
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool as problem:
        finished = {job for future, job in futures.items() if _has_result(future)}
        running = [str(job) for job in jobs if job not in finished][:workers]
        raise RunError(
            f"a worker process died while this was running: {'; '.join(running)}. "
            "If memory ran out, fewer workers or a smaller sample need less."
        ) from problem
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if any(not future.done() for future in futures):
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
        pool.shutdown()


def _has_result(future: Future[ArmResult]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _simulate(scenario: Scenario, seed: int, job: Job) -> ArmResult:
    from sim.world import simulate  # late: it brings the compiled kernels

    try:
        return simulate(scenario, arm=job.arm, seed=seed, replication=job.replication)
    except Exception as problem:
        kind = "" if isinstance(problem, SimError) else f"{type(problem).__name__}: "
        raise RunError(f"{job}: {kind}{problem}") from problem


_shared: dict[str, Any] = {}


def _start_worker(scenario: Scenario, seed: int) -> None:
    """Keep what every job of this worker shares; leave Ctrl-C to the parent, and end when it ends."""
    _shared.update(scenario=scenario, seed=seed)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _simulate_in_worker(job: Job) -> ArmResult:
    return _simulate(_shared["scenario"], _shared["seed"], job)
