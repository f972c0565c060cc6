"""A validation as it is printed: a row a target, and how many hold."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report import numbers
from sim.report.identified_sections import signed_fine

if TYPE_CHECKING:
    from sim.validate import Identification, Validation

WIDTH_WITHOUT_TERMINAL = 170


def print_validation(found: "Validation", *, is_terminal: bool) -> None:
    """Print a validation for a person to read; the last line counts what holds."""
    console = Console(width=None if is_terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
    first = found.setting.first
    console.print(
        f"{escape(first.name)}: {first.replications} paired replications, seed {first.seed}, sample "
        f"{numbers.share(first.sample)}, {len(found.draws)} worlds of shoppers"
    )
    console.print(_targets(found))
    console.print("? = the interval reaches over an end of the band")
    console.print(_found(found))
    if found.identification is not None:
        console.print(_identified(found.identification))
    if page := found.setting.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)
    held_out = found.targets[found.targets["held_out"]]
    console.print(
        f"{found.n_holding} of {len(found.targets)} figures hold, {len(found.targets) - found.n_holding} fail; "
        f"of those held out, {int(held_out['holds'].sum())} of {len(held_out)} hold",
        soft_wrap=True,
    )


def _targets(found: "Validation") -> Table:
    table = Table(title="Published and simulated", title_justify="left")
    table.add_column("")
    for heading in ("target", "band", "simulated", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("source")
    for row in found.targets.to_dict("records"):
        table.add_row(*_target(row))
    return table


def _target(row: Mapping[Any, Any]) -> tuple[str, ...]:
    unit = str(row["unit"])
    target, low, high, simulated, ci_low, ci_high = (
        numbers.fine(row[key], unit) for key in ("target", "band_low", "band_high", "simulated", "ci_low", "ci_high")
    )
    verdict = "holds" if row["holds"] else "[bold]fails[/]"
    return (
        escape(str(row["what"])),
        target,
        f"{low} … {high}",
        simulated,
        f"{ci_low} … {ci_high}",
        verdict if row["is_clear"] else f"{verdict}?",
        str(row["status"]),
        escape(str(row["source"])),
    )


def _found(found: "Validation") -> Table:
    table = Table(title="What the fit to the fall in sales found", title_justify="left")
    table.add_column("")
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    for row in found.found.to_dict("records"):
        unit = str(row["unit"])
        value, low, high = (numbers.fine(row[key], unit) for key in ("value", "ci_low", "ci_high"))
        table.add_row(escape(str(row["what"])), value, f"{low} … {high}")
    return table


def _identified(found: "Identification") -> Table:
    table = Table(title="What the published aggregates tell of numbers without data of their own", title_justify="left")
    table.add_column("")
    for heading in ("value", "range", "afterwards", "95 % interval", "spread left"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for row in found.parameters.to_dict("records"):
        value, low, high, posterior, ci_low, ci_high = (
            numbers.number(row[key]) for key in ("value", "low", "high", "posterior", "ci_low", "ci_high")
        )
        verdict = "told of" if row["is_told_of"] else "[bold]not told of[/]"
        table.add_row(
            escape(str(row["path"])),
            value,
            f"{low} … {high}",
            posterior,
            f"{ci_low} … {ci_high}",
            numbers.share(row["sd_left"]),
            f"{verdict}; goes with {escape(str(row['confused_with']))} ({signed_fine(row['correlation'])})",
        )
    return table
