"""Progress on stderr: a bar with the time still needed, or plain lines where stderr is no terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from sim.cli.guard import say
from sim.report import labels, numbers
from sim.study.arms import Progress as Told
from sim.study.arms import say_nothing
from sim.study.precision import Standing
from sim.study.until_precise import PrecisionTold

LINES = 10
SAID_EACH, SAID_EVERY = 5, 5
"""Without a terminal: replications up to which each has a line, and of how many later ones one has."""


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


@contextmanager
def precision_shown(title: str, *, quiet: bool) -> Iterator[Callable[[PrecisionTold], None]]:
    """A function to be told where the measures stand after each replication, that shows it."""
    console = Console(stderr=True)
    if quiet:
        yield lambda told: None  # noqa: ARG005 - nobody asked
    elif console.is_terminal:
        with Progress(TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as line:
            task = line.add_task(title, total=None)
            yield lambda told: line.update(task, description=f"{title}\n{in_words(told)}\n")
    else:
        yield _say_standing


def in_words(told: PrecisionTold) -> str:
    """Each measure's excess with its half-width, absolute and relative, after so many replications."""
    each = "; ".join(_standing_in_words(one) for one in told.standings)
    return f"{told.replications} replications (at most {told.most}): {each}"


def _standing_in_words(one: Standing) -> str:
    name = labels.measure(one.measure).lower()
    mark = " ✓" if one.is_reached else ""
    if one.half_width != one.half_width:
        return f"{name} {numbers.signed(one.excess)}"
    return f"{name} {numbers.signed(one.excess)} ± {numbers.number(one.half_width)} ({_relative(one.relative)}){mark}"


def _relative(value: float) -> str:
    return numbers.share(value) if value != float("inf") else "–"


def _say_standing(told: PrecisionTold) -> None:
    is_end = all(one.is_reached for one in told.standings) or told.replications == told.most
    if told.replications <= SAID_EACH or told.replications % SAID_EVERY == 0 or is_end:
        say(in_words(told))


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
