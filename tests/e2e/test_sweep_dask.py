"""The same sweep on a Dask cluster: the same bytes, and clear words where there is none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import RunError
from sim.study.sweep import evaluate_point
from sim.study.sweep.dask_cluster import DaskCluster
from tests.unit.study import sweep_worlds
from tests.unit.study.sweep_worlds import SWEEP, Counted, bytes_of, planned, swept, write_sweep

distributed = pytest.importorskip("distributed", reason="Dask is an extra of this package")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of one worker with one thread, in this process, that listens on a socket."""
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_gives_the_same_bytes_as_this_process(tmp_path: Path, address: str) -> None:
    plan = planned(tmp_path)
    here = swept(plan, tmp_path / "here", sweep_worlds.doubled)
    watcher = Counted()
    with DaskCluster(address) as cluster:
        there = swept(plan, tmp_path / "there", sweep_worlds.doubled, cluster, watcher)
    assert (4, 4) == watcher.said[-1]
    assert bytes_of(here.folder.path) == bytes_of(there.folder.path)


def test_the_engine_gives_the_same_bytes_on_a_cluster(tmp_path: Path, address: str) -> None:
    plan = planned(tmp_path, SWEEP.replace("levels: 4", "levels: 2").replace("horizon: 3d", "horizon: 2d"))
    here = swept(plan, tmp_path / "here", evaluate_point)
    with DaskCluster(address) as cluster:
        there = swept(plan, tmp_path / "there", evaluate_point, cluster)
    assert bytes_of(here.folder.path) == bytes_of(there.folder.path)


def test_a_point_that_fails_on_a_cluster_is_told_and_stops_no_other(tmp_path: Path, address: str) -> None:
    with DaskCluster(address) as cluster:
        result = swept(planned(tmp_path), tmp_path / "out", sweep_worlds.poisoned, cluster)
    assert [2, 3] == result.failures["point"].tolist()
    assert ["ZeroDivisionError: too long for this world"] * 2 == result.failures["error"].tolist()
    assert {0, 1} == set(result.values["point"])


def test_a_worker_of_another_version_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed.Client, "run", lambda *_: {"tcp://w:1": "0.1.0+there"})
    with pytest.raises(RunError, match=r"worker tcp://w:1 has version 0\.1\.0\+there of this program, here is "):
        DaskCluster(address)


def test_what_is_no_address_is_told_at_once() -> None:
    with pytest.raises(RunError, match="'somewhere' is no scheduler's address such as tcp://"):
        DaskCluster("somewhere")


def test_an_address_where_nobody_answers_is_told() -> None:
    with pytest.raises(RunError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        DaskCluster("tcp://127.0.0.1:9")


def test_a_bad_address_is_wrong_input_and_leaves_nothing(outage_sim: Any, tmp_path: Path) -> None:
    file = write_sweep(tmp_path)
    done = outage_sim("sweep", file, "--executor", "dask", "--address", "somewhere", "--out", tmp_path / "out")
    assert 2 == done.returncode
    assert "is no scheduler's address" in done.stderr
    assert not (tmp_path / "out").exists()
