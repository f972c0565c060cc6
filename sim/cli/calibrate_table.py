"""A calibration as it is printed: how the tables were read, what was left out, the fits, what the world now says."""

from typing import TYPE_CHECKING

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report import numbers
from sim.report.records import records

if TYPE_CHECKING:
    from sim.calibrate import Calibration
    from sim.calibrate.forecast import Forecast
    from sim.calibrate.reacting import Reacting

WIDTH_WITHOUT_TERMINAL = 120
SHOWN = (6, 24, 48, 72)
NOWCAST_ROWS = (
    ("delivered an hour", "delivered", "without"),
    ("dark, no outage", "dark", "without"),
    ("dark, outage", "dark", "with"),
    ("contacts the outage adds", "contacts_so_far", "excess"),
)
REACTING_ROWS = (
    *NOWCAST_ROWS,
    ("parcels it moves to another carrier", "rerouted_so_far", "excess"),
    ("orders it loses", "orders_lost_so_far", "excess"),
)


def print_calibration(made: "Calibration", *, is_terminal: bool) -> None:
    """Print a calibration for a person to read."""
    console = Console(width=None if is_terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
    for table, found in made.read.columns.items():
        said = ", ".join(f"{what} in {name}" for what, name in found.items())
        console.print(escape(f"{table}: {made.read.rows[table]:,} rows; {said}"), soft_wrap=True)
    for word, milestone, rows in made.read.milestones:
        console.print(escape(f"  {word} ({rows:,} rows): {milestone or 'not known, left out'}"), soft_wrap=True)
    for remark in made.read.remarks:
        console.print(escape(remark), soft_wrap=True)
    console.print(_left_out(made))
    console.print(_fits(made))
    said = f"{len(made.found)} numbers of the world found, {len(made.kept)} kept:"
    console.print(said)
    for path, why in made.kept.items():
        console.print(escape(f"  {path}: {why}"), soft_wrap=True)
    if made.forecast is not None:
        console.print(_nowcast(made.forecast))
    if made.reacting is not None:
        console.print(_reacting(made.reacting))
    for name in ("world", "page"):
        if name in made.paths:
            console.print(f"{name.capitalize()}: {escape(made.paths[name])}", soft_wrap=True)


def _left_out(made: "Calibration") -> Table | str:
    if not made.left_out:
        return "No row was left out."
    table = Table(title="Rows left out")
    table.title_justify = "left"
    for name in ("table", "reason", "rows", "first lines", "example"):
        table.add_column(name, justify="right" if name == "rows" else "left")
    for each in made.left_out:
        lines = ", ".join(map(str, each.lines))
        table.add_row(each.table, each.reason, f"{each.rows:,}", lines, escape(each.example))
    return table


def _nowcast(ahead: "Forecast") -> Table:
    title = f"Next 72 h of {ahead.in_flight:,} parcels in flight; median and 80 % band"
    table = _hours(Table(title=title), ahead.bands, NOWCAST_ROWS)
    for each in records(ahead.scores):
        held = f"{numbers.share(each['coverage'])} of {each['hours']} h in the band"
        table.add_row(
            f"{each['measure'].replace('_', ' ')} as it came", held, f"sum {numbers.ratio(each['bias'])}", "", ""
        )
    return table


def _reacting(ahead: "Reacting") -> Table | str:
    if ahead.why_not:
        return escape(f"No next hours with reactions: {ahead.why_not}")
    table = Table(title=f"The same hours with reactions, {ahead.replications} replications; median and 80 % band")
    return _hours(table, ahead.bands, REACTING_ROWS)


def _hours(table: Table, bands: pd.DataFrame, rows: tuple[tuple[str, str, str], ...]) -> Table:
    """Rows of a title, a measure and an arm, at some hours."""
    table.title_justify = "left"
    for name in ("", *(f"after {hour} h" for hour in SHOWN)):
        table.add_column(name, justify="right" if name else "left")
    for title, measure, arm in rows:
        of = bands[(bands["measure"] == measure) & (bands["arm"] == arm)].set_index("hour")
        cells = [
            f"{numbers.number(each['middle'])} ({numbers.number(each['low'])} to {numbers.number(each['high'])})"
            for each in records(of.loc[list(SHOWN)])
        ]
        table.add_row(title, *cells)
    return table


def _fits(made: "Calibration") -> Table:
    table = Table(title="Best family of each stage, all carriers; times in hours, 90 % intervals")
    table.title_justify = "left"
    for name in ("stage", "family", "parameters", "KS", "whole", "open"):
        table.add_column(name, justify="right" if name in ("KS", "whole", "open") else "left")
    pooled = made.parameters
    if len(pooled):
        pooled = pooled[(pooled["carrier"] == "all") & pooled["is_best"]]
        for stage, rows in pooled.groupby("stage", sort=False):
            told = "; ".join(
                f"{row['parameter']} {numbers.number(row['value'])} "
                f"({numbers.number(row['low'])} to {numbers.number(row['high'])})"
                for row in records(rows)
            )
            first = rows.iloc[0]
            ks = f"{first['ks']:.3f}{'' if first['ks'] <= first['ks_tolerated'] else ' far'}"
            table.add_row(str(stage), first["family"], told, ks, f"{first['n_whole']:,}", f"{first['n_open']:,}")
    return table
