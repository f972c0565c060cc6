"""Rows that were not used: how many for each reason, and where the first of them stand. Knows no table."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

FIRST_SHOWN = 3


@dataclass(frozen=True)
class LeftOut:
    """Rows left out for one reason.

    Attributes:
        table: which table: tracking, orders or contacts.
        reason: why, in words.
        rows: how many.
        lines: where the first few stand, counted as records, the line of names being 1.
        example: what stood there in the first of them.
    """

    table: str
    reason: str
    rows: int
    lines: tuple[int, ...]
    example: str = ""


def frame_of(left_out: Iterable[LeftOut]) -> pd.DataFrame:
    """A row a reason: table, reason, rows, first_lines, example."""
    rows = [
        (each.table, each.reason, each.rows, ", ".join(map(str, each.lines)), each.example)
        for each in sorted(left_out, key=lambda each: (each.table, -each.rows, each.reason))
    ]
    return pd.DataFrame(rows, columns=["table", "reason", "rows", "first_lines", "example"])
