"""`outage-sim discover`: where in the space of a finished sweep a measure passes a limit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.errors import RunError

if TYPE_CHECKING:
    from sim.study.sensitivity.look import FinishedSweep


@guarded
def discover(
    folder: Annotated[Path, typer.Argument(metavar="SWEEP_FOLDER", help="Folder of a finished sweep.")],
    measure: Annotated[
        str | None, typer.Option(help="Measure of the sweep; the first of its list where not said.")
    ] = None,
    above: Annotated[float | None, typer.Option(help="Look for an excess above this, in the measure's unit.")] = None,
    below: Annotated[float | None, typer.Option(help="Look for an excess below this instead.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Find the part of a sweep's space in which a measure passes a limit, and how sure that is.

    Without --above or --below the limit is the excess that a quarter of the points pass.
    """
    from sim.cli.discover_table import print_look
    from sim.study.sensitivity import NothingToAnalyseError, look

    if above is not None and below is not None:
        raise typer.BadParameter("say either --above or --below", param_hint="--below")
    try:
        sweep = look.finished_sweep(folder)
    except RunError as problem:
        raise typer.BadParameter(str(problem), param_hint="SWEEP_FOLDER") from problem
    name = _known(measure, sweep)
    if not quiet:
        say(f"looking through {len(sweep.points):,} points for boxes, {look.BOOTSTRAPS} resamples each")
    limit = below if below is not None else above
    try:
        found = look.look_at(sweep, name, limit=limit, is_above=below is None)
    except NothingToAnalyseError as problem:
        raise RunError(f"{folder}: {problem}: nothing to look at") from problem
    found.save()
    if as_json:
        print_object(found.to_json())
    else:
        print_look(found)


def _known(measure: str | None, sweep: "FinishedSweep") -> str:
    """The measure asked for, or the sweep's first."""
    from sim.spec.schema_walk import nearest

    if measure is None:
        return sweep.measures[0]
    if measure in sweep.measures:
        return measure
    near = nearest(measure, sweep.measures)
    hint = f", did you mean {near}?" if near else f"; it has {', '.join(sweep.measures)}"
    raise typer.BadParameter(f"the sweep did not measure it (got {measure!r}){hint}", param_hint="--measure")
