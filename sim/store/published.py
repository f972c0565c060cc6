"""Reference tables: the small tables of a run or study, kept with the program for later versions to be held against.

A published folder has a manifest as a run has, but no page and no hourly series. Equal figures give equal bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import ScenarioError
from sim.store.folder import new_run
from sim.store.kept import RUN, SWEEP, Kept
from sim.store.plain import plain

REFERENCE = "reference"
"""Kind of a published run; a published study keeps its own."""
HEADLINE = "headline.json"
TABLES_OF_RUNS = ("impact", "who_pays")
TIMED = ("wall_s",)
"""Entries of a manifest that differ from one run to the next of the same figures."""
ENDS = ["ci_low", "ci_high"]


def publish(kept: Kept, out: Path) -> list[Path]:
    """Write the reference tables of a run or study, whole or not at all; those that were there are replaced.

    Of a run these are `impact`, `who_pays` and `headline.json`, the totals as text that can be read and compared by
    lines; of a study every table.

    Args:
        kept: what is published.
        out: where published tables are kept; the folder below it has the scenario's name, after the kind of a study.

    Returns:
        The files written, by name.

    Raises:
        ScenarioError: it is interrupted, published already, or a sweep.
        RunError: a table cannot be read, the disk is full, or the folder cannot be written.
    """
    _check(kept)
    is_run = kept.kind == RUN
    names = TABLES_OF_RUNS if is_run else kept.manifest.get("tables", list(kept.table_paths))
    tables = {name: kept.table(name) for name in names}
    manifest = {name: value for name, value in kept.manifest.items() if name not in TIMED}
    scenario = kept.folder.resolve().parent.name
    folder = out / (scenario if is_run else f"{kept.kind}_{scenario}")
    with new_run(folder) as new:
        new.manifest = manifest | {"study": REFERENCE if is_run else kept.kind, "published": True, "tables": [*tables]}
        new.tables = tables
        if is_run:
            text = json.dumps(headline(tables["impact"], manifest), indent=1, ensure_ascii=False, allow_nan=False)
            new.page.with_name(HEADLINE).write_text(text + "\n", encoding="utf-8")
    return sorted(folder.iterdir())


def headline(impact: pd.DataFrame, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The totals of a run as plain values: what was run, and both arms, excess and interval of each measure.

    Args:
        impact: of the run.
        manifest: of the run.
    """
    totals = impact[impact["group"] == "total"]
    asked = {name: manifest[name] for name in ("scenario", "seed", "sample", "replications")}
    told = {
        str(row["measure"]): {
            "baseline": row["baseline"],
            "outage": row["outage"],
            "excess": row["excess"],
            "ci95": [row[end] for end in ENDS],
            "unit": row["unit"],
        }
        for row in totals.to_dict("records")
    }
    found: dict[str, Any] = plain({**asked, "impact": told})
    return found


def _check(kept: Kept) -> None:
    """Whether it is something that can be published."""
    where = str(kept.folder)
    if kept.kind == SWEEP:
        raise ScenarioError.of(where, "a sweep is not published; runs and other studies are")
    if kept.manifest.get("published"):
        raise ScenarioError.of(where, "is published already")
    if kept.manifest.get("incomplete"):
        raise ScenarioError.of(where, "was interrupted; reference tables are of whole runs")
