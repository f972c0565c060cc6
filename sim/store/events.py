"""The event log beside a run's tables: a folder of Parquet pieces and a manifest, there whole or not at all.

    <run's folder>/events/manifest.json, <piece>.parquet

Knows file names; must not know what an event is.
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


def events_folder(run: Path) -> Path:
    """Where the event log of a run's folder lies, or would."""
    return run / "events"


def find_events(run: Path) -> dict[str, Any] | None:
    """What the event log of a run's folder holds, as its writer said; None where there is none."""
    try:
        told: dict[str, Any] = json.loads((events_folder(run) / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told


@contextmanager
def new_events(run: Path, told: Mapping[str, Any]) -> Iterator[Callable[[str, pd.DataFrame], None]]:
    """Write a run's event log, piece by piece: it is there, whole, when the block ends without an error.

    A log already there is replaced.

    Args:
        run: the folder of a finished run.
        told: what the log holds.

    Yields:
        A function that writes one piece: (its name, its rows).

    Raises:
        RunError: the disk is full or the folder cannot be written; what was there before is unharmed.
    """
    folder = events_folder(run)
    unfinished, replaced = (run / f".{folder.name}.{os.getpid()}.{end}" for end in ("tmp", "old"))
    try:
        for left in [*run.glob(".*.tmp"), *run.glob(".*.old")]:
            if is_stale(left):
                shutil.rmtree(left, ignore_errors=True)
        manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
        stamp = {key: str(manifest[key]) for key in ("scenario_hash", "seed")}
        unfinished.mkdir()
        yield lambda name, piece: write_table(piece, unfinished / f"{name}.parquet", stamp=stamp)
        text = json.dumps(plain(told), indent=2, ensure_ascii=False, allow_nan=False)
        (unfinished / MANIFEST).write_text(text + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(replaced)
        unfinished.rename(folder)
    except OSError as problem:
        raise RunError(f"cannot write the event log to {run}: {problem.strerror or problem}") from problem
    finally:
        for left in (unfinished, replaced):
            shutil.rmtree(left, ignore_errors=True)


def read_events(run: Path) -> pd.DataFrame:
    """The event log of a run's folder, all pieces in the order of their names.

    Raises:
        RunError: there is none, or a piece cannot be read.
    """
    pieces = sorted(events_folder(run).glob("*.parquet"))
    if not pieces:
        raise RunError(f"{run}: no event log; `outage-sim run … --events 1%` writes one")
    try:
        return pd.concat([read_table(piece) for piece in pieces], ignore_index=True)
    except (OSError, pa.ArrowException) as problem:
        raise RunError(f"{run}: the event log cannot be read: {problem}") from problem
