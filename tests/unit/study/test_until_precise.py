"""Replicating to a precision in a world that is made up: which replications it takes, and why it ends."""

from collections.abc import Generator, Sequence
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.errors import RunError
from sim.study import PrecisionGoal, until_precise
from sim.study.until_precise import is_run_of, run_until_precise, time_for_arms_s

GOAL = PrecisionGoal(share=0.1, measures=("contacts",), look_ahead=2, most=20)


class FakeScenario(SimpleNamespace):
    def model_copy(self, update: dict[str, Any]) -> "FakeScenario":
        return FakeScenario(**{**vars(self), **update})


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A world whose arms are (arm, replication, value); how many pairs had been asked for when it was closed."""
    asked: list[int] = []

    def pairs(scenario: Any, *, seed: int, replications: int, workers: int, until: Any) -> Generator[Any, None, None]:
        try:
            for number, value in enumerate(scenario.excesses[:replications]):
                asked.append(number)
                yield ("baseline", number, 1.0), ("outage", number, 1.0 + value)
        finally:
            asked.append(-1)

    def frame(arms: Sequence[Any], scenario: Any) -> pd.DataFrame:
        rows = [(n, arm, "contacts", "total", value, "contacts") for arm, n, value in arms]
        return pd.DataFrame(rows, columns=["replication", "arm", "measure", "group", "value", "unit"])

    def result(arms: list[Any], scenario: Any, began: float) -> Any:
        return SimpleResult(arms, scenario)

    def with_precision(found: Any, precision: Any) -> Any:
        return SimpleNamespace(**vars(found), precision=precision)

    monkeypatch.setattr(until_precise, "pairs_in_order", pairs)
    monkeypatch.setattr(until_precise, "check_measures", lambda *_: None)
    monkeypatch.setattr(until_precise.measures, "replication_frame", frame)
    monkeypatch.setattr(until_precise, "measured", result)
    monkeypatch.setattr(
        until_precise, "replace", lambda found, precision: SimpleNamespace(**vars(found), precision=precision)
    )
    return asked


class SimpleResult(SimpleNamespace):
    def __init__(self, arms: list[Any], scenario: Any) -> None:
        super().__init__(arms=arms, scenario=scenario)


def world(*excesses: float) -> Any:
    return FakeScenario(seed=1, replications=10, sample=0.01, excesses=excesses)


def test_it_ends_with_the_first_replication_that_is_enough(closed: list[int]) -> None:
    found: Any = run_until_precise(world(*[100.0, 101.0, 99.0, 100.0, 100.0, 101.0, 99.0] * 2), GOAL, workers=1)
    assert 5 == found.precision["replications"] == found.scenario.replications
    assert "precision" == found.precision["stopped_by"]
    assert [0, 1, 2, 3, 4, -1] == closed
    assert 10 == len(found.arms)


def test_it_ends_at_the_cap_and_says_so(closed: list[int]) -> None:
    found: Any = run_until_precise(world(*[10.0, 500.0] * 20), GOAL, workers=1)
    assert (20, "most", False) == (
        found.precision["replications"],
        found.precision["stopped_by"],
        found.precision["reached"],
    )


def test_it_ends_with_what_the_deadline_left(closed: list[int]) -> None:
    hurried = PrecisionGoal(share=0.1, measures=("contacts",), most=20, deadline_s=60.0)
    found: Any = run_until_precise(world(10.0, 500.0, 30.0), hurried, workers=1)
    assert (3, "deadline") == (found.precision["replications"], found.precision["stopped_by"])


def test_the_more_there_is_to_measure_the_more_of_a_deadline_is_kept_for_it(
    closed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, measured_at_once = [0.0], until_precise.measures.replication_frame

    def slow_frame(arms: Sequence[Any], scenario: Any) -> pd.DataFrame:
        now[0] += 5.0
        return measured_at_once(arms, scenario)

    monkeypatch.setattr(until_precise, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(until_precise.measures, "replication_frame", slow_frame)
    hurried = PrecisionGoal(share=0.1, measures=("contacts",), most=20, deadline_s=60.0)
    found: Any = run_until_precise(world(*[10.0, 500.0] * 10), hurried, workers=1)
    assert (3, "deadline") == (found.precision["replications"], found.precision["stopped_by"])


def test_a_deadline_before_two_replications_is_a_failure(closed: list[int]) -> None:
    hurried = PrecisionGoal(share=0.1, measures=("contacts",), most=20, deadline_s=60.0)
    with pytest.raises(RunError, match="deadline of 60 s came before 2 replications"):
        run_until_precise(world(10.0), hurried, workers=1)


def test_each_replication_is_told_as_it_comes(closed: list[int]) -> None:
    told: list[Any] = []
    run_until_precise(world(*[100.0, 101.0, 99.0] * 4), GOAL, workers=1, told=told.append)
    assert [1, 2, 3, 4, 5] == [each.replications for each in told]
    assert [100.0, 100.5, 100.0] == [each.standings[0].excess for each in told[:3]]


def test_some_of_a_deadline_is_kept_for_writing() -> None:
    assert 57.0 > time_for_arms_s(60.0)
    assert 50.0 == time_for_arms_s(60.0, start_s=10.0)
    assert 0 < time_for_arms_s(1.0) < 1.0


def test_a_stored_run_is_known_by_its_goal_and_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(until_precise, "run_id_of", lambda scenario: f"run-{scenario.seed}-{scenario.replications}")
    asked = until_precise.report([], GOAL, replications=7, stopped_by="precision")
    manifest = {"precision": asked, "replications": 7, "run_id": "run-1-7", "incomplete": False}
    assert is_run_of(manifest, world(), GOAL)
    assert not is_run_of(manifest, world(), PrecisionGoal(share=0.2))
    assert not is_run_of({**manifest, "run_id": "run-2-7"}, world(), GOAL)
    assert not is_run_of({**manifest, "incomplete": True}, world(), GOAL)
    assert not is_run_of({"replications": 7, "run_id": "run-1-7"}, world(), GOAL)
