"""`outage-sim publish`: the small tables of a run or study, kept as a reference for later versions."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.guard import guarded
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.cli.study_options import RESULTS

Run = Annotated[
    str, typer.Argument(metavar="RUN", help="Folder of a run or study, or one that holds a single one, or its name.")
]
PUBLISHED = RESULTS / "published"


@guarded
def publish(
    run: Run,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where reference tables are kept.")] = PUBLISHED,
    results: Annotated[Path, typer.Option(metavar="DIR", help="Where a run is looked for by its name.")] = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Keep the small tables of a run or study as a reference that later versions are held against.

    Of a run: impact, who pays, and the totals as JSON that reads line by line; of a study: its tables. Both with the
    manifest: scenario, seed, sample, replications, versions. The same figures give the same bytes.
    """
    from sim.store.published import publish as published
    from sim.study.found import kept_named

    kept = kept_named(run, results)
    files = published(kept, out)
    if as_json:
        sizes = {path.name: path.stat().st_size for path in files}
        print_object({"run": str(kept.folder), "kind": kept.kind, "folder": str(files[0].parent), "bytes": sizes})
    elif not quiet:
        for path in files:
            typer.echo(f"{path}: {path.stat().st_size / 1e3:.1f} kB")
