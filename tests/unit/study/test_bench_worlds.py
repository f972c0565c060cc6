"""Worlds for the benchmark are sound scenarios with as much of everything as their name says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.spec import Scenario, effective_yaml, load_scenario
from sim.study.bench_worlds import repeated, with_network, worlds_to_scale


@pytest.fixture(scope="module")
def scenario(root: Path) -> Scenario:
    return load_scenario(root / "scenarios/cainiao_sf_2017.yaml")


@pytest.fixture(scope="module")
def worlds(scenario: Scenario) -> dict[str, Scenario]:
    return worlds_to_scale(scenario)


def names_of_links(world: Scenario) -> Iterator[str]:
    yield from world.carriers
    yield from world.lockers


def test_they_have_what_their_names_say(worlds: dict[str, Scenario]) -> None:
    merchants, network = worlds.values()
    assert ["2,000,000 merchants", "30 carriers × 31 regions"] == list(worlds)
    assert 2_000_000 == merchants.merchants.count
    assert (30, 31) == (len(network.carriers), len(network.regions))


def test_they_can_be_written_and_read_as_scenarios(worlds: dict[str, Scenario], tmp_path: Path) -> None:
    for world in worlds.values():
        path = tmp_path / "world.yaml"
        path.write_text(effective_yaml(world))
        read = load_scenario(path)
        assert world.merchants.count == read.merchants.count
        assert list(world.carriers) == list(read.carriers)
        assert list(world.regions) == list(read.regions)


def test_links_are_those_of_the_carriers_and_then_of_the_operators(worlds: dict[str, Scenario]) -> None:
    for world in worlds.values():
        assert list(names_of_links(world)) == list(world.links)


def test_a_carrier_that_an_outage_hits_keeps_its_share_and_the_others_share_theirs(scenario: Scenario) -> None:
    world = with_network(scenario, 30, 31)
    assert scenario.carriers["sf"].share == world.carriers["sf"].share
    assert "sf_2" not in world.carriers
    copies = [carrier for name, carrier in world.carriers.items() if name.split("_")[0] == "zto"]
    assert len(copies) > 1
    for category, share in scenario.carriers["zto"].share.items():
        assert share == pytest.approx(sum(carrier.share[category] for carrier in copies))


def test_no_two_regions_lie_in_one_place(worlds: dict[str, Scenario]) -> None:
    for world in worlds.values():
        places = {(region.lat, region.lon) for region in world.regions.values()}
        assert len(world.regions) == len(places)


def test_where_every_name_is_whole_all_are_copied() -> None:
    assert ["a", "b", "a_2", "b_2"] == list(repeated(["a", "b"], 4, whole={"a", "b"}))
