"""Jobs worked off in this process or in several. Must not know what a job does."""

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from typing import TypeVar, cast

from sim.errors import RunError
from sim.study.crew import ProcessDiedError, work_in_processes

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")


def work_off(
    task: Callable[[Job], Outcome], jobs: Sequence[Job], workers: int, *, until: float | None = None
) -> Generator[tuple[int, Outcome], None, None]:
    """Do every job; gives (number of the job, what came of it) as they are finished.

    With one worker they are done here, in their order. Closing the generator ends the processes.

    Args:
        task: done to each job; a function of a module or a `functools.partial` of one, sent to each process once.
        jobs: small, and written with `str` where one is named in an error.
        workers: processes at once, at least 1.
        until: `time.monotonic()` at which what is not finished is dropped, in processes even with one worker: a job
            in this process could not be stopped. None = all jobs are finished.

    Raises:
        RunError: a process died; names the job that it was running.
    """
    if workers == 1 and until is None:
        return _work_here(task, jobs)
    return _work_elsewhere(task, jobs, workers, until)


def usable_workers() -> int:
    """As many processes as there are processors this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work_here(task: Callable[[Job], Outcome], jobs: Sequence[Job]) -> Generator[tuple[int, Outcome], None, None]:
    for number, job in enumerate(jobs):
        yield number, task(job)


def _work_elsewhere(
    task: Callable[[Job], Outcome], jobs: Sequence[Job], workers: int, until: float | None
) -> Generator[tuple[int, Outcome], None, None]:
    numbered = partial(_task_of_numbered, task)
    with closing(work_in_processes(numbered, iter(enumerate(jobs)), workers, until=until)) as ends:
        for (number, job), outcome, problem in ends:
            if isinstance(problem, ProcessDiedError):
                raise RunError(
                    f"a worker process died while this was running: {job}. "
                    "If memory ran out, fewer workers or a smaller sample need less."
                )
            if problem is not None:
                raise problem
            yield number, cast(Outcome, outcome)


def _task_of_numbered(task: Callable[[Job], Outcome], numbered: tuple[int, Job]) -> Outcome:
    return task(numbered[1])
