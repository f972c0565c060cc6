"""The list of runs and studies: published tables stand in it with what they say, and lead nowhere without a page."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.app.address import Address
from sim.app.list_view import list_view
from sim.app.shelf import Shelf
from sim.store.folder import new_run
from sim.store.kept import kept_in
from sim.store.published import publish

IMPACT = pd.DataFrame(
    {
        "measure": ["contacts"],
        "group": ["total"],
        "baseline": [10.0],
        "outage": [15.0],
        "excess": [5.0],
        "ci_low": [4.0],
        "ci_high": [6.0],
        "unit": ["contacts"],
    }
)


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Rows by place: a published run, a published study, and a study with its page."""
    told = {"scenario": "storm", "scenario_hash": "ab", "seed": 1, "sample": 0.1, "replications": 2}
    told |= {"configuration": {"title": "A storm"}}
    for name, more in (("0123", {}), ("compare-0123", {"study": "compare", "tables": ["impact"]})):
        with new_run(tmp_path / "storm" / name) as new:
            new.manifest, new.tables = {**told, **more}, {"impact": IMPACT, "who_pays": IMPACT}
            new.page.write_text("a page", encoding="utf-8")
        kept = kept_in(tmp_path / "storm" / name)
        assert kept is not None
        publish(kept, tmp_path / "published")
    grid = list_view(Shelf(tmp_path), Address()).children[-1]
    return {row["place"]: row for row in grid.rowData}


def test_a_published_run_shows_its_excess_and_leads_nowhere(rows: dict[str, dict[str, Any]]) -> None:
    row = rows["published/storm"]

    assert ("reference", "A storm", "", "tables only, no page") == (
        row["kind"],
        row["title"],
        row["problem"],
        row["state"],
    )
    assert 5.0 == row["contacts"]
    assert "" == row["href"]


def test_a_published_study_keeps_its_kind_and_one_with_a_page_leads_to_it(rows: dict[str, dict[str, Any]]) -> None:
    assert ("compare", "") == (rows["published/compare_storm"]["kind"], rows["published/compare_storm"]["href"])
    assert "/files/storm/compare-0123/report.html" == rows["storm/compare-0123"]["href"]
    assert "" == rows["storm/compare-0123"]["state"]
