"""What a what-if question changes, and that wrong values are told in the scenario's own words."""

from pathlib import Path

import pytest

from sim.app.levers import asked_scenario, levers_of, outages_of
from sim.errors import ScenarioError
from sim.spec import ScenarioFile


@pytest.fixture(scope="module")
def base(root: Path) -> ScenarioFile:
    return ScenarioFile(root / "scenarios" / "cainiao_sf_2017.yaml")


def test_the_outage_of_a_carrier_comes_first(base: ScenarioFile) -> None:
    assert ["sf_feed", "locker_link"] == outages_of(base.scenario())


def test_the_reference_case_has_every_lever(base: ScenarioFile) -> None:
    names = [lever.name for lever in levers_of(base.scenario(), "sf_feed")]

    assert [
        "start",
        "length",
        "scans",
        "order",
        "rate",
        "advice",
        "capacity",
        "agents",
        "share",
        "sample",
        "most",
    ] == names


def test_nothing_said_leaves_the_base_but_for_its_sample(base: ScenarioFile) -> None:
    scenario, changed = asked_scenario(base, "sf_feed", {"length": "", "capacity": " 1.15 "})

    assert {"sample": "0.02%"} == changed
    assert 50.0 == scenario.outages["sf_feed"].duration


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("start", "2017-06-01T12:00", "outages.sf_feed.start"),
        ("length", "2d", "outages.sf_feed.duration"),
        ("scans", "drop", "outages.sf_feed.on_close"),
        ("order", "newest_first", "outages.sf_feed.replay.order"),
        ("rate", "5e5/h", "outages.sf_feed.replay.rate"),
        ("advice", "2017-06-02T08:00", "responses.advise.start"),
        ("capacity", "1.3", "responses.capacity.factor"),
        ("agents", "2", "responses.more_agents.factor"),
    ],
)
def test_a_lever_writes_the_path_it_stands_for(base: ScenarioFile, name: str, value: str, path: str) -> None:
    _, changed = asked_scenario(base, "sf_feed", {name: value})

    assert {path: value, "sample": "0.02%"} == changed


def test_a_carriers_share_grows_at_the_others_cost_in_proportion(base: ScenarioFile) -> None:
    before = base.scenario().carriers
    after = asked_scenario(base, "sf_feed", {"share": "10%"})[0].carriers

    assert 0.10 == pytest.approx(after["sf"].share["general"])
    assert 1.0 == pytest.approx(sum(carrier.share["general"] for carrier in after.values()))
    ratio = before["zto"].share["general"] / before["yto"].share["general"]
    assert ratio == pytest.approx(after["zto"].share["general"] / after["yto"].share["general"])


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"length": "24x"}, "outages.sf_feed.duration: expected a duration"),
        ({"start": "tomorrow"}, "outages.sf_feed.start: expected a date and time"),
        ({"scans": "burn"}, "did you mean buffer"),
        ({"share": "150%"}, "carriers.sf.share.general"),
        ({"most": "1"}, "a whole number from 2 to 40"),
        ({"most": "1e9"}, "a whole number from 2 to 40"),
        ({"sample": "0%"}, "sample"),
        ({"length": "{empirical: /etc/passwd}"}, "one short value"),
        ({"length": "9" * 61}, "one short value"),
    ],
)
def test_a_wrong_value_names_its_path(base: ScenarioFile, said: dict[str, str], reason: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        asked_scenario(base, "sf_feed", said)

    assert reason in str(caught.value)


def test_a_scenario_without_outage_has_no_levers_of_one(root: Path) -> None:
    quiet = ScenarioFile(root / "scenarios" / "null.yaml").scenario()

    assert [] == outages_of(quiet)
    assert ["sample", "most"] == [lever.name for lever in levers_of(quiet, "")]
