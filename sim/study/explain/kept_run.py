"""A run that was kept, found by its folder or its id, with the scenario it was made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim import spec, store
from sim.errors import ScenarioError
from sim.spec import Scenario
from sim.store.kept import RUN
from sim.study.found import kept_named

PROGRAM = "logistics-outage-sim"


@dataclass(frozen=True)
class KeptRun:
    """A run in its folder.

    Attributes:
        folder: where it lies.
        scenario: as it was run: seed, sample and all.
        run_id: its name.
        replications: how many were finished.
        values: measures of each replication and arm, as the run kept them.
        version: of the program that made it.
    """

    folder: Path
    scenario: Scenario
    run_id: str
    replications: int
    values: pd.DataFrame
    version: str

    @property
    def is_of_this_program(self) -> bool:
        """Whether this very program made it: only then simulating it again must give the same parcels."""
        return self.version == store.version()


def find_kept_run(named: str, out: Path) -> KeptRun:
    """The run in a folder, or the one of that id among the results.

    Args:
        named: path of a run's folder, or a run id.
        out: where results are kept.

    Raises:
        ScenarioError: there is none; names the nearest.
        RunError: the folder cannot be read.
    """
    kept = kept_named(named, out)
    if kept.kind != RUN or "configuration" not in kept.manifest:
        raise ScenarioError.of("explain", "a study of several runs; only a run can be explained", named)
    return _read(store.load_run(kept.folder, tables=("replications",)))


def _read(stored: store.StoredRun) -> KeptRun:
    manifest: dict[str, Any] = stored.manifest
    return KeptRun(
        folder=stored.folder,
        scenario=spec.from_effective(manifest["configuration"]),
        run_id=str(manifest["run_id"]),
        replications=int(manifest["replications"]),
        values=stored.tables["replications"],
        version=str(manifest["versions"].get(PROGRAM, "")),
    )
