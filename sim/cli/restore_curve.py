"""`outage-sim restore-curve`: one outage restored after different hours, and what an hour earlier is worth."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim import units
from sim.cli.guard import INTERRUPTED, guarded
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, ScenarioPath, SetValues, overrides
from sim.cli.study_options import (
    RESULTS,
    Force,
    Out,
    Replications,
    Sample,
    Seed,
    Workers,
    command_line,
    say_kept,
    say_read,
)
from sim.errors import UnitError

if TYPE_CHECKING:
    from sim.study.restoration import RestoreCurve

HOURS = "2,6,12,24,50,72,120"


@guarded
def restore_curve(
    scenario: ScenarioPath,
    outage: Annotated[str, typer.Option(help="Name of the outage whose restoration moves.")],
    hours: Annotated[str, typer.Option(metavar="H,H,…", help="Hours from its begin to its restoration.")] = HOURS,
    responses: Annotated[
        Literal["stay", "follow"],
        typer.Option(help="Responses stay as the scenario tells them, or begin and end with the outage."),
    ] = "stay",
    replications: Replications = None,
    seed: Seed = None,
    sample: Sample = None,
    workers: Workers = None,
    sets: SetValues = None,
    out: Out = RESULTS,
    force: Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Restore an outage after different hours: excess of every measure, what an hour costs, knee, break-even bids."""
    from sim import spec, store
    from sim.cli.progress import progress_shown
    from sim.study.restoration import check_hours, stored_restore_curve
    from sim.study.restoration import restore_curve as curve_of
    from sim.study.restoration.restore_curve import CurveInterrupted

    loaded = spec.load_scenario(
        scenario, overrides=overrides(sets, replications=replications, seed=seed, sample=sample)
    )
    asked = hours_of(hours)
    check_hours(loaded, outage, asked)
    store.make_ready(out, loaded.name)
    command = command_line()
    found = None if force else stored_restore_curve(out, loaded, outage, asked, responses=responses, command=command)
    if found is not None:
        say_read(found.setting.paths, quiet)
        _show(found, as_json=as_json)
        return
    try:
        with progress_shown(f"{outage} restored after {len(asked)} different hours", quiet=quiet) as progress:
            made = curve_of(
                loaded, outage, asked, responses=responses, workers=workers, command=command, progress=progress
            )
    except CurveInterrupted as interrupt:
        say_kept(None if interrupt.curve is None else interrupt.curve.replications)
        if interrupt.curve is not None:
            _show(interrupt.curve.save(out), as_json=as_json)
        raise typer.Exit(INTERRUPTED) from interrupt
    _show(made.save(out), as_json=as_json)


def hours_of(text: str) -> list[float]:
    """Hours as typed: plain numbers are hours, other units are written out, such as "90min" or "2d".

    Raises:
        typer.BadParameter: something that is neither.

    >>> hours_of("2, 90min,1d")
    [2.0, 1.5, 24.0]
    """
    found = []
    for word in (part.strip() for part in text.split(",")):
        try:
            found.append(units.parse_number(word))
        except UnitError:
            try:
                found.append(units.parse_hours(word))
            except UnitError as problem:
                raise typer.BadParameter(
                    f"write hours such as 2,6,12 or 90min ({problem})", param_hint="--hours"
                ) from problem
    return found


def _show(found: "RestoreCurve", *, as_json: bool) -> None:
    if as_json:
        print_object(found.to_json())
    else:
        from sim.cli.restore_curve_table import print_curve

        print_curve(found, is_terminal=sys.stdout.isatty())
