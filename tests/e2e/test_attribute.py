"""`outage-sim attribute` in a process of its own, with the real model on a tiny world."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pages import faults_of

ONLY_THREE_ACTS = ("outages.locker_link", "responses.delist", "responses.fresh_bases", "responses.more_agents",
                   "responses.notice", "responses.mediation")  # fmt: skip


@pytest.fixture(scope="module")
def options(tiny_options: list[str]) -> list[str]:
    cut = [word for path in ONLY_THREE_ACTS for word in ("--set", f"{path}=null")]
    return [*tiny_options, *cut, "--set", "replications=1"]


@pytest.fixture(scope="module")
def found(outage_sim: Any, root: Path, options: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("results")
    path = root / "scenarios" / "cainiao_sf_2017.yaml"
    done = outage_sim("attribute", path, "--out", out, "--no-mechanisms", "--json", "--quiet", *options)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.slow
def test_parts_of_every_measure_add_up_to_its_excess(found: dict[str, Any]) -> None:
    assert {"sf_feed", "advise", "capacity"} == found["measure"]["contacts"]["acts"].keys()
    for told in found["measure"].values():
        if told["excess"] is None:
            continue
        for kind in ("acts", "parties", "parties_by_acts"):
            values = [part["value"] for part in told[kind].values()]
            size = sum(map(abs, values)) + abs(told["excess"])
            assert told["excess"] == pytest.approx(sum(values), rel=0, abs=1e-12 * size)


@pytest.mark.slow
def test_excess_is_that_of_a_run_of_its_own(
    found: dict[str, Any], outage_sim: Any, root: Path, options: list[str], tmp_path: Path
) -> None:
    path = root / "scenarios" / "cainiao_sf_2017.yaml"
    done = outage_sim("run", path, "--out", tmp_path, "--json", "--quiet", *options)
    run = json.loads(done.stdout)["impact"]
    for measure, told in found["measure"].items():
        assert run[measure]["excess"] == told["excess"], measure


@pytest.mark.slow
@pytest.mark.browser
def test_its_page_is_sound_on_a_wide_and_a_narrow_screen(chromium: str, found: dict[str, Any]) -> None:
    assert [] == faults_of(chromium, found["paths"]["page"])


@pytest.mark.slow
def test_files_are_where_it_says(found: dict[str, Any], root: Path) -> None:
    for path in found["paths"].values():
        assert (root / path).is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["scenarios/worlds/china_2017.yaml"], "nothing to attribute"),
        (["scenarios/cainiao_sf_2017.yaml", "--measures", "contact"], "did you mean contacts?"),
        (
            ["scenarios/cainiao_sf_2017.yaml", "--set", "outages.sf_fed.duration=3h"],
            "did you mean outages.sf_feed.duration?",
        ),
        (["scenarios/missing.yaml"], "cannot be read"),
    ],
)
def test_wrong_input_is_said_with_exit_code_2(outage_sim: Any, tmp_path: Path, arguments: list[str], told: str) -> None:
    done = outage_sim("attribute", *arguments, "--out", tmp_path)
    assert 2 == done.returncode
    assert told in done.stderr
    assert not list(tmp_path.rglob("*.parquet"))


def test_help_shows_an_example(outage_sim: Any) -> None:
    done = outage_sim("attribute", "--help")
    assert 0 == done.returncode
    assert "Example: outage-sim attribute" in done.stdout
