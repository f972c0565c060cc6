"""A register of assumptions as it is printed: per measure the numbers it hangs on, with elasticities."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report import labels, numbers
from sim.report.assumptions_page import measured_table

if TYPE_CHECKING:
    from sim.study.assumptions import AssumptionRegister

WIDTH_WITHOUT_TERMINAL = 140
MOST_ROWS = 12
SHOWN = {
    "number": "left",
    "value": "left",
    "range": "left",
    "certainty": "left",
    "elasticity": "right",
    "interval": "right",
    "swing": "right",
    "swing_interval": "right",
}


def print_register(found: "AssumptionRegister", *, is_terminal: bool) -> None:
    """Print a register for a person to read."""
    console = Console(width=None if is_terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
    first = found.setting.first
    measured = found.elasticities["path"].nunique()
    console.print(
        f"{len(found.register)} numbers, {len(found.moving.moves)} moved one at a time, "
        f"{measured} measured at both ends, {found.replications} "
        f"paired replications, seed {first.seed}, sample {numbers.share(first.sample)}"
    )
    about = found.register.set_index("path")
    for measure in found.measures:
        rows = found.elasticities[found.elasticities["measure"] == measure]
        if len(rows):
            told = numbers.change(float(rows["excess"].iloc[0]), str(rows["unit"].iloc[0]))
            table = Table(title=f"{labels.measure(measure)}, excess as told {told} {rows['unit'].iloc[0]}")
            table.title_justify = "left"
            for name, side in SHOWN.items():
                table.add_column(name.replace("_", " "), justify="right" if side == "right" else "left")
            shown = measured_table(rows.head(MOST_ROWS), about, ("L", "M", "H", ""))
            for cells in shown[list(SHOWN)].itertuples(index=False):
                table.add_row(*(escape(str(cell)) for cell in cells))
            console.print(table)
    if page := found.setting.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)
