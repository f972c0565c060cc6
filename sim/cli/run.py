"""`outage-sim run`: both arms of a scenario, paired, to a table, a folder and a page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import FAILED, INTERRUPTED, guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, ScenarioPath, SetValues, overrides
from sim.cli.precision import Deadline, MaxReplications, Precision, PrecisionMeasures, goal_of, program_began

if TYPE_CHECKING:
    from sim.spec import Scenario
    from sim.store import StoredRun
    from sim.study import PrecisionGoal, Result


@guarded
def run(
    scenario: ScenarioPath,
    replications: Annotated[int | None, typer.Option(help="Pairs of runs, with and without the outage.")] = None,
    precision: Precision = None,
    measures: PrecisionMeasures = None,
    max_replications: MaxReplications = None,
    deadline: Deadline = None,
    seed: Annotated[int | None, typer.Option(help="What all luck is drawn from.")] = None,
    sample: Annotated[str | None, typer.Option(help="Share of the orders simulated, such as 0.5%.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at once; figures do not depend on it.")] = None,
    sets: SetValues = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where results are kept.")] = Path("results"),
    events: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Also log a share of the parcels, such as 1%, and tell typical ones."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run again what was already run.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario with and without its outage and print what the outage did.

    With --precision it goes on until the 95 % intervals of the excesses are that narrow.
    """
    began = program_began()
    from sim import spec, store, study
    from sim.cli.progress import precision_shown, progress_shown

    share = None if events is None else share_of(events)
    goal = goal_of(replications, precision, measures, max_replications, deadline)
    given = overrides(sets, replications=replications, seed=seed, sample=sample)
    loaded = spec.load_scenario(scenario, overrides=given)
    store.make_ready(out, loaded.name)
    stored = None if force else _stored(loaded, goal, out)
    if stored is not None:
        if not quiet:
            say(f"already run, read from {stored.folder} (--force runs it again)")
        read = study.Result.from_stored(stored, loaded)
        _show(_with_events(read, share, workers=workers, quiet=quiet), as_json=as_json)
        return
    try:
        if goal is None:
            apart = _projected(loaded, workers, quiet=quiet)
            with progress_shown(loaded.title or loaded.name, quiet=quiet) as progress:
                result = study.run(loaded, workers=workers, progress=progress, apart=apart)
        else:
            with precision_shown(loaded.title or loaded.name, quiet=quiet) as told:
                result = study.run_until_precise(loaded, goal, workers=workers, told=told, began=began)
    except study.Interrupted as interrupt:
        _keep(interrupt.result, out, asked=goal.most if goal else loaded.replications, as_json=as_json)
        raise typer.Exit(INTERRUPTED) from interrupt
    _show(_with_events(result.save(out), share, workers=workers, quiet=quiet), as_json=as_json)


def share_of(text: str) -> float:
    """Share of the parcels that are logged, 0-1, as typed.

    Raises:
        typer.BadParameter: no share, none at all, or more than all.

    >>> share_of("1%")
    0.01
    """
    from sim import units
    from sim.errors import UnitError

    try:
        share = units.parse_share(text)
    except UnitError as problem:
        raise typer.BadParameter(str(problem), param_hint="--events") from problem
    if share <= 0.0:
        raise typer.BadParameter(f"write a share above 0 %, got {text!r}", param_hint="--events")
    return share


def _projected(loaded: "Scenario", workers: int | None, *, quiet: bool) -> bool:
    """Say what a large run will need before it starts; whether its arms are to be simulated apart."""
    from sim.study.projection import projected

    projection = projected(loaded, workers)
    if projection is None:
        return False
    free = "" if projection.free_gb is None else f", {projection.free_gb:.1f} GB are free"
    if not quiet:
        minutes = projection.seconds / 60.0
        say(f"{projection.orders:,.0f} orders in all: about {minutes:,.0f} min and {projection.memory_gb:.1f} GB{free}")
    if projection.is_too_large:
        say(
            "WARNING: that is more memory than there is; a smaller sample, a shorter horizon or fewer workers need less"
        )
    return projection.apart


def _with_events(result: "Result", share: float | None, *, workers: int | None, quiet: bool) -> "Result":
    from sim.cli.progress import progress_shown

    if share is None:
        return result
    try:
        with progress_shown("event log", quiet=quiet, what="replications") as progress:
            return result.with_events(share, workers=workers, progress=progress)
    except KeyboardInterrupt:
        say("interrupted: the run is kept, without the event log asked for")
        raise


def _stored(loaded: "Scenario", goal: "PrecisionGoal | None", out: Path) -> "StoredRun | None":
    from sim import store, study
    from sim.study.until_precise import is_run_of

    if goal is None:
        return store.find_run(out, loaded.name, study.run_id_of(loaded))
    return store.find_run_where(out, loaded.name, lambda manifest: is_run_of(manifest, loaded, goal))


def _show(result: "Result", *, as_json: bool) -> None:
    from sim.cli.summary import is_balanced, print_summary, warnings

    for warning in warnings(result):
        say(f"WARNING: {warning}")
    if as_json:
        print_object(result.to_json())
    else:
        print_summary(result)
    if not is_balanced(result):
        raise typer.Exit(FAILED)


def _keep(result: "Result | None", out: Path, *, asked: int, as_json: bool) -> None:
    if result is None:
        say("interrupted before two replications were finished: nothing kept")
        return
    saved = result.save(out)
    say(f"interrupted: {result.replications} of {asked} replications were finished and are kept, marked incomplete")
    _show(saved, as_json=as_json)
