"""What lies in a folder of results: every run and study, and what cannot be opened with the reason.

Opens nothing outside of that folder, whatever a name or a link says. Knows manifests; must not know what they mean.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import RunError
from sim.store.folder import MANIFEST, SCHEMA_VERSION
from sim.store.kept import kind_of, manifest_file, read_manifest
from sim.store.pieces import UNFINISHED
from sim.store.sweeps import POINT_SCHEMA, SWEEP_MANIFEST

UNKNOWN = "unknown"
OUTSIDE = "leads out of the results folder; not opened"
BEING_WRITTEN = "not finished: it is being written, or whoever wrote it was stopped"
WITH_PIECES = "not finished: it is being made, or was stopped; the command that made it goes on with --resume"
_SCHEMAS = {MANIFEST: SCHEMA_VERSION, SWEEP_MANIFEST: POINT_SCHEMA}


@dataclass(frozen=True)
class Entry:
    """A folder of results as a list shows it.

    Attributes:
        place: its name within the results, such as `cainiao_sf_2017/0123456789ab`.
        folder: where it lies.
        kind: `run`, `sweep`, the kind of study, or `unknown`.
        written_at: when its manifest was written, seconds since 1970; 0 where it has none.
        manifest: what was run; empty where that cannot be read.
        problem: why it cannot be opened; empty where it can.
    """

    place: str
    folder: Path
    kind: str = UNKNOWN
    written_at: float = 0.0
    manifest: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def listed(out: Path) -> list[Entry]:
    """Every run and study below a folder of results, newest first; what cannot be opened says why.

    A folder that is not there, or is empty, has none.
    """
    root = out.resolve()
    found = [_entry(root, folder) for scenario in _folders(root) for folder in _below(root, scenario)]
    return sorted(found, key=lambda entry: (-entry.written_at, entry.place))


def entry_at(out: Path, place: str) -> Entry:
    """The entry of a name as `listed` gives it; the name may come from anybody.

    Raises:
        RunError: no such entry, it cannot be opened, or the name leads out of the results folder.
    """
    root = out.resolve()
    parts = place.split("/")
    if len(parts) != 2 or not all(_is_name(part) for part in parts):
        raise RunError(f"{place!r} is no run of these results; a run is named scenario/run-id")
    folder = root.joinpath(*parts)
    if not folder.is_dir():
        raise RunError(f"no run {place} in these results")
    entry = _entry(root, folder)
    if entry.problem:
        raise RunError(f"{place}: {entry.problem}")
    return entry


def file_of(entry: Entry, name: str) -> Path:
    """A file of an entry, by its bare name.

    Raises:
        RunError: there is no such file, or it leads out of the entry's folder.
    """
    path = entry.folder / name
    if not _is_name(name) or not path.is_file() or not path.resolve().is_relative_to(entry.folder):
        raise RunError(f"{entry.place} has no file {name}")
    return path


def _is_name(part: str) -> bool:
    return bool(part) and not part.startswith(".") and not any(sign in part for sign in "/\\\0:")


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError:
        return []


def _below(root: Path, scenario: Path) -> list[Path]:
    """The folders of a scenario; the scenario's own where that leads outside."""
    if scenario.name.startswith("."):
        return []
    return _folders(scenario) if _is_inside(root, scenario) else [scenario]


def _is_inside(root: Path, folder: Path) -> bool:
    return folder.resolve().is_relative_to(root)


def _entry(root: Path, folder: Path) -> Entry:
    place = folder.relative_to(root).as_posix()
    if not _is_inside(root, folder):
        return Entry(place, folder, problem=OUTSIDE)
    if folder.name.startswith("."):
        return Entry(place, folder, problem=BEING_WRITTEN)
    if folder.name.endswith(UNFINISHED):
        return Entry(place, folder, problem=WITH_PIECES)
    file = manifest_file(folder)
    if file is None:
        return Entry(place, folder, problem="has no manifest: no run, or one that was damaged")
    if not file.resolve().is_relative_to(folder.resolve()):
        return Entry(place, folder, problem=OUTSIDE)
    try:
        written_at = file.stat().st_mtime
        manifest = read_manifest(file)
    except (OSError, RunError) as fault:
        return Entry(place, folder, problem=str(fault))
    kind = kind_of(file.name, manifest)
    schema, known = manifest.get("schema_version"), _SCHEMAS[file.name]
    problem = "" if schema == known else f"is of schema version {schema}; this program reads {known}"
    return Entry(place, folder.resolve(), kind, written_at, manifest, problem)
