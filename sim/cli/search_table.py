"""A search's findings as they are printed: what to do, the front, how sure."""

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.cli.summary import WIDTH_WITHOUT_TERMINAL
from sim.report import numbers
from sim.report.search_page import chance_in_words

if TYPE_CHECKING:
    from sim.study.search import Findings

MOST_ROWS = 10


def print_findings(found: "Findings") -> None:
    """Print findings for a person to read."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    scenario = found.space.scenario
    console.print(Text(f"What to do: {scenario.title or scenario.name}", style="bold"))
    console.print(
        f"{len(found.trials)} policies in {len(found.space.lengths)} worlds, {found.replications} paired replications, "
        f"seed {scenario.seed}, sample {numbers.share(scenario.sample)}, {found.wall_s:.0f} s"
    )
    console.print(_front(found))
    console.print(_selection(found))
    console.print(Text(f"Recommended: {found.chosen['recommended']}", style="bold"))
    console.print(Text(f"Safest: {found.chosen['safest']}"))
    for name in ("page", "recommended"):
        if path := found.paths.get(name):
            console.print(f"{'Page' if name == 'page' else 'As a scenario'}: {escape(path)}", soft_wrap=True)


def _front(found: "Findings") -> Table:
    table = Table(title="No policy beats these in both cost and harm", title_justify="left")
    table.add_column("policy", ratio=1)
    for heading in ("cost, CNY", "harm", "worst regret, CNY"):
        table.add_column(heading, justify="right")
    front = found.trials[found.trials["is_on_front"]].sort_values("cost")
    for row in front.head(MOST_ROWS).to_dict("records"):
        figures = [
            f"{numbers.change(row[name], '')}\n{numbers.interval(row[f'{name}_low'], row[f'{name}_high'], '')}"
            for name in ("cost", "harm")
        ]
        table.add_row(escape(row["policy"]), *figures, numbers.number(row["worst_regret"]))
    return table


def _selection(found: "Findings") -> Table:
    sure = chance_in_words(found.chosen["probability_correct"])
    decided = "" if found.chosen["is_decided"] else "; not decided, the replications ran out"
    title = f"Run again with fresh luck: right with a probability of at least {sure}{decided}"
    table = Table(title=title, title_justify="left")
    table.add_column("candidate", ratio=1)
    for heading in ("replications", "loss, CNY", "95 % interval", "chance to be better"):
        table.add_column(heading, justify="right")
    for row in found.selection.to_dict("records"):
        table.add_row(
            escape(row["policy"]) + (" [bold](chosen)[/]" if row["is_chosen"] else ""),
            str(row["replications"]),
            numbers.change(row["loss"], ""),
            numbers.interval(row["loss_low"], row["loss_high"], ""),
            "" if row["is_chosen"] else chance_in_words(row["chance_better"]),
        )
    return table
