"""Folders of studies: named by what was studied, found whole, beside runs and apart from them."""

import os
from pathlib import Path

import pandas as pd
import pytest

from sim import store
from sim.errors import RunError

FRAME = pd.DataFrame({"measure": ["contacts"], "difference": [0.5]})
MANIFEST = {"scenario_hash": "abc", "seed": 1, "study": "compare"}


def saved(out: Path) -> Path:
    folder = store.study_folder(out, "null", "compare", "0123456789ab")
    with store.new_run(folder) as new:
        new.page.write_text("<html></html>", encoding="utf-8")
        new.manifest, new.tables = MANIFEST, {"differences": FRAME}
    return folder


def test_a_study_is_found_with_its_tables(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    found = store.find_study(folder, ("differences",))
    assert found is not None
    assert "compare" == found.manifest["study"]
    pd.testing.assert_frame_equal(FRAME, found.tables["differences"])
    assert {"manifest.json", "report.html", "differences.parquet"} == {path.name for path in folder.iterdir()}


def test_a_study_that_lacks_a_table_is_not_found(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    assert store.find_study(folder, ("differences", "ranks")) is None
    assert store.find_study(folder.with_name("compare-000000000000"), ("differences",)) is None


def test_a_study_that_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    folder = store.study_folder(tmp_path, "null", "compare", "0123456789ab")
    with pytest.raises(ValueError, match="no page"), store.new_run(folder):
        raise ValueError("no page")
    assert [] == list((tmp_path / "null").iterdir())


def test_a_run_is_found_by_its_manifest_and_a_broken_one_is_passed_by(tmp_path: Path) -> None:
    saved(tmp_path)
    broken = tmp_path / "null" / "aaaaaaaaaaaa"
    broken.mkdir()
    (broken / "manifest.json").write_text("{", encoding="utf-8")
    assert store.find_run_where(tmp_path, "null", lambda manifest: manifest["seed"] == 2) is None
    # The study's folder is no run: it has not the tables of one.
    assert store.find_run_where(tmp_path, "null", lambda manifest: manifest["seed"] == 1) is None
    assert store.find_run_where(tmp_path, "nobody", bool) is None


def test_a_run_cannot_be_read_as_a_study_of_other_tables(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a readable run"):
        store.load_run(saved(tmp_path))


def test_the_newest_whole_study_that_answers_the_same_is_found(tmp_path: Path) -> None:
    for age, (identity, answer) in enumerate([("a" * 12, "same"), ("b" * 12, "same"), ("c" * 12, "other")]):
        folder = store.study_folder(tmp_path, "null", "assumptions", identity)
        with store.new_run(folder) as new:
            new.page.write_text("<html></html>", encoding="utf-8")
            new.manifest, new.tables = {**MANIFEST, store.ANSWER: answer}, {"elasticities": FRAME}
        os.utime(folder / "manifest.json", (1000.0 + age, 1000.0 + age))
    found = store.newest_study(tmp_path, "null", "assumptions", "same", ("elasticities",))
    assert found is not None
    assert "b" * 12 in found.folder.name
    assert store.newest_study(tmp_path, "null", "assumptions", "none", ("elasticities",)) is None
