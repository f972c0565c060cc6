"""A result as it is printed: the impact table in blocks, the claims, the audit, and where the page is."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.report import labels, numbers
from sim.report.precision import precision_words
from sim.study import Result
from sim.study.result import TOTAL

WIDTH_WITHOUT_TERMINAL = 120
BLOCKS: dict[str, tuple[str, ...]] = {
    "Parcels": (
        "orders",
        "orders_lost",
        "parcels_created",
        "parcels_delivered",
        "parcels_late",
        "parcels_rerouted",
        "parcels_held",
        "transit_p50_h",
        "transit_p95_h",
        "hub_backlog_peak",
    ),
    "Visibility": (
        "dark_parcels",
        "dark_parcels_peak",
        "dark_hours",
        "phantoms",
        "scans_lost",
        "scans_backfilled",
        "backfill_drain_h",
        "out_of_scope_records",
    ),
    "Buyers": (
        "contacts",
        "complaints",
        "refund_claims",
        "petitions",
        "support_wait_p90_min",
        "abandonment_share",
        "worried_on_time",
        "late_unseen",
        "worried_and_late",
    ),
    "Merchants": ("merchants_switched", "merchants_never_back", "false_late_dispatch", "merchant_float_cny_h"),
    "Lockers": ("locker_deposits", "locker_refusals", "code_failures"),
    "Fresh goods": ("fresh_spoiled", "fresh_spoiled_cny"),
    "Money and recovery": ("total_cost_cny", "time_to_recover_h"),
}
BALANCES = ("conservation", "scans", "cells")
VERDICT = {True: "[green]holds[/]", False: "[red]does not hold[/]", None: "no verdict"}


def print_summary(result: Result) -> None:
    """Print a result for a person to read."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    scenario = result.scenario
    console.print(Text(scenario.title or scenario.name, style="bold"))
    console.print(
        f"{result.replications} paired replications, seed {result.seed}, sample {numbers.share(scenario.sample)}, "
        f"counts of the full population, run {result.run_id}, {result.wall_s:.0f} s"
    )
    console.print(impact_table(result))
    if result.claims:
        console.print(claims_table(result))
    if result.precision is not None:
        console.print(f"{precision_words(result.precision)}.")
        console.print(precision_table(result.precision))
    console.print(audit_line(result))
    if page := result.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)


def impact_table(result: Result) -> Table:
    """Totals of the impact table, in blocks; excess is outage less baseline."""
    table = Table(title="What the outage did: excess over the same world without it", title_justify="left")
    table.add_column("")
    for heading in ("baseline", "outage", "excess", "95 % interval"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    totals = result.impact[result.impact["group"] == TOTAL].set_index("measure")
    for block, names in BLOCKS.items():
        rows = [name for name in names if name in totals.index]
        if not rows:
            continue
        table.add_section()
        table.add_row(f"[bold]{block}[/]")
        for name in rows:
            table.add_row(*_cells(name, totals.loc[name].to_dict()))
    return table


def claims_table(result: Result) -> Table:
    """Statements about the event beside what the run says."""
    table = Table(title="Claims", title_justify="left")
    table.add_column("claim", ratio=3)
    for heading in ("simulated", "95 % interval", "target"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for claim in result.claims:
        low, high = claim.get("ci95") or (float("nan"), float("nan"))
        table.add_row(
            escape(str(claim["claim"])),
            _figure(claim.get("simulated")),
            numbers.interval(_number(low), _number(high), ""),
            _figure(claim.get("target")),
            VERDICT[claim["holds"]],
        )
    return table


def precision_table(precision: Mapping[str, Any]) -> Table:
    """How precise each measure's excess is, beside what was asked."""
    table = Table()
    table.add_column("measure")
    for heading in ("excess", "half-width", "relative"):
        table.add_column(heading, justify="right")
    table.add_column("reached")
    for name, found in precision["measures"].items():
        table.add_row(
            labels.measure(name),
            numbers.signed(_number(found["excess"])),
            numbers.number(_number(found["half_width"])),
            numbers.share(_number(found["relative"])),
            "[green]yes[/]" if found["reached"] else "[red]no[/]",
        )
    return table


def audit_line(result: Result) -> Text:
    """What the run checked of itself, in one line."""
    audit = result.audit
    balance = "parcels, scans and cells balance" if is_balanced(result) else "PARCELS, SCANS OR CELLS DO NOT BALANCE"
    touched = numbers.number(audit["parcels_touched"])
    return Text(f"Audit: {balance}; the outage touched {touched} parcels.")


def warnings(result: Result) -> Iterator[str]:
    """What a reader must know before believing the figures."""
    audit = result.audit
    if result.scenario.outages and not audit["parcels_touched"]:
        yield "the outages of this scenario touched no parcel: every figure below is about nothing"
    if not is_balanced(result):
        problems = "; ".join(str(problem) for problem in audit.get("problems", ()))
        yield f"the run does not balance, its figures cannot be trusted: {problems}"
    if result.is_incomplete:
        yield f"incomplete: {result.replications} of {result.scenario.replications} replications"


def is_balanced(result: Result) -> bool:
    """Whether every parcel, scan and locker cell of the run is accounted for."""
    return all(result.audit[account] for account in BALANCES)


def _cells(name: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    unit = str(row["unit"])
    return (
        f"  {labels.measure(name)}",
        numbers.plain(row["baseline"], unit),
        numbers.plain(row["outage"], unit),
        numbers.change(row["excess"], unit),
        numbers.interval(row["ci_low"], row["ci_high"], unit),
        numbers.unit_beside(unit),
    )


def _figure(value: Any) -> str:
    if isinstance(value, str):
        return escape(value)
    return numbers.number(_number(value))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
