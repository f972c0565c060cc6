"""From errors to exit codes and to words on stderr."""

import functools
from collections.abc import Callable
from typing import ParamSpec

import typer

from sim.errors import ScenarioError, SimError, UnitError

FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, 130
P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """The command, ending with the exit code that its error means and the error's text on stderr."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ScenarioError, UnitError) as problem:
            say(str(problem))
            raise typer.Exit(WRONG_INPUT) from problem
        except SimError as problem:
            say(f"failed: {problem}")
            raise typer.Exit(FAILED) from problem
        except KeyboardInterrupt as problem:
            say("interrupted")
            raise typer.Exit(INTERRUPTED) from problem

    return run


def say(text: str) -> None:
    """A line for whoever watches; never among the results."""
    typer.echo(text, err=True)
