"""Exported files: whole or not there, and never in place of another that says something else."""

import os
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.store.exports import ExportFolder

NOBODY = 2**22 + 1
"""No process has this number."""


def test_a_file_is_there_once_it_is_whole(tmp_path: Path) -> None:
    out = ExportFolder(tmp_path / "new" / "folder")
    with out.new("figures/a.txt") as path:
        path.write_text("half")
        assert not (out.path / "figures/a.txt").exists()
    assert "half" == (out.path / "figures/a.txt").read_text()
    assert [out.path / "figures/a.txt"] == out.written


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    out = ExportFolder(tmp_path)

    def fail() -> None:
        with out.new("a.txt") as path:
            path.write_text("half")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert [] == list(tmp_path.iterdir())
    assert [] == out.written


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path: Path) -> None:
    gone, alive = tmp_path / f".a.txt.{NOBODY}.tmp", tmp_path / f".b.txt.{os.getpid()}.tmp"
    gone.touch()
    alive.touch()
    ExportFolder(tmp_path).text("c.txt", "one")
    assert {alive.name, "c.txt"} == {path.name for path in tmp_path.iterdir()}


def test_the_same_content_may_come_again(tmp_path: Path) -> None:
    for _ in range(2):
        ExportFolder(tmp_path).text("a.txt", "one")
    assert ["a.txt"] == [path.name for path in tmp_path.iterdir()]


def test_other_content_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    ExportFolder(tmp_path).text("a.txt", "one")
    with pytest.raises(ScenarioError, match="--force"):
        ExportFolder(tmp_path).text("a.txt", "two")
    assert "one" == (tmp_path / "a.txt").read_text()
    assert ["a.txt"] == [path.name for path in tmp_path.iterdir()]


def test_it_is_replaced_where_that_is_asked_for(tmp_path: Path) -> None:
    ExportFolder(tmp_path).text("a.txt", "one")
    ExportFolder(tmp_path, replaces=True).text("a.txt", "two")
    assert "two" == (tmp_path / "a.txt").read_text()


def test_csv_is_read_back_as_it_was(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["=1+1", 'a "b", c'], "value": [0.1 + 0.2, float("nan")]})
    ExportFolder(tmp_path).csv(frame, "a.csv")
    pd.testing.assert_frame_equal(frame, pd.read_csv(tmp_path / "a.csv"))
