"""The clock: what falls on one instant comes in the written order, and decisions take effect at the turn."""

from collections.abc import Iterator

import pytest
from simpy.events import Event

from sim.engine.clock import Clock, Phase

PHASES = [Phase.FLIP, Phase.MOVE, Phase.SCAN, Phase.REACT, Phase.DECIDE, Phase.WATCH, Phase.COUNT, Phase.TURN]


def test_the_phases_are_ordered_as_written() -> None:
    assert PHASES == sorted(Phase)


def noting(clock: Clock, seen: list[tuple[float, str]], at: float, phase: Phase) -> Iterator[Event]:
    yield clock.at(at, phase)
    seen.append((clock.now, phase.name))


def test_events_at_one_instant_fire_in_the_written_order_however_they_were_started() -> None:
    clock, seen = Clock(0.25, 1.0), []
    for phase in reversed(PHASES):
        clock.process(noting(clock, seen, 0.5, phase))
    clock.run()
    assert [(0.5, phase.name) for phase in PHASES] == seen


def test_every_period_is_worked_off_at_its_end_in_phase_order() -> None:
    clock, seen = Clock(0.5, 1.5), []
    for phase in (Phase.COUNT, Phase.MOVE, Phase.REACT):
        clock.every_period(phase, lambda p, phase=phase: seen.append((clock.now, p, phase.name)))
    clock.run()
    expected = [((p + 1) * 0.5, p, name) for p in range(3) for name in ("MOVE", "REACT", "COUNT")]
    assert expected == seen


def test_the_last_instant_is_worked_off_to_its_turn() -> None:
    clock, seen = Clock(0.25, 1.0), []
    clock.process(noting(clock, seen, 1.0, Phase.COUNT))
    clock.process(noting(clock, seen, 1.0, Phase.FLIP))
    clock.run()
    assert [(1.0, "FLIP"), (1.0, "COUNT")] == seen


def test_a_time_gone_by_fires_now() -> None:
    clock, seen = Clock(0.25, 1.0), []

    def late() -> Iterator[Event]:
        yield clock.at(0.75)
        yield clock.at(0.1)
        seen.append(clock.now)

    clock.process(late())
    clock.run()
    assert [0.75] == seen


@pytest.mark.parametrize(
    ("asked", "expected"), [(0.0, 0.0), (0.01, 0.25), (0.25, 0.25), (0.2500000000001, 0.25), (0.26, 0.5)]
)
def test_a_decision_takes_effect_at_the_first_boundary_at_or_after_it(asked: float, expected: float) -> None:
    clock, seen = Clock(0.25, 1.0), []

    def decide() -> Iterator[Event]:
        yield clock.at_turn(asked)
        seen.append(clock.now)

    clock.process(decide())
    clock.run()
    assert [expected] == seen


@pytest.mark.parametrize("minutes", [5, 6, 10, 12, 15, 20, 30, 60])
def test_a_turn_comes_after_the_period_that_ends_and_before_the_next_whatever_the_length(minutes: int) -> None:
    """Such periods have no exact binary form; times that should be one instant must be one all the same."""
    clock, seen = Clock(minutes / 60.0, 48.0), []
    clock.every_period(Phase.COUNT, lambda p: seen.append(("count", p + 1)))

    def turn(p: int) -> Iterator[Event]:
        yield clock.at_turn(p * minutes / 60.0)
        seen.append(("turn", p))

    for p in range(1, clock.n_periods):
        clock.process(turn(p))
    clock.run()
    expected = [(what, p) for p in range(1, clock.n_periods) for what in ("count", "turn")]
    assert [*expected, ("count", clock.n_periods)] == seen
