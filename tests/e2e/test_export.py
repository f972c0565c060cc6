"""`outage-sim export`: what is handed on says what the run says, and nothing is lost or overwritten on the way."""

import json
import os
import shutil
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
    """A tiny run with an event log of one parcel in fifty."""
    out = tmp_path_factory.mktemp("results")
    return Path(run_json("cainiao_sf_2017", out, "--set", "horizon=9d", "--events", "2%")["paths"]["impact"]).parent


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
    assert ("run", [], []) == (exported["kind"], exported["notes"], exported["problems"])


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


def test_exporting_again_by_name_changes_nothing(outage_sim: Any, exported: dict[str, Any], folder: Path) -> None:
    before = {path: path.read_bytes() for path in (folder / "export").iterdir()}
    options = ("--csv", "--xlsx", "--events", "xes", "--quiet")
    done = outage_sim("export", folder.name, "--results", folder.parents[1], *options)
    assert 0 == done.returncode, done.stderr
    assert before == {path: path.read_bytes() for path in (folder / "export").iterdir()}


def test_what_cannot_be_written_is_said_and_the_rest_is_written(folder: Path, root: Path, tmp_path: Path) -> None:
    """No browser, no event log, a file that says something else: four formats of five fail, each with its reason."""
    run, out = tmp_path / "case" / "0123456789ab", tmp_path / "out"
    shutil.copytree(folder, run, ignore=shutil.ignore_patterns("events", "export"))
    out.mkdir()
    (out / "impact.csv").write_text("mine")
    environment = {**os.environ, "PATH": str(tmp_path), "CHROMIUM": str(tmp_path / "none")}
    asked = ("--csv", "--pdf", "--png", "--parquet", "--events", "csv", "--json", "--out", str(out))
    command = [sys.executable, "-m", "sim", "export", str(run), *asked]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=root, env=environment)

    assert 2 == done.returncode
    assert 4 == len(json.loads(done.stdout)["problems"])
    assert "--pdf: no browser found" in done.stderr
    assert "--png: no browser found" in done.stderr
    assert "outage-sim run SCENARIO --events 1%" in done.stderr
    assert "impact.csv: is there already and says something else" in done.stderr
    assert "mine" == (out / "impact.csv").read_text()
    assert {path.stem for path in run.glob("*.parquet")} == {path.stem for path in out.glob("*.parquet")}
