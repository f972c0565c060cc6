"""The scenario restored after so many hours, and hours or outages that make no sense."""

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import ScenarioError
from sim.spec import scenario_hash
from sim.study.restoration import check_hours, restored_after

SMALL = {"sample": "0.002%", "merchants.count": "300"}


@pytest.fixture(scope="module")
def reference(root: Path) -> Any:
    return sim.load_scenario(root / "scenarios/cainiao_sf_2017.yaml", overrides=SMALL)


def test_a_point_is_the_scenario_with_that_duration_set(reference: Any, root: Path) -> None:
    overrides = {**SMALL, "outages.sf_feed.duration": "10h"}
    told = sim.load_scenario(root / "scenarios/cainiao_sf_2017.yaml", overrides=overrides)
    assert scenario_hash(told) == scenario_hash(restored_after(reference, "sf_feed", 10.0))


@pytest.mark.parametrize("responses", ["stay", "follow"])
def test_restored_when_it_was_it_is_the_scenario_itself(reference: Any, responses: Any) -> None:
    assert scenario_hash(reference) == scenario_hash(restored_after(reference, "sf_feed", 50.0, responses))


def test_responses_that_follow_begin_and_end_with_the_outage(reference: Any) -> None:
    found = restored_after(reference, "sf_feed", 6.0, "follow")
    # The outage begins at 178 h and is now over at 184 h: 44 h earlier. Advice began at 182 h, delisting at 186 h.
    assert {"advise", "more_agents"} == set(found.responses)
    assert 184.0 == found.responses["advise"].end
    assert reference.responses["more_agents"].end - 44.0 == found.responses["more_agents"].end
    assert reference.responses["advise"].start == found.responses["advise"].start


def test_responses_that_follow_last_longer_with_a_longer_outage(reference: Any) -> None:
    found = restored_after(reference, "sf_feed", 60.0, "follow")
    assert set(reference.responses) == set(found.responses)
    assert reference.responses["delist"].end + 10.0 == found.responses["delist"].end


def test_no_response_follows_an_outage_that_never_is(reference: Any) -> None:
    assert {} == restored_after(reference, "sf_feed", 0.0, "follow").responses


def test_an_unknown_outage_is_named_with_its_nearest_spelling(reference: Any) -> None:
    with pytest.raises(ScenarioError, match=r"--outage: no outage of this name.*'sf_fed'.*did you mean sf_feed"):
        check_hours(reference, "sf_fed", [2.0, 6.0])


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([2.0, -6.0], "must not be negative.*-6"),
        ([6.0, 2.0, 12.0], "must rise.*6,2,12.*did you mean 2,6,12"),
        ([2.0, 6.0, 6.0], "stands twice.*6"),
        ([2.0], "at least two"),
        ([2.0, 1e4], "run ends .* after this outage begins.*10000"),
        ([2.0, float("nan")], "must not be negative"),
    ],
)
def test_hours_that_make_no_sense_are_refused(reference: Any, hours: list[float], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        check_hours(reference, "sf_feed", hours)


def test_an_outage_that_would_run_into_the_next_of_its_link_is_refused(reference: Any) -> None:
    first = reference.outages["sf_feed"]
    later = first.model_copy(update={"start": first.start + 60.0})
    twice = reference.model_copy(update={"outages": {**reference.outages, "again": later}})
    restored_after(twice, "sf_feed", 60.0)
    with pytest.raises(ScenarioError, match="overlap again"):
        restored_after(twice, "sf_feed", 61.0)
