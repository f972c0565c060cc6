"""A benchmark as it is shown: a table on the terminal, the same as Markdown between two marks of a document."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.cli.summary import WIDTH_WITHOUT_TERMINAL

BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
SHOWN_VERSIONS = ("logistics-outage-sim", "python", "numpy", "numba", "simpy")


class Block(NamedTuple):
    """A table: its heading, its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def blocks(found: dict[str, Any]) -> Iterator[Block]:
    """The tables of a benchmark, `found` as `Benchmark.to_json` gives it."""
    columns = ("orders", "s", "CPU s", "parcels/s", "scans/s", "most in flight", "bytes a parcel in flight", "peak MB")
    yield Block("By size, one core", columns, [_size(size) for size in found["sizes"]])
    rows = [
        (world["what"], f"{world['orders']:,}", f"{world['parcels_per_s']:,.0f}", f"{world['ratio']:.2f}")
        for world in found["scaling"]
    ]
    yield Block("By world", ("world", "orders", "parcels/s", "of the reference case's"), rows)
    yield Block("In one figure", ("what", "figure"), _headline(found))


def show(found: dict[str, Any]) -> None:
    """Print a benchmark for a person to read."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    for title, columns, rows in blocks(found):
        table = Table(title=title, title_justify="left")
        for number, column in enumerate(columns):
            is_name = number == 0 and not rows[0][0][0].isdigit()
            table.add_column(column, justify="left" if is_name else "right")
        for row in rows:
            table.add_row(*map(escape, row))
        console.print(table)
    console.print(escape(_made_on(found)), soft_wrap=True)


def has_place(path: Path) -> bool:
    """Whether a document has the two marks, in their order."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return BEGIN in text and END in text.split(BEGIN, 1)[1]


def write(found: dict[str, Any], path: Path) -> None:
    """Put the tables, the machine, the versions and today's date between the marks of a document."""
    before, rest = path.read_text(encoding="utf-8").split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    path.write_text(f"{before}{BEGIN}\n{markdown(found)}\n{END}{after}", encoding="utf-8")


def markdown(found: dict[str, Any]) -> str:
    """The tables as Markdown, with what they were measured on and when."""
    parts = [f"Measured on {datetime.now(UTC):%Y-%m-%d}: {_made_on(found)}"]
    for title, columns, rows in blocks(found):
        lines = [f"| {' | '.join(cells)} |" for cells in (columns, ("---",) * len(columns), *rows)]
        parts.append("\n".join([f"**{title}**", "", *lines]))
    return "\n\n".join(parts)


def _size(size: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{size['orders']:,}",
        f"{size['seconds']:.1f}",
        f"{size['cpu_seconds']:.1f}",
        f"{size['parcels_per_s']:,.0f}",
        f"{size['scans_per_s']:,.0f}",
        f"{size['peak_in_flight']:,}",
        f"{size['bytes_per_parcel_in_flight']:,.0f}",
        f"{size['peak_memory_mb']:,.0f}",
    )


def _headline(found: dict[str, Any]) -> list[tuple[str, str]]:
    largest = found["sizes"][-1]["parcels"]
    rows = [
        (f"parcels a second, at {largest:,}", f"{found['parcels_per_s']:,.0f}"),
        (f"scans a second, at {largest:,}", f"{found['scans_per_s']:,.0f}"),
    ]
    if found["growth"] is not None:
        what = f"time per parcel at {largest:,}, over that at the smaller size nearest to 1,000,000"
        rows.append((what, f"{found['growth']:.2f}"))
    slow = found["reference"]
    if slow is None:
        rows.append(("reference model", "not run"))
    else:
        size = f"{slow['orders']:,} orders of {slow['merchants']:,} merchants"
        rows += [
            (f"reference model, parcels a second, at {size}", f"{slow['parcels_per_s']:,.0f}"),
            ("times as fast as the reference model, each at its own size", f"{found['ratio_to_reference']:,.0f}"),
            (f"times as fast, both at {size}", f"{found['ratio_at_equal_size']:,.0f}"),
        ]
    return rows


def _made_on(found: dict[str, Any]) -> str:
    machine, versions = found["machine"], found["versions"]
    memory = "" if machine["memory_gb"] is None else f", {machine['memory_gb']:.0f} GB"
    packages = ", ".join(f"{name} {versions[name]}" for name in SHOWN_VERSIONS if name in versions)
    return f"{machine['processor']}, {machine['cores']} cores (one used){memory}, {machine['system']}; {packages}."
