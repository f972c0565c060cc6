"""The event log beside a run's tables, `<run's folder>/events`. Must not know what an event is."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import RunError
from sim.store.beside import find_beside, new_beside, read_beside

EVENTS = "events"
EVENT_LOG = "event log"


def events_folder(run: Path) -> Path:
    """Where the event log of a run's folder lies, or would."""
    return run / EVENTS


def find_events(run: Path) -> dict[str, Any] | None:
    """What the event log of a run's folder holds, as its writer said; None where there is none."""
    return find_beside(run, EVENTS)


def new_events(run: Path, told: Mapping[str, Any]) -> AbstractContextManager[Callable[[str, pd.DataFrame], None]]:
    """Write a run's event log, piece by piece: it is there, whole, when the block ends without an error.

    A log already there is replaced.

    Args:
        run: the folder of a finished run.
        told: what the log holds.

    Returns:
        A block that is given a function that writes one piece: (its name, its rows).

    Raises:
        RunError: the disk is full or the folder cannot be written; what was there before is unharmed.
    """
    return new_beside(run, EVENTS, told, what=EVENT_LOG)


def read_events(run: Path) -> pd.DataFrame:
    """The event log of a run's folder, all pieces in the order of their names.

    Raises:
        RunError: there is none, or a piece cannot be read.
    """
    pieces = read_beside(run, EVENTS, what=EVENT_LOG)
    if not pieces:
        raise RunError(f"{run}: no event log; `outage-sim run … --events 1%` writes one")
    return pd.concat(pieces.values(), ignore_index=True)
