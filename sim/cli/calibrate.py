"""`outage-sim calibrate`: tracking tables into a world, with fits, intervals and all that was left out."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.guard import guarded
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.cli.study_options import RESULTS, Out, command_line

WORLD = Path("scenarios/worlds/china_2017.yaml")
Tracking = Annotated[Path, typer.Argument(metavar="TRACKING.csv", help="Scans: parcel, milestone, time, and more.")]
Several = list[str] | None


@guarded
def calibrate(
    tracking: Tracking,
    orders: Annotated[Path | None, typer.Option(metavar="CSV", help="Orders: parcel, time.")] = None,
    contacts: Annotated[Path | None, typer.Option(metavar="CSV", help="Contacts of buyers: parcel, time.")] = None,
    world: Annotated[Path, typer.Option(metavar="YAML", help="World that is extended.")] = WORLD,
    column: Annotated[
        Several,
        typer.Option(metavar="WHAT=NAME", help="Column that says it: parcel=waybill, orders.ordered=paid_at; repeat."),
    ] = None,
    milestone: Annotated[
        Several, typer.Option(metavar="WORD=MILESTONE", help="What a word of the table stands for; repeat.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Zone of times without an offset; the world's where not said.")
    ] = None,
    time_format: Annotated[
        Several, typer.Option(metavar="FORMAT", help="Way to write a time, such as '%d/%m/%Y %H:%M'; repeat.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the tables; found by looking where not said.")] = None,
    share: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Of all orders that the tables hold, as 2%.")
    ] = None,
    empirical: Annotated[bool, typer.Option("--empirical", help="Write distributions as observed, no family.")] = False,
    now: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Forecast 72 h from then, by what was published by then.")
    ] = None,
    dark: Annotated[
        Several, typer.Option(metavar="CARRIER", help="Whose feed is shut in the forecast; all where not said; repeat.")
    ] = None,
    out: Out = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fit a world to tracking tables: stage times, waves, feed, orders, contacts, each with its interval.

    Columns and milestones are guessed by name and shown. A row that cannot be used is counted with the reason and
    the first lines. What the tables do not tell is kept from the world extended, and said. With --now the parcels in
    flight then are followed for 72 h, with and without an outage that begins then.
    """
    from sim import units
    from sim.calibrate import Asked, Said, read_words, split_told
    from sim.calibrate import calibrate as calibrated
    from sim.calibrate.columns import CONTACTS, ORDERS, TRACKING
    from sim.cli.calibrate_table import print_calibration
    from sim.cli.guard import say

    said = Said(
        split_told(column or [], {"tracking": TRACKING, "orders": ORDERS, "contacts": CONTACTS}),
        read_words(milestone or []),
        encoding,
    )
    held = None if share is None else units.parse_share(share)
    asked = Asked(
        tracking,
        world,
        orders,
        contacts,
        said,
        timezone,
        tuple(time_format or ()),
        held,
        empirical,
        now,
        tuple(dark or ()),
    )
    if not quiet:
        say(f"reading {tracking.name}")
    made = calibrated(asked, command=command_line()).save(out)
    if as_json:
        print_object(made.to_json())
    else:
        print_calibration(made, is_terminal=sys.stdout.isatty())
