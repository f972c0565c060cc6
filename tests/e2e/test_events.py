"""`outage-sim run --events`: a log beside the tables, added to a run that is there, the figures untouched."""

from pathlib import Path
from typing import Any

import duckdb
import pytest


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


def test_a_run_that_is_there_gets_its_log_without_being_run_again(run_json: Any, out: Path) -> None:
    plain = run_json("cainiao_sf_2017", out, "--workers", 1)
    assert "events" not in plain["paths"]
    logged = run_json("cainiao_sf_2017", out, "--workers", 1, "--events", "5%")
    assert plain["run_id"] == logged["run_id"]
    assert plain["wall_s"] == logged["wall_s"], "read, not run again"
    assert plain["impact"] == logged["impact"]
    assert 'role="tab" id="tab-dark"' in Path(logged["paths"]["page"]).read_text(encoding="utf-8")
    names = {path.name for path in Path(logged["paths"]["events"]).iterdir()}
    assert {"manifest.json", *(f"00{n}-{arm}.parquet" for n in (0, 1) for arm in ("baseline", "outage"))} == names
    files = f"{logged['paths']['events']}/*.parquet"
    found = duckdb.read_parquet(files).aggregate("arm, count(DISTINCT parcel) AS n").order("arm").fetchall()
    assert ["baseline", "outage"] == [arm for arm, _ in found]
    assert found[0][1] == found[1][1] > 0


def test_a_share_that_is_none_is_refused_before_anything_is_run(outage_sim: Any, root: Path, tmp_path: Path) -> None:
    done = outage_sim("run", root / "scenarios" / "null.yaml", "--out", tmp_path, "--events", "5")
    assert 2 == done.returncode
    assert "did you mean '5%'?" in done.stderr
    assert [] == list(tmp_path.iterdir())
