"""Options and last words that the studies of several runs share."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.guard import say

if TYPE_CHECKING:
    from sim.spec import Scenario

Replications = Annotated[int | None, typer.Option(min=1, help="Pairs of runs of each, with and without the acts.")]
Seed = Annotated[int | None, typer.Option(min=0, help="What all luck is drawn from.")]
Sample = Annotated[str | None, typer.Option(help="Share of the orders simulated, such as 0.5%.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes at once; figures do not depend on it.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Where results are kept.")]
Force = Annotated[bool, typer.Option("--force", help="Do again what was already done.")]
RESULTS = Path("results")


def command_line() -> str:
    """The command as it was typed, for the page that it makes."""
    return shlex.join(["outage-sim", *sys.argv[1:]])


def load_named(paths: Sequence[Path], given: Mapping[str, Any]) -> "dict[str, Scenario]":
    """Scenarios by their names; a name that comes again gets a number.

    Raises:
        ScenarioError: a file cannot be used; holds the problems of all files.
    """
    from sim import spec
    from sim.errors import ScenarioError

    loaded: dict[str, Scenario] = {}
    problems = []
    for path in paths:
        try:
            scenario = spec.load_scenario(path, overrides=given)
        except ScenarioError as error:
            problems += list(error.problems)
            continue
        name, number = scenario.name, 2
        while name in loaded:
            name, number = f"{scenario.name} ({number})", number + 1
        loaded[name] = scenario
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return loaded


def say_kept(replications: int | None) -> None:
    """What an interrupted study keeps; None = nothing."""
    if replications is None:
        say("interrupted before two replications were finished: nothing kept")
    else:
        say(f"interrupted: {replications} replications are kept, marked incomplete")


def say_read(paths: Mapping[str, str], quiet: bool) -> None:
    """That a study was not made again but read."""
    if not quiet:
        say(f"already done, read from {Path(paths['page']).parent} (--force does it again)")
