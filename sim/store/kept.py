"""What lies in a folder of results, of whatever kind: found by path or by name, read back with every table it has.

Runs and studies carry `manifest.json`, sweeps `sweep.json`. Must not know what any of them means.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import RunError
from sim.store.events import events_folder
from sim.store.folder import MANIFEST, PAGE
from sim.store.sweeps import SWEEP_MANIFEST
from sim.store.tables import read_table

RUN = "run"
SWEEP = "sweep"


@dataclass(frozen=True)
class Kept:
    """A run or a study as it lies on disk.

    Attributes:
        folder: where it lies.
        kind: `run`, `sweep`, or the study's own word, such as `compare`.
        manifest: what was run.
    """

    folder: Path
    kind: str
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Scenario and name of the folder, in one word for a file."""
        return f"{self.folder.resolve().parent.name}-{self.folder.resolve().name}"

    @property
    def page(self) -> Path:
        """Where its page lies, or would."""
        return self.folder / PAGE

    @property
    def table_paths(self) -> dict[str, Path]:
        """File of each table by its name, in the order of the names."""
        return {path.stem: path for path in sorted(self.folder.glob("[!.]*.parquet"))}

    @property
    def event_paths(self) -> list[Path]:
        """Files of the log of sampled parcels, in the order of their names; none where no log was asked for."""
        return sorted(events_folder(self.folder).glob("[!.]*.parquet"))

    def table(self, name: str) -> pd.DataFrame:
        """One of its tables.

        Raises:
            RunError: it is not there or cannot be read.
        """
        path = self.folder / f"{name}.parquet"
        try:
            return read_table(path)
        except (OSError, pa.ArrowException) as problem:
            raise RunError(f"{path}: not a readable table: {problem}") from problem


def kept_in(folder: Path) -> Kept | None:
    """The run or study in that folder, wherever that is; None where there is none that can be read.

    `listing` finds them for whoever may not look elsewhere, and says what is wrong with the others.
    """
    file = manifest_file(folder)
    if file is None:
        return None
    try:
        manifest = read_manifest(file)
    except RunError:
        return None
    return Kept(folder, kind_of(file.name, manifest), manifest)


def manifest_file(folder: Path) -> Path | None:
    """The file that says what a folder holds; None where it has none."""
    return next((folder / name for name in (MANIFEST, SWEEP_MANIFEST) if (folder / name).is_file()), None)


def read_manifest(file: Path) -> dict[str, Any]:
    """What was run, from such a file.

    Raises:
        RunError: it cannot be read, or is no object; says which.
    """
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise RunError(f"its manifest cannot be read: {fault}") from fault
    if not isinstance(manifest, dict):
        raise RunError("its manifest is no object")
    return manifest


def kind_of(file_name: str, manifest: Mapping[str, Any]) -> str:
    """Kind of what has this manifest in a file of this name: `run`, `sweep`, or the study's own word."""
    return SWEEP if file_name == SWEEP_MANIFEST else str(manifest.get("study", RUN))


def kept_below(results: Path) -> Iterator[Path]:
    """Folders of all runs and studies below `results`, by scenario and name."""
    found = {path.parent for name in (MANIFEST, SWEEP_MANIFEST) for path in results.glob(f"[!.]*/[!.]*/{name}")}
    yield from sorted(found)


def names_of(folder: Path) -> tuple[str, str]:
    """What a run or study may be called: by its folder's name, or by the hash alone.

    >>> names_of(Path("results/null/compare-0123456789ab"))
    ('compare-0123456789ab', '0123456789ab')
    """
    return folder.name, folder.name.rpartition("-")[2]
