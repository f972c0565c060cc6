"""Ctrl-C keeps what was finished; a killed run leaves nothing half and nobody running."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.interrupts import hear_interrupts

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(root: Path, tiny_options: list[str]) -> Iterator[Start]:
    """Begin a run of sixty replications of the reference case and return its process."""
    started: list[subprocess.Popen[str]] = []

    def begin(out: Path, *more: object) -> "subprocess.Popen[str]":
        scenario = root / "scenarios/cainiao_sf_2017.yaml"
        arguments = ["run", scenario, "--out", out, *tiny_options, "--replications", 60, *more]
        process = subprocess.Popen(
            [sys.executable, "-m", "sim", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
            preexec_fn=hear_interrupts,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def wait_for_the_first_tenth(process: "subprocess.Popen[str]") -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if "12 of 120 runs" in line:
            return
    pytest.fail(f"ended with {process.wait()} before a tenth was done")


def is_running(process_id: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_run_keeps_what_was_finished_marked_incomplete(
    start: Start, tmp_path: Path, workers: int
) -> None:
    process = start(tmp_path, "--json", "--workers", workers)
    wait_for_the_first_tenth(process)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert 130 == process.returncode, stderr
    found: dict[str, Any] = json.loads(stdout)
    assert found["incomplete"] is True
    assert 2 <= found["replications"] < 60
    (folder,) = (tmp_path / "cainiao_sf_2017").iterdir()
    assert f"{found['run_id']}-incomplete" == folder.name
    assert json.loads((folder / "manifest.json").read_text())["incomplete"] is True
    assert "Traceback" not in stderr


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_killed_run_leaves_nothing_half_and_nobody_running(start: Start, tmp_path: Path) -> None:
    process = start(tmp_path, "--workers", 2)
    wait_for_the_first_tenth(process)
    children = [int(word) for word in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    process.kill()
    process.communicate()
    assert len(children) >= 2
    assert [] == list((tmp_path / "cainiao_sf_2017").iterdir())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(map(is_running, children)):
        time.sleep(0.1)
    assert [] == [child for child in children if is_running(child)]
