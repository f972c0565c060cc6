"""Killed at any moment, a sweep loses at most the point in flight, and ends as if nothing had happened."""

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from tests.unit.study import sweep_worlds
from tests.unit.study.sweep_worlds import SWEEP, bytes_of, planned, run_slowly, swept

POINTS = 60
TEXT = SWEEP.replace("levels: 4", f"levels: {POINTS}")
KILLS = 10
PATIENCE_S = 600.0


def n_kept(out: Path) -> int:
    return len(list(out.rglob("points/*.parquet")))


def wait_for(out: Path, number: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while n_kept(out) < number:
        assert time.monotonic() < until, f"no {number} points in time"
        time.sleep(0.001)


@pytest.mark.slow
def test_a_sweep_killed_at_ten_random_moments_ends_as_an_unbroken_one(tmp_path: Path) -> None:
    unbroken = swept(planned(tmp_path, TEXT), tmp_path / "unbroken", sweep_worlds.doubled_slowly).folder.path
    out, luck = tmp_path / "broken", random.Random(3)  # noqa: S311 - moments, not secrets
    server = multiprocessing.get_context("forkserver")  # imports once, then every start is quick
    server.set_forkserver_preload(["tests.unit.study.sweep_worlds", "sim.world"])
    for kill in range(KILLS):
        before = n_kept(out)
        process = server.Process(target=run_slowly, args=(tmp_path / "sweep.yaml", out))
        process.start()
        wait_for(out, before + 1 + luck.randrange(4))
        time.sleep(luck.random() * 0.008)
        process.kill()
        process.join()
        assert before < n_kept(out) < POINTS, f"kill {kill}: on the way, and nothing lost"
    last = server.Process(target=run_slowly, args=(tmp_path / "sweep.yaml", out))
    last.start()
    last.join()
    assert 0 == last.exitcode
    folder = out / unbroken.relative_to(tmp_path / "unbroken")
    assert POINTS + 3 == len(bytes_of(unbroken))
    assert bytes_of(unbroken) == bytes_of(folder)
    assert [] == [path.name for path in folder.rglob(".*")], "nothing half-written is left"
