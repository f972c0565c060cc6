"""Wrong input: exit code 2, the place and the nearest right spelling on stderr, nothing on stdout, nothing written."""

from pathlib import Path
from typing import Any

import pytest

REFERENCE = "scenarios/cainiao_sf_2017.yaml"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "outages.sf_fed.duration=24h"], "sf_fed"),
        (["--set", "outages.sf_feed.duration=24 parsecs"], "outages.sf_feed.duration"),
        (["--set", "outages.sf_feed.link=sff"], "did you mean sf"),
        (["--set", "no equals sign"], "path=value"),
        (["--sample", "120%"], "sample"),
        (["--replications", "0"], "replications"),
        (["--seed", "-1"], "seed"),
        (["--workers", "0"], "workers"),
        (["--sample", "lots"], "sample"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_written(
    outage_sim: Any, tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = outage_sim("run", REFERENCE, "--out", tmp_path / "results", *arguments)
    assert 2 == done.returncode, done.stderr
    assert words in done.stderr
    assert "" == done.stdout
    assert [] == list(tmp_path.iterdir())


def test_a_missing_scenario_is_named(outage_sim: Any, tmp_path: Path) -> None:
    done = outage_sim("run", tmp_path / "nowhere.yaml", "--out", tmp_path / "results")
    assert 2 == done.returncode, done.stderr
    assert "nowhere.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_shows_every_problem_of_every_file(outage_sim: Any, root: Path, tmp_path: Path) -> None:
    world = root / "scenarios/worlds/china_2017.yaml"
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(f"extends: {world}\nname: one\nsampel: 1%\nhorizon: 20 parsecs\n")
    two.write_text(f"extends: {world}\nname: two\nsed: 1\n")
    done = outage_sim("check", one, two, root / REFERENCE)
    assert 2 == done.returncode
    for words in (f"{one}:3:", "did you mean sample", f"{one}:4:", f"{two}:3:"):
        assert words in done.stderr
    assert f"{root / REFERENCE}: ok" in done.stdout


def test_check_is_content_with_every_shipped_scenario(outage_sim: Any, root: Path) -> None:
    paths = sorted((root / "scenarios").glob("*.yaml"))
    done = outage_sim("check", *paths)
    assert 0 == done.returncode, done.stderr
    assert len(paths) == done.stdout.count(": ok")


def test_a_place_that_cannot_be_written_is_a_failure_not_wrong_input(outage_sim: Any, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file where the folder should be")
    done = outage_sim("run", REFERENCE, "--out", tmp_path / "results")
    assert 1 == done.returncode
    assert "cannot write results" in done.stderr
