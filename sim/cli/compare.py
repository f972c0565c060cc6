"""`outage-sim compare`: scenarios of one world with the same luck, their differences with intervals and ranks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import INTERRUPTED, guarded
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
    say_kept,
    say_read,
)

if TYPE_CHECKING:
    from sim.study.compare import Comparison

Scenarios = Annotated[list[Path], typer.Argument(metavar="A B …", help="Scenario files (YAML), at least two.")]


@guarded
def compare(
    scenarios: Scenarios,
    replications: Replications = None,
    seed: Seed = None,
    sample: Sample = None,
    workers: Workers = None,
    sets: SetValues = None,
    different_worlds: Annotated[
        bool, typer.Option("--different-worlds", help="Compare excesses even if the worlds differ.")
    ] = False,
    out: Out = RESULTS,
    force: Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Compare scenarios of one world: paired differences with intervals, ranks, probability of being best.

    A difference is the excess of the later scenario less that of the earlier one. Intervals are given plain and
    adjusted for all pairs of a measure (Bonferroni), p-values by Holm.
    """
    from sim import store
    from sim.cli.progress import progress_shown
    from sim.errors import ScenarioError
    from sim.study.compare import check_one_world
    from sim.study.compare import compare as compared
    from sim.study.compare.comparison import ComparisonInterrupted, stored_comparison

    if len(scenarios) < 2:
        raise ScenarioError.of("compare", "at least two scenarios are compared", f"only {scenarios[0]}")
    loaded = load_named(scenarios, overrides(sets, replications=replications, seed=seed, sample=sample))
    if not different_worlds:
        check_one_world(loaded)
    first = next(iter(loaded.values()))
    store.make_ready(out, first.name)
    found = None if force else stored_comparison(out, loaded, command=command_line())
    if found is not None:
        say_read(found.setting.paths, quiet)
        _show(found, as_json=as_json)
        return
    try:
        with progress_shown(f"{len(loaded)} scenarios", quiet=quiet) as progress:
            made = compared(
                loaded, workers=workers, different_worlds=different_worlds, command=command_line(), progress=progress
            )
    except ComparisonInterrupted as interrupt:
        say_kept(None if interrupt.comparison is None else interrupt.comparison.replications)
        if interrupt.comparison is not None:
            _show(interrupt.comparison.save(out), as_json=as_json)
        raise typer.Exit(INTERRUPTED) from interrupt
    _show(made.save(out), as_json=as_json)


def _show(found: "Comparison", *, as_json: bool) -> None:
    if as_json:
        print_object(found.to_json())
    else:
        from sim.cli.compare_table import print_comparison

        print_comparison(found, is_terminal=sys.stdout.isatty())
