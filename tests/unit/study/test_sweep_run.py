"""Points run, kept and put together, with figures that need no simulation."""

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import store
from sim.errors import RunError
from sim.store.tables import write_table
from sim.study.sweep import InThisProcess, LocalProcesses, SweepInterrupted, run_sweep
from sim.study.sweep.executors import DIED
from sim.study.sweep.outcome import stored_result
from sim.study.sweep.page import sensitivity_told
from tests.unit.study import sweep_worlds
from tests.unit.study.sweep_worlds import Counted, bytes_of, planned, swept


def test_every_point_has_a_row_for_each_replication_and_measure(tmp_path: Path) -> None:
    result = swept(planned(tmp_path), tmp_path / "out", sweep_worlds.doubled)
    values = result.values
    assert ["point", "replication", "measure", "group", "baseline", "outage", "excess", "unit"] == list(values)
    assert 4 * 2 * 2 == len(values)
    assert values["point"].is_monotonic_increasing
    first = values[(values["measure"] == "contacts") & (values["replication"] == 0)]
    np.testing.assert_allclose(2.0 * result.points["outages.feed.duration"], first["excess"])
    assert result.failures.empty


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    result = swept(plan, tmp_path / "out", sweep_worlds.doubled)
    stored = stored_result(plan, result.folder, wall_s=0.0)
    pd.testing.assert_frame_equal(result.points, stored.points)
    pd.testing.assert_frame_equal(result.values, stored.values)
    assert result.to_json() == stored.to_json()


