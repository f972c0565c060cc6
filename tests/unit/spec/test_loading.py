"""Extending, defaults, overrides and notes: what a file comes to."""

import math
import pickle
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.spec import Scenario, load_scenario

Write = Callable[..., Path]
Load = Callable[..., Scenario]
CUT = "outages: {cut: {link: sf, start: +7d10h, duration: 50h, by: sf}}\n"


@pytest.fixture
def load(write: Write) -> Load:
    def load_text(text: str = "", overrides: dict[str, Any] | None = None) -> Scenario:
        return load_scenario(write(text), overrides)

    return load_text


def test_every_entry_is_complete(load: Load) -> None:
    world = load()
    assert (10.5, 14.0, 17.5, 20.5) == world.carriers["sf"].pick_up_waves
    assert 72.0 == world.lockers["fengchao"].max_dwell
    assert 0.45 == world.desks["platform"].redial
    assert {8.5: 0.6, 14.5: 0.4} == world.carriers["ttk"].courier_waves


def test_there_is_a_link_for_each_carrier_then_each_locker_operator(load: Load) -> None:
    world = load("links: {fengchao: {loss: 2%}}\n")
    assert [*world.carriers, *world.lockers] == list(world.links)
    assert (0.02, world.links["jd"].loss) == (world.links["fengchao"].loss, world.links["sf"].loss)
    assert world.links["sf"].loss < 0.02


def test_an_entry_counts_before_its_default(load: Load) -> None:
    world = load("carrier_defaults: {door_success: 60%}\ncarriers: {sf: {door_success: 90%}}\n")
    assert (0.9, 0.6) == (world.carriers["sf"].door_success, world.carriers["zto"].door_success)


def test_the_child_counts_before_the_parent_and_order_is_kept(load: Load) -> None:
    world = load("carriers: {sf: {price: 30}}\n")
    assert 30.0 == world.carriers["sf"].price
    assert ["sf", "jd", "ems", "zto", "yto", "yunda", "sto", "best", "ttk"] == list(world.carriers)


def test_a_distribution_is_replaced_as_a_whole(load: Load) -> None:
    assert 9.0 == load("merchants: {set_up: {gamma: {mean: 9h, cv: 1}}}\n").merchants.set_up.mean()


def test_a_table_of_clock_times_is_replaced_as_a_whole(load: Load) -> None:
    assert {9.0: 1.0} == load('carriers: {sf: {courier_waves: {"09:00": 100%}}}\n').carriers["sf"].courier_waves


def test_null_removes_an_entry_of_the_parent(write: Write) -> None:
    write(CUT, "parent.yaml")
    child = write("extends: parent.yaml\noutages: {cut: null}\n", "child.yaml", over_world=False)
    assert {} == load_scenario(child).outages


def test_an_empty_section_stands_for_its_default(load: Load) -> None:
    assert {} == load("outages:\nresponses: ~\n").outages


def test_times_are_hours_since_the_start_in_its_zone(load: Load) -> None:
    scenario = load(CUT)
    cut = scenario.outages["cut"]
    assert (178.0, 228.0) == (cut.start, cut.ends_at)
    assert 178.0 == scenario.hours("2017-06-01T10:00")
    assert 178.0 == scenario.hours(datetime.fromisoformat("2017-06-01T02:00+00:00"))


def test_an_outage_without_end_lasts(load: Load) -> None:
    assert math.inf == load("outages: {cut: {link: sf, start: +1d}}\n").outages["cut"].ends_at


