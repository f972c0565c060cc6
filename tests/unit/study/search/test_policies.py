"""What a policy means in a world, and what its levers cost there."""

import numpy as np
import pandas as pd
import pytest

from sim.spec.search_space import SearchSpace
from sim.study.arms import say_nothing
from sim.study.search.judging import Ledger, ModelJudge
from sim.study.search.policies import Policy, Use, canonical, cost_cny, name_of, responses_of, restrained, scenario_of
from tests.unit.study.search.planted import PlantedJudge, planted, shipped

BEGIN = 178.0
"""1 June 10:00, hours after 25 May 00:00."""


@pytest.fixture(scope="module")
def space() -> SearchSpace:
    return shipped()


def using(space: SearchSpace, **uses: tuple[float, int]) -> Policy:
    """The policy that uses these levers: hours after the begin, and place of the setting."""
    return tuple(
        Use(lever.at.index(uses[lever.name][0]), uses[lever.name][1]) if lever.name in uses else unused
        for lever, unused in zip(space.levers, restrained(space), strict=True)
    )


def test_lever_begins_hours_after_the_outage_and_ends_with_it(space: SearchSpace) -> None:
    advice = responses_of(space, using(space, advice=(4.0, 0)), 50.0)["advice"]
    assert (BEGIN + 4, BEGIN + 50) == (advice.start, advice.end)


def test_lever_stays_beyond_the_outage_as_long_as_it_says(space: SearchSpace) -> None:
    rivals = responses_of(space, using(space, rivals=(10.0, 1)), 50.0)["rivals"]
    assert BEGIN + 50 + 24 == rivals.end
    assert 1.30 == rivals.factor


def test_nothing_is_done_once_the_outage_is_over(space: SearchSpace) -> None:
    policy = using(space, advice=(8.0, 0))
    assert {} == responses_of(space, policy, 6.0)
    assert 0.0 == cost_cny(space, policy, 6.0)


def test_cost_is_once_plus_hours_in_force_at_strength(space: SearchSpace) -> None:
    # agents by half again, from 2 h to 50 + 48 h: 100,000 + 96 h · 75,000 CNY/h · 0.5
    assert 100_000 + 96 * 75_000 * 0.5 == cost_cny(space, using(space, agents=(2.0, 0)), 50.0)


def test_scenarios_own_responses_make_room_but_for_those_that_stay(space: SearchSpace) -> None:
    scenario = scenario_of(space, using(space, advice=(4.0, 0)), 24.0)
    assert {"mediation", "advice"} == scenario.responses.keys()
    assert 24.0 == scenario.outages["sf_feed"].duration


def test_strength_of_an_unused_lever_makes_no_difference(space: SearchSpace) -> None:
    place = [lever.name for lever in space.levers].index("rivals")
    policy = list(restrained(space))
    policy[place] = Use(policy[place].at, 1)
    assert restrained(space) == canonical(space, policy)


def test_policy_is_named_by_what_it_uses(space: SearchSpace) -> None:
    assert "nothing" == name_of(space, restrained(space))
    assert "advice after 4h; rivals after 10h, factor 1.30" == name_of(
        space, using(space, advice=(4.0, 0), rivals=(10.0, 1))
    )


def test_model_judge_weighs_harm_and_adds_what_the_levers_cost(space: SearchSpace) -> None:
    policy = using(space, advice=(4.0, 0))

    def evaluate(variants, *, replications, progress):
        rows = [
            (name, replication, measure, "", 100.0, 100.0 + excess)
            for name in variants
            for replication in replications
            for measure, excess in (("complaints", 7.0), ("petitions", 2.0), ("total_cost_cny", 1e6))
        ]
        return pd.DataFrame(rows, columns=["variant", "replication", "measure", "unit", "baseline", "outage"])

    found = ModelJudge(space, evaluate)([(policy, 2, 0), (policy, 0, 0)], say_nothing)
    assert (7.0 + 10 * 2.0, 1e6 + 50_000) == found[policy, 2, 0]
    assert (27.0, 1_050_000.0) == found[policy, 0, 0]


def test_ledger_asks_only_for_what_is_missing(space: SearchSpace) -> None:
    best = planted(space, 1)
    judge = PlantedJudge(space, best)
    ledger = Ledger(judge, 4, lambda *_: None)
    ledger.judged([best], range(2), say_nothing)
    ledger.judged([best, restrained(space)], range(2), say_nothing)
    assert 2 * 4 * 2 == judge.asked
    assert (2, 4, 2, 2) == ledger.values([best, restrained(space)], range(2)).shape
    assert np.isfinite(ledger.values([best], [0])).all()
