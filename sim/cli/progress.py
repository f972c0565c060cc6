"""Progress on stderr: a bar with the time still needed, or plain lines where stderr is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from sim.cli.guard import say
from sim.study.arms import Progress as Told
from sim.study.arms import say_nothing

LINES = 10


@contextmanager
def progress_shown(title: str, *, quiet: bool, what: str = "runs") -> Iterator[Told]:
    """A function to be told (runs done, runs in all), that shows it; `what` they are called, if not runs."""
    console = Console(stderr=True)
    if quiet:
        yield say_nothing
    elif console.is_terminal:
        with _bar(console, what) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        yield partial(_say_tenths, what)


def _bar(console: Console, what: str) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{what},"),
        TimeElapsedColumn(),
        TextColumn("gone, to go"),
        TimeRemainingColumn(),
        console=console,
    )


def _say_tenths(what: str, done: int, total: int) -> None:
    if done * LINES // total > (done - 1) * LINES // total:
        say(f"{done} of {total} {what}")
