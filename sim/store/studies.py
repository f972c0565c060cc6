"""Where studies of several runs are kept: beside the runs of their first scenario, each under its kind and a hash.

A study's folder is written as a run's is, whole or not at all. Must not know what any study means.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.errors import RunError
from sim.store.folder import MANIFEST, StoredRun, load_run
from sim.store.naming import version
from sim.store.plain import plain

ANSWER = "answer_hash"
"""Entry of a manifest: hash of the scenario but for its luck and sample, by which another command finds the study."""


def study_id(kind: str, what: Any) -> str:
    """Twelve hex digits naming a study: equal for studies that must give equal figures.

    Args:
        kind: what sort of study.
        what: all that decides its figures, as JSON can carry it; the program's own text is added.

    >>> study_id("compare", [1, 2]) == study_id("compare", [1, 2])
    True
    >>> study_id("compare", [1, 2]) == study_id("compare", [2, 1])
    False
    """
    text = json.dumps([kind, plain(what), version()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def study_folder(out: Path, scenario: str, kind: str, identity: str, *, incomplete: bool = False) -> Path:
    """Where a study lies, or would.

    >>> study_folder(Path("results"), "null", "compare", "0123456789ab").as_posix()
    'results/null/compare-0123456789ab'
    """
    return out / scenario / f"{kind}-{identity}{'-incomplete' if incomplete else ''}"


def find_study(folder: Path, tables: Sequence[str]) -> StoredRun | None:
    """The whole study in that folder, if it is there and can be read.

    Args:
        folder: as `study_folder` names it.
        tables: names of the tables it must have.
    """
    if not folder.is_dir():
        return None
    try:
        return load_run(folder, tables)
    except RunError:
        return None


def newest_study(out: Path, scenario: str, kind: str, answer: str, tables: Sequence[str]) -> StoredRun | None:
    """The study of a kind that was written last, of a scenario that asks the same.

    Args:
        out: where results are kept.
        scenario: its name.
        kind: what sort of study.
        answer: what its manifest says under `ANSWER`.
        tables: names of the tables it must have.
    """
    folders = (out / scenario).glob(f"{kind}-[!.]*/{MANIFEST}")
    for path in sorted(folders, key=lambda each: each.stat().st_mtime_ns, reverse=True):
        found = find_study(path.parent, tables)
        if found is not None and found.manifest.get(ANSWER) == answer and not found.manifest.get("incomplete"):
            return found
    return None


def find_run_where(out: Path, scenario: str, is_it: Callable[[dict[str, Any]], bool]) -> StoredRun | None:
    """The first run of a scenario, by name of its folder, whose manifest is the one looked for."""
    for folder, manifest in _manifests(out / scenario):
        if is_it(manifest):
            try:
                return load_run(folder)
            except RunError:
                continue
    return None


def _manifests(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob(f"[!.]*/{MANIFEST}")):
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict):
            yield path.parent, manifest
