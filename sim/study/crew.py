"""Processes of this machine that work off jobs. Knows pipes and processes; must not know what a job does.

Every process has a pipe of its own, so that one that is ended, or dies, while it writes holds up nobody else.
(The standard library's pool reads all results from one pipe, and waits for ever for the rest of a message whose
writer was ended.)
"""

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, TypeVar

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")


class ProcessDiedError(Exception):
    """The process that worked on a job was ended from outside, or took itself down."""


class Ended(NamedTuple, Generic[Job, Outcome]):
    """What came of a job: an outcome, or the exception that it ended with."""

    job: Job
    outcome: Outcome | None
    problem: Exception | None


def work_in_processes(
    task: Callable[[Job], Outcome],
    jobs: Iterator[Job],
    workers: int,
    *,
    until: float | None = None,
    begun: Callable[[Job], None] | None = None,
) -> Generator[Ended[Job, Outcome], None, None]:
    """Do jobs in processes; gives what came of each as they end. Closing the generator ends the processes at once.

    Args:
        task: a function of a module or a `functools.partial` of one, sent to each process once.
        jobs: asked for one at a time, no earlier than a process is free.
        workers: processes at once, at least 1.
        until: `time.monotonic()` at which what is under way is dropped; None = all jobs are finished.
        begun: told of each job when it is given out.
    """
    crew: list[Worker] = []
    try:
        while True:
            _give_out(task, jobs, crew, workers, begun)
            ended = _next_ended(crew, until)
            if ended is None:
                return
            yield ended
    finally:
        for worker in crew:
            worker.end()


def _give_out(
    task: Callable[[Any], Any],
    jobs: Iterator[Any],
    crew: "list[Worker]",
    workers: int,
    begun: Callable[[Any], None] | None,
) -> None:
    """Give jobs to those who are free, and to new workers until there are enough."""
    while len(crew) < workers or not all(worker.is_busy for worker in crew):
        try:
            job = next(jobs)
        except StopIteration:
            return
        free = next((worker for worker in crew if not worker.is_busy), None)
        if free is None:
            crew.append(free := Worker(task))
        if begun is not None:
            begun(job)
        free.give(job)


def _next_ended(crew: "list[Worker]", until: float | None) -> Ended[Any, Any] | None:
    """What came of the next job that ends; None where no job is left, or none ended in time.

    A worker that died leaves the crew.
    """
    busy = {worker.pipe: worker for worker in crew if worker.is_busy}
    if not busy:
        return None
    ready = wait(list(busy), None if until is None else max(0.0, until - time.monotonic()))
    if not ready:
        return None
    worker = next(worker for pipe, worker in busy.items() if pipe in ready)
    ended = worker.ended()
    if isinstance(ended.problem, ProcessDiedError):
        worker.end()
        crew.remove(worker)
    return ended


class Worker:
    """A process and the pipe to it."""

    def __init__(self, task: Callable[[Any], Any]) -> None:
        """Start the process; `task` is sent to it once and may remember there what it did before."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.is_busy = False
        self._job: Any = None
        self._process = context.Process(target=_serve, args=(theirs, task), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, job: Any) -> None:
        """Have it begin a job; one that died already is found out when the job's end is waited for."""
        self._job, self.is_busy = job, True
        with suppress(OSError):
            self.pipe.send(job)

    def ended(self) -> Ended[Any, Any]:
        """What came of its job; waits for it."""
        self.is_busy = False
        try:
            outcome, problem = self.pipe.recv()
        except (EOFError, OSError):
            outcome, problem = None, ProcessDiedError(str(self._job))
        return Ended(self._job, outcome, problem)

    def stop(self) -> None:
        """End the process, whatever it is doing, from any thread; who waits for its job learns that it died."""
        self._process.terminate()

    def end(self) -> None:
        """End the process, whatever it is doing, and let go of it."""
        self._process.terminate()
        self._process.join()
        self.pipe.close()


def _serve(pipe: Connection, task: Callable[[Any], Any]) -> None:
    """A process's life: jobs until there are none. Ctrl-C is left to the parent; when that ends, so does this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    is_new = True
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            message = pickle.dumps((task(job), None), pickle.HIGHEST_PROTOCOL)
        except Exception as problem:
            message = _as_message(problem)
        pipe.send_bytes(message)
        if is_new:
            settle_in()
            is_new = False


def settle_in() -> None:
    """What this process has loaded is there to stay: the collector of garbage need not go through it again.

    A collection that looks at all modules and kernels takes a tenth of a second, and a replication may bring one on.
    """
    gc.collect()
    gc.freeze()


def _as_message(problem: Exception) -> bytes:
    """The problem as it is sent; one that cannot be sent and read goes in words."""
    try:
        message = pickle.dumps((None, problem))
        pickle.loads(message)  # noqa: S301 (what was written a line above)
    except Exception:
        message = pickle.dumps((None, RuntimeError(f"{type(problem).__name__}: {problem}")))
    return message


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
