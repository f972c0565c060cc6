"""`outage-sim validate`: published figures beside simulated ones, what was fitted told from what was held out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import guarded
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, SetValues, overrides
from sim.cli.study_options import RESULTS, Force, Out, Replications, Sample, Seed, Workers, command_line, say_read
from sim.cli.unfinished import Resume, check_unfinished, kept_if_interrupted

if TYPE_CHECKING:
    from sim.validate import Validation

REFERENCE_CASE = Path("scenarios/cainiao_sf_2017.yaml")
ScenarioFile = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="Scenario file (YAML) that takes a carrier off the list.")
]


@guarded
def validate(
    scenario: ScenarioFile = REFERENCE_CASE,
    replications: Replications = None,
    seed: Seed = None,
    sample: Sample = None,
    workers: Workers = None,
    sets: SetValues = None,
    draws: Annotated[int, typer.Option(min=2, help="Worlds of shoppers, fitted again in each.")] = 100,
    identify: Annotated[
        bool, typer.Option("--identify", help="Also: which unmeasured numbers the targets tell of. Ten runs more.")
    ] = False,
    out: Out = RESULTS,
    resume: Resume = False,
    force: Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hold the model against the world: each published figure, the simulated one, its interval, whether it holds.

    Shoppers are fitted to the published fall in sales alone; all else that the study of the removal found is held out.
    A figure that fails is a result: the exit code is 0 all the same, and the last line counts them. The runs of
    --identify, the long part, are kept as they are finished: cut short, they are gone on with by --resume.
    """
    from sim import spec, store
    from sim.cli.progress import progress_shown
    from sim.validate import Design, stored_validation, validation_folder
    from sim.validate import validate as validated

    given = overrides(sets, replications=replications, seed=seed, sample=sample)
    loaded = spec.load_scenario(scenario, overrides=given)
    design = Design(n_draws=draws)
    store.make_ready(out, loaded.name)
    found = (
        None if force else stored_validation(out, loaded, design=design, is_identified=identify, command=command_line())
    )
    if found is not None:
        say_read(found.setting.paths, quiet)
    else:
        folder = validation_folder(out, loaded, draws, is_identified=identify)
        check_unfinished(folder, resume=resume, force=force)
        with (
            kept_if_interrupted(folder),
            progress_shown(loaded.name, quiet=quiet, what="arms and worlds of shoppers") as progress,
        ):
            made = validated(
                loaded,
                design=design,
                vary=(lambda values: spec.load_scenario(scenario, overrides={**given, **values})) if identify else None,
                workers=workers,
                command=command_line(),
                progress=progress,
                folder=folder,
            )
        found = made.save(out)
    _show(found, as_json=as_json)


def _show(found: "Validation", *, as_json: bool) -> None:
    if as_json:
        print_object(found.to_json())
    else:
        from sim.cli.validate_table import print_validation

        print_validation(found, is_terminal=sys.stdout.isatty())
