"""Arms run in order, whoever runs them; what goes wrong names the replication."""

import os
from typing import Any, NamedTuple

import pytest

from sim import world
from sim.errors import RunError
from sim.study.arms import ARMS, ArmsInterrupted, _jobs, run_arms, say_nothing, shares_days

SCENARIO: Any = "a scenario"


class Deadly:
    """Ends the process that unpickles it, as a kernel does when memory runs out."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (9,)


class Told(NamedTuple):
    """What the replaced world was asked for, in place of a result."""

    arm: str
    seed: int
    replication: int


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world replaced by one that gives (arm, seed, replication) back."""

    def simulate(scenario: object, *, arm: str, seed: int, replication: int) -> Any:
        return Told(arm, seed, replication)

    def both_arms(scenario: object, *, seed: int, replication: int) -> Any:
        return [Told("baseline", seed, replication), Told("outage", seed, replication)]

    monkeypatch.setattr(world, "simulate", simulate)
    monkeypatch.setattr(world, "both_arms", both_arms)


def test_arms_come_in_order_of_replication_baseline_first(simulated: None) -> None:
    expected = [("baseline", 7, 0), ("outage", 7, 0), ("baseline", 7, 1), ("outage", 7, 1)]
    assert expected == run_arms(SCENARIO, seed=7, replications=2, workers=1, progress=say_nothing)


def test_progress_counts_arms_up_to_all(simulated: None) -> None:
    steps: list[tuple[int, int]] = []
    run_arms(SCENARIO, seed=1, replications=2, workers=1, progress=lambda done, total: steps.append((done, total)))
    assert [(2, 4), (4, 4)] == steps


def test_arms_of_a_replication_are_worked_off_together_unless_a_worker_would_be_idle() -> None:
    assert [(0, ARMS), (1, ARMS)] == _jobs(2, together=shares_days(2, workers=2))
    assert [(0, ("baseline",)), (0, ("outage",))] == _jobs(1, together=shares_days(1, workers=2))


def test_arms_that_are_to_be_apart_come_in_the_same_order(simulated: None) -> None:
    steps: list[tuple[int, int]] = []
    found = run_arms(
        SCENARIO,
        seed=7,
        replications=2,
        workers=1,
        progress=lambda done, total: steps.append((done, total)),
        apart=True,
    )
    assert run_arms(SCENARIO, seed=7, replications=2, workers=1, progress=say_nothing) == found
    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == steps


def test_an_interruption_keeps_whole_replications_only(simulated: None) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(ArmsInterrupted) as caught:
        run_arms(SCENARIO, seed=1, replications=2, workers=1, progress=interrupt)
    assert [("baseline", 1, 0), ("outage", 1, 0)] == caught.value.arms


def test_a_failure_names_replication_and_arm(monkeypatch: pytest.MonkeyPatch) -> None:
    def both_arms(scenario: object, *, seed: int, replication: int) -> Any:
        if replication == 1:
            raise ZeroDivisionError("division by zero")
        return [Told(arm, seed, replication) for arm in ARMS]

    monkeypatch.setattr(world, "both_arms", both_arms)
    with pytest.raises(RunError, match="replication 1, arm baseline and outage: ZeroDivisionError: division by zero"):
        run_arms(SCENARIO, seed=1, replications=3, workers=1, progress=say_nothing)


def test_a_failure_in_a_worker_names_replication_and_arm() -> None:
    with pytest.raises(RunError, match="replication [01], arm baseline and outage: "):
        run_arms(SCENARIO, seed=1, replications=2, workers=2, progress=say_nothing)


def test_a_worker_that_dies_is_an_error_that_names_what_was_running() -> None:
    deadly: Any = Deadly()
    with pytest.raises(RunError, match="worker process died .* replication [01], arm baseline"):
        run_arms(deadly, seed=1, replications=2, workers=2, progress=say_nothing)
