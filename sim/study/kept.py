"""A study's folder: tables, manifest and page, written whole and found again. Must not know what a study means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim import spec, store
from sim.spec import Scenario
from sim.study.replicate import as_run


@dataclass(frozen=True)
class Setting:
    """What all runs of a study share.

    Attributes:
        scenarios: by name, as they were run, replications and seed the same in all.
        command: the command line that makes the study again; empty where it was made from Python.
        is_incomplete: fewer replications than asked for, because it was interrupted.
        paths: files of the study, where it was saved.
    """

    scenarios: Mapping[str, Scenario]
    command: str = ""
    is_incomplete: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> Scenario:
        """The first scenario, under whose name the study is kept."""
        return next(iter(self.scenarios.values()))

    def manifest(self, kind: str, identity: str, replications: int, **more: Any) -> dict[str, Any]:
        """What was studied, for the study's folder."""
        first = self.first
        return {
            "study": kind,
            "study_id": identity,
            "scenarios": {name: spec.scenario_hash(scenario) for name, scenario in self.scenarios.items()},
            "scenario_hash": spec.scenario_hash(first),
            "seed": first.seed,
            "sample": first.sample,
            "replications": replications,
            "incomplete": self.is_incomplete,
            "versions": store.package_versions(),
            **more,
        }

    def saved(
        self,
        out: Path,
        kind: str,
        identity: str,
        replications: int,
        *,
        tables: Mapping[str, pd.DataFrame],
        page: Callable[[Path], None],
        **more: Any,
    ) -> "Setting":
        """Write the study's folder, whole or not at all, and return the setting with its paths.

        Args:
            out: where results are kept.
            kind, identity, replications: of the study.
            tables: frames by name.
            page: writes the page to the path it is given.
            more: further entries of the manifest.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        folder = store.study_folder(out, self.first.name, kind, identity, incomplete=self.is_incomplete)
        manifest = self.manifest(kind, identity, replications, **more)
        with store.new_run(folder) as new:
            page(new.page)
            new.manifest = {**manifest, "tables": list(tables)}
            new.tables = tables
        return replace(self, paths=paths_of(folder, tables))

    def provenance(self, identity: str, replications: int) -> dict[str, str]:
        """The same in words, for the study's page."""
        first = self.first
        told = {
            "study": identity,
            "scenarios": ", ".join(self.scenarios),
            "seed": str(first.seed),
            "replications": f"{replications} of each arm, paired; the same luck in every scenario",
            "sample": f"{100 * float(first.sample):g} % of the orders; counts are scaled to the whole",
            "versions": ", ".join(f"{name} {number}" for name, number in store.package_versions().items()),
        }
        return {"command": self.command, **told} if self.command else told


def as_variants(
    scenarios: Mapping[str, Scenario], *, replications: int | None, seed: int | None
) -> dict[str, Scenario]:
    """The scenarios with one number of replications and one seed: those given, else the first scenario's.

    Raises:
        ValueError: no replication, or a negative seed.
    """
    first = next(iter(scenarios.values()))
    replications = first.replications if replications is None else replications
    seed = first.seed if seed is None else seed
    return {name: as_run(scenario, replications=replications, seed=seed) for name, scenario in scenarios.items()}


def identity_of(kind: str, scenarios: Mapping[str, Scenario], *more: Any) -> str:
    """Name of a study of these scenarios, as they would be run."""
    hashes = [[name, spec.scenario_hash(scenario), scenario.title] for name, scenario in scenarios.items()]
    return store.study_id(kind, [hashes, *more])


def paths_of(folder: Path, tables: Mapping[str, Any]) -> dict[str, str]:
    """Where a study's page and tables lie."""
    return {"page": str(folder / store.PAGE)} | {name: str(folder / f"{name}.parquet") for name in tables}
