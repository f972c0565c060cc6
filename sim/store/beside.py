"""What is put beside a finished run's tables later: a folder of Parquet pieces with a manifest, whole or not at all.

    <run's folder>/<name>/manifest.json, <piece>.parquet

Knows file names; must not know what a piece means.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import RunError
from sim.store.folder import MANIFEST, is_stale
from sim.store.plain import plain
from sim.store.tables import read_table, write_table


def find_beside(run: Path, name: str) -> dict[str, Any] | None:
    """What the folder of this name beside a run's tables holds, as its writer said; None where there is none."""
    try:
        told = json.loads((run / name / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


@contextmanager
def new_beside(
    run: Path, name: str, told: Mapping[str, Any], *, what: str
) -> Iterator[Callable[[str, pd.DataFrame], None]]:
    """Write a folder beside a run's tables, piece by piece: it is there, whole, when the block ends without an error.

    One already there is replaced.

    Args:
        run: the folder of a finished run.
        name: of the new folder.
        told: what it holds.
        what: the same for people, such as `event log`.

    Yields:
        A function that writes one piece: (its name, its rows).

    Raises:
        RunError: the disk is full or the folder cannot be written; what was there before is unharmed.
    """
    folder = run / name
    unfinished, replaced = (run / f".{name}.{os.getpid()}.{end}" for end in ("tmp", "old"))
    try:
        for left in [*run.glob(".*.tmp"), *run.glob(".*.old")]:
            if is_stale(left):
                shutil.rmtree(left, ignore_errors=True)
        manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
        stamp = {key: str(manifest[key]) for key in ("scenario_hash", "seed")}
        unfinished.mkdir()
        yield lambda piece, rows: write_table(rows, unfinished / f"{piece}.parquet", stamp=stamp)
        text = json.dumps(plain(told), indent=2, ensure_ascii=False, allow_nan=False)
        (unfinished / MANIFEST).write_text(text + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(replaced)
        unfinished.rename(folder)
    except OSError as problem:
        raise RunError(f"cannot write the {what} to {run}: {problem.strerror or problem}") from problem
    finally:
        for left in (unfinished, replaced):
            shutil.rmtree(left, ignore_errors=True)


def read_beside(run: Path, name: str, *, what: str) -> dict[str, pd.DataFrame]:
    """The pieces of the folder of this name beside a run's tables, by their names and in that order; none = no folder.

    Raises:
        RunError: a piece cannot be read.
    """
    try:
        return {path.stem: read_table(path) for path in sorted((run / name).glob("[!.]*.parquet"))}
    except (OSError, pa.ArrowException) as problem:
        raise RunError(f"{run}: the {what} cannot be read: {problem}") from problem
