"""Where runs are kept: the only room that knows paths and file formats.

A run is a folder `<out>/<scenario>/<run id>/` of Parquet tables, a manifest and a page. The room knows
frames and plain values; it must not know how a run is made or what its page looks like.
"""

from sim.store.beside import find_beside, new_beside, read_beside
from sim.store.events import events_folder, find_events, new_events, read_events
from sim.store.folder import MANIFEST, PAGE, NewRun, StoredRun, find_run, load_run, make_ready, new_run, run_folder
from sim.store.listing import Entry, entry_at, file_of, listed
from sim.store.naming import package_versions, run_id, version
from sim.store.pieces import add_text, forget_pieces, keep_piece, kept_pieces
from sim.store.plain import plain
from sim.store.studies import ANSWER, find_run_where, find_study, newest_study, study_folder, study_id
from sim.store.sweeps import (
    FAILURES,
    POINT_SCHEMA,
    POINTS,
    SWEEP_PAGE,
    VALUES,
    SweepFolder,
    sweep_folder,
    sweep_folders,
)

__all__ = [
    "ANSWER",
    "FAILURES",
    "MANIFEST",
    "PAGE",
    "POINTS",
    "POINT_SCHEMA",
    "SWEEP_PAGE",
    "VALUES",
    "Entry",
    "NewRun",
    "StoredRun",
    "SweepFolder",
    "add_text",
    "entry_at",
    "events_folder",
    "file_of",
    "find_beside",
    "find_events",
    "find_run",
    "find_run_where",
    "find_study",
    "forget_pieces",
    "keep_piece",
    "kept_pieces",
    "listed",
    "load_run",
    "make_ready",
    "new_beside",
    "new_events",
    "new_run",
    "newest_study",
    "package_versions",
    "plain",
    "read_beside",
    "read_events",
    "run_folder",
    "run_id",
    "study_folder",
    "study_id",
    "sweep_folder",
    "sweep_folders",
    "version",
]
