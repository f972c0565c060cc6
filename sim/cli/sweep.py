"""`outage-sim sweep`: every point of a sweep file, crash-safe, to tables and a page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.guard import FAILED, INTERRUPTED, guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.errors import RunError

if TYPE_CHECKING:
    from sim.store import SweepFolder
    from sim.study.sweep import Executor, Plan, SweepResult


class Where(StrEnum):
    """Who runs the points."""

    LOCAL = "local"
    DASK = "dask"


@guarded
def sweep(
    file: Annotated[Path, typer.Argument(metavar="SWEEP", help="Sweep file (YAML).")],
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a sweep that was interrupted.")] = False,
    executor: Annotated[Where, typer.Option(help="This machine's processes, or a Dask cluster.")] = Where.LOCAL,
    address: Annotated[
        str | None, typer.Option(metavar="tcp://…", help="Address of the Dask cluster's scheduler.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at once; figures do not depend on it.")] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where results are kept.")] = Path("results"),
    force: Annotated[bool, typer.Option("--force", help="Begin again what was begun or finished.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run the points of a sweep and say what the measures depend on."""
    from sim import spec, store
    from sim.cli.progress import progress_shown
    from sim.measures import MEASURES
    from sim.study import sweep as study

    if (executor is Where.DASK) != (address is not None):
        raise typer.BadParameter("--executor dask and --address go together", param_hint="--address")
    if workers is not None and executor is Where.DASK:
        raise typer.BadParameter("a cluster has as many workers as it has", param_hint="--workers")
    loaded = spec.load_sweep(file, measures=MEASURES)
    with _executor(address, workers) as chosen:
        with progress_shown(f"checking {loaded.name}", quiet=quiet, what="points checked") as progress:
            plan = study.plan_of(loaded, progress=progress)
        folder = store.sweep_folder(out, loaded.name, plan.sweep_id)
        manifest = None if force else folder.manifest()
        if _is_finished(manifest, plan, folder, resume=resume):
            if not quiet:
                say(f"already run, read from {folder.path} (--force runs it again)")
            result = study.stored_result(plan, folder, wall_s=manifest["wall_s"] if manifest else 0.0)
        else:
            if resume and manifest is None:
                _refuse_other_versions(out, plan)
            result = _run(plan, folder, chosen, afresh=force, quiet=quiet)
    _show(result, as_json=as_json)


def _is_finished(manifest: dict[str, Any] | None, plan: "Plan", folder: "SweepFolder", *, resume: bool) -> bool:
    """Whether there is nothing to run; failed points are run again by --resume.

    Raises:
        typer.BadParameter: the folder holds another sweep, or this one unfinished and nobody said --resume.
    """
    if manifest is None:
        return False
    if manifest.get("sweep_id") != plan.sweep_id:
        raise typer.BadParameter(
            f"{folder.path} holds another sweep ({manifest.get('sweep_id')}, version {manifest.get('version')}); "
            "--force begins again, --out takes another place",
            param_hint="--out",
        )
    if not manifest["finished"] and not resume:
        raise typer.BadParameter(
            f"{folder.path} holds this sweep unfinished; --resume goes on with it, --force begins again",
            param_hint="--resume",
        )
    return bool(manifest["finished"]) and not (resume and manifest["failed"])


def _run(plan: "Plan", folder: "SweepFolder", executor: "Executor", *, afresh: bool, quiet: bool) -> "SweepResult":
    from sim.cli.sweep_progress import sweep_shown
    from sim.study import sweep as study
    from sim.study.sweep.page import write_sweep_page

    folder.make_ready(afresh=afresh)
    begun = folder.manifest() or {"wall_s": 0.0}
    told = study.description(plan)
    folder.write_manifest({**told, "finished": False, "failed": 0, "wall_s": begun["wall_s"]})
    start = time.monotonic()
    done, total = len(folder.done()), len({point.key for point in plan.points})
    if done and not quiet:
        say(f"{done} of {total} points are there already")
    try:
        with sweep_shown(plan.sweep.said.title or plan.sweep.name, done, total, quiet=quiet) as watcher:
            errors = study.run_sweep(plan, folder, executor, watcher=watcher)
    except study.SweepInterrupted as interrupt:
        say(f"interrupted: {interrupt.done} of {interrupt.total} points are finished and kept; --resume goes on")
        raise typer.Exit(INTERRUPTED) from interrupt
    except RunError as problem:
        raise RunError(f"{problem}; --resume goes on") from problem
    wall_s = begun["wall_s"] + time.monotonic() - start
    result = study.result_of(plan, folder, errors, wall_s=wall_s)
    write_sweep_page(result, folder.page)
    folder.write_manifest({**told, "finished": True, "failed": len(result.failures), "wall_s": wall_s})
    return result


def _refuse_other_versions(out: Path, plan: "Plan") -> None:
    """Points of two versions of this program do not go together."""
    from sim import store

    for folder in store.sweep_folders(out, plan.sweep.name):
        try:
            manifest = folder.manifest()
        except RunError:
            continue
        if manifest is not None and manifest.get("what") == plan.what:
            raise typer.BadParameter(
                f"{folder.path} was begun by version {manifest['version']} of this program, this is {store.version()}; "
                "their points do not go together: run without --resume to begin again beside it",
                param_hint="--resume",
            )
    say(f"nothing to go on with: {plan.sweep.name} begins")


@contextmanager
def _executor(address: str | None, workers: int | None) -> "Iterator[Executor]":
    from sim.study.processes import usable_workers
    from sim.study.sweep import LocalProcesses
    from sim.study.sweep.dask_cluster import DaskCluster

    if address is None:
        yield LocalProcesses(workers or usable_workers())
        return
    try:
        cluster = DaskCluster(address)
    except RunError as problem:
        raise typer.BadParameter(str(problem), param_hint="--address") from problem
    with cluster:
        yield cluster


def _show(result: "SweepResult", *, as_json: bool) -> None:
    from sim.cli.sweep_table import print_sweep
    from sim.study.sweep.page import sensitivity_told

    failed = len(result.failures)
    if failed:
        first = result.failures.iloc[0]
        say(f"WARNING: {failed} of {len(result.points)} points failed; {first['what']}: {first['error']}")
    if as_json:
        told = {**result.to_json(), "sensitivity": sensitivity_told(result)}
        print_object(told)
    else:
        print_sweep(result)
    if failed:
        raise typer.Exit(FAILED)
