"""The app in a real browser: runs held against each other as the command does it."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from sim.cli import commands
from tests.browser.app import Served
from tests.browser.visiting import Visit
from tests.conftest import REFERENCE_CASE, TINY

pytestmark = pytest.mark.browser


def test_a_comparison_has_the_figures_of_the_command(served: Served, tmp_path: Path) -> None:
    one_day = tmp_path / "one_day.yaml"
    one_day.write_text(
        f"extends: {REFERENCE_CASE}\nname: one_day\noutages: {{sf_feed: {{duration: 24h}}}}\n", encoding="utf-8"
    )
    sets = [word for path, value in TINY.items() for word in ("--set", f"{path}={value}")]
    options = ["--seed", "1", "--workers", "1", "--json", "--quiet", "--out", str(tmp_path)]
    asked = CliRunner().invoke(commands.app, ["compare", str(REFERENCE_CASE), str(one_day), *sets, *options])
    expected = json.loads(asked.stdout)
    with urlopen(f"{served.url}/files/compare.json?run={served.whole}&run={served.one_day}") as answer:  # noqa: S310
        found = json.load(answer)

    for part in ("scenarios", "seed", "sample", "replications", "differences", "impact"):
        assert expected[part] == found[part]


def test_runs_of_other_luck_are_not_compared_and_the_reason_is_told(
    served: Served, visit: Callable[[str], Visit]
) -> None:
    page = visit(f"{served.url}/compare?run={served.whole}&run={served.other_luck}").page
    page.wait_for_selector("#comparison .problem")

    assert "seed" in page.locator("#comparison .problem").inner_text()
    assert 0 == page.locator("#comparison .main-svg").count()
