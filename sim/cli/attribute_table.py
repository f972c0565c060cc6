"""An attribution as it is printed: one table a kind of part, measures across."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.cli.summary import WIDTH_WITHOUT_TERMINAL
from sim.report import labels, numbers
from sim.study.attribution.values import ACT, EXCESS, INTERACTION, MECHANISM, PARTY

if TYPE_CHECKING:
    from sim.study.attribution import Attribution

MOST_ACROSS = 4
BLOCKS = ((EXCESS, ""), (ACT, "Acts"), (PARTY, "Parties"), (MECHANISM, "Mechanisms"), (INTERACTION, ""))


def print_attribution(found: "Attribution", measures: Sequence[str]) -> None:
    """Print the parts of these measures for a person to read."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    scenario = found.scenario
    console.print(Text(f"Who did it: {scenario.title or scenario.name}", style="bold"))
    how = f"{found.orders} orders of the acts" if found.orders else "all coalitions of the acts"
    console.print(
        f"{how}, {found.variants} variants, {scenario.replications} paired replications, seed {scenario.seed}, "
        f"sample {numbers.share(scenario.sample)}, counts of the full population, {found.wall_s:.0f} s"
    )
    titles = {each["name"]: each["title"] for each in found.mechanisms}
    for first in range(0, len(measures), MOST_ACROSS):
        console.print(_table(found, measures[first : first + MOST_ACROSS], titles))
    if page := found.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)


def _table(found: "Attribution", measures: Sequence[str], titles: Mapping[str, str]) -> Table:
    table = Table(title="Parts of each excess, with the 95 % interval", title_justify="left")
    table.add_column("")
    for measure in measures:
        table.add_column(labels.measure(measure), justify="right")
    for kind, heading in BLOCKS:
        if heading:
            table.add_section()
            table.add_row(f"[bold]{heading}[/]")
        for name in dict.fromkeys(found.parts.loc[found.parts["kind"] == kind, "name"]):
            cells = [_cell(found.of(measure, kind).set_index("name").loc[name].to_dict()) for measure in measures]
            table.add_row(_name(kind, str(name), titles), *cells)
    return table


def _name(kind: str, name: str, titles: Mapping[str, str]) -> str:
    if kind == EXCESS:
        return "Excess, all together"
    if kind == INTERACTION:
        return "  Remainder: they interact"
    return f"  {escape(titles.get(name) or labels.entity(name))}"


def _cell(row: Mapping[Any, Any]) -> str:
    unit = str(row["unit"])
    between = numbers.interval(row["ci_low"], row["ci_high"], unit)
    value = numbers.change(row["value"], unit)
    return f"{value}\n{between}" if between and row["value"] else value
