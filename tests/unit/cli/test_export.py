"""Which run `outage-sim export` means, and what it says where there is none."""

from pathlib import Path

import pytest

from sim.cli.export import export, found_run
from sim.errors import ScenarioError
from sim.store.folder import MANIFEST


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for place in ("case/0123456789ab", "case/compare-ba9876543210", "other/0123456789ab"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / MANIFEST).write_text("{}")
    return tmp_path


def test_a_run_is_meant_by_its_folder_or_its_name(results: Path) -> None:
    folder = results / "case" / "compare-ba9876543210"
    for said in (str(folder), "compare-ba9876543210", "ba9876543210"):
        assert folder == found_run(said, results).folder


def test_a_wrong_name_is_told_the_nearest_right_one(results: Path) -> None:
    with pytest.raises(ScenarioError, match="did you mean ba9876543210?"):
        found_run("ba9876543211", results)


def test_a_name_that_several_have_is_refused_with_their_folders(results: Path) -> None:
    with pytest.raises(ScenarioError, match=r"case/0123456789ab, .*other/0123456789ab"):
        found_run("0123456789ab", results)


def test_a_folder_that_is_no_run_is_refused(results: Path) -> None:
    with pytest.raises(ScenarioError, match="is no run and no study"):
        found_run(str(results), results)


def test_an_unknown_form_of_the_event_log_is_refused(results: Path) -> None:
    with pytest.raises(ScenarioError, match=r"either xes or csv \(got xml\)"):
        export.__wrapped__("0123456789ab", events="xml")  # type: ignore[attr-defined]
