"""Files handed on: each is written whole or not at all, and none in place of another that says something else.

Knows names and bytes; must not know what is in a file.
"""

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from sim.errors import RunError, ScenarioError
from sim.store.folder import is_stale


class ExportFolder:
    """A folder that takes exported files.

    Attributes:
        path: where it lies; made with the first file.
        written: files that are there now as they were meant to be, in the order in which they were handed over.
    """

    def __init__(self, path: Path, *, replaces: bool = False) -> None:
        """Write to `path`; with `replaces`, also in place of what is there and differs."""
        self.path = path
        self.replaces = replaces
        self.written: list[Path] = []

    @contextmanager
    def new(self, name: str) -> Iterator[Path]:
        """A path to write a file to, which becomes `name` when the block ends without an error.

        Raises:
            RunError: the disk is full or the folder cannot be written; no half file is left.
            ScenarioError: a file of this name is there, says something else, and is not to be replaced.
        """
        target = self.path / name
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            for left in target.parent.glob(".*.tmp"):
                if is_stale(left):
                    left.unlink(missing_ok=True)
            yield unfinished
            if target.exists() and not self.replaces and not filecmp.cmp(unfinished, target, shallow=False):
                raise ScenarioError.of(str(target), "is there already and says something else: --out, or --force")
            unfinished.replace(target)
        except OSError as problem:
            raise RunError(f"cannot write {target}: {problem.strerror or problem}") from problem
        finally:
            unfinished.unlink(missing_ok=True)
        self.written.append(target)

    def has(self, name: str, source: Path) -> bool:
        """Whether `name` was made of `source` before and may stay; counts as written then.

        For what a browser draws: two drawings of one page may differ in a byte and show the same.
        """
        target = self.path / name
        is_kept = not self.replaces and target.exists() and target.stat().st_mtime >= source.stat().st_mtime
        if is_kept:
            self.written.append(target)
        return is_kept

    def text(self, name: str, text: str) -> None:
        """Write a text; raises as `new`."""
        with self.new(name) as path:
            path.write_text(text, encoding="utf-8")

    def binary(self, name: str, content: bytes) -> None:
        """Write bytes; raises as `new`."""
        with self.new(name) as path:
            path.write_bytes(content)

    def copy(self, source: Path, name: str) -> None:
        """Copy a file as it is; raises as `new`."""
        with self.new(name) as path:
            shutil.copyfile(source, path)

    def csv(self, frame: pd.DataFrame, name: str) -> None:
        """Write a frame as comma-separated UTF-8 text, numbers at full precision, nothing where there is no number.

        Raises as `new`.
        """
        with self.new(name) as path:
            frame.to_csv(path, index=False, lineterminator="\n")
