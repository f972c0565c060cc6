"""Who runs the points: this process, processes of this machine, or a Dask cluster.

An executor gives each job's outcome as it comes, a failure being an outcome like another, and never asks for more jobs
than can be under way. Must not know what a job does.
"""

import multiprocessing
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from sim.study.arms import told
from sim.study.processes import start_worker, work_in_worker
from sim.study.sweep.point import Job

Evaluate = Callable[[Job], pd.DataFrame]
DIED = "the process running it died; if memory ran out, fewer workers or a smaller sample need less"


@dataclass(frozen=True)
class Outcome:
    """What came of a job: its values, or an error in words."""

    job: Job
    values: pd.DataFrame | None
    error: str = ""


class Executor(Protocol):
    """Runs jobs."""

    def outcomes(
        self, evaluate: Evaluate, jobs: Iterator[Job], begun: Callable[[Job], None]
    ) -> Generator[Outcome, None, None]:
        """Outcomes in the order in which they come; closing the generator ends what is under way.

        Args:
            evaluate: a function of a module, or a `functools.partial` of one.
            jobs: asked for one at a time.
            begun: told of each job when it is given out.
        """
        ...


class InThisProcess:
    """One job after the other, here; a job that takes the process down takes the sweep down."""

    def outcomes(
        self, evaluate: Evaluate, jobs: Iterator[Job], begun: Callable[[Job], None]
    ) -> Generator[Outcome, None, None]:
        """See `Executor`."""
        for job in jobs:
            begun(job)
            yield attempted(evaluate, job)


class LocalProcesses:
    """As many jobs at once as there are workers, each in a process of its own.

    When a process dies, the jobs under way are tried again one by one, so that the one to blame fails alone.

    Args:
        workers: processes at once, at least 1.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def outcomes(
        self, evaluate: Evaluate, jobs: Iterator[Job], begun: Callable[[Job], None]
    ) -> Generator[Outcome, None, None]:
        """See `Executor`."""
        rest = True
        while rest:
            suspects: list[Job] = []
            with _Pool(evaluate, self._workers) as pool:
                yield from pool.outcomes(jobs, begun, suspects)
            rest = bool(suspects)
            for job in suspects:
                yield from self._alone(evaluate, job)

    def _alone(self, evaluate: Evaluate, job: Job) -> Generator[Outcome, None, None]:
        dead: list[Job] = []
        with _Pool(evaluate, 1) as pool:
            yield from pool.outcomes(iter([job]), lambda _: None, dead)
        if dead:
            yield Outcome(job, None, DIED)


class _Pool:
    """Processes that live until one of them dies; ends them on leaving."""

    def __init__(self, evaluate: Evaluate, workers: int) -> None:
        self._workers = workers
        self._others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=start_worker, initargs=(evaluate,))
        self._under_way: dict[Future[pd.DataFrame], Job] = {}

    def __enter__(self) -> "_Pool":
        return self

    def outcomes(self, jobs: Iterator[Job], begun: Callable[[Job], None], dead: list[Job]) -> Iterator[Outcome]:
        """Outcomes until there are no more jobs, or a process died: then `dead` holds the jobs that were under way."""
        self._give_out(jobs, begun, dead)
        while self._under_way and not dead:
            finished, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
            for future in finished:
                job = self._under_way.pop(future)
                problem = future.exception()
                if isinstance(problem, BrokenProcessPool):
                    dead.append(job)
                elif isinstance(problem, Exception):
                    yield Outcome(job, None, told(problem))
                else:
                    yield Outcome(job, future.result())
            if not dead:
                self._give_out(jobs, begun, dead)
        dead.extend(self._under_way.values())

    def _give_out(self, jobs: Iterator[Job], begun: Callable[[Job], None], dead: list[Job]) -> None:
        while not dead and len(self._under_way) < self._workers and (job := next(jobs, None)) is not None:
            begun(job)
            try:
                self._under_way[self._pool.submit(work_in_worker, job)] = job
            except BrokenProcessPool:
                dead.append(job)

    def __exit__(self, *_: object) -> None:
        is_idle = all(future.done() for future in self._under_way)
        self._pool.shutdown(wait=False, cancel_futures=True)
        if not is_idle:
            for child in set(multiprocessing.active_children()) - self._others:
                child.terminate()
        self._pool.shutdown()


def attempted(evaluate: Evaluate, job: Job) -> Outcome:
    """What comes of a job, done here."""
    try:
        return Outcome(job, evaluate(job))
    except Exception as problem:  # whatever a point does, the sweep goes on
        return Outcome(job, None, told(problem))
