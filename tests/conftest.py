"""What every test may use: a world small enough to run in seconds, the command line, a browser where there is one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REFERENCE_CASE = ROOT / "scenarios" / "cainiao_sf_2017.yaml"
TINY = {"sample": "0.002%", "merchants.count": "300", "replications": "2", "horizon": "11d"}
"""Overrides that make any shipped scenario run in a second or two: some thousand parcels, to a day after the outage."""

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def tiny() -> dict[str, str]:
    """Overrides of a tiny world."""
    return dict(TINY)


@pytest.fixture(scope="session")
def outage_sim() -> Command:
    """The command line in a process of its own: `outage_sim("run", path, …)`, from the repository's root."""

    def call(*arguments: object, timeout_s: float = 240.0, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sim", *map(str, arguments)]
        environment = {**os.environ, "COLUMNS": "120"}
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, cwd=cwd, env=environment)

    return call


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium or Chrome; without one the test is skipped, or fails where REQUIRE_BROWSER is set."""
    candidates = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in candidates if name and (path := shutil.which(name))), None)
    if found is None:
        problem = "Chromium not found: run `make chromium`, or say where it is in CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(problem)
        pytest.skip(problem)
    return found
