"""Lockers: share of cells taken by operator, and deposits, refusals and codes that could not be sent."""

from sim.report import labels, numbers
from sim.report.figures.strips import ROW_PX, Row, arm_rows
from sim.report.panel import Panel
from sim.report.reading import Reading
from sim.report.stack import TITLE_PX

ROWS = (
    Row("locker_deposits", "Deposits per hour"),
    Row("locker_refusals", "Refused, no free cell, per hour"),
    Row("code_failures", "Pick-up codes not sent at once, per hour"),
)


def panels(run: Reading) -> list[Panel]:
    """Cells, and what happened at the doors of the lockers."""
    closed = [act for act in run.outages if act.link in run.operators] or run.outages
    cells = [
        Row("locker_cells", f"{labels.entity(name)}{_size(run, name)}", f"operator={name}") for name in run.operators
    ]
    doors = arm_rows(
        run,
        Panel(
            "deposits",
            "Deposits, refusals and codes",
            "All operators together.",
            empty="This run has no hourly series of locker deposits, refusals or codes.",
            size="half",
        ),
        ROWS,
        closed,
    )
    taken = Panel(
        "cells",
        "Cells taken",
        "At each full hour, by operator.",
        empty="This run has no lockers, or no hourly series of their cells.",
        size="half",
    )
    return [arm_rows(run, taken, cells, closed, row_px=_row_px(len(cells))), doors]


def _row_px(rows: int) -> int:
    """Height of a row of cells, so that few operators stand as tall as the panel beside them."""
    beside = len(ROWS) * ROW_PX + (len(ROWS) - 1) * TITLE_PX
    return max(ROW_PX, (beside - (rows - 1) * TITLE_PX) // max(1, rows))


def _size(run: Reading, operator: str) -> str:
    cells = getattr(run.scenario.lockers[operator], "cells", None)
    return f": cells taken, of {numbers.number(float(cells))}" if cells else ": cells taken"
