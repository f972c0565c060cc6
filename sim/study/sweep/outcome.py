"""What a sweep found: its tables put together from the points' files, on disk and in memory.

Knows how tables are put together; must not know what an index of them means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim import store
from sim.store import SweepFolder
from sim.study.sweep.plan import Plan

VALUE_COLUMNS = ["point", "replication", "measure", "group", "baseline", "outage", "excess", "unit"]
FAILURE_COLUMNS = ["point", "what", "error"]


@dataclass(frozen=True)
class SweepResult:
    """A sweep that has run to its end.

    Attributes:
        plan: what was run.
        folder: where it lies.
        points: point, scenario, policy, a column for each uncertainty and lever; failed points included.
        values: point, replication, measure, group, baseline, outage, excess, unit; by point, then replication.
        failures: point, what, error; empty if all went well.
        wall_s: seconds of the runs that made it, as far as they came to an end of their own.
    """

    plan: Plan
    folder: SweepFolder
    points: pd.DataFrame
    values: pd.DataFrame
    failures: pd.DataFrame
    wall_s: float

    def to_json(self) -> dict[str, Any]:
        """The sweep in plain values: what was run and failed, each excess over the points, choices compared."""
        told: dict[str, Any] = store.plain(
            {
                **description(self.plan),
                "finished": len(self.points) - len(self.failures),
                "failed": self.failures.to_dict("records"),
                "excess": _excess(self.values),
                "choices": _choices(self),
                "paths": self.paths,
                "wall_s": self.wall_s,
            }
        )
        return told

    @property
    def paths(self) -> dict[str, str]:
        """Where the parts of the sweep lie."""
        names = (store.POINTS, store.VALUES, store.FAILURES)
        return {
            "folder": str(self.folder.path),
            "page": str(self.folder.page),
            **{name: str(self.folder.table_path(name)) for name in names},
        }


def description(plan: Plan) -> dict[str, Any]:
    """What a sweep is, in plain values: its manifest, without what came of it."""
    said, sweep = plan.sweep.said, plan.sweep
    return {
        "sweep": said.name,
        "sweep_id": plan.sweep_id,
        "what": plan.what,
        "title": said.title,
        "story": said.story,
        "seed": said.seed,
        "replications": said.replications,
        "sample": said.sample,
        "measures": list(said.measures),
        "design": {"kind": said.design.kind, **_design(plan)},
        "uncertainties": [
            {
                "path": each.path,
                "unit": each.unit,
                "low": each.low,
                "high": each.high,
                "is_log": each.is_log,
                "peak": each.peak,
                "is_whole": each.is_whole,
                "because": each.because,
            }
            for each in sweep.ranges
        ],
        "levers": [{"path": each.path, "unit": each.unit, "values": list(each.values)} for each in sweep.levers],
        "policies": list(sweep.policies),
        "scenarios": {name: file.path for name, file in sweep.scenarios.items()},
        "points": len(plan.points),
    }


def result_of(plan: Plan, folder: SweepFolder, errors: Mapping[str, str], *, wall_s: float) -> SweepResult:
    """Put the tables of a sweep together from its points and write them.

    Args:
        plan: what was run.
        folder: where its points lie.
        errors: of the points that failed, by key.
        wall_s: seconds it took.

    Raises:
        RunError: a point is not there, or the disk is full.
    """
    points = plan.points_frame()
    kept = {key: folder.get(key) for key in dict.fromkeys(point.key for point in plan.points) if key not in errors}
    frames = [kept[point.key].assign(point=point.number) for point in plan.points if point.key in kept]
    values = pd.concat(frames, ignore_index=True)[VALUE_COLUMNS] if frames else pd.DataFrame(columns=VALUE_COLUMNS)
    failed = [point for point in plan.points if point.key in errors]
    rows = [(point.number, plan.label(point), errors[point.key]) for point in failed]
    failures = pd.DataFrame(rows, columns=FAILURE_COLUMNS)
    for name, table in ((store.POINTS, points), (store.VALUES, values), (store.FAILURES, failures)):
        folder.put_table(name, table, sweep_id=plan.sweep_id)
    return SweepResult(plan, folder, points, values, failures, wall_s)


def stored_result(plan: Plan, folder: SweepFolder, *, wall_s: float) -> SweepResult:
    """The result of a finished sweep, read back.

    Raises:
        RunError: a table is not there or cannot be read.
    """
    points, values, failures = (folder.get_table(name) for name in (store.POINTS, store.VALUES, store.FAILURES))
    return SweepResult(plan, folder, points, values, failures, wall_s)


def _design(plan: Plan) -> dict[str, Any]:
    design = plan.sweep.design
    found = getattr(design, design.kind)
    return {"file": found} if isinstance(found, str) else dict(found.model_dump())


def _excess(values: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Least, median and most excess of each measure over the points, a point the mean of its replications."""
    units = values.drop_duplicates("measure").set_index("measure")["unit"]
    by_point = values.groupby(["measure", "point"], sort=False)["excess"].mean()
    return {
        str(measure): {"least": found.min(), "median": found.median(), "most": found.max(), "unit": units[measure]}
        for measure, found in by_point.groupby(level="measure", sort=False)
    }


def _choices(result: SweepResult) -> list[dict[str, Any]]:
    """Differences between the choices, as on the page."""
    from sim.report.sweep_differences import difference_frame  # late: it brings SciPy's statistics
    from sim.report.sweep_reading import SweepReading

    reading = SweepReading(description(result.plan), result.points, result.values, result.failures)
    return [
        {
            "measure": row.measure,
            "what": row.what,
            "against": row.against,
            "difference": row.difference,
            "ci95": [row.ci_low, row.ci_high],
            "unit": row.unit,
        }
        for row in difference_frame(reading, reading.measures).itertuples(index=False)
    ]
