"""Points run by the workers of an existing Dask cluster. Knows Dask; must not know what a job does.

Each worker must have this program, in this version, and one thread: the engine uses a process for itself.
"""

import re
from collections.abc import Callable, Generator, Iterator
from importlib import import_module
from typing import Any

from sim import store
from sim.errors import RunError
from sim.study.arms import told
from sim.study.sweep.executors import DIED, Evaluate, Outcome
from sim.study.sweep.point import Job

TIMEOUT_S = 10.0
ADDRESS = re.compile(r"[a-z]+://[^\s:]+:\d+\Z")


class DaskCluster:
    """The workers of a cluster, twice as many jobs given out as there are threads, so that none waits.

    Args:
        address: of its scheduler, such as tcp://10.0.0.5:8786.

    Raises:
        RunError: Dask is not installed, nobody answers there within ten seconds, there is no worker, or a worker has
            another version of this program.
    """

    def __init__(self, address: str) -> None:
        try:
            self._dask: Any = import_module("distributed")  # late: a second to import, and an extra of this package
        except ImportError as problem:
            raise RunError("Dask is not installed; it comes with this package's extra `cluster`") from problem
        if not ADDRESS.match(address):
            raise RunError(f"{address!r} is no scheduler's address such as tcp://10.0.0.5:8786")
        try:
            self._client = self._dask.Client(address, timeout=TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError) as problem:
            raise RunError(f"no Dask scheduler answers at {address}: {_first_line(problem)}") from problem
        try:
            self._at_once = 2 * self._threads(address)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "DaskCluster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; it goes on running."""
        self._client.close(timeout=TIMEOUT_S)

    def outcomes(
        self, evaluate: Evaluate, jobs: Iterator[Job], begun: Callable[[Job], None]
    ) -> Generator[Outcome, None, None]:
        """See `sim.study.sweep.executors.Executor`."""
        under_way: dict[str, tuple[Any, Job]] = {}
        finished = self._dask.as_completed(loop=self._client.loop)

        def give_out() -> None:
            while len(under_way) < self._at_once and (job := next(jobs, None)) is not None:
                begun(job)
                future = self._client.submit(evaluate, job, pure=False)
                under_way[future.key] = future, job
                finished.add(future)

        try:
            give_out()
            while under_way:
                future = next(finished)
                _, job = under_way.pop(future.key)
                yield self._outcome(future, job)
                give_out()
        finally:
            self._client.cancel([future for future, _ in under_way.values()])

    def _threads(self, address: str) -> int:
        threads = int(sum(self._client.nthreads().values()))
        if not threads:
            raise RunError(f"the Dask cluster at {address} has no worker")
        here = store.version()
        try:
            found = self._client.run(store.version)
        except Exception as problem:
            raise RunError(f"the workers of {address} cannot run this program: {_first_line(problem)}") from problem
        for worker, there in found.items():
            if there != here:
                raise RunError(f"the Dask worker {worker} has version {there} of this program, here is {here}")
        return threads

    def _outcome(self, future: Any, job: Job) -> Outcome:
        problem = future.exception()
        if problem is None:
            return Outcome(job, future.result())
        return Outcome(job, None, DIED if isinstance(problem, self._dask.KilledWorker) else told(problem))


def _first_line(problem: BaseException) -> str:
    return (str(problem) or type(problem).__name__).splitlines()[0]
