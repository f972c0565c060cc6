"""Points laid out and validated before anything is run."""

from itertools import pairwise
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from tests.unit.study.sweep_worlds import SWEEP, planned, words

CROSSED = """name: crossed
scenarios: {one: duo.yaml, two: duo.yaml}
uncertainties:
  outages.feed.duration: [1h, 3h]
policies:
  as_is: {}
  silent: {responses.advise: null}
levers:
  outages.feed.on_close: [drop, buffer]
measures: [contacts]
design: {grid: {levels: 3}}
"""


def test_scenarios_policies_levers_and_design_are_crossed_the_design_innermost(tmp_path: Path) -> None:
    points = planned(tmp_path, CROSSED).points_frame()
    assert ["point", "scenario", "policy", "outages.feed.duration", "outages.feed.on_close"] == list(points)
    assert 2 * 2 * 2 * 3 == len(points)
    assert [1.0, 2.0, 3.0] * 8 == points["outages.feed.duration"].tolist()
    assert ["drop"] * 3 + ["buffer"] * 3 == points["outages.feed.on_close"].tolist()[:6]
    assert ["as_is"] * 6 + ["silent"] * 6 == points["policy"].tolist()[:12]
    assert ["one"] * 12 + ["two"] * 12 == points["scenario"].tolist()


def test_points_that_are_the_same_are_run_once(tmp_path: Path) -> None:
    plan = planned(tmp_path, CROSSED)
    assert 24 == len(plan.points)
    assert 12 == len(list(plan.jobs(frozenset()))), "both scenarios are one"


def test_a_job_is_what_the_sweep_says(tmp_path: Path) -> None:
    text = CROSSED.replace("measures", "set: {horizon: 3d}\nseed: 7\nreplications: 2\nmeasures")
    first = next(iter(planned(tmp_path, text).jobs(frozenset())))
    assert 1.0 == first.scenario.outages["feed"].duration
    assert "drop" == first.scenario.outages["feed"].on_close
    assert (72.0, 7, 2) == (first.scenario.horizon, first.scenario.seed, first.scenario.replications)
    assert {"outages.feed.duration": 1.0, "outages.feed.on_close": "drop"} == first.values


def test_jobs_of_a_world_come_in_the_order_of_their_first_acts(tmp_path: Path) -> None:
    text = SWEEP.replace("outages.feed.duration: [1h, 24h]", "outages.feed.start: [+3h, +30h]")
    more = "levers: {merchants.leave_rate: [0.1/h, 0.2/h]}\npolicies: {a: {}, b: {outages.feed.duration: 3h}}\n"
    jobs = list(planned(tmp_path, more + text).jobs(frozenset()))
    changes = sum(before.world != after.world for before, after in pairwise(jobs))
    assert 1 == changes, "two worlds, one after the other"
    starts = [min(job.scenario.outages["feed"].start, job.scenario.responses["advise"].start) for job in jobs]
    assert sorted(starts[:8]) == starts[:8]
    assert sorted(starts[8:]) == starts[8:]


def test_what_is_done_is_not_given_out_again(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    done = frozenset(point.key for point in plan.points[1:])
    assert [plan.points[0].key] == [job.key for job in plan.jobs(done)]


CHANGES = {
    "seed: 1": "seed: 2",
    "replications: 2": "replications: 3",
    "horizon: 3d": "horizon: 4d",
    "parcels_late": "dark_hours",
}


@pytest.mark.parametrize("before", CHANGES)
def test_whatever_decides_the_figures_is_in_the_name_of_a_point(tmp_path: Path, before: str) -> None:
    text = SWEEP + "seed: 1\n"
    keys = {point.key for point in planned(tmp_path, text).points}
    assert keys == {point.key for point in planned(tmp_path, text).points}
    assert not keys & {point.key for point in planned(tmp_path, text.replace(before, CHANGES[before])).points}


def test_what_does_not_decide_the_figures_is_not_in_it(tmp_path: Path) -> None:
    keys = {point.key for point in planned(tmp_path).points}
    wider = planned(tmp_path, SWEEP.replace("levels: 4", "levels: 7").replace("name: small", "title: t\nname: other"))
    assert keys < {point.key for point in wider.points}, "a finer grid holds the points of the coarser one"


def test_points_that_break_the_scenario_are_told_before_the_start(tmp_path: Path) -> None:
    text = SWEEP.replace("design", "levers:\n  responses.advise.end: [+1d1h, +3d]\ndesign")
    with pytest.raises(ScenarioError) as caught:
        planned(tmp_path, text)
    first, second = words(caught.value.problems)
    assert first.startswith("sweep.yaml:8: responses.advise.end: say either end or duration, in 4 of 8 points, ")
    assert [26, 33] == [problem.column for problem in caught.value.problems]
    assert "first in point 0: outages.feed.duration=1 h, responses.advise.end=25 h since start" in first
    assert "first in point 4: outages.feed.duration=1 h, responses.advise.end=72 h since start" in second


def test_only_the_points_that_break_are_counted(tmp_path: Path) -> None:
    text = SWEEP.replace("design", "policies:\n  a: {}\n  b: {outages.feed.cycle: 4h}\ndesign")
    with pytest.raises(ScenarioError) as caught:
        planned(tmp_path, text)
    problems = list(words(caught.value.problems))
    assert any("in 4 of 8 points, first in point 4: b, outages.feed.duration=1 h" in each for each in problems), (
        problems
    )


def test_a_lever_for_a_response_that_one_policy_leaves_out_is_told_for_that_policy(tmp_path: Path) -> None:
    text = SWEEP.replace(
        "design", "policies:\n  a: {}\n  b: {responses.advise: null}\nlevers:\n  responses.advise.lag: [0h, 1h]\ndesign"
    )
    with pytest.raises(ScenarioError) as caught:
        planned(tmp_path, text)
    (problem,) = words(caught.value.problems)
    assert "responses.advise.lag: no such path in the scenario, in 8 of 16 points, first in point 8: b" in problem


def test_a_sweep_of_too_many_points_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="makes more than 1,000,000 points"):
        planned(tmp_path, SWEEP.replace("{grid: {levels: 4}}", "{lhs: {n: 1000001}}"))
