"""Options that say how precise a run must be, and the goal they make."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim import units
from sim.errors import UnitError

if TYPE_CHECKING:
    from sim.study import PrecisionGoal

DEFAULT_SHARE = "5%"
SECONDS_AN_HOUR = 3600.0
PROCESS, STARTED_AT = Path("/proc/self/stat"), 19
"""Linux tells of this process, as its 22nd word, when it began; the 19th after its name in brackets, from 0."""

Precision = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE",
        help="Instead of --replications: until the 95 % interval of each excess is ± this share of it, such as 5%.",
    ),
]
PrecisionMeasures = Annotated[
    str | None,
    typer.Option(
        "--measures", metavar="NAME,…", help="Measures that must be that precise; a few headlines if not said."
    ),
]
MaxReplications = Annotated[int | None, typer.Option(min=3, help="Replications at which --precision stops anyhow.")]
Deadline = Annotated[
    str | None, typer.Option(metavar="TIME", help="Stop in this time, such as 60s, and say how precise it is by then.")
]


def goal_of(
    replications: int | None, precision: str | None, measures: str | None, most: int | None, deadline: str | None
) -> "PrecisionGoal | None":
    """What precision is asked for; None where a fixed number of replications is.

    Raises:
        typer.BadParameter: an option that is no share, time or list, or that does not go with another.
    """
    if precision is None and deadline is None:
        for option, given in (("--measures", measures), ("--max-replications", most)):
            if given is not None:
                raise typer.BadParameter("goes with --precision or --deadline", param_hint=option)
        return None
    if replications is not None:
        raise typer.BadParameter("say either --replications or --precision", param_hint="--replications")
    from sim.study import PrecisionGoal

    usual = PrecisionGoal()
    return PrecisionGoal(
        share=_share(precision or DEFAULT_SHARE),
        measures=usual.measures if measures is None else _names(measures),
        most=most or usual.most,
        deadline_s=None if deadline is None else _seconds(deadline),
    )


def program_began() -> float:
    """`time.monotonic()` at which this process began, so that a deadline counts the loading of libraries as well.

    Where the system does not tell, it is now.
    """
    now = time.monotonic()
    try:
        ticks = float(PROCESS.read_text(encoding="ascii").rpartition(")")[2].split()[STARTED_AT])
        age_s = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (AttributeError, IndexError, OSError, ValueError):
        return now
    return now - max(0.0, age_s)


def _share(text: str) -> float:
    try:
        share = units.parse_share(text)
    except UnitError as problem:
        raise typer.BadParameter(str(problem), param_hint="--precision") from problem
    if share == 0:
        raise typer.BadParameter(f"must be above 0 (got {text!r})", param_hint="--precision")
    return share


def _names(text: str) -> tuple[str, ...]:
    names = tuple(word.strip() for word in text.split(",") if word.strip())
    if not names:
        raise typer.BadParameter(f"write names with commas between them (got {text!r})", param_hint="--measures")
    return names


def _seconds(text: str) -> float:
    try:
        seconds = units.parse_hours(text) * SECONDS_AN_HOUR
    except UnitError as problem:
        raise typer.BadParameter(
            f"write a time such as 60s or 5min (got {text!r})", param_hint="--deadline"
        ) from problem
    if seconds == 0:
        raise typer.BadParameter(f"must be above 0 (got {text!r})", param_hint="--deadline")
    return round(seconds, 6)
