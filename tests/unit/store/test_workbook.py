"""Workbooks: numbers as numbers, text as text, a frozen head, equal sheets equal files."""

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sim.store import workbook
from sim.store.workbook import Sheet, write_workbook

HOSTILE = ["=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "http://example.org", "\t=1"]


def read(path: Path, *sheets: Sheet) -> Any:
    write_workbook(path, sheets)
    return openpyxl.load_workbook(path)


def test_text_is_never_a_formula_or_a_link(tmp_path: Path) -> None:
    book = read(tmp_path / "a.xlsx", Sheet("s", pd.DataFrame({"=A1": HOSTILE})))
    cells = [row[0] for row in book["s"].iter_rows()]
    assert ["=A1", *HOSTILE] == [cell.value for cell in cells]
    assert {"s"} == {cell.data_type for cell in cells}
    assert {None} == {cell.hyperlink for cell in cells}
    assert [text.startswith(("=", "+", "-", "@", "\t")) for text in HOSTILE] == [cell.quotePrefix for cell in cells[1:]]


def test_numbers_are_numbers_and_nothing_is_nothing(tmp_path: Path) -> None:
    frame = pd.DataFrame({"what": ["a", "b", "c"], "value": [1.5, float("nan"), float("inf")], "n": [1, 2, 3]})
    sheet = read(tmp_path / "a.xlsx", Sheet("s", frame))["s"]
    assert [(1.5, 1), (None, 2), ("infinite", 3)] == [
        (row[1].value, row[2].value) for row in sheet.iter_rows(min_row=2)
    ]
    assert "n" == sheet["B2"].data_type


def test_a_share_is_a_percentage_in_its_own_row_only(tmp_path: Path) -> None:
    frame = pd.DataFrame({"value": [0.25, 0.25, 12345.6], "unit": ["share", "h", "CNY"]})
    sheet = read(tmp_path / "a.xlsx", Sheet("s", frame, unit_column="unit"))["s"]
    assert ["0.0%", "#,##0.###", "#,##0"] == [sheet[f"A{row}"].number_format for row in (2, 3, 4)]


def test_the_head_is_frozen_below_the_note(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    book = read(tmp_path / "a.xlsx", Sheet("plain", frame), Sheet("noted", frame, note="A note"))
    assert ("B2", "B3") == (book["plain"].freeze_panes, book["noted"].freeze_panes)
    assert ("A note", "a", 1) == tuple(book["noted"][f"A{row}"].value for row in (1, 2, 3))


def test_columns_are_as_wide_as_their_text_within_reason(tmp_path: Path) -> None:
    frame = pd.DataFrame({"short": ["a"], "long": ["x" * 30], "endless": ["x" * 3000]})
    widths = read(tmp_path / "a.xlsx", Sheet("s", frame))["s"].column_dimensions
    assert widths["A"].width < widths["B"].width < widths["C"].width < 70


def test_equal_sheets_are_equal_files(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.5], "b": ["x"]})
    for name in ("one", "two"):
        write_workbook(tmp_path / name, [Sheet("s", frame)])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_more_rows_than_a_sheet_holds_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert Sheet("s", pd.DataFrame({"a": [1, 2]})).fits
    assert not Sheet("s", pd.DataFrame({"a": [1, 2]}), note="n").fits
    with pytest.raises(ValueError, match="3 with its head"):
        write_workbook(tmp_path / "a.xlsx", [Sheet("s", pd.DataFrame({"a": [1, 2, 3]}))])
    assert [] == list(tmp_path.iterdir())
