"""`outage-sim run`: what it prints, what it writes, and that its figures repeat."""

import json
from pathlib import Path
from typing import Any

import pytest

MUST_REPEAT = ("scenario", "run_id", "seed", "replications", "sample", "horizon_h", "impact", "claims", "audit")
MEASURES = set(
    """
    orders orders_lost parcels_created parcels_delivered parcels_late parcels_rerouted parcels_held merchants_switched
    merchants_never_back dark_parcels dark_parcels_peak dark_hours phantoms scans_lost scans_backfilled backfill_drain_h
    contacts complaints refund_claims petitions support_wait_p90_min abandonment_share locker_deposits locker_refusals
    code_failures fresh_spoiled fresh_spoiled_cny merchant_float_cny_h false_late_dispatch out_of_scope_records
    transit_p50_h transit_p95_h hub_backlog_peak time_to_recover_h total_cost_cny
""".split()  # noqa: SIM905
)


def figures(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in MUST_REPEAT}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def reference(run_json: Any, out: Path) -> dict[str, Any]:
    """The reference case in the tiny world, with two workers."""
    found: dict[str, Any] = run_json("cainiao_sf_2017", out, "--workers", 2)
    return found


def test_the_json_object_has_every_part_and_every_measure(reference: dict[str, Any]) -> None:
    assert {*MUST_REPEAT, "paths", "wall_s"} == set(reference)
    assert set() == MEASURES - set(reference["impact"])
    for effect in reference["impact"].values():
        assert {"baseline", "outage", "excess", "ci95", "unit"} == set(effect)
    assert 264.0 == reference["horizon_h"]


def test_the_outage_touches_parcels_and_the_run_balances(reference: dict[str, Any]) -> None:
    assert reference["audit"]["conservation"] is True
    assert reference["audit"]["parcels_touched"] > 0
    assert reference["impact"]["dark_parcels"]["excess"] > 0


def test_the_folder_holds_the_tables_the_manifest_and_the_page(reference: dict[str, Any], out: Path) -> None:
    folder = out / "cainiao_sf_2017" / reference["run_id"]
    expected = {"manifest.json", "report.html", "impact.parquet", "replications.parquet", "hourly.parquet"}
    assert expected <= {path.name for path in folder.iterdir()}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert reference["seed"] == manifest["seed"]
    assert "50h" in json.dumps(manifest["configuration"]["outages"]["sf_feed"])
    for name in ("page", "impact", "hourly"):
        assert Path(reference["paths"][name]).is_file()


def test_one_worker_gives_the_same_figures_as_two(reference: dict[str, Any], run_json: Any, tmp_path: Path) -> None:
    alone = run_json("cainiao_sf_2017", tmp_path, "--workers", 1)
    assert figures(reference) == figures(alone)
    for name in ("impact", "hourly"):
        assert Path(reference["paths"][name]).read_bytes() == Path(alone["paths"][name]).read_bytes()


def test_the_same_run_is_recognised_and_not_repeated(
    reference: dict[str, Any], outage_sim: Any, root: Path, out: Path, tiny_options: list[str]
) -> None:
    again = outage_sim("run", root / "scenarios/cainiao_sf_2017.yaml", "--out", out, "--json", *tiny_options)
    assert "already run" in again.stderr
    assert reference == json.loads(again.stdout)


def test_force_runs_again_to_the_same_figures(reference: dict[str, Any], run_json: Any, out: Path) -> None:
    again = run_json("cainiao_sf_2017", out, "--force")
    assert figures(reference) == figures(again)
    assert reference["wall_s"] != again["wall_s"]


def test_another_seed_gives_other_figures(reference: dict[str, Any], run_json: Any, out: Path) -> None:
    other = run_json("cainiao_sf_2017", out, "--seed", 2)
    assert 2 == other["seed"]
    assert reference["run_id"] != other["run_id"]
    assert reference["impact"]["contacts"] != other["impact"]["contacts"]


def test_for_a_person_it_prints_blocks_of_measures_the_audit_and_the_page(
    reference: dict[str, Any], outage_sim: Any, root: Path, out: Path, tiny_options: list[str]
) -> None:
    done = outage_sim("run", root / "scenarios/cainiao_sf_2017.yaml", "--out", out, *tiny_options)
    assert 0 == done.returncode
    for words in ("Parcels", "Visibility", "Buyers", "Merchants", "Lockers", "Fresh goods", "Money", "95 % interval"):
        assert words in done.stdout
    assert "Audit: parcels, scans and cells balance" in done.stdout
    assert reference["paths"]["page"] in done.stdout


def test_the_readmes_query_reads_every_run_of_the_folder(reference: dict[str, Any], out: Path, root: Path) -> None:
    import re

    import duckdb

    query = re.search(r"```sql\n(.*?)```", (root / "README.md").read_text(), flags=re.DOTALL)
    assert query is not None
    rows = duckdb.sql(query[1].replace("results/*/*/", f"{out}/*/*/")).fetchall()
    assert {"contacts", "petitions", "total_cost_cny"} == {row[1] for row in rows}
