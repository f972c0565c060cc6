"""`outage-sim explain`: a story as text, as JSON and as a page; what is not there is refused."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def folder(run_json: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the reference case in the tiny world."""
    found = run_json("cainiao_sf_2017", tmp_path_factory.mktemp("results"), "--workers", 1)
    return Path(found["paths"]["page"]).parent


def test_a_story_names_the_outage_and_says_where_its_page_is(outage_sim: Any, folder: Path) -> None:
    done = outage_sim("explain", folder, "dark", "--json", "--quiet")
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    assert "" == done.stderr
    assert told["is_the_kept_one"] is True
    assert told["differs"] is True
    assert {"sf_feed", "locker_link"} & set(told["differences"][0]["outages"])
    assert Path(told["paths"]["page"]).is_file()
    text = outage_sim("explain", folder, told["parcel"], "--quiet").stdout
    assert f"Parcel {told['parcel']}, replication 0" in text
    assert "What differs first is" in text


def test_without_a_parcel_the_typical_cases_are_listed(outage_sim: Any, folder: Path) -> None:
    done = outage_sim("explain", folder.name, "--out", folder.parents[1], "--replication", 1, "--list")
    assert 0 == done.returncode, done.stderr
    assert "simulating replication 1" in done.stderr
    assert "worried-on-time" in done.stdout
    assert (folder / "explain" / "cases-replication-1.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["nosuchrun"], "no run of this name"), (["{folder}", "phantm"], "did you mean phantom?")],
)
def test_wrong_input_ends_with_2_and_says_what_is_meant(
    outage_sim: Any, folder: Path, arguments: list[str], says: str
) -> None:
    done = outage_sim("explain", *(word.format(folder=folder) for word in arguments), "--quiet")
    assert 2 == done.returncode
    assert says in done.stderr
    assert "" == done.stdout
