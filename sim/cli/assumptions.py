"""`outage-sim assumptions`: every number with its source and what the answer owes to it, guesses first."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import guarded
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, ScenarioPath, SetValues, overrides
from sim.cli.study_options import RESULTS, Force, Out, Replications, Sample, Seed, Workers, command_line, say_read
from sim.cli.unfinished import Resume, check_unfinished, kept_if_interrupted

if TYPE_CHECKING:
    from sim.study.assumptions import AssumptionRegister

MEASURES = "contacts,total_cost_cny,parcels_late"
LETTERS = "HML"


@guarded
def assumptions(
    scenario: ScenarioPath,
    measures: Annotated[
        str, typer.Option(metavar="M,M,…", help="Measures whose excess is the answer; the first leads.")
    ] = MEASURES,
    top: Annotated[int, typer.Option(min=1, help="How many numbers are measured at both ends.")] = 25,
    certainty: Annotated[
        str, typer.Option(metavar="LETTERS", help="Only numbers of this certainty, such as L or LM; all if not said.")
    ] = "",
    replications: Replications = None,
    seed: Seed = None,
    sample: Sample = None,
    workers: Workers = None,
    sets: SetValues = None,
    out: Out = RESULTS,
    resume: Resume = False,
    force: Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List every number with its source, and how much the answer hangs on it: elasticities with intervals.

    Each number alone goes to the farther end of its range (or ten per cent up), one pair of runs each; the leading
    ones are then measured at both ends, with the same luck. Runs are kept as they are finished: a study that was cut
    short goes on with --resume and ends with the same figures.
    """
    from sim import spec, store
    from sim.cli.progress import progress_shown
    from sim.study.assumptions import register_assumptions, register_folder, stored_register
    from sim.study.assumptions.run import moving_to_look_at
    from sim.study.known_measures import check_measures

    letters = letters_of(certainty)
    asked = [name.strip() for name in measures.split(",") if name.strip()]
    given = overrides(sets, replications=replications, seed=seed, sample=sample)
    file = spec.ScenarioFile(scenario)
    loaded = file.scenario(given, with_assumptions=True)
    check_measures(asked, loaded)
    store.make_ready(out, loaded.name)
    command = command_line()
    moving = moving_to_look_at(file, given, loaded, letters)
    found = (
        None
        if force
        else stored_register(out, loaded, moving, measures=asked, top=top, certainties=letters, command=command)
    )
    if found is not None:
        say_read(found.setting.paths, quiet)
        _show(found, as_json=as_json)
        return
    folder = register_folder(out, loaded, asked, top, letters)
    check_unfinished(folder, resume=resume, force=force)
    with (
        kept_if_interrupted(folder),
        progress_shown(f"{len(moving.moves)} numbers", quiet=quiet) as progress,
    ):
        made = register_assumptions(
            file,
            given,
            measures=asked,
            top=top,
            certainties=letters,
            workers=workers,
            command=command,
            progress=progress,
            folder=folder,
        )
    _show(made.save(out), as_json=as_json)


def letters_of(text: str) -> str:
    """Letters of certainty as typed.

    Raises:
        typer.BadParameter: a letter that is none of H, M and L.

    >>> letters_of("l,m")
    'LM'
    """
    letters = text.replace(",", "").replace(" ", "").upper()
    if set(letters) - set(LETTERS):
        raise typer.BadParameter(f"letters of H, M and L (got {text!r})", param_hint="--certainty")
    return letters


def _show(found: "AssumptionRegister", *, as_json: bool) -> None:
    if as_json:
        print_object(found.to_json())
    else:
        from sim.cli.assumptions_table import print_register

        print_register(found, is_terminal=sys.stdout.isatty())
