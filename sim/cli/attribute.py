"""`outage-sim attribute`: who did it, every excess split among acts, parties and mechanisms."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, ScenarioPath, SetValues, overrides

if TYPE_CHECKING:
    from sim.study.attribution import Attribution

HEADLINES = "contacts,complaints,petitions,dark_hours,parcels_late,orders_lost,total_cost_cny,time_to_recover_h"


@guarded
def attribute(
    scenario: ScenarioPath,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Pairs of arms of every variant; 3 or the scenario's own.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="What all luck is drawn from.")] = None,
    sample: Annotated[
        str | None, typer.Option(help="Share of the orders simulated, such as 0.05%; about 200,000 orders.")
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(min=2, help="Orders of the acts to draw, in pairs, instead of all coalitions; 32 above 8 acts."),
    ] = None,
    mechanisms: Annotated[
        bool, typer.Option("--mechanisms/--no-mechanisms", help="Whether worlds without each mechanism are run, too.")
    ] = True,
    measures: Annotated[
        str | None, typer.Option(metavar="A,B", help="Measures to print; all with --json.", show_default=False)
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at once; figures do not depend on it.")] = None,
    sets: SetValues = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where results are kept.")] = Path("results"),
    force: Annotated[bool, typer.Option("--force", help="Run again what was already run.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Split every excess of a scenario among its acts, the parties that did them, and the mechanisms."""
    from sim import spec, store
    from sim.cli.progress import progress_shown
    from sim.study import attribution
    from sim.study.attribution.attribute import modest
    from sim.study.attribution.attribution import KIND, TABLES
    from sim.study.known_measures import check_measures
    from sim.study.replicate import as_run

    loaded = spec.load_scenario(scenario, overrides=overrides(sets, seed=seed, sample=sample))
    modestly = modest(loaded)
    keep = loaded.sample if sample or any(entry.startswith("sample=") for entry in sets or []) else modestly.sample
    loaded = as_run(loaded, replications=replications or modestly.replications, sample=keep)
    wanted = [name.strip() for name in measures.split(",")] if measures else None
    check_measures(wanted or [], loaded)
    plan = attribution.plan_of(loaded, samples=samples, with_mechanisms=mechanisms)
    store.make_ready(out, loaded.name)
    identity = attribution.attribution_id(loaded, samples=samples, with_mechanisms=mechanisms)
    folder = store.study_folder(out, loaded.name, KIND, identity)
    stored = None if force else store.find_study(folder, TABLES)
    if stored is not None:
        if not quiet:
            say(f"already done, read from {folder} (--force does it again)")
        found = attribution.Attribution.from_stored(stored, loaded)
    else:
        if not quiet:
            say(
                f"{len(plan.players)} acts that can have an effect, {len(plan.variants)} variants, "
                f"{loaded.replications} replications: {len(plan.variants) * loaded.replications} pairs of arms"
            )
        with progress_shown(loaded.title or loaded.name, quiet=quiet) as progress:
            found = attribution.attribute(
                loaded, samples=samples, with_mechanisms=mechanisms, workers=workers, progress=progress
            )
        found = found.save(out)
    _show(found, wanted, as_json=as_json)


def _show(found: "Attribution", wanted: list[str] | None, *, as_json: bool) -> None:
    from sim.cli.attribute_table import print_attribution

    for warning in found.warnings:
        say(f"WARNING: {warning}")
    known = list(dict.fromkeys(found.parts["measure"]))
    if as_json:
        told = found.to_json(wanted or known)
        print_object(told)
    else:
        print_attribution(found, wanted or [name for name in HEADLINES.split(",") if name in known])
