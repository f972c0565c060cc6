"""A sweep as it is printed: how the excess of each measure lies over the points, and where tables and page are."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.cli.summary import WIDTH_WITHOUT_TERMINAL
from sim.report import labels, numbers
from sim.study.sweep import SweepResult


def print_sweep(result: SweepResult) -> None:
    """Print a sweep for a person to read."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    said = result.plan.sweep.said
    console.print(Text(said.title or said.name, style="bold"))
    console.print(
        f"{len(result.points):,} points ({said.design.kind}), {said.replications} paired replications each, "
        f"seed {said.seed}, sweep {result.plan.sweep_id}, {result.wall_s:,.0f} s"
    )
    console.print(excess_table(result))
    console.print(f"Page: {escape(result.paths['page'])}", soft_wrap=True)
    console.print(f"Tables: {escape(result.paths['values'])}, {escape(result.paths['points'])}", soft_wrap=True)


def excess_table(result: SweepResult) -> Table:
    """Least, median and most excess of each measure over the points, each point the mean of its replications."""
    table = Table(title="Excess over the counterfactual, over the points", title_justify="left")
    table.add_column("")
    for heading in ("least", "median", "most"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    for measure, found in result.to_json()["excess"].items():
        unit = found["unit"]
        figures = [
            numbers.change(float("nan") if found[name] is None else found[name], unit)
            for name in ("least", "median", "most")
        ]
        table.add_row(labels.measure(measure), *figures, unit)
    return table
