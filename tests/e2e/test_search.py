"""`outage-sim search` in a process of its own: a tiny space with the real model, and wrong input."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pages import faults_of

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


@pytest.fixture(scope="module")
def arguments(root: Path, tiny_options: list[str], tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """A search of two policies in a tiny world."""
    folder = tmp_path_factory.mktemp("search")
    space = folder / "tiny.yaml"
    space.write_text(TINY_SPACE, encoding="utf-8")
    path = root / "scenarios" / "cainiao_sf_2017.yaml"
    return ["search", path, "--space", space, "--trials", 4, "--out", folder / "results", *tiny_options]


@pytest.fixture(scope="module")
def found(outage_sim: Any, arguments: list[Any]) -> dict[str, Any]:
    done = outage_sim(*arguments, "--json", "--quiet", timeout_s=600.0)
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.slow
def test_lever_that_spares_contacts_is_recommended_and_can_be_run(
    outage_sim: Any, found: dict[str, Any], arguments: list[Any]
) -> None:
    assert 2 == found["trials"]
    assert "notice after 2h, effect 90%" == found["recommended"]["policy"]
    assert 0 == outage_sim("check", found["paths"]["recommended"]).returncode
    again = outage_sim(*arguments)
    assert "already searched" in again.stderr


@pytest.mark.slow
@pytest.mark.browser
def test_its_page_is_sound_on_a_wide_and_a_narrow_screen(chromium: str, found: dict[str, Any]) -> None:
    assert [] == faults_of(chromium, found["paths"]["page"])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--lengths", "6h,-3h"], "--lengths"),
        (["--lengths", "6h,6h"], "named twice"),
        (["--harm", "complaint"], "did you mean complaints?"),
        (["--space", "nowhere.yaml"], "nowhere.yaml:1:1: cannot be read"),
    ],
)
def test_wrong_input_is_said_with_exit_code_2(outage_sim: Any, tmp_path: Path, wrong: list[str], told: str) -> None:
    done = outage_sim("search", "scenarios/cainiao_sf_2017.yaml", "--out", tmp_path, *wrong)
    assert 2 == done.returncode
    assert told in done.stderr
    assert not list(tmp_path.rglob("*.parquet"))


def test_help_shows_an_example(outage_sim: Any) -> None:
    done = outage_sim("search", "--help")
    assert 0 == done.returncode
    assert "Example: outage-sim search" in done.stdout
