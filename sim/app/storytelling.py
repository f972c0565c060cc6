"""Stories of single parcels of a run: those kept beside it at once, others by simulating a replication again.

Knows processes; must not know how a story is shown.
"""

import threading
from collections import OrderedDict
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim import store
from sim.app.shelf import Shelf
from sim.errors import RunError, ScenarioError, SimError
from sim.study.crew import ProcessDiedError, Worker
from sim.study.explain import explain, find_kept_run, kept_stories, typical_cases
from sim.study.explain.telling import stories_of, story_alone

if TYPE_CHECKING:
    from sim.report.parcel_story import Stories

AT_HAND = 20
LONGEST_S = 300.0
"""A replication that takes longer is left to the command line."""
TURN_S = 0.2
MOST_DIGITS = 20
"""Of a parcel's number: it has 64 bits."""


class CancelledError(Exception):
    """Nobody wants the story any more."""


class Question(NamedTuple):
    """Whose stories: of a run's folder, one of its replications, and the parcel of a number, or all typical ones."""

    folder: str
    replication: int
    parcel: str

    def __str__(self) -> str:
        return f"replication {self.replication}"


class Telling:
    """A story being told: the process that simulates its replication, and whether it is still wanted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self.is_cancelled = False

    def cancel(self) -> None:
        """End it at once; its process, too."""
        with self._lock:
            self.is_cancelled = True
            if self._worker is not None:
                self._worker.stop()

    def stories(self, question: Question) -> "Stories":
        """Simulate the replication again in a process, for as long as it is wanted.

        Raises:
            CancelledError: it was cancelled.
            ScenarioError: no such parcel.
            RunError: simulating it failed or took too long.
        """
        worker = Worker(told_again)
        try:
            with self._lock:
                self._worker = None if self.is_cancelled else worker
            if self.is_cancelled:
                raise CancelledError
            worker.give(question)
            ended = worker.ended() if wait([worker.pipe], LONGEST_S) else None
        finally:
            with self._lock:
                self._worker = None
            worker.end()
        if self.is_cancelled:
            raise CancelledError
        if ended is None or isinstance(ended.problem, ProcessDiedError):
            what = f"took longer than {LONGEST_S:g} s" if ended is None else "ended early; memory may have run out"
            command = f"outage-sim explain {question.folder} {question.parcel or '--list'}"
            raise RunError(f"simulating {question} again {what}; `{command}` has no limit")
        if isinstance(ended.problem, SimError):
            raise ended.problem
        if ended.outcome is None:
            raise RunError(f"simulating {question} again failed: {type(ended.problem).__name__}: {ended.problem}")
        told: Stories = ended.outcome
        return told


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
        self._telling: dict[str, Telling] = {}

    def kept(self, place: str) -> "Stories | None":
        """The stories kept beside a run.

        Raises:
            RunError: there is no such run, or its stories are broken.
        """
        return kept_stories(store.entry_at(self._shelf.results, place).folder)

    def stories(self, place: str, replication: str = "0", parcel: str = "", tab: str = "") -> "Stories":
        """The story of a parcel, or those of the typical ones where none is named. May take as long as a replication.

        Args:
            place: of the run.
            replication: its number, as anybody may have written it.
            parcel: its number, as anybody may have written it.
            tab: token of the browser tab that asks; what it asked for before is cancelled.

        Raises:
            CancelledError: the tab wants it no more.
            ScenarioError: no number, no such replication or parcel; says which there are.
            RunError: there is no such run, or simulating it again failed or took too long.
        """
        entry = store.entry_at(self._shelf.results, place)
        question = Question(str(entry.folder), self._number(place, replication), _checked(parcel))
        kept = None if parcel else kept_stories(entry.folder)
        if kept is not None and kept.replication == question.replication:
            return kept
        telling = Telling()
        with self._lock:
            before = self._telling.pop(tab, None)
            self._telling[tab] = telling
        if before is not None:
            before.cancel()
        try:
            return self._in_turn(telling, question, entry.written_at)
        finally:
            with self._lock:
                if self._telling.get(tab) is telling:
                    del self._telling[tab]

    def cancel(self, tab: str) -> None:
        """End what a tab waits for at once."""
        with self._lock:
            telling = self._telling.get(tab)
        if telling is not None:
            telling.cancel()

    def _in_turn(self, telling: Telling, question: Question, written_at: float) -> "Stories":
        """The stories asked for, remembered or told now, when nobody else's are being told."""
        while not self._turn.acquire(timeout=TURN_S):
            if telling.is_cancelled:
                raise CancelledError
        try:
            key = (question, written_at)
            told = self._told.pop(key, None) or telling.stories(question)
            self._told[key] = told
            while len(self._told) > AT_HAND:
                self._told.popitem(last=False)
            return told
        finally:
            self._turn.release()

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
