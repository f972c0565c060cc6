"""Worlds without a mechanism: sound scenarios that differ in just what is knocked out."""

from pathlib import Path

import pytest

from sim.spec import Scenario, effective, effective_yaml, load_scenario
from sim.study.attribution.mechanisms import MECHANISMS, Mechanism, mechanisms_of
from tests.conftest import REFERENCE_CASE

CHANGED = {
    "darkness": {"buyers"},
    "blind_desks": {"desks"},
    "support_queue": {"desks"},
    "rerouting": {"merchants", "responses"},
    "congestion": {"carriers"},
    "lockers": {"lockers"},
    "backfill": {"outages"},
    "lost_demand": {"demand"},
}


@pytest.fixture(scope="module")
def case() -> Scenario:
    return load_scenario(REFERENCE_CASE)


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.name)
def test_knock_out_changes_its_own_sections_only(case: Scenario, mechanism: Mechanism) -> None:
    before, after = effective(case), effective(mechanism.without(case))
    assert CHANGED[mechanism.name] == {key for key in before if before[key] != after.get(key)}


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.name)
def test_knock_out_is_a_scenario_that_a_file_could_say(case: Scenario, mechanism: Mechanism, tmp_path: Path) -> None:
    path = tmp_path / "without.yaml"
    without = mechanism.without(case)
    path.write_text(effective_yaml(without), encoding="utf-8")
    assert effective(without) == effective(load_scenario(path))


def test_carriers_that_are_hit_keep_their_capacity(case: Scenario) -> None:
    without = next(each for each in MECHANISMS if each.name == "congestion").without(case)
    assert case.carriers["sf"] == without.carriers["sf"]
    assert case.carriers["zto"].sort_hours / 100 == without.carriers["zto"].sort_hours


def test_scenario_without_outages_has_no_backfill(case: Scenario) -> None:
    names = {each.name for each in mechanisms_of(case.model_copy(update={"outages": {}}))}
    assert not names & {"backfill", "congestion"}
