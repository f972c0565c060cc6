"""The effective configuration reads back to the same scenario, and its hash says when something changed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.spec import effective, effective_yaml, from_effective, load_scenario, scenario_hash

Write = Callable[..., Path]
SCENARIOS = Path(__file__).parents[3] / "scenarios"
SHIPPED = sorted(SCENARIOS.glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_the_effective_configuration_reads_back_to_the_same_scenario(write: Write, path: Path) -> None:
    scenario = load_scenario(path)
    again = load_scenario(write(effective_yaml(scenario), over_world=False))
    assert scenario.model_dump() == again.model_dump()
    assert scenario_hash(scenario) == scenario_hash(again)


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_a_configuration_kept_as_json_is_the_same_scenario_again(path: Path) -> None:
    scenario = load_scenario(path)
    again = from_effective(json.loads(json.dumps(effective(scenario))))
    assert scenario.model_dump() == again.model_dump()
    assert scenario_hash(scenario) == scenario_hash(again)


@pytest.mark.parametrize("kept", [{}, {"start": "2017-05-25"}, {"start": "noon"}])
def test_what_is_no_configuration_is_refused(kept: dict[str, str]) -> None:
    with pytest.raises(ScenarioError, match="not the configuration of a scenario"):
        from_effective(kept)


def test_an_effective_configuration_says_quantities_with_units() -> None:
    found = effective(load_scenario(SCENARIOS / "cainiao_sf_2017.yaml"))
    assert "50h" == found["outages"]["sf_feed"]["duration"]
    assert "2017-06-01T10:00" == found["outages"]["sf_feed"]["start"]
    assert {"lognormal": {"median": "8h", "p95": "30h"}} == found["merchants"]["set_up"]
    assert "carrier_defaults" not in found


def test_the_hash_does_not_depend_on_layout_or_notes(write: Write) -> None:
    plain = write("outages: {cut: {link: sf, start: +7d, duration: 48h}}\n", "a.yaml")
    other = write(
        "# a comment\noutages:\n  cut:\n    duration: {value: 2d, source: me, certainty: L}\n"
        "    link: sf\n    start: 2017-06-01T00:00\n",
        "b.yaml",
    )
    assert scenario_hash(load_scenario(plain)) == scenario_hash(load_scenario(other))


def test_the_hash_changes_with_any_value_and_with_the_order_of_carriers(write: Write) -> None:
    base = load_scenario(write(""))
    changed = [
        load_scenario(write(""), {"seed": 2}),
        load_scenario(write(""), {"carriers.ttk.price": 8.5}),
        load_scenario(write(effective_yaml(base).replace("  ems:\n", "  emz:\n"), over_world=False)),
    ]
    assert 4 == len({scenario_hash(scenario) for scenario in [base, *changed]})
