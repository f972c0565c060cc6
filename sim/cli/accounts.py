"""`outage-sim accounts`: disputed versions of one event, what holds in all of them and which fact would settle it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import INTERRUPTED, guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, SetValues, overrides
from sim.cli.study_options import (
    RESULTS,
    Force,
    Out,
    Replications,
    Sample,
    Seed,
    Workers,
    command_line,
    load_named,
)

if TYPE_CHECKING:
    from sim.spec import Scenario
    from sim.study import Result
    from sim.study.accounts import Accounts

Scenarios = Annotated[list[Path], typer.Argument(metavar="A B …", help="Scenario files (YAML), an account each.")]


@guarded
def accounts(
    scenarios: Scenarios,
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
    """Hold disputed accounts of one event against each other: what holds in all, what flips, what would settle it.

    Each account is run as `outage-sim run` does, and a run that is there already is read.
    """
    from sim import study
    from sim.study.accounts import accounts_of
    from sim.study.accounts.family_of_accounts import check_accounts
    from sim.study.kept import as_variants

    loaded = load_named(scenarios, overrides(sets, replications=replications, seed=seed, sample=sample))
    check_accounts(loaded)
    variants = as_variants(loaded, replications=replications, seed=seed)
    results = {}
    try:
        for name, scenario in variants.items():
            results[name] = _run(name, scenario, out, workers=workers, force=force, quiet=quiet)
    except study.Interrupted as interrupt:
        say(f"interrupted: {len(results)} of {len(variants)} accounts were run and are kept")
        raise typer.Exit(INTERRUPTED) from interrupt
    _show(accounts_of(results, command_line()).save(out), as_json=as_json)


def _run(name: str, scenario: "Scenario", out: Path, *, workers: int | None, force: bool, quiet: bool) -> "Result":
    from sim import store, study
    from sim.cli.progress import progress_shown

    store.make_ready(out, scenario.name)
    stored = None if force else store.find_run(out, scenario.name, study.run_id_of(scenario))
    if stored is not None:
        if not quiet:
            say(f"{name}: already run, read from {stored.folder}")
        return study.Result.from_stored(stored, scenario)
    with progress_shown(name, quiet=quiet) as progress:
        return study.run(scenario, workers=workers, progress=progress).save(out)


def _show(found: "Accounts", *, as_json: bool) -> None:
    if as_json:
        print_object(found.to_json())
    else:
        from sim.cli.accounts_table import print_accounts

        print_accounts(found, is_terminal=sys.stdout.isatty())