@pytest.mark.slow
def test_processes_give_the_same_bytes_as_this_one(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    here = swept(plan, tmp_path / "here", sweep_worlds.doubled)
    there = swept(plan, tmp_path / "there", sweep_worlds.doubled, LocalProcesses(2))
    assert 4 + 3 == len(bytes_of(here.folder.path))
    assert bytes_of(here.folder.path) == bytes_of(there.folder.path)


def test_a_sweep_that_goes_on_runs_nothing_twice_and_ends_the_same(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    whole = swept(plan, tmp_path / "whole", sweep_worlds.doubled)
    broken = store.sweep_folder(tmp_path / "broken", plan.sweep.name, plan.sweep_id)
    broken.make_ready(afresh=False)
    for point in plan.points[:3]:
        broken.put(point.key, whole.folder.get(point.key))
    watcher = Counted()
    result = swept(plan, tmp_path / "broken", sweep_worlds.doubled, watcher=watcher)
    assert [plan.points[3].key] == watcher.begun_keys
    assert [(4, 4)] == watcher.said
    assert bytes_of(whole.folder.path) == bytes_of(result.folder.path)


def test_a_file_that_cannot_be_read_is_run_again(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    whole = swept(plan, tmp_path / "out", sweep_worlds.doubled)
    before = bytes_of(whole.folder.path)
    torn = whole.folder.path / "points" / f"{plan.points[1].key}.parquet"
    torn.write_bytes(torn.read_bytes()[:50])
    watcher = Counted()
    swept(plan, tmp_path / "out", sweep_worlds.doubled, watcher=watcher)
    assert [plan.points[1].key] == watcher.begun_keys
    assert before == bytes_of(whole.folder.path)


def test_a_point_that_fails_is_told_and_stops_no_other(tmp_path: Path) -> None:
    result = swept(planned(tmp_path), tmp_path / "out", sweep_worlds.poisoned)
    failures = result.failures
    assert [2, 3] == failures["point"].tolist()
    assert ["ZeroDivisionError: too long for this world"] * 2 == failures["error"].tolist()
    assert "point 3: outages.feed.duration=24 h" == failures["what"].iloc[1]
    assert {0, 1} == set(result.values["point"])
    assert 4 == len(result.points), "points that failed stay in the table of points, so that designs keep their layout"
    told = result.to_json()
    assert (2, 2) == (told["finished"], len(told["failed"]))


@pytest.mark.slow
def test_a_point_that_takes_its_process_down_stops_no_other(tmp_path: Path) -> None:
    result = swept(planned(tmp_path), tmp_path / "out", sweep_worlds.deadly, LocalProcesses(2))
    assert [3] == result.failures["point"].tolist()
    assert [DIED] == result.failures["error"].tolist()
    assert {0, 1, 2} == set(result.values["point"])


def test_a_failed_point_is_tried_again_when_the_sweep_goes_on(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    swept(plan, tmp_path / "out", sweep_worlds.poisoned)
    healed = swept(plan, tmp_path / "out", sweep_worlds.doubled)
    assert healed.failures.empty
    assert bytes_of(swept(plan, tmp_path / "whole", sweep_worlds.doubled).folder.path) == bytes_of(healed.folder.path)


def test_a_full_disk_is_told_and_keeps_what_was_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(tmp_path)
    folder = store.sweep_folder(tmp_path / "out", plan.sweep.name, plan.sweep_id)
    folder.make_ready(afresh=False)
    written: list[Path] = []

    def until_full(frame: pd.DataFrame, path: Path, **stamp: Any) -> None:
        if len(written) == 2:
            path.write_bytes(b"PAR1")
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        write_table(frame, path, **stamp)

    monkeypatch.setattr("sim.store.sweeps.write_table", until_full)
    with pytest.raises(RunError, match="No space left on device; 2 of 4 points are finished and kept"):
        run_sweep(plan, folder, InThisProcess(), evaluate=sweep_worlds.doubled)
    assert 2 == len(folder.done())
    assert [] == [path.name for path in (folder.path / "points").iterdir() if path.suffix != ".parquet"]


def test_ctrl_c_keeps_what_was_finished(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    folder = store.sweep_folder(tmp_path / "out", plan.sweep.name, plan.sweep_id)
    folder.make_ready(afresh=False)

    class Impatient(Counted):
        def ended(self, job: Any, done: int, total: int) -> None:  # noqa: ARG002 - the watcher's signature
            if done == 3:
                raise KeyboardInterrupt

    with pytest.raises(SweepInterrupted) as caught:
        run_sweep(plan, folder, InThisProcess(), evaluate=sweep_worlds.doubled, watcher=Impatient())
    assert (3, 4) == (caught.value.done, caught.value.total)
    assert 3 == len(folder.done())


def test_the_real_engine_runs_a_point_as_it_runs_a_scenario(tmp_path: Path) -> None:
    """The baseline that points share, and luck, are those of a run by itself."""
    from sim import measures
    from sim.study.sweep import evaluate_point
    from sim.world import simulate

    plan = planned(tmp_path, sweep_worlds.SWEEP.replace("levels: 4", "levels: 2").replace("horizon: 3d", "horizon: 2d"))
    result = swept(plan, tmp_path / "out", evaluate_point)
    job = list(plan.jobs(frozenset()))[1]
    for replication in (0, 1):
        pair = [
            simulate(job.scenario, arm=arm, seed=job.seed, replication=replication) for arm in ("baseline", "outage")
        ]
        frame = measures.replication_frame(pair, job.scenario)
        for measure in job.measures:
            rows = frame[(frame["measure"] == measure) & (frame["group"] == "total")].set_index("arm")["value"]
            found = result.values.query("point == 1 and replication == @replication and measure == @measure").iloc[0]
            assert (rows["baseline"], rows["outage"]) == (found["baseline"], found["outage"])
            assert rows["outage"] - rows["baseline"] == found["excess"]


def test_indices_of_ishigami_come_out_of_a_sweep(tmp_path: Path) -> None:
    """Design, folder, tables and analysis hold together: the closed forms come out at the far end."""
    plan = planned(tmp_path, sweep_worlds.ISHIGAMI)
    result = swept(plan, tmp_path / "out", sweep_worlds.ishigami)
    assert 128 * 5 * plan.sweep.said.replications == len(result.values)
    indices = pd.DataFrame(sensitivity_told(result)["indices"])
    first, total = sweep_worlds.ishigami_indices()
    assert plan.names == indices["parameter"].tolist()
    np.testing.assert_allclose(first, indices["s1"], atol=0.1)
    np.testing.assert_allclose(total, indices["st"], atol=0.1)
