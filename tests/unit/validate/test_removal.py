"""The removal as a scenario tells it: 42 hours in the reference case, refused where there is none to compare."""

from pathlib import Path

import pytest

from sim import spec
from sim.errors import ScenarioError
from sim.validate.removal import removal_of

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def test_the_reference_case_removes_sf_for_the_42_hours_of_the_paper() -> None:
    found = removal_of(spec.load_scenario(SCENARIOS / "cainiao_sf_2017.yaml"))
    assert ("sf", 42) == (found.carrier, found.ended_at - found.began_at)


def test_windows_are_hours_of_ordinary_trade_and_cover_all_that_is_compared() -> None:
    found = removal_of(spec.load_scenario(SCENARIOS / "cainiao_sf_2017.yaml"))
    windows = found.windows
    assert pytest.approx(len(found.trade)) == windows.before + windows.during + windows.after
    assert 168 == found.after_h


def test_a_run_that_ends_soon_after_is_compared_until_its_end() -> None:
    found = removal_of(spec.load_scenario(SCENARIOS / "cainiao_sf_2017.yaml", overrides={"horizon": "11d"}))
    assert 264 - (9 * 24 + 12) == found.after_h


@pytest.mark.parametrize(
    ("name", "overrides", "problem"),
    [
        ("null", {}, "no carrier is taken off the list"),
        ("cainiao_sf_2017", {"responses.delist.end": "2017-06-14T00:00"}, "the run has no such span"),
    ],
)
def test_what_cannot_be_compared_is_refused(name: str, overrides: dict[str, str], problem: str) -> None:
    scenario = spec.load_scenario(SCENARIOS / f"{name}.yaml", overrides=overrides)
    with pytest.raises(ScenarioError, match=problem):
        removal_of(scenario)
