"""Arms run in order, whoever runs them; what goes wrong names the replication."""

import os
from typing import Any

import pytest

from sim import world
from sim.errors import RunError
from sim.study.arms import ArmsInterrupted, run_arms, say_nothing

SCENARIO: Any = "a scenario"


class Deadly:
    """Ends the process that unpickles it, as a kernel does when memory runs out."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (9,)


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """The world replaced by one that gives (arm, seed, replication) back."""
    calls: list[tuple[str, int, int]] = []

    def simulate(scenario: object, *, arm: str, seed: int, replication: int) -> Any:
        calls.append((arm, seed, replication))
        return calls[-1]

    monkeypatch.setattr(world, "simulate", simulate)
    return calls


def test_arms_come_in_order_of_replication_baseline_first(simulated: list[Any]) -> None:
    expected = [("baseline", 7, 0), ("outage", 7, 0), ("baseline", 7, 1), ("outage", 7, 1)]
    assert expected == run_arms(SCENARIO, seed=7, replications=2, workers=1, progress=say_nothing)


def test_progress_counts_arms_up_to_all(simulated: list[Any]) -> None:
    steps: list[tuple[int, int]] = []
    run_arms(SCENARIO, seed=1, replications=2, workers=1, progress=lambda done, total: steps.append((done, total)))
    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == steps


def test_an_interruption_keeps_whole_replications_only(simulated: list[Any]) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(ArmsInterrupted) as caught:
        run_arms(SCENARIO, seed=1, replications=2, workers=1, progress=interrupt)
    assert [("baseline", 1, 0), ("outage", 1, 0)] == caught.value.arms


def test_a_failure_names_replication_and_arm(monkeypatch: pytest.MonkeyPatch) -> None:
    def simulate(scenario: object, *, arm: str, seed: int, replication: int) -> None:
        if (replication, arm) == (1, "outage"):
            raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(world, "simulate", simulate)
    with pytest.raises(RunError, match="replication 1, arm outage: ZeroDivisionError: division by zero"):
        run_arms(SCENARIO, seed=1, replications=3, workers=1, progress=say_nothing)


def test_a_failure_in_a_worker_names_replication_and_arm() -> None:
    with pytest.raises(RunError, match="replication [01], arm (baseline|outage): "):
        run_arms(SCENARIO, seed=1, replications=2, workers=2, progress=say_nothing)


def test_a_worker_that_dies_is_an_error_that_names_what_was_running() -> None:
    deadly: Any = Deadly()
    with pytest.raises(RunError, match="worker process died .* replication 0, arm baseline"):
        run_arms(deadly, seed=1, replications=2, workers=2, progress=say_nothing)
