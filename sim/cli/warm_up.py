"""`outage-sim warm-up`: compile the kernels once, so that the first run is not slowed."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.guard import guarded, say

SMALL = {"sample": "0.002%", "merchants.count": "300", "horizon": "11d"}


@guarded
def warm_up(
    scenario: Annotated[Path, typer.Argument(help="A scenario that uses every kernel.")] = Path(
        "scenarios/cainiao_sf_2017.yaml"
    ),
) -> None:
    """Compile the numerical kernels and keep them for later runs: three to five minutes, once."""
    from sim.spec import load_scenario
    from sim.world import warm_up as compile_kernels

    say("compiling the kernels, once: three to five minutes")
    compile_kernels(load_scenario(scenario, overrides=SMALL))
