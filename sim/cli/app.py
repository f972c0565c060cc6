"""`outage-sim app`: the runs of a results folder, side by side and what-if, in the browser."""

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.cli.study_options import RESULTS

LOCAL = "127.0.0.1"
NEEDED = ("dash", "dash_ag_grid")


@guarded
def browse(
    results: Annotated[Path, typer.Argument(metavar="[RESULTS]", help="Folder of runs and studies.")] = RESULTS,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 = any that is free.")] = 8050,
    host: Annotated[
        str, typer.Option(help="Address to listen at; others than this machine's own let others in.")
    ] = LOCAL,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Open the app: list runs and studies, open one, compare several, ask what if.

    It listens on this machine only and runs until Ctrl-C; the processes it started end with it.
    """
    from sim.errors import ScenarioError

    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ScenarioError.of(
            "app", f"needs {' and '.join(missing)}; pip install 'logistics-outage-sim[app]' brings it"
        )
    from sim.app.server import serve

    def ready(url: str) -> None:
        if as_json:
            print_object({"url": url, "results": str(results)})
        elif not quiet:
            say(f"the app is at {url} (Ctrl-C ends it)")

    serve(results, host=host, port=port, ready=ready)
