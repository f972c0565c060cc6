"""Stories of single parcels of a run: those kept beside it at once, others by simulating a replication again.

Knows processes; must not know how a story is shown.
"""

import threading
import time
from collections import OrderedDict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim import store
from sim.app.shelf import Shelf
from sim.errors import RunError, ScenarioError, SimError
from sim.study.crew import ProcessDiedError, work_in_processes
from sim.study.explain import explain, find_kept_run, kept_stories, typical_cases
from sim.study.explain.telling import stories_of, story_alone

if TYPE_CHECKING:
    from sim.report.parcel_story import Stories

AT_HAND = 20
LONGEST_S = 300.0
"""A replication that takes longer is left to the command line."""
MOST_DIGITS = 20
"""Of a parcel's number: it has 64 bits."""


class Question(NamedTuple):
    """Whose stories: of a run's folder, one of its replications, and the parcel of a number, or all typical ones."""

    folder: str
    replication: int
    parcel: str

    def __str__(self) -> str:
        return f"replication {self.replication}"


class Storyteller:
    """Tells stories of the runs of a shelf; one replication at a time is simulated, in a process of its own.

    Args:
        shelf: where runs are found.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._told: OrderedDict[tuple[Question, float], Stories] = OrderedDict()

    def kept(self, place: str) -> "Stories | None":
        """The stories kept beside a run.

        Raises:
            RunError: there is no such run, or its stories are broken.
        """
        return kept_stories(store.entry_at(self._shelf.results, place).folder)

    def stories(self, place: str, replication: str = "0", parcel: str = "") -> "Stories":
        """The story of a parcel, or those of the typical ones where none is named. May take as long as a replication.

        Args:
            place: of the run.
            replication: its number, as anybody may have written it.
            parcel: its number, as anybody may have written it.

        Raises:
            ScenarioError: no number, no such replication or parcel; says which there are.
            RunError: there is no such run, or simulating it again failed or took too long.
        """
        entry = store.entry_at(self._shelf.results, place)
        question = Question(str(entry.folder), self._number(place, replication), _checked(parcel))
        kept = None if parcel else kept_stories(entry.folder)
        if kept is not None and kept.replication == question.replication:
            return kept
        key = (question, entry.written_at)
        with self._turn:
            with self._lock:
                if key in self._told:
                    self._told.move_to_end(key)
                    return self._told[key]
            told = _simulated(question)
            with self._lock:
                self._told[key] = told
                while len(self._told) > AT_HAND:
                    self._told.popitem(last=False)
            return told

    def _number(self, place: str, replication: str) -> int:
        n = self._shelf.result(place).replications
        text = replication.strip()
        if not text.isdecimal() or len(text) > MOST_DIGITS or int(text) >= n:
            raise ScenarioError.of("replication", f"the run has replications 0 to {n - 1}", repr(replication))
        return int(text)


def told_again(question: Question) -> "Stories":
    """Simulate the replication again and tell what was asked for: the task of the process."""
    kept = find_kept_run(question.folder, Path(question.folder))
    if question.parcel:
        return story_alone(explain(kept, question.parcel, question.replication))
    return stories_of(typical_cases(kept, question.replication))


def _checked(parcel: str) -> str:
    text = parcel.strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise ScenarioError.of("parcel", f"a parcel's number has digits only, {MOST_DIGITS} at most", repr(parcel))
    return text


def _simulated(question: Question) -> "Stories":
    until = time.monotonic() + LONGEST_S
    with closing(work_in_processes(told_again, iter([question]), 1, until=until)) as finished:
        ended = next(finished, None)
    if ended is None or isinstance(ended.problem, ProcessDiedError):
        what = f"took longer than {LONGEST_S:g} s" if ended is None else "ended early; memory may have run out"
        command = f"outage-sim explain {question.folder} {question.parcel or '--list'}"
        raise RunError(f"simulating {question} again {what}; `{command}` has no limit")
    if isinstance(ended.problem, SimError):
        raise ended.problem
    if ended.outcome is None:
        raise RunError(f"simulating {question} again failed: {type(ended.problem).__name__}: {ended.problem}")
    return ended.outcome
