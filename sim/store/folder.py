"""One run's folder: written whole or not at all, found again, read back.

A run is written under a hidden name beside its place and renamed when it is complete, so that whoever
looks sees a whole run or none. What a killed writer left is removed by the next run of the scenario.
Knows file names and the manifest; must not know how a run is made.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import RunError
from sim.store.plain import plain
from sim.store.tables import read_table, write_table

SCHEMA_VERSION = 1
MANIFEST = "manifest.json"
PAGE = "report.html"
TABLES = ("impact", "replications", "hourly", "who_pays", "recovery", "affected")
STALE_AFTER_S = 3600.0


@dataclass(frozen=True)
class StoredRun:
    """A run as it lies on disk.

    Attributes:
        folder: where it lies.
        manifest: what the run was: scenario, seed, versions, audit, claims, acts.
        tables: one frame a name; of a run, the names of `TABLES`.
    """

    folder: Path
    manifest: dict[str, Any]
    tables: dict[str, pd.DataFrame]


@dataclass
class NewRun:
    """A run being written: `page` is where its page goes; the rest is handed over as values."""

    page: Path
    manifest: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def run_folder(out: Path, scenario: str, run_id: str, *, incomplete: bool = False) -> Path:
    """Where a run of this name lies, or would.

    An interrupted run has a name of its own, so that it never passes for the whole one.

    >>> run_folder(Path("results"), "null", "0123456789ab").as_posix()
    'results/null/0123456789ab'
    """
    return out / scenario / (f"{run_id}-incomplete" if incomplete else run_id)


def make_ready(out: Path, scenario: str) -> None:
    """Make the scenario's folder and remove what killed runs left there, before hours of work are spent.

    Raises:
        RunError: the folder cannot be made or written.
    """
    folder = out / scenario
    probe = folder / f".{os.getpid()}.probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in [*folder.glob(".*.tmp"), *folder.glob(".*.old"), *folder.glob(".*.probe")]:
            if is_stale(left):
                _remove(left)
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise RunError(f"cannot write results to {folder}: {_reason(problem)}") from problem


@contextmanager
def new_run(folder: Path) -> Iterator[NewRun]:
    """Write a run into `folder`: it appears there, whole, when the block ends without an error.

    A run already there is replaced.

    Raises:
        RunError: the disk is full or the folder cannot be written; nothing is left behind.
    """
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        unfinished.mkdir(parents=True)
        run = NewRun(page=unfinished / PAGE)
        yield run
        stamp = {key: str(run.manifest[key]) for key in ("scenario_hash", "seed")}
        for name, table in run.tables.items():
            write_table(table, unfinished / f"{name}.parquet", stamp=stamp)
        manifest = {"schema_version": SCHEMA_VERSION, **run.manifest}
        text = json.dumps(plain(manifest), indent=2, ensure_ascii=False, allow_nan=False)
        (unfinished / MANIFEST).write_text(text + "\n", encoding="utf-8")
        _put_in_place(unfinished, folder)
    except OSError as problem:
        raise RunError(f"cannot write results to {folder}: {_reason(problem)}") from problem
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def find_run(out: Path, scenario: str, run_id: str) -> StoredRun | None:
    """The whole run of this name, if it is there and can be read."""
    folder = run_folder(out, scenario, run_id)
    if not folder.is_dir():
        return None
    try:
        return load_run(folder)
    except RunError:
        return None


def load_run(folder: Path, tables: Sequence[str] = TABLES) -> StoredRun:
    """Read a run's folder.

    Args:
        folder: where it lies.
        tables: names of those it must have.

    Raises:
        RunError: the folder is not a run, a file of it is missing or broken, or it is of another schema version.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest.get("schema_version") != SCHEMA_VERSION:
            found = manifest.get("schema_version")
            raise RunError(f"{folder}: results of schema version {found}; this program reads {SCHEMA_VERSION}")
        frames = {name: read_table(folder / f"{name}.parquet") for name in tables}
    except (OSError, ValueError, AttributeError, pa.ArrowException) as problem:
        raise RunError(f"{folder}: not a readable run: {problem}") from problem
    return StoredRun(folder=folder, manifest=manifest, tables=frames)


def _put_in_place(unfinished: Path, folder: Path) -> None:
    replaced = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(replaced)
    unfinished.rename(folder)
    shutil.rmtree(replaced, ignore_errors=True)


def is_stale(left: Path) -> bool:
    """Whether the process that wrote it is gone, or so old that the number now belongs to another."""
    writer = left.name.split(".")[-2]
    is_old = time.time() - left.stat().st_mtime > STALE_AFTER_S
    return is_old or not writer.isdigit() or not _is_alive(int(writer))


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


def _reason(problem: OSError) -> str:
    return problem.strerror or str(problem)
