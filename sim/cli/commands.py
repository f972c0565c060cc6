"""The commands by name."""

import sys

import typer

from sim.cli.accounts import accounts
from sim.cli.app import browse
from sim.cli.assumptions import assumptions
from sim.cli.attribute import attribute
from sim.cli.bench import bench
from sim.cli.calibrate import calibrate
from sim.cli.check import check, schema
from sim.cli.compare import compare
from sim.cli.discover import discover
from sim.cli.explain import explain
from sim.cli.export import export
from sim.cli.publish import publish
from sim.cli.restore_curve import restore_curve
from sim.cli.run import run
from sim.cli.search import search
from sim.cli.sweep import sweep
from sim.cli.validate import validate
from sim.cli.warm_up import warm_up

app = typer.Typer(
    name="outage-sim",
    help="What an outage between a carrier's tracking feed and a marketplace does: parcels, buyers, merchants, money.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command(epilog="Example: outage-sim run scenarios/cainiao_sf_2017.yaml --set outages.sf_feed.duration=24h")(run)
app.command(epilog="Example: outage-sim check scenarios/*.yaml")(check)
app.command(epilog="Example: outage-sim schema > scenario.schema.json")(schema)
app.command(epilog="Example: outage-sim compare scenarios/cainiao_sf_2017.yaml scenarios/my_variant.yaml")(compare)
app.command(
    name="restore-curve",
    epilog="Example: outage-sim restore-curve scenarios/cainiao_sf_2017.yaml --outage sf_feed --hours 2,6,12,24,50",
)(restore_curve)
app.command(epilog="Example: outage-sim accounts scenarios/account_sf.yaml scenarios/account_cainiao.yaml")(accounts)
app.command(epilog="Example: outage-sim assumptions scenarios/cainiao_sf_2017.yaml --top 25 --certainty L")(assumptions)
app.command(epilog="Example: outage-sim bench --parcels 1e5,1e6 --repeat 1 --reference 0")(bench)
app.command(epilog="Example: outage-sim calibrate scans.csv --orders orders.csv --column parcel=waybill_no")(calibrate)
app.command(epilog="Example: outage-sim sweep scenarios/sweeps/outage_length.yaml --resume")(sweep)
app.command(
    epilog="Example: outage-sim discover results/who_knows_what/sweep-0123456789ab --measure contacts --above 500000"
)(discover)
app.command(epilog="Example: outage-sim attribute scenarios/cainiao_sf_2017.yaml --replications 3 --json")(attribute)
app.command(epilog="Example: outage-sim search scenarios/cainiao_sf_2017.yaml --trials 64 --lengths 6h,24h,50h")(search)
app.command(epilog="Example: outage-sim validate scenarios/cainiao_sf_2017.yaml --sample 0.05% --replications 4")(
    validate
)
app.command(epilog="Example: outage-sim export results/cainiao_sf_2017/0123456789ab --xlsx --pdf")(export)
app.command(epilog="Example: outage-sim publish results/cainiao_sf_2017/0123456789ab")(publish)
app.command(name="app", epilog="Example: outage-sim app results --port 8050")(browse)
app.command(epilog="Example: outage-sim explain results/cainiao_sf_2017/0123456789ab worried-on-time")(explain)
app.command(name="warm-up", hidden=True, epilog="Example: outage-sim warm-up")(warm_up)


@app.callback()
def _group() -> None:
    """Keep commands commands, however few there are."""


def main() -> None:
    """Run the command line: exit code 0 done, 1 failed while running, 2 wrong input, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without these letters gets question marks, not an error
    app()
