"""Reference tables: small, the same bytes for the same figures, and never of half a run."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.store import listed
from sim.store.folder import new_run
from sim.store.kept import Kept, kept_in
from sim.store.published import headline, publish

IMPACT = pd.DataFrame(
    {
        "measure": ["contacts", "contacts"],
        "group": ["total", "carrier=sf"],
        "baseline": [10.0, 4.0],
        "outage": [15.0, 5.0],
        "excess": [5.0, 1.0],
        "ci_low": [4.0, float("nan")],
        "ci_high": [6.0, float("nan")],
        "unit": ["contacts", "contacts"],
    }
)
RUN = {"scenario": "storm", "scenario_hash": "ab", "seed": 1, "sample": 0.1, "replications": 2, "incomplete": False}


def kept_at(results: Path, name: str, **manifest: Any) -> Kept:
    """A run or study of the scenario `storm` as it lies on disk."""
    folder = results / "storm" / name
    with new_run(folder) as new:
        new.manifest = {**RUN, **manifest}
        new.tables = {"impact": IMPACT, "who_pays": IMPACT, "hourly": IMPACT}
        new.page.write_text("a page", encoding="utf-8")
    kept = kept_in(folder)
    assert kept is not None
    return kept


def test_of_a_run_the_small_tables_and_the_totals_are_kept(tmp_path: Path) -> None:
    files = publish(kept_at(tmp_path, "0123"), tmp_path / "published")

    assert tmp_path / "published" / "storm" == files[0].parent
    assert ["headline.json", "impact.parquet", "manifest.json", "who_pays.parquet"] == [path.name for path in files]
    told = json.loads(files[0].read_text(encoding="utf-8"))
    assert {"baseline": 10.0, "outage": 15.0, "excess": 5.0, "ci95": [4.0, 6.0], "unit": "contacts"} == told["impact"][
        "contacts"
    ]


def test_the_same_figures_give_the_same_bytes_however_long_they_took(tmp_path: Path) -> None:
    bytes_of = [
        [path.read_bytes() for path in publish(kept_at(tmp_path, name, wall_s=took), tmp_path / "published")]
        for name, took in (("0123", 1.0), ("4567", 9.0))
    ]

    assert bytes_of[0] == bytes_of[1]


def test_of_a_study_its_own_tables_are_kept_under_its_kind(tmp_path: Path) -> None:
    study = kept_at(tmp_path, "compare-0123", study="compare", tables=["impact"])
    files = publish(study, tmp_path / "published")

    assert "compare_storm" == files[0].parent.name
    assert ["impact.parquet", "manifest.json"] == [path.name for path in files]


def test_published_tables_stand_in_the_list_with_their_kind_and_without_a_problem(tmp_path: Path) -> None:
    publish(kept_at(tmp_path / "runs", "0123"), tmp_path / "published")
    publish(kept_at(tmp_path / "runs", "compare-0123", study="compare", tables=["impact"]), tmp_path / "published")
    listed_at = {entry.place: (entry.kind, entry.problem) for entry in listed(tmp_path)}

    assert ("reference", "") == listed_at["published/storm"]
    assert ("compare", "") == listed_at["published/compare_storm"]


@pytest.mark.parametrize(
    ("manifest", "reason"), [({"incomplete": True}, "was interrupted"), ({"published": True}, "is published already")]
)
def test_what_is_no_whole_result_of_its_own_is_refused(tmp_path: Path, manifest: dict[str, Any], reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        publish(kept_at(tmp_path, "0123", **manifest), tmp_path / "published")

    assert not (tmp_path / "published").exists()


def test_a_figure_without_a_number_is_null() -> None:
    nothing = IMPACT.assign(group="total", excess=float("nan")).head(1)

    assert headline(nothing, RUN)["impact"]["contacts"]["excess"] is None
