"""`outage-sim compare`: differences of scenarios of one world; what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pages import faults_of


@pytest.fixture(scope="module")
def reference(root: Path) -> Path:
    return root / "scenarios/cainiao_sf_2017.yaml"


@pytest.fixture(scope="module")
def shorter(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "one_day.yaml"
    path.write_text(f"extends: {reference}\nname: one_day\noutages:\n  sf_feed: {{duration: 24h}}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def found(outage_sim: Any, reference: Path, shorter: Path, out: Path, tiny_options: list[str]) -> dict[str, Any]:
    """The reference case, a shorter one, and the reference case again."""
    done = outage_sim("compare", reference, shorter, reference, "--out", out, "--json", "--quiet", *tiny_options)
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def difference(found: dict[str, Any], a: str, b: str, measure: str) -> dict[str, Any]:
    (row,) = (row for row in found["differences"] if (row["a"], row["b"], row["measure"]) == (a, b, measure))
    return dict(row)


def test_an_identical_pair_differs_by_exactly_zero_in_every_measure(found: dict[str, Any]) -> None:
    assert ["cainiao_sf_2017", "one_day", "cainiao_sf_2017 (2)"] == found["scenarios"]
    same = [row for row in found["differences"] if {row["a"], row["b"]} == {"cainiao_sf_2017", "cainiao_sf_2017 (2)"}]
    assert 50 < len(same)
    for row in same:
        assert (0, [0, 0], [0, 0], 1) == (row["difference"], row["ci95"], row["ci95_adjusted"], row["p"])


def test_a_shorter_outage_has_fewer_dark_hours(found: dict[str, Any]) -> None:
    row = difference(found, "cainiao_sf_2017", "one_day", "dark_hours")
    assert row["difference"] < 0
    # told only where the excess it is a part of is clear, which two small replications need not make it
    assert row["relative"] is None or -1.0 < row["relative"] < 0


def test_a_scenarios_excess_is_that_of_its_own_run(found: dict[str, Any], run_json: Any, tmp_path: Path) -> None:
    alone = run_json("cainiao_sf_2017", tmp_path)["impact"]
    told = found["impact"]["cainiao_sf_2017"]
    assert {name: (row["excess"], row["ci95"]) for name, row in alone.items()} == {
        name: (row["excess"], row["ci95"]) for name, row in told.items()
    }


def test_the_same_comparison_is_recognised_and_kept_beside_the_runs(
    found: dict[str, Any], outage_sim: Any, reference: Path, shorter: Path, out: Path, tiny_options: list[str]
) -> None:
    again = outage_sim("compare", reference, shorter, reference, "--out", out, "--json", *tiny_options)
    assert "already done" in again.stderr
    assert found == json.loads(again.stdout)
    folder = out / "cainiao_sf_2017" / f"compare-{found['study']}"
    assert {"report.html", "manifest.json", "differences.parquet", "ranks.parquet", "values.parquet"} <= {
        path.name for path in folder.iterdir()
    }


@pytest.mark.browser
def test_its_page_is_sound_on_a_wide_and_a_narrow_screen(chromium: str, found: dict[str, Any]) -> None:
    assert [] == faults_of(chromium, found["paths"]["page"])


def test_for_a_person_it_prints_ranks_and_differences(
    found: dict[str, Any], outage_sim: Any, reference: Path, shorter: Path, out: Path, tiny_options: list[str]
) -> None:
    done = outage_sim("compare", reference, shorter, reference, "--out", out, *tiny_options)
    for words in ("Excess over the counterfactual", "one_day less cainiao_sf_2017", "Bonferroni", "report.html"):
        assert words in done.stdout


def test_one_scenario_alone_is_refused(outage_sim: Any, reference: Path, tmp_path: Path) -> None:
    done = outage_sim("compare", reference, "--out", tmp_path)
    assert 2 == done.returncode
    assert "at least two scenarios are compared" in done.stderr


def test_scenarios_of_different_worlds_are_refused_with_what_differs(
    outage_sim: Any, reference: Path, root: Path, tmp_path: Path
) -> None:
    done = outage_sim("compare", reference, root / "scenarios/jd_sto_2020.yaml", "--out", tmp_path)
    assert 2 == done.returncode
    assert "start: not of the world of cainiao_sf_2017" in done.stderr
    assert [] == list(tmp_path.iterdir())
