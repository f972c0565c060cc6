"""`outage-sim search` in a process of its own: a tiny space with the real model, and wrong input."""

import json
from pathlib import Path
from typing import Any

import pytest

TINY_SPACE = """\
name: tiny
outage: sf_feed
lengths: [24h]
keep: []
harm: {contacts: 1}
harm_price: 10
levers:
  notice:
    action: public_notice
    at: [never, 2h]
    choose: {effect: [90%]}
    cost: {once: 1000}
"""


@pytest.fixture
def space(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY_SPACE, encoding="utf-8")
    return path


@pytest.mark.slow
def test_lever_that_spares_contacts_is_recommended_and_can_be_run(
    outage_sim: Any, root: Path, tiny_options: list[str], space: Path, tmp_path: Path
) -> None:
    path = root / "scenarios" / "cainiao_sf_2017.yaml"
    arguments = ["search", path, "--space", space, "--trials", 4, "--out", tmp_path / "results", *tiny_options]
    done = outage_sim(*arguments, "--json", "--quiet", timeout_s=600.0)
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    assert 2 == found["trials"]
    assert "notice after 2h, effect 90%" == found["recommended"]["policy"]
    assert 0 == outage_sim("check", found["paths"]["recommended"]).returncode
    again = outage_sim(*arguments)
    assert "already searched" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--lengths", "6h,-3h"], "--lengths"),
        (["--lengths", "6h,6h"], "named twice"),
        (["--harm", "complaint"], "did you mean complaints?"),
        (["--space", "nowhere.yaml"], "nowhere.yaml:1:1: cannot be read"),
    ],
)
def test_wrong_input_is_said_with_exit_code_2(outage_sim: Any, tmp_path: Path, arguments: list[str], told: str) -> None:
    done = outage_sim("search", "scenarios/cainiao_sf_2017.yaml", "--out", tmp_path, *arguments)
    assert 2 == done.returncode
    assert told in done.stderr
    assert not list(tmp_path.rglob("*.parquet"))


def test_help_shows_an_example(outage_sim: Any) -> None:
    done = outage_sim("search", "--help")
    assert 0 == done.returncode
    assert "Example: outage-sim search" in done.stdout
