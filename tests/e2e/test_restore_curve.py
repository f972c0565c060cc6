"""`outage-sim restore-curve`: points are runs, zero is zero, and hours or outages that make no sense are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pages import faults_of

COMMON = ("baseline", "outage", "excess", "ci95", "unit")


@pytest.fixture(scope="module")
def reference(root: Path) -> Path:
    return root / "scenarios/cainiao_sf_2017.yaml"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def found(outage_sim: Any, reference: Path, out: Path, tiny_options: list[str]) -> dict[str, Any]:
    options = ("--outage", "sf_feed", "--hours", "0,10,50", "--out", out, "--json", "--quiet")
    done = outage_sim("restore-curve", reference, *options, *tiny_options)
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def impact_of(found: dict[str, Any], hours: float) -> dict[str, Any]:
    (point,) = (point for point in found["points"] if point["hours"] == hours)
    return {name: {key: row[key] for key in COMMON} for name, row in point["impact"].items()}


@pytest.mark.parametrize(("hours", "options"), [(50.0, ()), (10.0, ("--set", "outages.sf_feed.duration=10h"))])
def test_a_point_equals_a_run_of_its_own(
    found: dict[str, Any], run_json: Any, tmp_path: Path, hours: float, options: tuple[str, ...]
) -> None:
    assert run_json("cainiao_sf_2017", tmp_path, *options)["impact"] == impact_of(found, hours)


@pytest.mark.browser
def test_its_page_is_sound_on_a_wide_and_a_narrow_screen(chromium: str, found: dict[str, Any]) -> None:
    assert [] == faults_of(chromium, found["paths"]["page"])


def test_zero_hours_add_exactly_nothing(found: dict[str, Any]) -> None:
    assert [0.0, 10.0, 50.0] == [point["hours"] for point in found["points"]]
    for row in found["points"][0]["impact"].values():
        if row["added"] is not None:
            assert (0, [0, 0]) == (row["added"], row["added_ci95"])


def test_longer_is_darker_and_costs_by_the_hour(found: dict[str, Any]) -> None:
    added = [point["impact"]["dark_hours"]["added"] for point in found["points"]]
    assert sorted(added) == added
    assert 0.0 == added[0] < added[2]
    steps = [row for row in found["marginal"] if row["measure"] == "dark_hours"]
    assert [(0.0, 10.0), (10.0, 50.0)] == [(row["from_h"], row["to_h"]) for row in steps]
    assert pytest.approx(added[2]) == sum(row["per_hour"] * (row["to_h"] - row["from_h"]) for row in steps)


def test_the_parties_bids_add_up_to_that_of_all(found: dict[str, Any]) -> None:
    of_step = [bid for bid in found["bids"] if bid["to_h"] == 50.0]
    parties = sum(bid["cny_per_hour"] for bid in of_step if bid["kind"] == "party")
    (together,) = (bid["cny_per_hour"] for bid in of_step if bid["kind"] == "all")
    assert pytest.approx(together, rel=1e-9, abs=1e-3) == parties


def test_an_outage_that_is_the_only_act_does_nothing_in_zero_hours(
    outage_sim: Any, reference: Path, tmp_path: Path, tiny_options: list[str]
) -> None:
    path = tmp_path / "alone.yaml"
    acts = "outages:\n  locker_link: null\nresponses: null\n"
    path.write_text(f"extends: {reference}\nname: alone\n{acts}", encoding="utf-8")
    options = ("--outage", "sf_feed", "--hours", "0,2", "--out", tmp_path, "--json", "--quiet")
    done = outage_sim("restore-curve", path, *options, *tiny_options)
    assert 0 == done.returncode, done.stderr
    for row in json.loads(done.stdout)["points"][0]["impact"].values():
        assert (0, [0, 0]) == (row["excess"], row["ci95"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--outage", "sf_fed"),
            "no outage of this name; there are locker_link, sf_feed (got 'sf_fed'), did you mean sf_feed?",
        ),
        (("--outage", "sf_feed", "--hours=-2,6"), "hours must not be negative (got -2)"),
        (("--outage", "sf_feed", "--hours", "6,2"), "hours must rise (got 6,2), did you mean 2,6?"),
        (("--outage", "sf_feed", "--hours", "2,2"), "an hour stands twice (got 2)"),
    ],
)
def test_what_makes_no_sense_is_refused(
    outage_sim: Any, reference: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    done = outage_sim("restore-curve", reference, *options, "--out", tmp_path)
    assert 2 == done.returncode
    assert words in done.stderr
