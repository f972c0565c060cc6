"""`outage-sim sweep` with the real engine: interrupted, killed, gone on with, read back, refused."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sim import store
from sim.study.sweep import evaluate_point
from sim.study.sweep.page import write_sweep_page
from tests.e2e.interrupts import hear_interrupts
from tests.unit.study.sweep_worlds import SWEEP, bytes_of, planned, swept, write_sweep

TEXT = SWEEP.replace("levels: 4", "levels: 6")
PATIENCE_S = 600.0


def begin(root: Path, file: Path, out: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(out), "--workers", "2", *more]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root, preexec_fn=hear_interrupts
    )


def n_kept(out: Path) -> int:
    return len(list(out.rglob("points/*.parquet")))


def wait_for(out: Path, number: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while n_kept(out) < number:
        assert time.monotonic() < until, f"no {number} points in time"
        time.sleep(0.002)


@pytest.mark.slow
def test_a_sweep_interrupted_then_killed_ends_as_an_unbroken_one(root: Path, tmp_path: Path, outage_sim: Any) -> None:
    result = swept(planned(tmp_path, TEXT), tmp_path / "unbroken", evaluate_point)
    write_sweep_page(result, result.folder.page)
    unbroken = result.folder.path
    file, out = tmp_path / "sweep.yaml", tmp_path / "out"
    interrupted = begin(root, file, out)
    wait_for(out, 1)
    interrupted.send_signal(signal.SIGINT)
    _, said = interrupted.communicate()
    assert 130 == interrupted.returncode
    kept = n_kept(out)
    assert 1 <= kept < 6
    assert f"interrupted: {kept} of 6 points are finished and kept; --resume goes on" in said

    refused = outage_sim("sweep", file, "--out", out)
    assert 2 == refused.returncode
    assert "holds this sweep unfinished; --resume goes on with it, --force begins again" in refused.stderr

    killed = begin(root, file, out, "--resume")
    wait_for(out, kept + 1)
    killed.kill()
    killed.communicate()
    assert n_kept(out) > kept

    done = outage_sim("sweep", file, "--out", out, "--resume", "--json")
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    folder = Path(told["paths"]["folder"])
    assert bytes_of(unbroken) == bytes_of(folder)
    assert [] == [path.name for path in folder.rglob(".*")]
    assert (6, []) == (told["finished"], told["failed"])
    assert {"least", "median", "most", "unit"} == set(told["excess"]["contacts"])
    assert ["outages.feed.duration"] * 2 == [row["parameter"] for row in told["sensitivity"]["tornado"]]
    assert "<html" in Path(told["paths"]["page"]).read_text(encoding="utf-8")

    before = (folder / "sweep.json").read_bytes()
    again = outage_sim("sweep", file, "--out", out, "--json")
    assert told == json.loads(again.stdout)
    assert "already run, read from" in again.stderr
    assert before == (folder / "sweep.json").read_bytes()

    _say_it_is(folder, sweep_id="fedcba987654")
    other = outage_sim("sweep", file, "--out", out, "--resume")
    assert 2 == other.returncode
    assert "holds another sweep (fedcba987654, version" in other.stderr


def _say_it_is(folder: Path, **changes: str) -> None:
    manifest = json.loads((folder / "sweep.json").read_text())
    (folder / "sweep.json").write_text(json.dumps({**manifest, **changes}))


def test_a_sweep_of_another_version_is_not_gone_on_with(tmp_path: Path, outage_sim: Any) -> None:
    plan = planned(tmp_path, TEXT)
    older = store.sweep_folder(tmp_path / "out", plan.sweep.name, "0123456789ab")
    older.make_ready(afresh=False)
    older.write_manifest({"what": plan.what, "sweep_id": "0123456789ab", "finished": False})
    _say_it_is(older.path, version="0.0.9+cafecafe")
    done = outage_sim("sweep", tmp_path / "sweep.yaml", "--out", tmp_path / "out", "--resume")
    assert 2 == done.returncode
    assert f"was begun by version 0.0.9+cafecafe of this program, this is {store.version()}" in done.stderr


def test_a_mistake_is_told_with_its_place_and_leaves_nothing(tmp_path: Path, outage_sim: Any) -> None:
    file = write_sweep(tmp_path, TEXT.replace("feed.duration", "feed.duraton"))
    done = outage_sim("sweep", file, "--out", tmp_path / "out")
    assert 2 == done.returncode
    expected = f"{file}:5:3: outages.feed.duraton: no such path in the scenario (got 'duraton'), "
    assert f"{expected}did you mean outages.feed.duration?" == done.stderr.strip()
    assert not (tmp_path / "out").exists()
