"""Gates: the begin is shut, the end is open, and only what a shutting is meant for is hit."""

import numpy as np
import pytest

from sim.engine.gates import Shuttings, fully_shut_since, hitting, rate_at

EVERYTHING = (1 << 11) - 1
NOBODY_IN_PARTICULAR, NEWS = 0.0, 3


def shut(*shuttings: dict[str, float], gates: int = 1) -> Shuttings:
    """Shuttings of gates, each given by what differs from a full one."""
    whole = {
        "gate": 0, "begin": 0.0, "end": np.inf, "share": 1.0, "kinds": EVERYTHING, "cycle": 0.0, "off": 0.0,
        "closes": True, "drops": False, "extra": 0.0, "rate": np.inf, "limit": np.inf, "is_full": True,
    }  # fmt: skip
    rows = [{**whole, **s} for s in shuttings]
    gate = np.array([r["gate"] for r in rows], np.int64)
    kinds = {"kinds": np.int64, "closes": np.bool_, "drops": np.bool_, "is_full": np.bool_}
    arrays = {name: np.array([r[name] for r in rows], kinds.get(name, np.float64)) for name in whole if name != "gate"}
    return Shuttings(
        first=np.searchsorted(gate, np.arange(gates), side="left"),
        after=np.searchsorted(gate, np.arange(gates), side="right"),
        **arrays,
    )


@pytest.mark.parametrize(("at", "expected"), [(9.999, -1), (10.0, 0), (59.999, 0), (60.0, -1), (100.0, -1)])
def test_the_begin_is_hit_and_the_end_is_not(at: float, expected: int) -> None:
    assert expected == hitting(shut({"begin": 10.0, "end": 60.0}), 0, at, NOBODY_IN_PARTICULAR, NEWS)


def test_a_shutting_of_zero_length_hits_nothing() -> None:
    assert -1 == hitting(shut({"begin": 10.0, "end": 10.0}), 0, 10.0, NOBODY_IN_PARTICULAR, NEWS)


@pytest.mark.parametrize(("luck", "expected"), [(0.0, 0), (0.2999, 0), (0.3, -1), (0.9, -1)])
def test_a_partial_shutting_hits_owners_by_their_own_luck(luck: float, expected: int) -> None:
    assert expected == hitting(shut({"share": 0.3}), 0, 5.0, luck, NEWS)


@pytest.mark.parametrize("kind", range(11))
def test_only_the_kinds_listed_are_hit(kind: int) -> None:
    mask = (1 << 2) | (1 << 9)
    assert (0 if kind in (2, 9) else -1) == hitting(shut({"kinds": mask}), 0, 5.0, 0.0, kind)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(10.0, 0), (10.99, 0), (11.0, -1), (13.99, -1), (14.0, 0), (14.99, 0), (15.0, -1), (18.5, 0), (20.0, -1)],
)
def test_an_intermittent_shutting_is_shut_for_the_first_hours_of_each_cycle(at: float, expected: int) -> None:
    gate = shut({"begin": 10.0, "end": 20.0, "cycle": 4.0, "off": 1.0})
    assert expected == hitting(gate, 0, at, NOBODY_IN_PARTICULAR, NEWS)


def test_two_shuttings_of_one_gate_are_told_apart_and_other_gates_are_open() -> None:
    gates = shut(
        {"gate": 0, "begin": 0.0, "end": 1.0},
        {"gate": 2, "begin": 10.0, "end": 20.0},
        {"gate": 2, "begin": 30.0, "end": 40.0},
        gates=4,
    )
    found = [[hitting(gates, g, at, 0.0, NEWS) for g in range(4)] for at in (0.5, 15.0, 25.0, 35.0)]
    assert [[0, -1, -1, -1], [-1, -1, 1, -1], [-1, -1, -1, -1], [-1, -1, 2, -1]] == found


def test_at_the_instant_at_which_one_shutting_follows_another_the_new_one_holds() -> None:
    gates = shut({"begin": 0.0, "end": 10.0}, {"begin": 10.0, "end": 20.0})
    assert 1 == hitting(gates, 0, 10.0, 0.0, NEWS)


def test_a_restoration_brought_forward_counts_from_its_instant() -> None:
    gates = shut({"begin": 10.0})
    gates.end[0] = 12.5
    assert [0, -1] == [hitting(gates, 0, at, 0.0, NEWS) for at in (12.4, 12.5)]


@pytest.mark.parametrize(
    ("at", "usual", "expected"),
    [(9.9, np.inf, np.inf), (10.0, np.inf, 50.0), (10.0, 20.0, 20.0), (19.9, 80.0, 50.0), (20.0, 80.0, 80.0)],
)
def test_a_narrowed_gate_passes_the_lesser_of_its_two_rates(at: float, usual: float, expected: float) -> None:
    gate = shut({"begin": 10.0, "end": 20.0, "rate": 50.0, "closes": False, "is_full": False})
    assert expected == rate_at(gate, 0, at, usual)


def test_fully_shut_since_knows_only_full_shuttings() -> None:
    gates = shut(
        {"gate": 0, "begin": 10.0, "end": 20.0}, {"gate": 1, "begin": 10.0, "end": 20.0, "is_full": False}, gates=2
    )
    assert 10.0 == fully_shut_since(gates, 0, 15.0)
    for gate, at in ((0, 9.9), (0, 20.0), (1, 15.0)):
        assert np.isnan(fully_shut_since(gates, gate, at))
