"""A sweep as it is printed: each excess over the points, choices compared, where tables and page are."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.cli.summary import WIDTH_WITHOUT_TERMINAL
from sim.report import labels, numbers
from sim.study.sweep import SweepResult

MOST_COMPARED = 4


def print_sweep(result: SweepResult) -> None:
    """Print a sweep for a person to read."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    said = result.plan.sweep.said
    console.print(Text(said.title or said.name, style="bold"))
    console.print(
        f"{len(result.points):,} points ({said.design.kind}), {said.replications} paired replications each, "
        f"seed {said.seed}, sweep {result.plan.sweep_id}, {result.wall_s:,.0f} s"
    )
    told = result.to_json()
    console.print(excess_table(told["excess"]))
    if told["choices"]:
        console.print(choices_table(told["choices"], said.measures[:MOST_COMPARED]))
    console.print(f"Page: {escape(result.paths['page'])}", soft_wrap=True)
    console.print(f"Tables: {escape(result.paths['values'])}, {escape(result.paths['points'])}", soft_wrap=True)


def excess_table(excess: Mapping[str, Mapping[str, Any]]) -> Table:
    """Least, median and most excess of each measure over the points, each point the mean of its replications."""
    table = Table(title="Excess over the counterfactual, over all points", title_justify="left")
    table.add_column("")
    for heading in ("least", "median", "most"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    for measure, found in excess.items():
        figures = [numbers.change(_number(found[name]), found["unit"]) for name in ("least", "median", "most")]
        table.add_row(labels.measure(measure), *figures, found["unit"])
    return table


def choices_table(choices: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> Table:
    """Excess of each choice less that of the first, with its 95 % interval, for some measures."""
    table = Table(title=f"Each choice less the first, {choices[0]['against']}", title_justify="left")
    table.add_column("")
    for measure in measures:
        table.add_column(labels.measure(measure), justify="right")
    for what in dict.fromkeys(row["what"] for row in choices):
        found = {row["measure"]: row for row in choices if row["what"] == what}
        table.add_row(escape(what), *(_difference(found.get(measure)) for measure in measures))
    return table


def _difference(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return numbers.NOTHING
    low, high = map(_number, row["ci95"])
    change = numbers.change(_number(row["difference"]), row["unit"])
    return f"{change}\n{numbers.interval(low, high, row['unit'])}".strip()


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
