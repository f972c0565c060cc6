"""A workbook for spreadsheets: frames as sheets with a frozen head, formats and widths; text is never a formula.

Knows cells; must not know what a column means. The same sheets give the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet, its head included; a property of the format."""
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
NARROWEST, WIDEST = 9, 60
LOOKED_AT = 400
"""Rows that decide how wide a column is."""
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
CREATED = datetime(2017, 6, 1)  # noqa: DTZ001 - a workbook's properties have no zone
"""Given to every workbook, so that equal sheets are equal files."""
PLAIN, WHOLE, DECIMAL, SHARE = "General", "#,##0", "#,##0.###", "0.0%"
LARGE = 1000.0


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: on its tab.
        frame: head and rows; NaN becomes an empty cell.
        formats: number format by column; the others are given one by the size of each number.
        unit_column: column whose "share" makes a percentage of the other numbers of its row.
        note: a line above the head, empty for none.
    """

    name: str
    frame: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    unit_column: str = ""
    note: str = ""

    @property
    def fits(self) -> bool:
        """Whether a sheet holds all its rows."""
        return len(self.frame) + 1 + bool(self.note) <= MOST_ROWS


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets in their order.

    Raises:
        ImportError: the library that writes workbooks is not installed.
        OSError: the file cannot be written.
        ValueError: a sheet has more rows than a workbook holds, or two have one name.
    """
    import xlsxwriter

    names = [sheet.name[:LONGEST_NAME].lower() for sheet in sheets]
    if len(set(names)) < len(names):
        raise ValueError(f"two sheets have one name: {names}")
    for sheet in sheets:
        if not sheet.fits:
            raise ValueError(f"{sheet.name}: {len(sheet.frame):,} rows; a sheet holds {MOST_ROWS:,} with its head")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": CREATED})
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(book.add_worksheet(sheet.name[:LONGEST_NAME]), sheet)


class _Writer:
    """Writes sheets of one workbook, which share their formats."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._note = book.add_format({"italic": True, "font_color": "#5A6270"})
        self._quoted = book.add_format({"quote_prefix": True})
        self._numbers: dict[str, Format] = {}

    def write(self, page: "Worksheet", sheet: Sheet) -> None:
        frame = sheet.frame
        for place, name in enumerate(frame.columns):
            page.set_column(place, place, _width(str(name), frame.iloc[:LOOKED_AT, place]))
        first = int(bool(sheet.note))
        if sheet.note:
            page.write_string(0, 0, sheet.note, self._note)
        page.freeze_panes(first + 1, 1 if len(frame.columns) > 2 else 0)
        if len(frame):
            page.autofilter(first, 0, first + len(frame), len(frame.columns) - 1)
        for place, name in enumerate(frame.columns):
            page.write_string(first, place, str(name), self._head)
        asked = [sheet.formats.get(str(name), "") for name in frame.columns]
        units = list(frame[sheet.unit_column]) if sheet.unit_column in frame.columns else [""] * len(frame)
        columns = [frame.iloc[:, place].tolist() for place in range(len(frame.columns))]
        for row, (unit, *cells) in enumerate(zip(units, *columns, strict=True), start=first + 1):
            for place, value in enumerate(cells):
                self._cell(page, row, place, value, asked[place] or (SHARE if unit == "share" else ""))

    def _cell(self, page: "Worksheet", row: int, place: int, value: Any, told: str) -> None:
        if value is None or value is pd.NA or value is pd.NaT or value != value:
            return
        if isinstance(value, bool):
            page.write_boolean(row, place, value)
        elif isinstance(value, int | float):
            if abs(value) == float("inf"):
                page.write_string(row, place, "infinite")
            else:
                page.write_number(row, place, value, self._number(told or _format_of(value)))
        else:
            text = str(value)[:LONGEST_TEXT]
            page.write_string(row, place, text, self._quoted if text.startswith(STARTS_A_FORMULA) else None)

    def _number(self, told: str) -> "Format":
        if told not in self._numbers:
            self._numbers[told] = self._book.add_format({"num_format": told})
        return self._numbers[told]


def _format_of(value: float) -> str:
    """How a number of this size is shown: large ones without decimals, others as they are."""
    if abs(value) >= LARGE:
        return WHOLE
    return PLAIN if float(value).is_integer() else (DECIMAL if abs(value) >= 0.01 else "0.00E+00")


def _width(name: str, column: "pd.Series[Any]") -> int:
    longest = max((len(_shown(value)) for value in column), default=0)
    return max(NARROWEST, min(WIDEST, max(len(name), longest) + 2))


def _shown(value: Any) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
