"""A planned sweep run to its end, each finished point kept at once. Must not know what a point's figures are."""

from collections.abc import Mapping
from contextlib import closing
from typing import Protocol

from sim.errors import RunError
from sim.store import SweepFolder
from sim.study.sweep.executors import Evaluate, Executor
from sim.study.sweep.plan import Plan
from sim.study.sweep.point import Job, evaluate_point


class Watcher(Protocol):
    """Whoever wants to see how far a sweep is."""

    def begun(self, job: Job) -> None:
        """A point was given out."""
        ...

    def ended(self, job: Job, done: int, total: int) -> None:
        """A point came back; so many of so many are done, those of an earlier start included."""
        ...


class Nobody:
    """Watches nothing."""

    def begun(self, job: Job) -> None:
        """Nothing."""

    def ended(self, job: Job, done: int, total: int) -> None:
        """Nothing."""


class SweepInterrupted(KeyboardInterrupt):
    """Ctrl-C came while a sweep was running; what was finished is kept.

    Attributes:
        done, total: points.
    """

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self.done, self.total = done, total


def run_sweep(
    plan: Plan,
    folder: SweepFolder,
    executor: Executor,
    *,
    evaluate: Evaluate = evaluate_point,
    watcher: Watcher | None = None,
) -> Mapping[str, str]:
    """Run every point that the folder does not hold yet.

    Args:
        plan: what to run.
        folder: where the points go; made ready before.
        executor: who runs them.
        evaluate: what is done to a point; a function of a module, so that it can be sent to other processes.
        watcher: told how far it is.

    Returns:
        Errors of the points that failed, by key.

    Raises:
        RunError: a finished point could not be kept; those before it are.
        SweepInterrupted: Ctrl-C.
    """
    watcher = watcher or Nobody()
    keys = {point.key for point in plan.points}
    kept, total = folder.done() & keys, len(keys)
    done = len(kept)
    errors: dict[str, str] = {}
    try:
        with closing(executor.outcomes(evaluate, plan.jobs(kept), watcher.begun)) as outcomes:
            for outcome in outcomes:
                if outcome.values is None:
                    errors[outcome.job.key] = outcome.error
                else:
                    folder.put(outcome.job.key, outcome.values)
                    done += 1
                watcher.ended(outcome.job, done + len(errors), total)
    except KeyboardInterrupt as interrupt:
        raise SweepInterrupted(len(folder.done() & keys), total) from interrupt  # one may be put and not yet counted
    except RunError as problem:
        raise RunError(f"{problem}; {done} of {total} points are finished and kept") from problem
    return errors
