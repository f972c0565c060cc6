"""Jobs worked off in this process or in several. Knows processes; must not know what a job does."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from sim.errors import RunError

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
        RunError: a process died; names the jobs that were running.
    """
    if workers == 1 and until is None:
        return _work_here(task, jobs)
    return _work_in_processes(task, jobs, workers, until)


def usable_workers() -> int:
    """As many processes as there are processors this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work_here(task: Callable[[Job], Outcome], jobs: Sequence[Job]) -> Generator[tuple[int, Outcome], None, None]:
    for number, job in enumerate(jobs):
        yield number, task(job)


def _work_in_processes(
    task: Callable[[Job], Outcome], jobs: Sequence[Job], workers: int, until: float | None
) -> Generator[tuple[int, Outcome], None, None]:
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=start_worker, initargs=(task,))
    futures: dict[Future[Outcome], int] = {}
    try:
        for number, job in enumerate(jobs):
            futures[pool.submit(work_in_worker, job)] = number
        remaining = None if until is None else max(0.0, until - time.monotonic())
        for future in as_completed(futures, timeout=remaining):
            yield futures[future], future.result()
    except TimeoutError:
        if until is None or time.monotonic() < until:
            raise
    except BrokenProcessPool as problem:
        finished = {number for future, number in futures.items() if _has_result(future)}
        running = [str(job) for number, job in enumerate(jobs) if number not in finished][:workers]
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


def _has_result(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


_task: list[Callable[[Any], Any]] = []


def start_worker(task: Callable[[Any], Any]) -> None:
    """Keep what is done to every job; leave Ctrl-C to the parent, and end when it ends."""
    _task[:] = [task]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def work_in_worker(job: Any) -> Any:
    """Do the task that this process was started with."""
    return _task[0](job)
