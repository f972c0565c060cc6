"""Scenarios in which nothing happens: every excess is exactly zero, and an outage of nothing is said loudly."""

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("name", ["null", "idle"])
def test_an_outage_of_nothing_has_an_excess_of_exactly_zero(name: str, run_json: Any, tmp_path: Path) -> None:
    found = run_json(name, tmp_path)
    assert {} == {measure: effect for measure, effect in found["impact"].items() if effect["excess"] != 0.0}
    assert found["audit"]["null_identity"] is True


def test_an_outage_that_touches_nothing_is_said_loudly(
    outage_sim: Any, root: Path, tmp_path: Path, tiny_options: list[str]
) -> None:
    done = outage_sim("run", root / "scenarios/idle.yaml", "--out", tmp_path, "--quiet", *tiny_options)
    assert "WARNING: the outages of this scenario touched no parcel" in done.stderr
