"""The comparison by instants bites: what is wrong by a tick, or in one name, is found and named."""

import numpy as np
import pytest

from sim.engine.instants import TICK_H
from sim.engine.tally import COUNTS
from tests.differential.decisions import Step, acts_of_reference, steps_of_reference, unlike_acts, unlike_steps
from tests.differential.instants import (
    DARK_BEGINS,
    DARK_ENDS,
    Facts,
    facts_of_engine,
    facts_of_reference,
    ran_full,
    shifted,
    unlike,
)
from tests.differential.named_worlds import NAMED_WORLDS
from tests.differential.random_worlds import RandomWorld
from tests.differential.side_by_side import ROOM, Pair

MERCHANTS = {"merchants_switched", "merchants_holding", "merchants_back", "merchants_never_back"}
USUAL = {"horizon": "10d", "buyers.promise": "40h"}


@pytest.fixture(scope="module")
def pair() -> Pair:
    """A world in which everything happens that is counted."""
    worlds = (
        NAMED_WORLDS["the platform does all it can"] | NAMED_WORLDS["the carrier is delisted and others add capacity"]
    )
    return Pair(RandomWorld("small", USUAL | worlds, "outage", seed=1))


@pytest.fixture(scope="module")
def told(pair: Pair) -> Facts:
    return facts_of_reference(pair.account)


def test_both_journals_tell_of_everything_and_of_the_same(pair: Pair, told: Facts) -> None:
    names = {name for name, _ in told}
    assert set(COUNTS) - {"dark_hours"} - MERCHANTS | {DARK_BEGINS, DARK_ENDS} == names
    assert [] == unlike(told, facts_of_engine(pair.journal))


@pytest.mark.parametrize("name", [name for name in COUNTS if name not in MERCHANTS])
def test_one_instant_a_tick_late_is_named(name: str, pair: Pair, told: Facts) -> None:
    notes = np.flatnonzero((pair.journal["measure"] == list(COUNTS).index(name)) & (pair.journal["amount"] != 0))
    note = int(notes[len(notes) // 2])
    wrong = shifted(pair.journal, note, TICK_H)
    order = int(wrong["order"][note])
    mine = {key: facts for key, facts in told.items() if key[1] == order}  # the others are as they were
    found = unlike(mine, facts_of_engine(wrong[wrong["order"] == order]))
    wanted = {DARK_BEGINS, DARK_ENDS} if name == "dark_hours" else {name}
    assert found
    assert {line.partition(":")[0] for line in found} <= wanted
    assert all(f"order {order}:" in line for line in found)


@pytest.mark.parametrize(("field", "wrong"), [("amount", 1.01), ("carrier", 2)])
def test_a_wrong_amount_or_carrier_is_named(field: str, wrong: float, pair: Pair, told: Facts) -> None:
    journal = pair.journal.copy()
    delivered = np.flatnonzero(journal["measure"] == list(COUNTS).index("parcels_delivered"))
    note = next(i for i in delivered if journal[field][i] != wrong)
    journal[field][note] = wrong
    assert ["parcels_delivered"] == [line.partition(":")[0] for line in unlike(told, facts_of_engine(journal))]


def test_a_note_left_out_and_a_note_too_many_are_named(pair: Pair, told: Facts) -> None:
    journal = pair.journal
    assert [journal["order"][7]] == _orders(unlike(told, facts_of_engine(np.delete(journal, 7))))
    assert [journal["order"][7]] == _orders(unlike(told, facts_of_engine(np.append(journal, journal[7]))))


def _orders(lines: list[str]) -> list[int]:
    return [int(line.partition("first order ")[2].partition(":")[0]) for line in lines]


def test_the_order_of_the_notes_says_nothing(pair: Pair, told: Facts) -> None:
    shuffled = np.random.default_rng(1).permutation(pair.journal)
    assert [] == unlike(told, facts_of_engine(shuffled))


def test_a_journal_that_ran_full_is_a_failure(pair: Pair) -> None:
    n = len(pair.journal)
    assert [] == ran_full(pair.journal, ROOM)
    assert [f"the engine's journal ran full at {n} notes"] == ran_full(pair.journal, n)


def test_a_merchants_step_at_another_tick_or_to_another_carrier_is_named(pair: Pair) -> None:
    steps = steps_of_reference(pair.account)
    assert {"merchant_sets_up", "merchant_switches", "merchant_holds", "merchant_back"} <= {s.what for s in steps}
    assert [] == unlike_steps(steps, pair.watcher.steps)
    for wrong in (steps[0]._replace(at=steps[0].at + TICK_H), steps[0]._replace(to="nobody")):
        assert 1 == len(unlike_steps(steps, [wrong, *steps[1:]]))
    assert 1 == len(unlike_steps(steps, steps[:-1]))
    assert 1 == len(unlike_steps(steps, [*steps, Step(1e3, 0, "merchant_back", "swift")]))


def test_an_act_a_tick_late_is_named(pair: Pair) -> None:
    acts = acts_of_reference(pair.account)
    assert set(pair.run.scenario.outages) < set(acts)
    for name, (begin, end) in acts.items():
        assert [f"act {name}"] == [
            line.partition(": ")[0] for line in unlike_acts(acts, acts | {name: (begin + TICK_H, end)})
        ]
