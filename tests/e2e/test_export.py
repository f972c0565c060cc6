"""`outage-sim export`: what is handed on says what the run says, and nothing is lost or overwritten on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sim.store.tables import read_table


@pytest.fixture(scope="module")
def folder(run_json: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny run with an event log of a tenth of its parcels."""
    out = tmp_path_factory.mktemp("results")
    return Path(run_json("cainiao_sf_2017", out, "--events", "10%")["paths"]["impact"]).parent


@pytest.fixture(scope="module")
def exported(outage_sim: Any, folder: Path) -> dict[str, Any]:
    """What the command says of every format that needs no browser."""
    options = ("--csv", "--xlsx", "--parquet", "--events", "xes", "--json", "--quiet")
    done = outage_sim("export", folder, *options)
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_file_named_is_there_and_no_other(exported: dict[str, Any], folder: Path) -> None:
    files = {Path(file) for file in exported["files"]}
    assert files == {path for path in (folder / "export").rglob("*") if path.is_file()}
    tables = {path.stem for path in folder.glob("*.parquet")}
    assert {f"{name}.{form}" for name in tables for form in ("csv", "parquet")} <= {file.name for file in files}
    assert ("run", []) == (exported["kind"], exported["problems"])


def test_the_workbook_has_the_impact_tables_figures(exported: dict[str, Any], folder: Path) -> None:
    (path,) = (file for file in exported["files"] if file.endswith(".xlsx"))
    book = openpyxl.load_workbook(path, read_only=True)
    assert ["summary", "impact", "who pays", "recovery", "assumptions", "hourly", "manifest"] == book.sheetnames
    head, *rows = book["impact"].iter_rows(values_only=True)
    found = pd.DataFrame(rows, columns=list(head))
    expected = read_table(folder / "impact.parquet")
    pd.testing.assert_frame_equal(expected, found, check_dtype=False, rtol=1e-14)


def test_assumptions_come_with_their_sources(exported: dict[str, Any], folder: Path) -> None:
    found = pd.read_csv(folder / "export" / "assumptions.csv", dtype=str).set_index("path")
    assert {"H", "M", "L"} <= set(found["certainty"].dropna())
    assert found.loc[found["certainty"] == "H", "source"].notna().all()


def test_csv_and_parquet_say_the_same(exported: dict[str, Any], folder: Path) -> None:
    for name in ("impact", "who_pays", "recovery"):
        expected = read_table(folder / "export" / f"{name}.parquet")
        pd.testing.assert_frame_equal(expected, pd.read_csv(folder / "export" / f"{name}.csv"), check_dtype=False)


def test_the_dictionary_knows_every_column(exported: dict[str, Any], folder: Path) -> None:
    text = (folder / "export" / "tables.md").read_text(encoding="utf-8")
    assert [] == [line for line in text.splitlines() if line.startswith("| `") and line.endswith("|  |")]


def test_the_event_log_has_the_events_of_the_run(exported: dict[str, Any], folder: Path) -> None:
    text = (folder / "export" / "events.xes").read_text(encoding="utf-8")
    pieces = [read_table(path) for path in sorted((folder / "events").glob("*.parquet"))]
    events = pd.concat(pieces)
    assert len(events) == text.count("<event>")
    assert len(events.groupby(["replication", "arm", "parcel"])) == text.count("<trace>")


def test_exporting_again_changes_nothing(outage_sim: Any, exported: dict[str, Any], folder: Path) -> None:
    before = {path: path.read_bytes() for path in (folder / "export").glob("*.*")}
    done = outage_sim("export", folder, "--csv", "--xlsx", "--events", "xes", "--quiet")
    assert 0 == done.returncode, done.stderr
    assert before == {path: path.read_bytes() for path in (folder / "export").glob("*.*")}


def test_a_file_that_says_something_else_is_kept(outage_sim: Any, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "impact.csv").write_text("mine")
    done = outage_sim("export", folder, "--csv", "--out", tmp_path, "--quiet")
    assert 2 == done.returncode
    assert "impact.csv: is there already and says something else" in done.stderr
    assert "mine" == (tmp_path / "impact.csv").read_text()


def test_a_run_is_found_by_its_name_and_a_wrong_one_is_helped(outage_sim: Any, folder: Path, tmp_path: Path) -> None:
    results = folder.parents[1]
    done = outage_sim("export", folder.name, "--results", results, "--csv", "--out", tmp_path, "--quiet")
    assert 0 == done.returncode, done.stderr
    wrong = outage_sim("export", folder.name[:-1] + "x", "--results", results, "--csv")
    assert 2 == wrong.returncode
    assert f"did you mean {folder.name}?" in wrong.stderr


def test_without_an_event_log_it_says_which_command_makes_one(
    outage_sim: Any, run_json: Any, tmp_path: Path, folder: Path
) -> None:
    silent = Path(run_json("null", tmp_path)["paths"]["impact"]).parent
    done = outage_sim("export", silent, "--events", "csv", "--csv", "--json", "--quiet")
    assert 2 == done.returncode
    assert "outage-sim run SCENARIO --events 1%" in done.stderr
    assert "impact.csv" in {Path(file).name for file in json.loads(done.stdout)["files"]}, "the rest is written"


def test_without_a_browser_the_other_formats_are_written(folder: Path, root: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path), "CHROMIUM": str(tmp_path / "none")}
    command = [sys.executable, "-m", "sim", "export", str(folder), "--pdf", "--png", "--csv", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=root, env=environment)
    assert 2 == done.returncode
    assert "--pdf: no browser found" in done.stderr
    assert "--png: no browser found" in done.stderr
    assert (tmp_path / "impact.csv").exists()


def test_what_is_no_run_and_no_known_form_is_refused(outage_sim: Any, folder: Path, tmp_path: Path) -> None:
    no_run = outage_sim("export", tmp_path)
    no_form = outage_sim("export", folder, "--events", "xml")
    assert (2, 2) == (no_run.returncode, no_form.returncode)
    assert "is no run and no study" in no_run.stderr
    assert "--events: either xes or csv (got xml)" in no_form.stderr
