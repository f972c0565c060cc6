"""Which run or study is meant by a name, and what is said where there is none."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.store.folder import MANIFEST
from sim.study.found import kept_named


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for place in ("case/0123456789ab", "case/compare-ba9876543210", "other/0123456789ab"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / MANIFEST).write_text("{}")
    return tmp_path


def test_a_run_is_meant_by_its_folder_or_its_name(results: Path) -> None:
    folder = results / "case" / "compare-ba9876543210"
    for said in (str(folder), "compare-ba9876543210", "ba9876543210"):
        assert folder == kept_named(said, results).folder


def test_a_wrong_name_is_told_the_nearest_right_one(results: Path) -> None:
    with pytest.raises(ScenarioError, match="did you mean ba9876543210?"):
        kept_named("ba9876543211", results)


def test_a_name_that_several_have_is_refused_with_their_folders(results: Path) -> None:
    with pytest.raises(ScenarioError, match=r"case/0123456789ab, .*other/0123456789ab"):
        kept_named("0123456789ab", results)


def test_a_folder_that_is_no_run_is_refused(results: Path) -> None:
    with pytest.raises(ScenarioError, match="is no run and no study"):
        kept_named(str(results), results)


def test_a_folder_that_holds_a_single_run_means_it(results: Path) -> None:
    assert results / "other" / "0123456789ab" == kept_named(str(results / "other"), results).folder


def test_a_folder_that_holds_several_runs_is_refused(results: Path) -> None:
    with pytest.raises(ScenarioError, match="holds 2; name one of them"):
        kept_named(str(results / "case"), results)
