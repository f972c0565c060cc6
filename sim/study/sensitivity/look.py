"""One more look at a finished sweep: boxes and thresholds of one measure against one limit, read, shown and kept.

Knows where a sweep's tables are asked for; must not know how they lie on disk or how a figure is drawn.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim import store
from sim.errors import RunError
from sim.store import SweepFolder
from sim.study.sensitivity.design import Design, design_of
from sim.study.sensitivity.discovery import Discovery, FoundBox, FoundLimit, discover, worst_quarter
from sim.study.sensitivity.findings import Tipping, limit_tippings, thresholds_frame

BOOTSTRAPS = 100


@dataclass(frozen=True)
class FinishedSweep:
    """A finished sweep as it is looked at.

    Attributes:
        folder: where it lies.
        told: its manifest.
        points: point, scenario, policy, a column per parameter and lever.
        values: point, replication, measure, group, baseline, outage, excess, unit.
        design: the plan.
    """

    folder: SweepFolder
    told: dict[str, Any]
    points: pd.DataFrame
    values: pd.DataFrame
    design: Design

    @property
    def measures(self) -> list[str]:
        """Names of what was measured, in the sweep's order."""
        return list(self.told["measures"])


def finished_sweep(path: Path) -> FinishedSweep:
    """Read a finished sweep.

    Raises:
        RunError: there is no sweep, it is not finished, or it cannot be read.
    """
    folder = SweepFolder(path)
    told = folder.manifest()
    if told is None:
        raise RunError(f"{path}: no sweep there; a sweep's folder is named sweep-… and holds sweep.json")
    if not told.get("finished"):
        raise RunError(f"{path}: the sweep is not finished; `outage-sim sweep` with --resume goes on with it")
    try:
        design = design_of(told)
    except ValueError as problem:
        raise RunError(f"{path}: {problem}") from problem
    return FinishedSweep(folder, told, folder.get_table(store.POINTS), folder.get_table(store.VALUES), design)


@dataclass(frozen=True)
class Look:
    """What a look at a sweep found.

    Attributes:
        sweep: which.
        found: the boxes.
        tippings: the excess of each slice against the limit, along each parameter.
        identity: hash of what was asked.
    """

    sweep: FinishedSweep
    found: Discovery
    tippings: tuple[Tipping, ...]
    identity: str

    @property
    def page(self) -> Path:
        """Where its page lies: in the sweep's folder."""
        return self.sweep.folder.path / f"discover-{self.identity}.html"

    @property
    def side(self) -> str:
        """`above` or `below`."""
        return "above" if self.found.is_above else "below"

    def boxes_frame(self) -> pd.DataFrame:
        """A row a limit: box, parameter, side, value or values, interval, stability, and what the box is worth."""
        return pd.DataFrame(list(_rows(self.found)))

    def to_json(self) -> dict[str, Any]:
        """The look in plain values."""
        found = self.found
        told: dict[str, Any] = store.plain(
            {
                "sweep": self.sweep.told["sweep"],
                "sweep_id": self.sweep.told["sweep_id"],
                "measure": found.measure,
                self.side: found.limit,
                "unit": found.unit,
                "points": found.points,
                "failed": found.failed,
                "cases": found.cases,
                "boxes": [_box_json(box) for box in found.boxes],
                "thresholds": thresholds_frame(self.tippings).to_dict("records"),
                "paths": {"page": str(self.page)},
            }
        )
        return told

    def save(self) -> None:
        """Write the page and the tables into the sweep's folder.

        Raises:
            RunError: the folder cannot be written.
        """
        from sim.report.discovery_page import write_discovery_page  # late: it brings the drawing library

        for name, frame in (("boxes", self.boxes_frame()), ("thresholds", thresholds_frame(self.tippings))):
            table = f"discover-{self.identity}-{name}"
            self.sweep.folder.put_table(table, frame, sweep_id=str(self.sweep.told["sweep_id"]))
        try:
            write_discovery_page(self, self.page)
        except OSError as problem:
            raise RunError(f"cannot write {self.page}: {problem.strerror or problem}") from problem


def look_at(sweep: FinishedSweep, measure: str, *, limit: float | None = None, is_above: bool = True) -> Look:
    """Where in the space of a sweep a measure's excess passes a limit.

    Args:
        sweep: what `finished_sweep` read.
        measure: one of the sweep's.
        limit: in the measure's unit; None = the excess that a quarter of the points pass.
        is_above: look for excess above the limit, else below.

    Raises:
        ValueError: the sweep has no such measure, or no point of it is whole.
    """
    points, values, design = sweep.points, sweep.values, sweep.design
    if limit is None:
        limit = worst_quarter(points, values, design, measure)
    found = discover(points, values, design, measure=measure, limit=limit, is_above=is_above, bootstraps=BOOTSTRAPS)
    asked = json.dumps([sweep.told["sweep_id"], measure, limit, is_above, store.version()])
    identity = hashlib.sha256(asked.encode()).hexdigest()[:12]
    return Look(sweep, found, tuple(limit_tippings(points, values, design, measure, limit)), identity)


def _rows(found: Discovery) -> Iterator[dict[str, Any]]:
    for number, box in enumerate(found.boxes, start=1):
        worth = {"points": box.points, "cases": box.cases, "coverage": box.coverage, "density": box.density}
        for each in box.limits:
            name, side, value = each.limit
            is_text = isinstance(value, tuple)
            yield {
                "box": number,
                "parameter": name,
                "side": side,
                "value": float("nan") if is_text else value,
                "values": ", ".join(value) if isinstance(value, tuple) else "",
                "low": each.low,
                "high": each.high,
                "unit": each.unit,
                "quasi_p": each.quasi_p,
                "stability": each.stability,
                **worth,
            }


def _box_json(box: FoundBox) -> dict[str, Any]:
    again = {"density_elsewhere": box.density_elsewhere, "coverage_elsewhere": box.coverage_elsewhere}
    return {
        "limits": [_limit_json(each) for each in box.limits],
        "points": box.points,
        "cases": box.cases,
        "coverage": box.coverage,
        "density": box.density,
        **{name: {"mean": mean, "ci95": [low, high]} for name, (mean, low, high) in again.items()},
    }


def _limit_json(each: FoundLimit) -> dict[str, Any]:
    name, side, value = each.limit
    return {
        "parameter": name,
        "side": side,
        "value": list(value) if isinstance(value, tuple) else value,
        "ci95": [each.low, each.high],
        "unit": each.unit,
        "quasi_p": each.quasi_p,
        "stability": each.stability,
    }
