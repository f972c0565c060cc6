"""Stories for the app: what is no number is refused before a process starts, what was told is told again at once."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.app import storytelling
from sim.app.storytelling import Question, Storyteller
from sim.errors import RunError, ScenarioError
from tests.unit.report.stories import stories

PLACE = "case/0123"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """The questions for which a replication would have been simulated."""
    found: list[Question] = []

    def simulated(question: Question) -> Any:
        found.append(question)
        return stories("dark")

    monkeypatch.setattr(storytelling, "_simulated", simulated)
    return found


@pytest.fixture
def teller(tmp_path: Path) -> Storyteller:
    folder = tmp_path / PLACE
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"schema_version": 1}))
    shelf: Any = SimpleNamespace(results=tmp_path, result=lambda _place: SimpleNamespace(replications=2))
    return Storyteller(shelf)


@pytest.mark.parametrize("parcel", ["<script>", "-1", "1e9", "0x10", "٣", "1" * 21, "dark", "1; DROP"])
def test_what_is_no_parcels_number_is_refused(teller: Storyteller, asked: list[Question], parcel: str) -> None:
    with pytest.raises(ScenarioError, match="digits only"):
        teller.stories(PLACE, "0", parcel)
    assert [] == asked


@pytest.mark.parametrize("replication", ["2", "-1", "", "a", "9" * 5000])
def test_a_replication_that_the_run_has_not_is_refused(
    teller: Storyteller, asked: list[Question], replication: str
) -> None:
    with pytest.raises(ScenarioError, match="the run has replications 0 to 1"):
        teller.stories(PLACE, replication)
    assert [] == asked


@pytest.mark.parametrize("place", ["../0123", "case/none", "case/../case/0123", ""])
def test_a_place_that_is_no_run_is_refused(teller: Storyteller, asked: list[Question], place: str) -> None:
    with pytest.raises(RunError):
        teller.stories(place)
    assert [] == asked


def test_each_question_is_simulated_once(teller: Storyteller, asked: list[Question]) -> None:
    for replication, parcel in (("0", ""), ("0", " 5 "), ("0", "5"), ("1", ""), ("0", "")):
        assert "dark" == teller.stories(PLACE, replication, parcel).told[0].name
    assert [(0, ""), (0, "5"), (1, "")] == [(each.replication, each.parcel) for each in asked]
