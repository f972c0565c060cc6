"""A sweep's folder: one file a finished point, there whole or not at all, and what is made of them at the end.

    <out>/<sweep>/sweep-<id>/
        sweep.json         what is run, by which version, whether it is finished
        points/<key>.parquet
        points.parquet, values.parquet, failures.parquet    once it is finished
        report.html, sensitivity.parquet, indices.parquet, …    what it found

Bytes of points and tables depend on the figures alone, so an interrupted sweep that went on ends like an unbroken one.
Knows file names; must not know how a point is run.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import RunError
from sim.store.folder import is_stale
from sim.store.naming import version
from sim.store.plain import plain
from sim.store.tables import read_table, write_table

POINT_SCHEMA = 1
SWEEP_MANIFEST = "sweep.json"
SWEEP_PAGE = "report.html"
POINTS, VALUES, FAILURES = "points", "values", "failures"


@dataclass(frozen=True)
class SweepFolder:
    """The folder of one sweep.

    Attributes:
        path: where it lies.
    """

    path: Path

    @property
    def page(self) -> Path:
        """Where its page lies."""
        return self.path / SWEEP_PAGE

    def table_path(self, name: str) -> Path:
        """Where one of its tables lies."""
        return self.path / f"{name}.parquet"

    def manifest(self) -> dict[str, Any] | None:
        """What is run there; None where nothing was begun.

        Raises:
            RunError: what is there is no sweep, or one of another schema version.
        """
        file = self.path / SWEEP_MANIFEST
        if not file.exists():
            return None
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            schema = found["schema_version"]
        except (OSError, ValueError, LookupError, TypeError) as problem:
            raise RunError(f"{self.path}: no readable sweep: {problem}") from problem
        if schema != POINT_SCHEMA:
            raise RunError(f"{self.path}: a sweep of schema version {schema}; this program reads {POINT_SCHEMA}")
        return found

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Say what is run here.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        told = plain({"schema_version": POINT_SCHEMA, "version": version(), **manifest})
        text = json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        with self._new(self.path / SWEEP_MANIFEST) as unfinished:
            unfinished.write_text(text, encoding="utf-8")

    def done(self) -> frozenset[str]:
        """Keys of the points that are there and can be read; what cannot be read is removed.

        Raises:
            RunError: the folder cannot be read or written.
        """
        found = set()
        with _told(self.path):
            for file in sorted((self.path / POINTS).glob("*.parquet")):
                try:
                    read_table(file)
                except (OSError, pa.ArrowException):
                    file.unlink()
                else:
                    found.add(file.stem)
        return frozenset(found)

    def put(self, key: str, frame: pd.DataFrame) -> None:
        """Keep a finished point.

        Raises:
            RunError: the disk is full or the folder cannot be written; the points kept so far are unharmed.
        """
        with self._new(self.path / POINTS / f"{key}.parquet") as unfinished:
            write_table(frame, unfinished, stamp={"point": key})

    def get(self, key: str) -> pd.DataFrame:
        """A finished point's values.

        Raises:
            RunError: it is not there or cannot be read.
        """
        return self._read(self.path / POINTS / f"{key}.parquet")

    def put_table(self, name: str, frame: pd.DataFrame, *, sweep_id: str) -> None:
        """Keep a table of the finished sweep.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        with self._new(self.table_path(name)) as unfinished:
            write_table(frame, unfinished, stamp={"sweep": sweep_id})

    def get_table(self, name: str) -> pd.DataFrame:
        """A table of the finished sweep.

        Raises:
            RunError: it is not there or cannot be read.
        """
        return self._read(self.table_path(name))

    def make_ready(self, *, afresh: bool) -> None:
        """Make the folder, and remove what a killed writer left in it, or all of it.

        Raises:
            RunError: the folder cannot be made or written.
        """
        with _told(self.path):
            if afresh and self.path.exists():
                shutil.rmtree(self.path)
            (self.path / POINTS).mkdir(parents=True, exist_ok=True)
            for left in [*self.path.glob(".*.tmp"), *(self.path / POINTS).glob(".*.tmp")]:
                if is_stale(left):
                    left.unlink(missing_ok=True)

    @contextmanager
    def _new(self, target: Path) -> Iterator[Path]:
        """A name to write to, which becomes `target` once it is written."""
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        with _told(self.path):
            try:
                yield unfinished
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)

    def _read(self, file: Path) -> pd.DataFrame:
        try:
            return read_table(file)
        except (OSError, pa.ArrowException) as problem:
            raise RunError(f"{file}: cannot be read: {problem}") from problem


def sweep_folder(out: Path, name: str, sweep_id: str) -> SweepFolder:
    """The folder of a sweep, there or not.

    >>> sweep_folder(Path("results"), "outage_length", "0123456789ab").path.as_posix()
    'results/outage_length/sweep-0123456789ab'
    """
    return SweepFolder(out / name / f"sweep-{sweep_id}")


def sweep_folders(out: Path, name: str) -> list[SweepFolder]:
    """All folders of sweeps of this name, oldest first."""
    found = [path for path in (out / name).glob("sweep-*") if path.is_dir()]
    return [SweepFolder(path) for path in sorted(found, key=lambda path: path.stat().st_mtime)]


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise RunError(f"cannot write results to {folder}: {problem.strerror or problem}") from problem
