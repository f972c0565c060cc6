"""A sweep's folder: files whole or not there, leftovers of the dead removed, those of the living left alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim import store
from sim.errors import RunError

FRAME = pd.DataFrame({"replication": [0, 1], "measure": ["contacts", "contacts"], "excess": [1.5, 2.5]})


@pytest.fixture
def folder(tmp_path: Path) -> store.SweepFolder:
    made = store.sweep_folder(tmp_path, "lengths", "0123456789ab")
    made.make_ready(afresh=False)
    return made


def test_a_point_is_read_back_as_it_was(folder: store.SweepFolder) -> None:
    folder.put("abc", FRAME)
    pd.testing.assert_frame_equal(FRAME, folder.get("abc"))
    assert {"abc"} == folder.done()


def test_equal_points_are_equal_bytes(folder: store.SweepFolder) -> None:
    path = folder.path / "points" / "abc.parquet"
    folder.put("abc", FRAME)
    first = path.read_bytes()
    folder.put("abc", FRAME)
    assert first == path.read_bytes()


def test_a_folder_where_nothing_was_begun_has_no_manifest(tmp_path: Path) -> None:
    assert store.sweep_folder(tmp_path, "lengths", "0123456789ab").manifest() is None


def test_a_manifest_says_by_which_version(folder: store.SweepFolder) -> None:
    folder.write_manifest({"sweep_id": "x", "finished": False})
    assert {"schema_version": 1, "version": store.version(), "sweep_id": "x", "finished": False} == folder.manifest()


def test_another_schema_is_refused(folder: store.SweepFolder) -> None:
    (folder.path / "sweep.json").write_text(json.dumps({"schema_version": 99}))
    with pytest.raises(RunError, match="a sweep of schema version 99; this program reads 1"):
        folder.manifest()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null"])
def test_a_manifest_that_is_none_is_refused(folder: store.SweepFolder, text: str) -> None:
    (folder.path / "sweep.json").write_text(text)
    with pytest.raises(RunError, match="no readable sweep"):
        folder.manifest()


def test_what_a_dead_writer_left_is_removed_and_what_a_living_one_writes_is_not(folder: store.SweepFolder) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = folder.path / "points" / f".abc.parquet.{dead.pid}.tmp"
    written = folder.path / "points" / f".def.parquet.{os.getpid()}.tmp"
    left.write_bytes(b"PAR1")
    written.write_bytes(b"PAR1")
    folder.make_ready(afresh=False)
    assert [written.name] == [path.name for path in (folder.path / "points").iterdir()]


def test_beginning_afresh_leaves_nothing(folder: store.SweepFolder) -> None:
    folder.put("abc", FRAME)
    folder.make_ready(afresh=True)
    assert frozenset() == folder.done()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "lengths").write_text("a file where the folder should be")
    with pytest.raises(RunError, match="cannot write results to .*lengths/sweep-0123456789ab: Not a directory"):
        store.sweep_folder(tmp_path, "lengths", "0123456789ab").make_ready(afresh=False)
