"""Accounts as they are printed: who shut first, what holds in all, what flips, what would settle it."""

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report import labels, numbers

if TYPE_CHECKING:
    from sim.study.accounts import Accounts

WIDTH_WITHOUT_TERMINAL = 120
MOST_FACTS = 8


def print_accounts(found: "Accounts", *, is_terminal: bool) -> None:
    """Print the study for a person to read."""
    console = Console(width=None if is_terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
    told = found.to_json()
    console.print(
        f"{len(told['accounts'])} accounts, {told['replications']} paired replications of each, seed {told['seed']}, "
        f"sample {numbers.share(told['sample'])}"
    )
    for account in told["accounts"]:
        acts = [act for act in told["timeline"] if act["account"] == account]
        order = ", then ".join(f"{labels.entity(act['by'])} closed {labels.entity(act['link'])}" for act in acts)
        console.print(f"[bold]{escape(account)}[/]: {escape(order) or 'no link was closed'}", soft_wrap=True)
    console.print(_statements(told))
    same = sum(each["same"] for each in told["findings"].values())
    console.print(
        f"{len(told['findings'])} measures: {same} with the very same excess in all accounts, "
        f"{len(told['holds_in_all']['findings'])} with the same sign."
    )
    for title, names in (("flips", told["flips"]["findings"]), ("claims that depend", told["flips"]["claims"])):
        console.print(f"{title}: {', '.join(labels.measure(name) for name in names) or 'none'}", soft_wrap=True)
    console.print(_facts(told) if told["facts"] else "Everything that could be counted is the same in all accounts.")
    if page := found.setting.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)


def _statements(told: dict[str, Any]) -> Table:
    table = Table(title="What the accounts say otherwise", title_justify="left")
    table.add_column("path")
    for account in told["accounts"]:
        table.add_column(escape(account))
    for row in told["statements"]:
        table.add_row(escape(row["path"]), *(escape(row[account]) for account in told["accounts"]))
    return table


def _facts(told: dict[str, Any]) -> Table:
    table = Table(
        title="Which fact would settle it: counts that the accounts predict differently", title_justify="left"
    )
    table.add_column("fact")
    table.add_column("accounts")
    for heading in ("in the one", "in the other", "half-widths"):
        table.add_column(heading, justify="right")
    for row in told["facts"][:MOST_FACTS]:
        group = "" if row["group"] == "total" else f", {labels.group(row['group'])}"
        apart = "∞" if row["certain"] else f"{row['distance']:.1f}" if row["distance"] is not None else numbers.NOTHING
        ends = (numbers.plain(row[name], row["unit"]) for name in ("in_a", "in_b"))
        table.add_row(f"{labels.measure(row['measure'])}{group}", escape(f"{row['a']}, {row['b']}"), *ends, apart)
    return table
