"""Studies that keep what is finished: never gone on with unasked, never lost without a word."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.guard import say
from sim.errors import Problem, ScenarioError

Resume = Annotated[bool, typer.Option("--resume", help="Go on with what was cut short.")]


def check_unfinished(folder: Path, *, resume: bool, force: bool) -> None:
    """Never mix what an earlier start left without being told to.

    Args:
        folder: the study's.
        resume, force: what was asked for.

    Raises:
        ScenarioError: something was left, and neither `--resume` nor `--force` says what to do with it.
    """
    from sim import store

    if force:
        store.forget_pieces(folder)
    elif not resume and store.kept_pieces(folder):
        told = "this study was cut short: --resume goes on with it, --force begins anew"
        raise ScenarioError([Problem(str(folder), 0, 0, "", told)])


@contextmanager
def kept_if_interrupted(folder: Path) -> Iterator[None]:
    """Say on Ctrl-C whether anything of the study in `folder` is kept."""
    from sim import store

    try:
        yield
    except KeyboardInterrupt:
        say("what is finished is kept; --resume goes on" if store.kept_pieces(folder) else "nothing kept")
        raise
