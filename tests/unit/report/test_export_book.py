"""What stands in a workbook and in the text beside exported tables."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest

from sim.report.export import book
from sim.report.export.book import hourly_totals, sheets_of
from sim.report.export.columns import column_meaning
from sim.report.export.dictionary import dictionary_text
from sim.store.kept import Kept
from sim.study.accounts.facts import FACT_COLUMNS
from sim.study.compare.differences import COLUMNS as DIFFERENCES
from tests.unit.report.synthetic import synthetic_result

START = datetime(2017, 5, 25, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """The tables of a made-up run."""
    made = synthetic_result(replications=3)
    return {name: getattr(made, name) for name in ("impact", "hourly", "who_pays", "recovery", "affected")}


@pytest.fixture
def run() -> Kept:
    return Kept(Path("results/case/0123456789ab"), "run", {"seed": 1, "configuration": {"start": START.isoformat()}})


def test_a_runs_workbook_has_its_sheets_in_order(run: Kept, tables: dict[str, pd.DataFrame]) -> None:
    sheets, told = sheets_of(run, tables)
    assert ["summary", "impact", "who pays", "recovery", "hourly", "manifest"] == [sheet.name for sheet in sheets]
    assert [] == told


def test_the_summary_is_the_impact_tables_own_figures(run: Kept, tables: dict[str, pd.DataFrame]) -> None:
    summary = sheets_of(run, tables)[0][0].frame.set_index("measure")
    totals = tables["impact"].query("group == 'total'").set_index("measure")
    columns = ["baseline", "outage", "excess", "ci_low", "ci_high", "unit"]
    assert len(summary) > 5
    pd.testing.assert_frame_equal(totals.loc[summary.index, columns], summary[columns], check_names=False)


def test_a_table_too_long_for_a_sheet_is_named_instead(
    run: Kept, tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.store.workbook.MOST_ROWS", 200)
    monkeypatch.setattr(book, "MOST_ROWS", 200)
    sheets, told = sheets_of(run, tables)
    hourly = next(sheet for sheet in sheets if sheet.name == "hourly")
    assert ["not here"] == list(hourly.frame.columns)
    assert any(line.startswith("hourly: ") and "--csv" in line for line in told)


def test_a_studys_own_summary_does_not_take_the_place_of_the_books() -> None:
    table = pd.DataFrame({"a": [1]})
    sheets, _ = sheets_of(Kept(Path("results/case/compare-0123456789ab"), "compare", {"seed": 1}), {"summary": table})
    assert ["summary", "summary table", "manifest"] == [sheet.name for sheet in sheets]


def test_hourly_excess_is_paired_by_replication() -> None:
    rows = [
        (arm, replication, 0, "contacts", "total", value)
        for arm, values in (("baseline", (10.0, 30.0)), ("outage", (12.0, 32.0)))
        for replication, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows, columns=["arm", "replication", "hour", "measure", "group", "value"])
    (row,) = hourly_totals(frame, START).to_dict("records")
    assert (20.0, 22.0, 2.0) == (row["baseline"], row["outage"], row["excess"])
    assert (2.0, 2.0) == (row["ci_low"], row["ci_high"]), "each replication differs by two, whatever its level"
    assert ("2017-05-25 00:00", "contacts") == (row["clock"], row["unit"])


def test_the_dictionary_explains_every_column_and_measure_of_a_run(tables: dict[str, pd.DataFrame]) -> None:
    text = dictionary_text("case", tables)
    assert [] == [line for line in text.splitlines() if line.startswith("| `") and line.endswith("|  |")]
    for name, table in tables.items():
        assert f"## {name}\n" in text
        assert all(f"| `{column}` |" in text for column in table.columns)


def test_columns_of_studies_are_explained_too() -> None:
    assert [] == [column for column in [*DIFFERENCES, *FACT_COLUMNS] if not column_meaning("", column)[0]]


def test_a_column_named_by_the_users_file_says_what_such_columns_are() -> None:
    meaning, _ = column_meaning("points", "outages.sf_feed.duration")
    assert "this point" in meaning
    assert ("", "") == column_meaning("impact", "outages.sf_feed.duration")
