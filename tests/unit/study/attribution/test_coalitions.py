"""Which acts can have an effect without which others, and the scenario of a coalition."""

import pytest

from sim.errors import ScenarioError
from sim.spec import Scenario, load_scenario
from sim.study.attribution.coalitions import acts_by_party, effective_acts, name_of, scenario_of
from sim.study.attribution.plan import plan
from sim.study.attribution.shapley import Coalition
from tests.conftest import REFERENCE_CASE


@pytest.fixture(scope="module")
def case() -> Scenario:
    return load_scenario(REFERENCE_CASE)


def test_acts_stand_in_the_order_of_the_file_with_their_parties(case: Scenario) -> None:
    parties = acts_by_party(case)
    assert ["locker_link", "sf_feed", "advise"] == list(parties)[:3]
    assert {"sf_feed": "sf", "mediation": "state_post_bureau"}.items() <= parties.items()


def test_scenario_without_acts_has_nothing_to_attribute(case: Scenario) -> None:
    idle = case.model_copy(update={"outages": {}, "responses": {}})
    with pytest.raises(ScenarioError, match="nothing to attribute"):
        acts_by_party(idle)


def test_triggered_response_is_null_without_any_outage(case: Scenario) -> None:
    assert {"advise"} == effective_acts(case, ["advise", "more_agents"])
    assert "more_agents" in effective_acts(case, ["locker_link", "more_agents"])


def test_notice_is_null_without_a_closed_carrier(case: Scenario) -> None:
    assert {"locker_link"} == effective_acts(case, ["locker_link", "notice"])
    assert {"sf_feed", "notice"} == effective_acts(case, ["sf_feed", "notice"])


def test_mediation_acts_only_where_an_outage_it_restores_acts() -> None:
    restoring = load_scenario(
        REFERENCE_CASE, {"responses.mediation.restores": ["sf_feed"], "responses.mediation.after": "4h"}
    )
    assert {"locker_link"} == effective_acts(restoring, ["locker_link", "mediation"])
    assert {"sf_feed", "mediation"} == effective_acts(restoring, ["sf_feed", "mediation"])


def test_mediation_of_a_coalition_restores_only_the_outages_of_the_coalition() -> None:
    restoring = load_scenario(
        REFERENCE_CASE, {"responses.mediation.restores": ["sf_feed", "locker_link"], "responses.mediation.after": "4h"}
    )
    mediation = scenario_of(restoring, Coalition(["sf_feed", "mediation"])).responses["mediation"]
    assert ("sf_feed",) == mediation.restores


def test_effective_acts_only_grow_when_others_join(case: Scenario) -> None:
    from itertools import combinations

    acts = list(acts_by_party(case))
    for pair in combinations(acts, 2):
        for more in acts:
            assert effective_acts(case, pair) <= effective_acts(case, [*pair, more])


def test_acts_that_never_can_act_are_no_players(case: Scenario) -> None:
    made = plan(case, samples=None, seed=1)
    assert "mediation" not in made.players
    assert set(made.parties) - {"mediation"} == set(made.players)
    assert not made.orders


def test_whole_scenario_is_run_as_it_is_written(case: Scenario) -> None:
    made = plan(case, samples=None, seed=1)
    assert made.variants[made.variant_of(Coalition(made.parties))] is case


def test_coalitions_of_one_effect_are_run_once(case: Scenario) -> None:
    made = plan(case, samples=None, seed=1)
    # 128 with the carrier's outage, 32 of the lockers' alone (no notice), 16 of none (no trigger either), less nobody
    assert 128 + 32 + 16 - 1 == sum(not name.startswith("without:") for name in made.variants)


def test_many_acts_are_sampled_in_antithetic_pairs(case: Scenario) -> None:
    many = dict(case.responses)
    many |= {f"advise_{number}": case.responses["advise"] for number in range(3)}
    made = plan(case.model_copy(update={"responses": many}), samples=None, seed=1)
    assert 32 == len(made.orders)
    assert made.orders[1] == made.orders[0][::-1]
    assert not made.party_orders


def test_coalition_is_named_by_its_acts() -> None:
    assert "advise+sf_feed" == name_of(Coalition(["sf_feed", "advise"]))
