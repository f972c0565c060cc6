"""Runs and studies of whatever kind, each known by its manifest."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import RunError
from sim.store.kept import kept_below, kept_in
from sim.store.tables import write_table


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A run, a comparison, a search and a sweep; beside them a broken folder and a run being written."""
    for place, name, manifest in (
        ("case/0123456789ab", "manifest.json", {"scenario": "case"}),
        ("case/compare-ba9876543210", "manifest.json", {"study": "compare"}),
        ("case/search-cccccccccccc", "manifest.json", {"study": "search"}),
        ("lengths/sweep-aaaaaaaaaaaa", "sweep.json", {"schema_version": 1}),
        ("case/.0123456789ab.7.tmp", "manifest.json", {"scenario": "case"}),
    ):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / name).write_text(json.dumps(manifest))
    (tmp_path / "case" / "broken").mkdir()
    write_table(pd.DataFrame({"a": [1]}), tmp_path / "case/0123456789ab/impact.parquet", stamp={})
    return tmp_path


def test_each_is_known_by_its_kind(results: Path) -> None:
    kinds = [kept.kind for folder in kept_below(results) if (kept := kept_in(folder)) is not None]
    assert ["run", "compare", "search", "sweep"] == kinds


def test_a_folder_without_a_manifest_is_nothing(results: Path) -> None:
    assert kept_in(results / "case" / "broken") is None


def test_tables_are_those_that_lie_there(results: Path) -> None:
    kept = kept_in(results / "case" / "0123456789ab")
    assert kept is not None
    assert ["impact"] == list(kept.table_paths)
    assert [1] == kept.table("impact")["a"].tolist()
    assert "case-0123456789ab" == kept.name
    with pytest.raises(RunError, match="hourly"):
        kept.table("hourly")
