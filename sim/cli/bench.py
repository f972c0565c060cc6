"""`outage-sim bench`: how many parcels a second, how much memory, and how both grow."""

import math
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet, SetValues, overrides

SIZES = "1e5,1e6,1e7"


@guarded
def bench(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML).")] = Path("scenarios/cainiao_sf_2017.yaml"),
    parcels: Annotated[str, typer.Option(metavar="N,N,…", help="Orders to simulate, size by size.")] = SIZES,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each size and world; the median counts.")] = 3,
    reference: Annotated[int, typer.Option(min=0, help="Orders for the slow reference model; 0 = without.")] = 20_000,
    reference_merchants: Annotated[
        int, typer.Option(min=1, help="Most merchants in the comparison with the reference model.")
    ] = 1_000,
    table: Annotated[Path | None, typer.Option(metavar="FILE", help="Markdown file to write the table into.")] = None,
    sets: SetValues = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure speed and memory on one core: at several sizes, in larger worlds, and against the reference model."""
    from sim import spec
    from sim.cli import bench_table
    from sim.cli.progress import progress_shown
    from sim.study.bench import benchmark
    from sim.study.bench_run import has_reference

    sizes = sizes_of(parcels)
    loaded = spec.load_scenario(scenario, overrides=overrides(sets))
    if table is not None and not bench_table.has_place(table):
        problem = f"no file with the lines {bench_table.BEGIN} and {bench_table.END} (got {str(table)!r})"
        raise typer.BadParameter(problem, param_hint="--table")
    if reference and not has_reference() and not quiet:
        say("reference model not found: run from a clone of the repository; its figures are left out")
    with progress_shown(f"benchmark of {loaded.name}", quiet=quiet) as progress:
        found = benchmark(
            loaded,
            sizes=sizes,
            repeat=repeat,
            reference_size=reference,
            reference_merchants=reference_merchants,
            progress=progress,
        ).to_json()
    if table is not None:
        bench_table.write(found, table)
    if as_json:
        print_object(found)
    else:
        bench_table.show(found)


def sizes_of(text: str) -> list[int]:
    """Numbers of orders as typed, such as "1e5,1e6".

    Raises:
        typer.BadParameter: something that is no whole number above 0.

    >>> sizes_of("1e5, 2000")
    [100000, 2000]
    """
    sizes = []
    for word in text.split(","):
        try:
            size = float(word)
        except ValueError:
            size = math.nan
        if not (math.isfinite(size) and size >= 1 and size == int(size)):
            raise typer.BadParameter(f"write whole numbers above 0 (got {word.strip()!r})", param_hint="--parcels")
        sizes.append(int(size))
    return sizes
