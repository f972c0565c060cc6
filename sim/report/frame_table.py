"""A frame as an HTML table: text left, numbers right and short, a dash for what is missing. Knows no measure."""

import math
from html import escape
from typing import Any

import pandas as pd

from sim.report import labels, numbers

LONG_LETTERS = 60
NAMED_BY: dict[str, Any] = {
    "measure": labels.measure,
    "group": labels.group,
    "carrier": labels.entity,
    "unit": numbers.unit_beside,
}
"""Columns whose values are the model's names, and what says them in words."""
HEADINGS = {
    "excess_a": "Excess of a",
    "excess_b": "Excess of b",
    "p_holm": "p (Holm)",
    "n": "Number",
    "median_min": "Median, min",
    "p95_min": "95th percentile, min",
    "holds_from_to": "Holds from … to",
}
"""Of columns whose names do not say it in words."""


def frame_html(frame: pd.DataFrame) -> str:
    """A table in a box that scrolls; column names become headings, values are escaped and shortened.

    Args:
        frame: a row a line; the index is not shown. A column named `unit` tells how the numbers beside it read.

    >>> frame_html(pd.DataFrame({"what": ["<b>"], "n_points": [1200.0]}))[-73:]
    '<tr><td>&lt;b&gt;</td><td class="n">1,200</td></tr></tbody></table></div>'
    """
    is_number = {str(name): _is_number(frame[name]) for name in frame.columns}
    head = "".join(f"<th{_align(is_number[name])}>{escape(_heading(name))}</th>" for name in is_number)
    units = frame["unit"].astype(str).tolist() if "unit" in frame else [""] * len(frame)
    body = []
    for unit, values in zip(units, frame.itertuples(index=False, name=None), strict=True):
        cells = zip(is_number.items(), values, strict=True)
        shown = "".join(
            f"<td{_align(numeric) or _wide(value)}>{_cell(name, value, unit if numeric else '')}</td>"
            for (name, numeric), value in cells
        )
        body.append(f"<tr>{shown}</tr>")
    table = f'<table class="frame"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
    return in_a_box(table, next(iter(is_number), ""))


def in_a_box(table: str, what: str) -> str:
    """A table in a box that scrolls, by keys too; `what` tells a screen reader which it is."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {escape(what)}">{table}</div>'


def _cell(name: str, value: Any, unit: str) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return numbers.NOTHING
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        number = float(value)
        if math.isinf(number):
            return "\u221e" if number > 0 else f"{numbers.MINUS}\u221e"
        if number == int(number) and unit == "" and abs(number) < 1e9:
            return f"{int(number):,}".replace("-", numbers.MINUS)
        return escape(numbers.plain(number, unit))
    text = str(value)
    return escape(NAMED_BY[name](text) if name in NAMED_BY else text)


def _heading(name: str) -> str:
    if name in HEADINGS:
        return HEADINGS[name]
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _is_number(column: "pd.Series[Any]") -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _wide(value: Any) -> str:
    """A long text has a wide column, so that it does not make its row tall."""
    return ' class="long"' if isinstance(value, str) and len(value) > LONG_LETTERS else ""


def _align(is_number: bool) -> str:
    return ' class="n"' if is_number else ""
