"""Who runs the points: this process, processes of this machine, or a Dask cluster.

An executor gives each job's outcome as it comes, a failure being an outcome like another, and never asks for more jobs
than can be under way. Must not know what a job does.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from sim.study.arms import told
from sim.study.crew import ProcessDiedError, work_in_processes
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
    """As many jobs at once as there are workers, each in a process of its own; a job whose process dies fails alone.

    Args:
        workers: processes at once, at least 1.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def outcomes(
        self, evaluate: Evaluate, jobs: Iterator[Job], begun: Callable[[Job], None]
    ) -> Generator[Outcome, None, None]:
        """See `Executor`."""
        with closing(work_in_processes(evaluate, jobs, self._workers, begun=begun)) as ends:
            for job, values, problem in ends:
                if problem is None:
                    yield Outcome(job, values)
                else:
                    yield Outcome(job, None, DIED if isinstance(problem, ProcessDiedError) else told(problem))


def attempted(evaluate: Evaluate, job: Job) -> Outcome:
    """What comes of a job, done here."""
    try:
        return Outcome(job, evaluate(job))
    except Exception as problem:  # whatever a point does, the sweep goes on
        return Outcome(job, None, told(problem))
