"""Parts of an excess that a formula makes: acts, parties, mechanisms and remainder are known beforehand."""

from pathlib import Path

import numpy as np
import pytest

from sim import store
from sim.spec import load_scenario
from sim.study.attribution import Attribution, attribute
from sim.study.attribution.attribute import modest
from sim.study.attribution.attribution import KIND, TABLES
from sim.study.attribution.values import ACT, BY_ACTS, EXCESS, INTERACTION, MECHANISM, PARTY
from tests.conftest import REFERENCE_CASE
from tests.unit.study.attribution.formula import ELASTICITY_ADDS, TOGETHER, contacts, evaluate


@pytest.fixture(scope="module")
def found() -> Attribution:
    scenario = load_scenario(REFERENCE_CASE, {"replications": "4", "sample": "0.1%"})
    return attribute(scenario, evaluate=evaluate)


def value(found: Attribution, kind: str, name: str, measure: str = "contacts") -> float:
    return float(found.of(measure, kind).set_index("name").loc[name, "value"])


def mean_luck() -> float:
    return float(np.mean([1.0 + 0.1 * np.random.default_rng(replication).normal() for replication in range(4)]))


def test_an_act_of_its_own_has_what_it_adds(found: Attribution) -> None:
    assert 40.0 * mean_luck() == pytest.approx(value(found, ACT, "locker_link"))


def test_what_two_acts_do_together_is_halved(found: Attribution) -> None:
    assert -10.0 * mean_luck() + TOGETHER / 2 == pytest.approx(value(found, ACT, "advise"))
    assert 5.0 * mean_luck() + TOGETHER / 2 == pytest.approx(value(found, ACT, "delist"))


def test_null_players_have_exactly_nothing(found: Attribution) -> None:
    for name in ("capacity", "mediation", "notice"):
        row = found.of("contacts", ACT).set_index("name").loc[name]
        assert [0.0, 0.0, 0.0] == row[["value", "ci_low", "ci_high"]].tolist()


@pytest.mark.parametrize("kind", [ACT, PARTY, BY_ACTS])
def test_parts_add_up_to_the_excess_to_float_rounding(found: Attribution, kind: str) -> None:
    excess = np.mean([contacts(found.scenario, replication) for replication in range(4)])
    assert excess == pytest.approx(value(found, EXCESS, "all"), rel=1e-12)
    assert value(found, EXCESS, "all") == pytest.approx(found.of("contacts", kind)["value"].sum(), rel=1e-12)


def test_mechanism_has_what_goes_with_it_and_the_remainder_the_rest(found: Attribution) -> None:
    assert ELASTICITY_ADDS == pytest.approx(value(found, MECHANISM, "lost_demand"))
    # without merchants who leave, the delisting is taken out: its 5 and what it does together with the advice
    assert 5.0 * mean_luck() + TOGETHER == pytest.approx(value(found, MECHANISM, "rerouting"))
    mechanisms = found.of("contacts", MECHANISM)["value"].sum()
    assert value(found, EXCESS, "all") - mechanisms == pytest.approx(value(found, INTERACTION, "remainder"))


def test_replication_without_a_number_is_left_out_and_the_parts_still_add_up(found: Attribution) -> None:
    assert 3 == found.of("wait", EXCESS).iloc[0]["replications"]
    assert 2.0 == pytest.approx(found.of("wait", ACT)["value"].sum())


def test_measure_that_never_has_a_number_has_no_excess(found: Attribution) -> None:
    assert 0.0 == value(found, EXCESS, "all", "never")
    assert (found.of("never", ACT)["value"] == 0.0).all()


def test_party_value_does_not_change_when_an_act_is_split_in_two() -> None:
    scenario = load_scenario(REFERENCE_CASE, {"replications": "2"})
    advise = scenario.responses["advise"]
    split = scenario.model_copy(update={"responses": {**scenario.responses, "advise_again": advise}})
    once, twice = (attribute(each, evaluate=evaluate).of("contacts", PARTY) for each in (scenario, split))
    np.testing.assert_allclose(once["value"], twice["value"], rtol=1e-12)


def test_drawn_orders_agree_with_all_coalitions_within_their_interval(found: Attribution) -> None:
    drawn = attribute(found.scenario, samples=24, evaluate=evaluate).of("contacts", ACT).set_index("name")
    exact = found.of("contacts", ACT).set_index("name")
    assert ((drawn["ci_low"] <= exact["value"] + 1e-9) & (exact["value"] <= drawn["ci_high"] + 1e-9)).all()


def test_object_has_the_promised_shape(found: Attribution) -> None:
    told = found.to_json(["contacts"])["measure"]["contacts"]
    assert {"excess", "ci95", "unit", "acts", "parties", "parties_by_acts", "mechanisms", "interaction"} == told.keys()
    assert {"value", "ci95"} == told["acts"]["sf_feed"].keys()
    assert "state_post_bureau" in told["parties"]


def test_saved_attribution_is_read_back_equal(found: Attribution, tmp_path: Path) -> None:
    saved = found.save(tmp_path)
    folder = store.study_folder(tmp_path, found.scenario.name, KIND, found.study_id)
    stored = store.find_study(folder, TABLES)
    assert stored is not None
    again = Attribution.from_stored(stored, found.scenario)
    assert saved.to_json(["contacts"]) == again.to_json(["contacts"])
    assert found.parts.equals(again.parts)


def test_page_names_acts_parties_and_mechanisms_and_needs_no_network(found: Attribution, tmp_path: Path) -> None:
    html = found.page(tmp_path / "report.html").read_text(encoding="utf-8")
    body = html[html.index("<body") :]
    for text in (
        "Locker link",
        "State Post Bureau",
        "Shoppers stay away",
        'id="fig-act-contacts"',
        "demand.elasticity = 0",
    ):
        assert text in body
    assert found.page(tmp_path / "again.html").read_bytes() == (tmp_path / "report.html").read_bytes()


def test_many_arms_take_a_modest_sample_unless_the_scenario_is_smaller() -> None:
    assert 0.0002 == modest(load_scenario(REFERENCE_CASE)).sample
    assert 3 == modest(load_scenario(REFERENCE_CASE)).replications
    assert 2e-5 == modest(load_scenario(REFERENCE_CASE, {"sample": "0.002%"})).sample
