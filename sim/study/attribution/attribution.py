"""What an attribution found, in memory and on disk, as a frame, as JSON and as a page.

Knows the shape of the result; must not know how its figures were made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim import spec, store
from sim.spec import Scenario
from sim.store import StoredRun
from sim.study.attribution.values import ACT, BY_ACTS, EXCESS, INTERACTION, MECHANISM, PARTY

KIND = "attribution"
SECTIONS = {"acts": ACT, "parties": PARTY, "parties_by_acts": BY_ACTS, "mechanisms": MECHANISM}
TABLES = ("attribution", "coalitions")
TOLD = ("study_id", "orders", "acts", "mechanisms", "warnings", "wall_s")


@dataclass(frozen=True)
class Attribution:
    """Every excess of a scenario and its parts. All counts are of the full population.

    Attributes:
        scenario: what was attributed, as it was run.
        study_id: equal for attributions that must give equal figures.
        parts: measure, unit, kind, name, value, ci_low, ci_high, replications; see `values.attribution_frame`.
        totals: variant, replication, measure, unit, baseline, outage.
        orders: orders of the acts that were drawn; 0 = all coalitions were run.
        acts: name, by, kind and `can_act` of each; one that cannot act has a value of exactly 0.
        mechanisms: name, title and knock_out of each.
        warnings: what a reader must know.
        wall_s: seconds it took.
        paths: files, where it was saved.
    """

    scenario: Scenario
    study_id: str
    parts: pd.DataFrame
    totals: pd.DataFrame
    orders: int
    acts: list[dict[str, Any]]
    mechanisms: list[dict[str, Any]]
    warnings: list[str]
    wall_s: float
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def variants(self) -> int:
        """Variants of the scenario that were run, each with its pair of arms in every replication."""
        return int(self.totals["variant"].nunique())

    def of(self, measure: str, kind: str) -> pd.DataFrame:
        """The parts of one kind of one measure's excess, in the order of the file."""
        return self.parts[(self.parts["measure"] == measure) & (self.parts["kind"] == kind)]

    def to_json(self, measures: list[str]) -> dict[str, Any]:
        """The attribution of these measures as one object of plain values; what has no number is None."""
        found: dict[str, Any] = {
            "scenario": self.scenario.name,
            "study_id": self.study_id,
            "seed": self.scenario.seed,
            "replications": self.scenario.replications,
            "sample": self.scenario.sample,
            "variants": self.variants,
            "orders": self.orders,
            "measure": {measure: self._measure(measure) for measure in measures},
            "acts": self.acts,
            "mechanisms": self.mechanisms,
            "warnings": self.warnings,
            "paths": self.paths,
            "wall_s": self.wall_s,
        }
        plain: dict[str, Any] = store.plain(found)
        return plain

    def page(self, path: Path) -> Path:
        """Write the attribution's page, one HTML file that needs no network.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.attribution_page import write_attribution_page  # late: it brings the drawing library

        write_attribution_page(self, path)
        return path

    def save(self, out: Path) -> "Attribution":
        """Write the folder, whole or not at all, and return the attribution with its paths.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        folder = store.study_folder(out, self.scenario.name, KIND, self.study_id)
        with store.new_run(folder) as new:
            self.page(new.page)
            new.tables = {"attribution": self.parts, "coalitions": self.totals}
            new.manifest = self._manifest()
        return replace(self, paths=_paths(folder))

    @classmethod
    def from_stored(cls, stored: StoredRun, scenario: Scenario) -> "Attribution":
        """The attribution read back from disk, given the scenario it was made of."""
        told: dict[str, Any] = {name: stored.manifest[name] for name in TOLD}
        parts, totals = stored.tables["attribution"], stored.tables["coalitions"]
        return cls(scenario=scenario, parts=parts, totals=totals, paths=_paths(stored.folder), **told)

    def _measure(self, measure: str) -> dict[str, Any]:
        excess = self.of(measure, EXCESS).iloc[0]
        told = {"excess": excess["value"], "ci95": [excess["ci_low"], excess["ci_high"]], "unit": excess["unit"]}
        parts = {section: _named(self.of(measure, kind)) for section, kind in SECTIONS.items()}
        return {**told, **parts, "interaction": _named(self.of(measure, INTERACTION)).get("remainder")}

    def _manifest(self) -> dict[str, Any]:
        return {
            "study": KIND,
            "scenario": self.scenario.name,
            "scenario_hash": spec.scenario_hash(self.scenario),
            "seed": self.scenario.seed,
            "replications": self.scenario.replications,
            "sample": self.scenario.sample,
            "versions": store.package_versions(),
            "configuration": spec.effective(self.scenario),
            **{name: getattr(self, name) for name in TOLD},
        }


def _named(parts: pd.DataFrame) -> dict[str, Any]:
    return {
        row["name"]: {"value": row["value"], "ci95": [row["ci_low"], row["ci_high"]]}
        for row in parts.to_dict("records")
    }


def _paths(folder: Path) -> dict[str, str]:
    return {
        "page": str(folder / store.PAGE),
        "attribution": str(folder / "attribution.parquet"),
        "coalitions": str(folder / "coalitions.parquet"),
    }
