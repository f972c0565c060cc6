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
    done = outage_sim("explain", folder.name, "dark", "--out", folder.parents[1])
    assert 0 == done.returncode, done.stderr
    assert "simulating replication 0" in done.stderr
    assert "What differs first is what is shown of it" in done.stdout
    assert "by outage" in done.stdout
    page = Path(done.stdout.rsplit("Page: ", 1)[1].strip())
    assert page.is_file()
    assert folder / "explain" == page.parent


def test_without_a_parcel_the_typical_cases_are_told(outage_sim: Any, folder: Path) -> None:
    done = outage_sim("explain", folder, "--replication", 1, "--list", "--json", "--quiet")
    assert 0 == done.returncode, done.stderr
    assert "" == done.stderr
    told = json.loads(done.stdout)
    assert told["is_the_kept_one"] is True
    assert {"worried-on-time", "untouched"} < {case["name"] for case in told["cases"]}
    assert 0 < len(told["under_way_at_peak"])
    assert Path(told["paths"]["page"]).is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["nosuchrun"], "no folder, and no run or study"), (["{folder}", "phantm"], "did you mean phantom?")],
)
def test_wrong_input_ends_with_2_and_says_what_is_meant(
    outage_sim: Any, folder: Path, arguments: list[str], says: str
) -> None:
    done = outage_sim("explain", *(word.format(folder=folder) for word in arguments), "--quiet")
    assert 2 == done.returncode
    assert says in done.stderr
    assert "" == done.stdout
