"""What a study keeps besides its tables: pieces of unfinished work, and texts a person may take away.

Pieces lie in `<study's folder>.unfinished`, each written whole or not at all, so that a killed study can go on from
them. Must not know what a piece means.
"""

import os
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sim.errors import RunError
from sim.store.folder import NewRun
from sim.store.tables import read_table, write_table

UNFINISHED = ".unfinished"
"""How the name of a folder of pieces ends."""


def add_text(run: NewRun, name: str, text: str) -> None:
    """Put a text beside the page of a folder being written.

    Raises:
        OSError: the disk is full; `new_run` says so.
    """
    run.page.with_name(name).write_text(text, encoding="utf-8")


def keep_piece(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Keep a piece of the unfinished study of `folder`.

    Raises:
        RunError: the disk is full or the folder cannot be written.
    """
    pieces = _pieces_of(folder)
    half = pieces / f".{name}.{os.getpid()}.tmp"
    try:
        pieces.mkdir(parents=True, exist_ok=True)
        write_table(frame, half, stamp={})
        half.replace(pieces / f"{name}.parquet")
    except OSError as problem:
        half.unlink(missing_ok=True)
        raise RunError(f"cannot keep what is done in {pieces}: {problem.strerror or problem}") from problem


def kept_pieces(folder: Path) -> dict[str, pd.DataFrame]:
    """Pieces of the unfinished study of `folder`, by name; one that cannot be read is as good as none."""
    found = {}
    for path in sorted(_pieces_of(folder).glob("[!.]*.parquet")):
        try:
            found[path.stem] = read_table(path)
        except (OSError, pa.ArrowException):
            continue
    return found


def forget_pieces(folder: Path) -> None:
    """Remove what the unfinished study of `folder` left."""
    shutil.rmtree(_pieces_of(folder), ignore_errors=True)


def _pieces_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{UNFINISHED}")
