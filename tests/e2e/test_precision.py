"""`outage-sim run --precision`: it stops, says what it reached, and gives the figures of that many replications."""

import json
from pathlib import Path
from typing import Any

import pytest

REPEATS = ("run_id", "seed", "sample", "impact", "claims", "audit")
GOAL = ("--precision", "5%", "--max-replications", 3, "--measures", "contacts,dark_hours")


@pytest.fixture(scope="module")
def options(tiny: dict[str, str]) -> list[str]:
    """The tiny world without its number of replications."""
    return [word for path, value in tiny.items() if path != "replications" for word in ("--set", f"{path}={value}")]


@pytest.fixture(scope="module")
def path(root: Path) -> Path:
    return root / "scenarios/cainiao_sf_2017.yaml"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def precise(outage_sim: Any, path: Path, out: Path, options: list[str]) -> dict[str, Any]:
    done = outage_sim("run", path, "--out", out, "--json", *GOAL, *options)
    assert 0 == done.returncode, done.stderr
    assert "2 replications (at most 3): contacts" in done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_says_what_was_asked_and_what_was_reached(precise: dict[str, Any]) -> None:
    told = precise["precision"]
    assert (3, "most", False) == (told["replications"], told["stopped_by"], told["reached"])
    assert ["contacts", "dark_hours"] == list(told["measures"])
    contacts = told["measures"]["contacts"]
    low, high = precise["impact"]["contacts"]["ci95"]
    assert precise["impact"]["contacts"]["excess"] == contacts["excess"]
    assert pytest.approx((high - low) / 2) == contacts["half_width"]


def test_its_figures_are_those_of_a_run_of_that_many_replications(
    precise: dict[str, Any], outage_sim: Any, path: Path, tmp_path: Path, options: list[str]
) -> None:
    number = precise["replications"]
    done = outage_sim("run", path, "--out", tmp_path, "--json", "--replications", number, "--workers", 1, *options)
    plain = json.loads(done.stdout)
    assert {name: plain[name] for name in REPEATS} == {name: precise[name] for name in REPEATS}
    for name in ("impact", "hourly"):
        assert Path(plain["paths"][name]).read_bytes() == Path(precise["paths"][name]).read_bytes()


def test_the_same_goal_is_recognised_and_the_page_shows_it(
    precise: dict[str, Any], outage_sim: Any, path: Path, out: Path, options: list[str]
) -> None:
    again = outage_sim("run", path, "--out", out, "--json", *GOAL, *options)
    assert "already run" in again.stderr
    assert precise == json.loads(again.stdout)
    page = Path(precise["paths"]["page"]).read_text(encoding="utf-8")
    assert "NOT reached for every measure after 3 replications" in page


@pytest.mark.slow
def test_a_deadline_is_kept(outage_sim: Any, path: Path, tmp_path: Path, options: list[str]) -> None:
    # At 0.01 % of each excess it would go on to its cap.
    done = outage_sim(
        "run",
        path,
        "--out",
        tmp_path,
        "--json",
        "--quiet",
        "--precision",
        "0.01%",
        "--max-replications",
        5000,
        "--deadline",
        "60s",
        *options,
    )
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)["precision"]
    assert "deadline" == told["stopped_by"]
    assert 2 <= told["replications"] < told["asked"]["most"]


def test_a_misspelt_measure_is_named_with_its_nearest_spelling(
    outage_sim: Any, path: Path, tmp_path: Path, options: list[str]
) -> None:
    done = outage_sim("run", path, "--out", tmp_path, "--precision", "5%", "--measures", "contcts", *options)
    assert 2 == done.returncode
    assert "--measures: no such measure (got 'contcts'), did you mean contacts?" in done.stderr
