"""`outage-sim search`: the best responses, by cost against harm, in worlds nobody knows beforehand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, ScenarioPath, SetValues, overrides
from sim.cli.unfinished import Resume, check_unfinished, kept_if_interrupted
from sim.errors import Problem, ScenarioError, UnitError

if TYPE_CHECKING:
    from sim.study.search import Findings

SPACE = Path("searches/responses.yaml")


@guarded
def search(
    scenario: ScenarioPath,
    space: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=f"What may be done (YAML); {SPACE} beside the scenario.", show_default=False),
    ] = None,
    trials: Annotated[int, typer.Option(min=1, help="Policies to try.")] = 64,
    replications: Annotated[int, typer.Option(min=2, help="Pairs of arms of every policy in every world.")] = 2,
    lengths: Annotated[
        str | None, typer.Option(metavar="6h,24h", help="Lengths the outage may have, equally likely.")
    ] = None,
    harm: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="Measure whose excess is the harm; the file's weights.")
    ] = None,
    harm_price: Annotated[float | None, typer.Option(min=0, help="CNY that a unit of harm is worth.")] = None,
    sampler: Annotated[Literal["tpe", "nsga2"], typer.Option(help="What suggests policies.")] = "tpe",
    seed: Annotated[int | None, typer.Option(min=0, help="What all luck is drawn from.")] = None,
    sample: Annotated[str | None, typer.Option(help="Share of the orders simulated; about 200,000 orders.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at once; figures do not depend on it.")] = None,
    sets: SetValues = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where results are kept.")] = Path("results"),
    resume: Resume = False,
    force: Annotated[bool, typer.Option("--force", help="Search again from the begin.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Search for the best responses to an outage whose length nobody knows."""
    from dataclasses import replace

    from sim import spec, store
    from sim.cli.progress import progress_shown
    from sim.study import search as searching
    from sim.study.attribution.attribute import modest
    from sim.study.known_measures import check_measures
    from sim.study.search.findings import TABLES

    given = overrides(sets, seed=seed, sample=sample)
    loaded = spec.load_scenario(scenario, overrides=given)
    read = spec.load_search(space or scenario.parent / SPACE, scenario, given)
    if "sample" not in given:
        read = replace(read, scenario=read.scenario.model_copy(update={"sample": modest(loaded).sample}))
    read = read.with_(lengths=_lengths(lengths), harm={harm: 1.0} if harm is not None else None, harm_price=harm_price)
    check_measures(list(read.harm), loaded, "--harm" if harm is not None else str(space or SPACE))
    store.make_ready(out, loaded.name)
    folder = searching.search_folder(out, read, trials=trials, replications=replications, sampler=sampler)
    stored = None if force else store.find_study(folder, TABLES)
    if stored is not None:
        if not quiet:
            say(f"already searched, read from {folder} (--force searches again)")
        _show(searching.Findings.from_stored(stored, read), as_json=as_json)
        return
    check_unfinished(folder, resume=resume, force=force)
    if not quiet:
        say(
            f"{trials} policies, {len(read.lengths)} worlds, {replications} replications: "
            f"{trials * len(read.lengths) * replications} pairs of arms, then the candidates"
        )
    with (
        kept_if_interrupted(folder),
        progress_shown(loaded.title or loaded.name, quiet=quiet) as progress,
    ):
        found = searching.search(
            read,
            trials=trials,
            replications=replications,
            sampler=sampler,
            workers=workers,
            progress=progress,
            folder=folder,
        )
    _show(found.save(folder, loaded, scenario), as_json=as_json)


def _lengths(text: str | None) -> tuple[float, ...] | None:
    """Lengths as typed, such as "6h,24h".

    Raises:
        ScenarioError: one is no duration above 0, or stands twice.
    """
    from sim import units

    if text is None:
        return None
    problems, found = [], []
    for part in text.split(","):
        try:
            hours = units.parse_hours(part.strip())
        except UnitError as error:
            problems.append(Problem("--lengths", 0, 0, "", error.message, repr(part.strip()), error.suggestion))
            continue
        if hours <= 0 or hours in found:
            told = "named twice" if hours > 0 else "an outage must last longer than 0 h"
            problems.append(Problem("--lengths", 0, 0, "", told, repr(part.strip())))
        found.append(hours)
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def _show(found: "Findings", *, as_json: bool) -> None:
    from sim.cli.search_table import print_findings

    for warning in found.warnings:
        say(f"WARNING: {warning}")
    if as_json:
        print_object(found.to_json())
    else:
        print_findings(found)
