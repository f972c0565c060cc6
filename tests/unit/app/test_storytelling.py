"""Stories for the app: what is no number is refused before a process starts, what was told is told again at once.

What nobody waits for any more is ended with its process.
"""

import json
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.app import storytelling
from sim.app.storytelling import CancelledError, Question, Storyteller, Telling
from sim.errors import RunError, ScenarioError
from tests.unit.report.stories import stories

PLACE = "case/0123"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """The questions for which a replication would have been simulated."""
    found: list[Question] = []

    def simulated(_telling: Telling, question: Question) -> Any:
        found.append(question)
        return stories("dark")

    monkeypatch.setattr(Telling, "stories", simulated)
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


def never_told(question: Question) -> None:
    """The task of a process that would go on for ever; says that it began."""
    (Path(question.folder) / f"began-{question.replication}").touch()
    time.sleep(3600)


def within_a_minute(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()


@pytest.fixture
def endless(teller: Storyteller, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Future[Any]]:
    """Asks for a story that never comes, on behalf of a tab."""
    monkeypatch.setattr(storytelling, "told_again", never_told)
    threads = ThreadPoolExecutor(2)
    return lambda replication, tab: threads.submit(teller.stories, PLACE, replication, "", tab)


def test_cancelling_ends_a_story_under_way_and_one_that_waits_for_its_turn(
    teller: Storyteller, endless: Callable[[str, str], Future[Any]], tmp_path: Path
) -> None:
    under_way = endless("0", "one")
    assert within_a_minute((tmp_path / PLACE / "began-0").exists)
    waiting = endless("1", "other")
    teller.cancel("nobody")
    assert not under_way.done()
    assert within_a_minute(lambda: "other" in teller._telling)
    for tab, asked in (("other", waiting), ("one", under_way)):
        teller.cancel(tab)
        with pytest.raises(CancelledError):
            asked.result(timeout=60)

    assert not (tmp_path / PLACE / "began-1").exists()
    assert [] == multiprocessing.active_children()


def test_another_question_of_a_tab_ends_the_one_before(
    teller: Storyteller, endless: Callable[[str, str], Future[Any]], tmp_path: Path
) -> None:
    first = endless("0", "one")
    assert within_a_minute((tmp_path / PLACE / "began-0").exists)
    second = endless("1", "one")
    with pytest.raises(CancelledError):
        first.result(timeout=60)
    assert within_a_minute((tmp_path / PLACE / "began-1").exists)
    teller.cancel("one")
    with pytest.raises(CancelledError):
        second.result(timeout=60)
