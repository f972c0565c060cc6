"""A desk's agents: always the one who is free first, newcomers at the shift's begin, leavers when next free."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.agents import Agents, agents, change_shift, first_free, occupy


def crew_of(*free_at: float, most: int = 10) -> Agents:
    """One desk whose agents are free at the given instants."""
    crew = agents(1, most)
    for t in free_at:
        crew.on_duty[0] += 1
        change_shift(crew, 0, t, np.inf)
    return crew


def instants(crew: Agents) -> list[float]:
    return sorted(crew.free_at[0, : crew.present[0]].tolist())


def test_a_desk_without_agents_is_never_free() -> None:
    assert np.inf == first_free(agents(1, 3), 0)


@given(handling=st.lists(st.floats(0.01, 5.0), min_size=1, max_size=60), n=st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_the_first_free_agent_is_always_the_one_taken(handling: list[float], n: int) -> None:
    crew, model = crew_of(*[0.0] * n), [0.0] * n
    for h in handling:
        earliest = min(model)
        assert earliest == first_free(crew, 0)
        occupy(crew, 0, earliest + h)
        model[model.index(earliest)] = earliest + h
        assert sorted(model) == instants(crew)


def test_newcomers_are_free_from_the_periods_begin() -> None:
    crew = crew_of(3.0)
    crew.on_duty[0] = 3
    change_shift(crew, 0, 2.0, 2.25)
    assert [2.0, 2.0, 3.0] == instants(crew)


def test_of_those_too_many_the_first_to_become_free_leave() -> None:
    crew = crew_of(1.0, 2.1, 5.0, 6.0)
    crew.on_duty[0] = 2
    change_shift(crew, 0, 2.0, 2.25)
    assert [5.0, 6.0] == instants(crew)


def test_nobody_leaves_before_the_work_at_hand_is_done() -> None:
    crew = crew_of(2.1, 5.0, 6.0)
    crew.on_duty[0] = 1
    change_shift(crew, 0, 2.0, 2.25)
    assert [5.0, 6.0] == instants(crew)
    change_shift(crew, 0, 4.75, 5.0)
    assert [5.0, 6.0] == instants(crew)
    change_shift(crew, 0, 5.0, 5.25)
    assert [6.0] == instants(crew)


def test_a_shift_that_comes_back_before_leavers_are_free_keeps_them() -> None:
    crew = crew_of(5.0, 6.0)
    crew.on_duty[0] = 1
    change_shift(crew, 0, 2.0, 2.25)
    crew.on_duty[0] = 2
    change_shift(crew, 0, 2.25, 2.5)
    assert [5.0, 6.0] == instants(crew)


def test_a_desk_can_be_left_by_all() -> None:
    crew = crew_of(0.0, 0.0)
    crew.on_duty[0] = 0
    change_shift(crew, 0, 1.0, 1.25)
    assert np.inf == first_free(crew, 0)


def test_desks_do_not_share_agents() -> None:
    crew = agents(2, 4)
    crew.on_duty[:] = (1, 2)
    for desk in (0, 1):
        change_shift(crew, desk, 1.0, 1.25)
    occupy(crew, 0, 9.0)
    assert [9.0, 1.0] == [first_free(crew, 0), first_free(crew, 1)]
