"""A run's folder: whole or not there, found again, stale leftovers removed."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import store
from sim.errors import RunError
from sim.store.folder import TABLES

FRAME = pd.DataFrame({"measure": ["contacts", "petitions"], "excess": [1.5, np.nan]})
MANIFEST: dict[str, Any] = {
    "scenario_hash": "abc",
    "seed": 7,
    "audit": {"conservation": np.bool_(True)},
    "worst": np.nan,
}


def write(folder: Path, manifest: Mapping[str, Any] = MANIFEST) -> None:
    with store.new_run(folder) as new:
        new.page.write_text("<html>")
        new.manifest = manifest
        new.tables = dict.fromkeys(TABLES, FRAME)


def test_a_run_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "case" / "run1")
    stored = store.find_run(tmp_path, "case", "run1")
    assert stored is not None
    assert set(TABLES) == set(stored.tables)
    pd.testing.assert_frame_equal(FRAME, stored.tables["impact"])
    assert 7 == stored.manifest["seed"]
    assert stored.manifest["audit"]["conservation"] is True
    assert stored.manifest["worst"] is None, "not-a-number is null in JSON"


def test_the_folder_holds_the_run_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "case" / "run1")
    expected = {"manifest.json", "report.html", *(f"{name}.parquet" for name in TABLES)}
    assert expected == {path.name for path in (tmp_path / "case" / "run1").iterdir()}
    assert ["run1"] == [path.name for path in (tmp_path / "case").iterdir()]


def test_tables_carry_the_hash_and_the_seed_of_their_run(tmp_path: Path) -> None:
    from sim.store.tables import read_stamp

    write(tmp_path / "case" / "run1")
    assert {"scenario_hash": "abc", "seed": "7"} == read_stamp(tmp_path / "case" / "run1" / "impact.parquet")


def test_equal_tables_are_equal_bytes(tmp_path: Path) -> None:
    write(tmp_path / "one" / "run1")
    write(tmp_path / "two" / "run1")
    for name in TABLES:
        one, two = (tmp_path / which / "run1" / f"{name}.parquet" for which in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), store.new_run(tmp_path / "case" / "run1") as new:
        new.page.write_text("half")
        raise ZeroDivisionError
    assert [] == list((tmp_path / "case").iterdir())


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("sim.store.folder.write_table", full)
    with pytest.raises(RunError, match="cannot write results to .*run1: No space left on device"):
        write(tmp_path / "case" / "run1")
    assert [] == list((tmp_path / "case").iterdir())


def test_a_place_that_cannot_be_written_is_said_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file where the folder should be")
    with pytest.raises(RunError, match="cannot write results to .*results/case"):
        store.make_ready(tmp_path / "results", "case")


def test_a_second_writing_replaces_the_first_whole(tmp_path: Path) -> None:
    write(tmp_path / "case" / "run1")
    write(tmp_path / "case" / "run1", {**MANIFEST, "seed": 8})
    stored = store.find_run(tmp_path, "case", "run1")
    assert stored is not None
    assert 8 == stored.manifest["seed"]
    assert ["run1"] == [path.name for path in (tmp_path / "case").iterdir()]


def test_what_a_killed_writer_left_is_removed_and_a_living_ones_is_kept(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / "case" / f".run1.{gone.pid}.tmp"
    kept = tmp_path / "case" / f".run2.{os.getpid()}.tmp"
    for folder in (left, kept):
        folder.mkdir(parents=True)
        (folder / "impact.parquet").write_text("half")
    store.make_ready(tmp_path, "case")
    assert [kept] == list((tmp_path / "case").iterdir())


def test_a_run_with_a_file_missing_is_not_found(tmp_path: Path) -> None:
    write(tmp_path / "case" / "run1")
    (tmp_path / "case" / "run1" / "hourly.parquet").unlink()
    assert store.find_run(tmp_path, "case", "run1") is None


@pytest.mark.parametrize("text", ["", "[]", '{"schema_version": 0}', '{"schema_version": '])
def test_a_broken_or_foreign_manifest_is_an_error_that_names_the_folder(tmp_path: Path, text: str) -> None:
    write(tmp_path / "case" / "run1")
    (tmp_path / "case" / "run1" / "manifest.json").write_text(text)
    with pytest.raises(RunError, match="run1"):
        store.load_run(tmp_path / "case" / "run1")


def test_the_manifest_is_plain_json_with_a_schema_version(tmp_path: Path) -> None:
    write(tmp_path / "case" / "run1")
    manifest = json.loads((tmp_path / "case" / "run1" / "manifest.json").read_text())
    assert 1 == manifest["schema_version"]


def test_an_interrupted_run_never_has_the_name_of_the_whole_one(tmp_path: Path) -> None:
    whole = store.run_folder(tmp_path, "case", "run1")
    part = store.run_folder(tmp_path, "case", "run1", incomplete=True)
    assert whole != part
