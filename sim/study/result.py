"""What a run found, in memory and on disk, as frames, as JSON and as a page.

Knows the shape of a result; must not know how its figures were made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim import spec, store
from sim.errors import RunError, ScenarioError
from sim.spec import Scenario
from sim.store import StoredRun
from sim.study.notes import assumption_frame

if TYPE_CHECKING:
    from sim.report.parcel_story import Stories

TOTAL = "total"
HEADLINE = "total_cost_cny"
"""Whose elasticities order the assumptions on a run's page."""
FRAMES = {
    "impact": "impact",
    "replications": "replication_values",
    "hourly": "hourly",
    "who_pays": "who_pays",
    "recovery": "recovery",
    "affected": "affected",
}
ASSUMPTIONS = "assumptions"
"""Table beside the frames, see `sim.study.notes`."""
TOLD = ("seed", "replications", "run_id", "claims", "audit", "acts", "wall_s")


@dataclass(frozen=True)
class Result:
    """Both arms of a scenario, measured and compared. All counts are of the full population.

    Attributes:
        scenario: what was run, as it was run.
        seed: what all luck was drawn from.
        replications: pairs of arms finished.
        run_id: name of the run, equal for runs that must give equal figures.
        impact: measure, group, baseline, outage, excess, ci_low, ci_high, unit.
        hourly: arm, replication, hour, measure, group, value.
        replication_values: replication, arm, measure, group, value, unit.
        who_pays: party, line, baseline, outage, excess, ci_low, ci_high, in CNY.
        recovery: when each measure came back to its baseline band.
        affected: parcels whose buyer worried though they were on time, late parcels not shown, and both.
        claims: statements checked against the run: claim, source, simulated, ci95, target, holds, note.
        audit: conservation, parcels_touched, null_identity, problems.
        acts: outages and responses as they happened, see `sim.study.acts`.
        wall_s: seconds the run took.
        is_incomplete: fewer replications than asked for, because the run was interrupted.
        paths: files of the run, where it was saved: page, impact, hourly; events, where it has an event log.
        precision: what precision was asked for and reached, see `sim.study.precision`; None where none was asked.
    """

    scenario: Scenario
    seed: int
    replications: int
    run_id: str
    impact: pd.DataFrame
    hourly: pd.DataFrame
    replication_values: pd.DataFrame
    who_pays: pd.DataFrame
    recovery: pd.DataFrame
    affected: pd.DataFrame
    claims: list[dict[str, Any]]
    audit: Mapping[str, Any]
    acts: list[dict[str, Any]]
    wall_s: float
    is_incomplete: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)
    precision: Mapping[str, Any] | None = None

    def page(self, path: str | Path, *, studies: Path | None = None) -> Path:
        """Write the run's page, one HTML file that needs no network.

        Args:
            path: where to. Stories of single parcels that were kept beside the saved run are told on it.
            studies: folder of results; where a register of assumptions of this scenario lies in it, the page orders
                assumptions by how far the cost to all parties moves with them.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report import write_page  # late: it brings the drawing library
        from sim.study.assumptions import stored_elasticities  # late: it knows results

        target = Path(path)
        moved = None if studies is None else stored_elasticities(studies, self.scenario, HEADLINE)
        write_page(self, target, moved, self._stories())
        return target

    def to_json(self) -> dict[str, Any]:
        """The run as one object of plain values; what has no number is None."""
        totals = self.impact[self.impact["group"] == TOTAL]
        impact = {
            row.measure: {
                "baseline": row.baseline,
                "outage": row.outage,
                "excess": row.excess,
                "ci95": [row.ci_low, row.ci_high],
                "unit": row.unit,
            }
            for row in totals.itertuples(index=False)
        }
        found: dict[str, Any] = {
            "scenario": self.scenario.name,
            "run_id": self.run_id,
            "seed": self.seed,
            "replications": self.replications,
            "sample": self.scenario.sample,
            "horizon_h": float(self.scenario.horizon),
            "impact": impact,
            "claims": self.claims,
            "audit": self.audit,
            "paths": self.paths,
            "wall_s": self.wall_s,
        }
        if self.precision is not None:
            found["precision"] = self.precision
        if self.is_incomplete:
            found["incomplete"] = True
        plain: dict[str, Any] = store.plain(found)
        return plain

    def save(self, out: Path) -> "Result":
        """Write the run's folder, whole or not at all, and return the result with its paths.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        folder = store.run_folder(out, self.scenario.name, self.run_id, incomplete=self.is_incomplete)
        with store.new_run(folder) as new:
            self.page(new.page, studies=out)
            new.manifest = self._manifest()
            frames = {name: getattr(self, attribute) for name, attribute in FRAMES.items()}
            new.tables = {**frames, ASSUMPTIONS: assumption_frame(self.scenario)}
        return replace(self, paths=_paths(folder))

    @classmethod
    def from_stored(cls, stored: StoredRun, scenario: Scenario) -> "Result":
        """The result of a run read back from disk, given the scenario it was made of."""
        manifest = stored.manifest
        parts: dict[str, Any] = {attribute: stored.tables[name] for name, attribute in FRAMES.items()}
        parts |= {name: manifest[name] for name in TOLD} | {"precision": manifest.get("precision")}
        paths = _paths(stored.folder)
        return cls(scenario=scenario, is_incomplete=manifest["incomplete"], paths=paths, **parts)

    @classmethod
    def reopened(cls, stored: StoredRun) -> "Result":
        """The result of a run read back from disk, its scenario taken from its own manifest, without its sources.

        Raises:
            RunError: the manifest lacks something, or its scenario is none that this program can use.
        """
        try:
            return cls.from_stored(stored, spec.from_effective(stored.manifest["configuration"]))
        except ScenarioError as problem:
            raise RunError(f"{stored.folder}: the run's scenario cannot be used: {problem}") from problem
        except (AttributeError, LookupError, TypeError, ValueError) as problem:
            raise RunError(f"{stored.folder}: not a readable run: {type(problem).__name__}: {problem}") from problem

    def with_events(
        self, share: float, *, workers: int | None = None, progress: Callable[[int, int], None] | None = None
    ) -> "Result":
        """Put a log of what happened to single parcels beside the saved run, and tell typical ones on its page.

        Both arms of every replication are simulated again to watch them, see `sim.study.events`, and of the first once
        more to find the typical ones, see `sim.study.explain`. A log of this share, and stories, are left as they are.

        Args:
            share: 0-1, of the orders that are watched: the same parcels in both arms.
            workers: processes at once.
            progress: told (replications done, replications in all).

        Returns:
            The result, its paths naming the log.

        Raises:
            ValueError: the run was not saved, or a share outside (0, 1].
            RunError: a replication failed, or the folder cannot be written; no half log is left.
        """
        from sim.study.events import record_events  # late: they bring the compiled kernels
        from sim.study.explain import find_kept_run, keep_stories, kept_stories, typical_cases

        if "page" not in self.paths:
            raise ValueError("only a saved run can have an event log")
        folder = Path(self.paths["page"]).parent
        wanted = {"share": share, "replications": self.replications}
        if store.find_events(folder) != wanted:
            record_events(
                self.scenario, folder, replications=self.replications, share=share, workers=workers, progress=progress
            )
        if kept_stories(folder) is None:
            keep_stories(typical_cases(find_kept_run(str(folder), folder), 0))
        return replace(self, paths=_paths(folder))

    def _stories(self) -> "Stories | None":
        if "page" not in self.paths:
            return None
        from sim.study.explain import kept_stories  # late: it brings the compiled kernels

        return kept_stories(Path(self.paths["page"]).parent)

    def _manifest(self) -> dict[str, Any]:
        asked = {} if self.precision is None else {"precision": self.precision}
        return {
            "scenario": self.scenario.name,
            "scenario_hash": spec.scenario_hash(self.scenario),
            "run_id": self.run_id,
            "seed": self.seed,
            "replications": self.replications,
            "replications_asked": self.scenario.replications,
            "incomplete": self.is_incomplete,
            "sample": self.scenario.sample,
            "horizon_h": float(self.scenario.horizon),
            "versions": store.package_versions(),
            "wall_s": self.wall_s,
            "audit": self.audit,
            "claims": self.claims,
            "acts": self.acts,
            **asked,
            "configuration": spec.effective(self.scenario),
        }


def _paths(folder: Path) -> dict[str, str]:
    paths = {
        "page": str(folder / store.PAGE),
        "impact": str(folder / "impact.parquet"),
        "hourly": str(folder / "hourly.parquet"),
    }
    return paths if store.find_events(folder) is None else {**paths, "events": str(store.events_folder(folder))}
