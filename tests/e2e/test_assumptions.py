"""`outage-sim assumptions`: a whole study of a small world, read again, and wrong input refused."""

import json
from pathlib import Path
from typing import Any

SMALL = (
    "--sample=10%", "--set=horizon=11d", "--replications=2", "--workers=1",
    "--certainty=M", "--top=1", "--measures=contacts",
)  # fmt: skip


def test_a_study_is_made_told_and_read_again(outage_sim: Any, root: Path, tmp_path: Path) -> None:
    command = ("assumptions", root / "scenarios/my_marketplace.yaml", *SMALL, "--out", tmp_path)
    done = outage_sim(*command, "--json", "--quiet")
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    assert [("contacts", "M")] == [(row["measure"], row["certainty"]) for row in told["elasticities"]]
    assert 1 == told["measured"]
    assert Path(told["paths"]["page"]).is_file()
    again = outage_sim(*command)
    assert 0 == again.returncode, again.stderr
    assert "already done" in again.stderr
    assert told["elasticities"][0]["path"] in again.stdout


def test_a_letter_that_is_no_certainty_is_refused(outage_sim: Any, root: Path, tmp_path: Path) -> None:
    scenario = root / "scenarios/my_marketplace.yaml"
    done = outage_sim("assumptions", scenario, "--certainty", "X", "--out", tmp_path)
    assert 2 == done.returncode
    assert "letters of H, M and L" in done.stderr
