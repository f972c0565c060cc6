"""A comparison as it is printed: excesses side by side with ranks, then the differences that are clear."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report import labels, numbers

if TYPE_CHECKING:
    from sim.study.compare import Comparison

WIDTH_WITHOUT_TERMINAL = 120
SHOWN = (
    "contacts",
    "complaints",
    "petitions",
    "dark_hours",
    "dark_parcels_peak",
    "parcels_late",
    "parcels_rerouted",
    "orders_lost",
    "merchants_never_back",
    "hub_backlog_peak",
    "support_wait_p90_min",
    "time_to_recover_h",
    "total_cost_cny",
)


def print_comparison(found: "Comparison", *, is_terminal: bool) -> None:
    """Print a comparison for a person to read."""
    console = Console(width=None if is_terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
    first = found.setting.first
    console.print(
        f"{len(found.setting.scenarios)} scenarios, {found.replications} paired replications, seed {first.seed}, "
        f"sample {numbers.share(first.sample)}, counts of the full population"
    )
    console.print(_excesses(found))
    console.print(_differences(found))
    if page := found.setting.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)


def _excesses(found: "Comparison") -> Table:
    table = Table(title="Excess over the counterfactual; in brackets the rank and the probability of being best")
    table.title_justify = "left"
    table.add_column("")
    for name in found.setting.scenarios:
        table.add_column(escape(name), justify="right")
    table.add_column("unit")
    told = found.to_json()["impact"]
    for measure in SHOWN:
        cells = [_excess(told[name].get(measure)) for name in found.setting.scenarios]
        unit = next((told[name][measure]["unit"] for name in told if measure in told[name]), "")
        table.add_row(labels.measure(measure), *cells, unit)
    return table


def _excess(told: dict[str, Any] | None) -> str:
    if told is None or told["excess"] is None:
        return numbers.NOTHING
    rank = f" ({told['rank']}., {numbers.share(told['p_best'])})" if "rank" in told else ""
    return f"{numbers.change(told['excess'], told['unit'])}{rank}"


def _differences(found: "Comparison") -> Table:
    table = Table(title="Differences of the excesses; adjusted for all pairs of a measure (Bonferroni)")
    table.title_justify = "left"
    table.add_column("")
    for heading in ("difference", "95 % interval", "adjusted"):
        table.add_column(heading, justify="right")
    table.add_column("")
    rows = [row for row in found.differences.to_dict("records") if row["measure"] in SHOWN]
    for a, b in dict.fromkeys((row["a"], row["b"]) for row in rows):
        table.add_section()
        table.add_row(f"[bold]{escape(str(b))} less {escape(str(a))}[/]")
        of_pair = {str(row["measure"]): row for row in rows if (row["a"], row["b"]) == (a, b)}
        for measure in SHOWN:
            if measure in of_pair:
                table.add_row(*_difference(measure, of_pair[measure]))
    return table


def _difference(measure: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    unit = str(row["unit"])
    is_clear = row["adjusted_low"] > 0 or row["adjusted_high"] < 0
    is_same = row["difference"] == 0 and row["ci_low"] == 0 and row["ci_high"] == 0
    return (
        f"  {labels.measure(measure)}",
        numbers.change(row["difference"], unit),
        numbers.interval(row["ci_low"], row["ci_high"], unit),
        numbers.interval(row["adjusted_low"], row["adjusted_high"], unit),
        "same" if is_same else "[bold]clear[/]" if is_clear else "",
    )
