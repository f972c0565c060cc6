"""`outage-sim validate`: every target with its figure, found again, and refused where nothing was removed."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

KEYS = {"name", "target", "simulated", "ci95", "held_out", "holds", "source", "unit", "tolerance"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def options(tiny_options: list[str], out: Path) -> list[str]:
    return [*tiny_options, "--draws", "3", "--out", str(out)]


@pytest.fixture(scope="module")
def found(outage_sim: Any, options: list[str]) -> dict[str, Any]:
    done = outage_sim("validate", "--json", "--quiet", *options)
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_target_has_its_figure_its_band_and_its_verdict(found: dict[str, Any]) -> None:
    for row in found["targets"]:
        assert row.keys() >= KEYS
        low, high = row["tolerance"]
        assert (low <= row["simulated"] <= high) == row["holds"]
    assert len(found["targets"]) == found["n_holding"] + found["n_failing"]


def test_the_fall_in_sales_is_fitted_and_what_followed_is_held_out(found: dict[str, Any]) -> None:
    held_out = {row["name"]: row["held_out"] for row in found["targets"]}
    assert not held_out["sales_at_removal"]
    for name in ("sales_at_resumption", "long_tail_share", "logistics_rating", "variety_sold"):
        assert held_out[name]


def test_page_and_tables_lie_beside_the_run(found: dict[str, Any]) -> None:
    assert "What the fall cannot tell" in Path(found["paths"]["page"]).read_text(encoding="utf-8")
    table = pd.read_parquet(found["paths"]["targets"])
    assert [row["name"] for row in found["targets"]] == table["name"].tolist()


def test_done_again_it_is_read_and_the_last_line_counts(
    outage_sim: Any, options: list[str], found: dict[str, Any]
) -> None:
    done = outage_sim("validate", *options)
    assert 0 == done.returncode, done.stderr
    assert "already done" in done.stderr
    counted = f"{found['n_holding']} of {len(found['targets'])} figures hold, {found['n_failing']} fail"
    assert done.stdout.strip().splitlines()[-1].startswith(counted)


def test_a_scenario_that_removes_no_carrier_is_refused(outage_sim: Any, root: Path, tmp_path: Path) -> None:
    done = outage_sim("validate", root / "scenarios/null.yaml", "--out", tmp_path)
    assert 2 == done.returncode
    assert "no carrier is taken off the list" in done.stderr
