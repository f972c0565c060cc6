"""Runs of the command line on a world small enough for a test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def tiny_options(tiny: dict[str, str]) -> list[str]:
    """The tiny world as options of the command line."""
    return [word for path, value in tiny.items() for word in ("--set", f"{path}={value}")]


@pytest.fixture(scope="session")
def run_json(outage_sim: Any, root: Path, tiny_options: list[str]) -> Run:
    """Run a shipped scenario by name in the tiny world; the `--json` object it prints."""

    def run(name: str, out: Path, *more: object) -> dict[str, Any]:
        path = root / "scenarios" / f"{name}.yaml"
        done = outage_sim("run", path, "--out", out, "--json", "--quiet", *tiny_options, *more)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return run
