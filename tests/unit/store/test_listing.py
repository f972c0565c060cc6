"""What a list of results tells, and that no name and no link leads out of the folder."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import RunError
from sim.store import Entry, entry_at, file_of, keep_piece, listed


def run_at(folder: Path, manifest: object = None) -> Path:
    """A folder that looks like a run."""
    folder.mkdir(parents=True)
    told = {"schema_version": 1, "scenario": folder.parent.name} if manifest is None else manifest
    (folder / "manifest.json").write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return folder


def by_place(out: Path) -> dict[str, Entry]:
    return {entry.place: entry for entry in listed(out)}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    run_at(tmp_path / "results" / "storm" / "0123")
    run_at(tmp_path / "outside" / "storm" / "secret")
    return tmp_path / "results"


def test_a_folder_that_is_not_there_or_is_empty_has_no_entry(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert listed(tmp_path / "nowhere") == []
    assert listed(tmp_path / "empty") == []


def test_runs_studies_and_sweeps_are_told_apart(out: Path) -> None:
    run_at(out / "storm" / "compare-1", {"schema_version": 1, "study": "compare"})
    sweep = out / "storm" / "sweep-1"
    sweep.mkdir()
    (sweep / "sweep.json").write_text('{"schema_version": 1}', encoding="utf-8")

    kinds = {place: entry.kind for place, entry in by_place(out).items()}
    assert {"storm/0123": "run", "storm/compare-1": "compare", "storm/sweep-1": "sweep"} == kinds


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [("{", "cannot be read"), ("[1]", "is no object"), ({"schema_version": 99}, "schema version 99")],
)
def test_what_cannot_be_opened_is_listed_with_the_reason(out: Path, manifest: object, reason: str) -> None:
    run_at(out / "storm" / "broken", manifest)

    assert reason in by_place(out)["storm/broken"].problem
    assert by_place(out)["storm/0123"].problem == ""


def test_a_folder_without_manifest_and_one_under_way_say_so(out: Path) -> None:
    (out / "storm" / "bare").mkdir()
    (out / "storm" / ".0123.77.tmp").mkdir()
    keep_piece(out / "storm" / "search-0123", "pairs", pd.DataFrame({"value": [1.0]}))

    assert "--resume" in by_place(out)["storm/search-0123.unfinished"].problem
    assert "no manifest" in by_place(out)["storm/bare"].problem
    assert "not finished" in by_place(out)["storm/.0123.77.tmp"].problem


@pytest.mark.parametrize(
    "place",
    ["../outside/storm/secret", "storm/../../outside", "storm", "", "/etc/passwd", "storm/..", "./0123", "storm\\0123",
     "storm/0123/extra", "storm/\0", "..", "C:/0123"],
)  # fmt: skip
def test_a_name_that_leads_out_is_refused(out: Path, place: str) -> None:
    with pytest.raises(RunError):
        entry_at(out, place)


def test_a_link_that_leads_out_is_listed_but_not_opened(out: Path, tmp_path: Path) -> None:
    (out / "storm" / "linked").symlink_to(tmp_path / "outside" / "storm" / "secret")
    (out / "elsewhere").symlink_to(tmp_path / "outside" / "storm")

    assert "leads out" in by_place(out)["storm/linked"].problem
    assert "leads out" in by_place(out)["elsewhere"].problem
    for place in ("storm/linked", "elsewhere/secret"):
        with pytest.raises(RunError):
            entry_at(out, place)


def test_a_manifest_that_is_a_link_out_is_not_read(out: Path, tmp_path: Path) -> None:
    (out / "storm" / "odd").mkdir()
    (out / "storm" / "odd" / "manifest.json").symlink_to(tmp_path / "outside" / "storm" / "secret" / "manifest.json")

    assert "leads out" in by_place(out)["storm/odd"].problem


def test_a_file_is_had_by_its_bare_name_only(out: Path, tmp_path: Path) -> None:
    entry = entry_at(out, "storm/0123")
    (entry.folder / "report.html").symlink_to(tmp_path / "outside" / "storm" / "secret" / "manifest.json")

    assert entry.folder / "manifest.json" == file_of(entry, "manifest.json")
    for name in ("report.html", "../0123/manifest.json", "/etc/passwd", "..", "absent.parquet"):
        with pytest.raises(RunError):
            file_of(entry, name)
