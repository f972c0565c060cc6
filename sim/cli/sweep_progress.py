"""How far a sweep is, on stderr: a bar for it and one for each point under way, or plain lines without a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from sim.cli.guard import say
from sim.study.sweep import Job
from sim.study.sweep.run import Nobody, Watcher

LINES = 10
WIDTH = 60


@contextmanager
def sweep_shown(title: str, done: int, total: int, *, quiet: bool) -> Iterator[Watcher]:
    """A watcher that shows a sweep of which so many points are done already."""
    console = Console(stderr=True)
    if quiet:
        yield Nobody()
    elif console.is_terminal:
        with _bars(console) as bars:
            yield _Bars(bars, bars.add_task(escape(title), completed=done, total=total))
    else:
        yield _Lines(done)


def _bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("gone"),
        TimeElapsedColumn(),
        TextColumn("to go"),
        TimeRemainingColumn(elapsed_when_finished=False),
        console=console,
        speed_estimate_period=600.0,
    )


class _Bars:
    """A bar for the sweep, and one that only moves for each point under way."""

    def __init__(self, bars: Progress, sweep: TaskID) -> None:
        self._bars, self._sweep = bars, sweep
        self._points: dict[str, TaskID] = {}

    def begun(self, job: Job) -> None:
        label = job.label if len(job.label) <= WIDTH else job.label[: WIDTH - 1] + "…"
        self._points[job.key] = self._bars.add_task(f"  [dim]{escape(label)}[/]", total=None)

    def ended(self, job: Job, done: int, total: int) -> None:
        self._bars.remove_task(self._points.pop(job.key))
        self._bars.update(self._sweep, completed=done, total=total)


class _Lines:
    """A line each tenth of the sweep."""

    def __init__(self, done: int) -> None:
        self._shown = done

    def begun(self, job: Job) -> None:
        """Nothing to say yet."""

    def ended(self, job: Job, done: int, total: int) -> None:  # noqa: ARG002 - the signature is the watcher's
        if done * LINES // total > self._shown * LINES // total:
            say(f"{done} of {total} points")
            self._shown = done