def test_an_outage_of_no_length_and_one_that_follows_at_once_are_legal(load: Load) -> None:
    load(
        "outages:\n  a: {link: sf, start: +7d, duration: 0h}\n  b: {link: sf, start: +6d, duration: 2d}\n"
        "  c: {link: sf, start: +8d, duration: 1h}\n"
    )


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("outages.cut.duration", "24h", lambda s: s.outages["cut"].duration == 24.0),
        ("outages.cut.duration", 24.5, lambda s: s.outages["cut"].duration == 24.5),
        ("outages.cut.duration", np.float64(3), lambda s: s.outages["cut"].duration == 3.0),
        ("outages.cut.start", 100.0, lambda s: s.outages["cut"].start == 100.0),
        ("outages.cut.start", datetime(2017, 6, 1), lambda s: s.outages["cut"].start == 168.0),  # noqa: DTZ001
        ("outages.cut.replay.rate", 5000, lambda s: s.outages["cut"].replay.rate == 5000.0),
        ("outages.cut.replay.rate", math.inf, lambda s: s.outages["cut"].replay.rate == math.inf),
        ("outages.cut.mode", "full", lambda s: s.outages["cut"].mode == "full"),
        ("outages.cut", None, lambda s: s.outages == {}),
        ("outages.new", "{link: jd, start: +3d}", lambda s: list(s.outages) == ["cut", "new"]),
        ("outages.new", {"link": "jd", "start": "+3d"}, lambda s: s.outages["new"].start == 72.0),
        ("sample", 0.5, lambda s: s.sample == 0.5),
        ("sample", "2%", lambda s: s.sample == 0.02),
        ("seed", np.int64(7), lambda s: s.seed == 7),
        ("carrier_defaults.door_success", "70%", lambda s: s.carriers["sf"].door_success == 0.7),
        ("carriers.sf.last_mile.lognormal.median", "3h", lambda s: s.carriers["sf"].last_mile.median == 3.0),
        ("carriers.sf.last_mile", "{constant: 3h}", lambda s: s.carriers["sf"].last_mile.mean() == 3.0),
        ("carriers.sf.pick_up_waves.0", "09:00", lambda s: s.carriers["sf"].pick_up_waves[0] == 9.0),
        ("desks.platform.agents.08:00", "10", lambda s: s.desks["platform"].agents[8.0] == 10),
        ("merchants.leave_rate", 0.3, lambda s: s.merchants.leave_rate == 0.3),
        ("links.sf.throughput", "1e6/h", lambda s: s.links["sf"].throughput == 1e6),
    ],
)
def test_an_override_reaches_its_value(load: Load, path: str, value: Any, found: Callable[[Scenario], bool]) -> None:
    assert found(load(CUT, {path: value}))


def test_an_override_of_one_carrier_leaves_the_others(load: Load) -> None:
    world = load("", {"carriers.sf.last_mile.lognormal.median": "3h"})
    assert 2.35 == pytest.approx(float(world.carriers["jd"].last_mile.quantile(0.5)))


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        ("outages.cat.duration", "1h", "outages.cut.duration"),
        ("outages.cut.duratoin", "1h", "outages.cut.duration"),
        ("carriers.sff.price", "1", "carriers.sf.price"),
        ("carrier_defaults.door_sucess", "1%", "carrier_defaults.door_success"),
        ("smaple", "1%", "sample"),
        ("outages.cut.duration", "1 hour", "1h"),
    ],
)
def test_a_wrong_override_names_the_nearest_path(load: Load, path: str, value: str, meant: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(CUT, {path: value})
    (problem,) = caught.value.problems
    assert ("--set", path, meant) == (problem.file, problem.path, problem.suggestion)


def test_what_is_no_path_at_all_is_an_error(load: Load) -> None:
    for path in ("seed.x", "orders.hour_share.24", "extends", "", "outages.new", "outages.cut.link.x.y"):
        with pytest.raises(ScenarioError):
            load(CUT, {path: "3"})


def test_notes_do_not_change_values(load: Load) -> None:
    plain = load("costs: {contact: 9}\n")
    noted = load("costs: {value: {contact: {value: 9, source: mine, certainty: L, range: [1, 20]}}, source: ours}\n")
    assert plain.model_dump() == noted.model_dump()


def test_observed_values_are_read_from_a_file_beside_the_scenario(load: Load, tmp_path: Path) -> None:
    (tmp_path / "observed.csv").write_text("hours,n\n1,a\n2h,b\n180min,c\n")
    assert 2.0 == float(load("merchants: {set_up: {empirical: observed.csv}}\n").merchants.set_up.quantile(0.5))


@pytest.mark.parametrize("content", [None, "", "hours\n", "hours\n1\nmany\n"])
def test_a_file_of_observed_values_that_is_no_good_is_shown_where_it_is_named(
    load: Load, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "observed.csv").write_text(content)
    with pytest.raises(ScenarioError) as caught:
        load("merchants: {set_up: {empirical: observed.csv}}\n")
    assert [(2, 33)] == [(problem.line, problem.column) for problem in caught.value.problems]


def test_a_scenario_survives_the_way_between_processes(load: Load) -> None:
    scenario = load(CUT)
    copy = pickle.loads(pickle.dumps(scenario))  # noqa: S301 - our own bytes
    assert scenario == copy
    assert scenario.assumptions() == copy.assumptions()


def test_a_scenario_cannot_be_changed(load: Load) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().seed = 3  # type: ignore[misc]
