"""The results folder as the app reads it: what lies there, runs opened and kept at hand. Changes nothing on disk."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sim import store
from sim.errors import RunError
from sim.report.reading import Effect, Reading, effect_of
from sim.store import Entry
from sim.store.kept import RUN
from sim.store.published import REFERENCE
from sim.study.result import TOTAL, Result

HEADLINES = ("contacts", "total_cost_cny")
"""Measures whose excess the list shows."""
AT_HAND = 6


@dataclass(frozen=True)
class Line:
    """A run or study as the list shows it.

    Attributes:
        entry: where it lies and what its manifest says.
        scenario: name of the scenario, or scenarios.
        title: in words.
        effects: excess of the measures of `HEADLINES`, for runs and published ones.
        problem: why it cannot be opened; empty where it can.
    """

    entry: Entry
    scenario: str
    title: str
    effects: dict[str, Effect]
    problem: str


class Shelf:
    """Runs and studies of one folder of results.

    Args:
        results: the folder; need not be there.
    """

    def __init__(self, results: Path) -> None:
        self.results = results
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, float], tuple[Result, Reading]] = OrderedDict()
        self._lines: dict[tuple[str, float], Line] = {}

    def lines(self) -> list[Line]:
        """Everything in the folder, newest first."""
        found = {(entry.place, entry.written_at): entry for entry in store.listed(self.results)}
        with self._lock:
            known = self._lines
        made = {key: known.get(key) or _line(entry) for key, entry in found.items()}
        with self._lock:
            self._lines = made
        return list(made.values())

    def run(self, place: str) -> Reading:
        """A run, read for its figures; see `result`."""
        return self._opened(place)[1]

    def result(self, place: str) -> Result:
        """A run, opened.

        Args:
            place: as the list names it; may come from anybody.

        Raises:
            RunError: there is no such run, or it cannot be opened; says why.
        """
        return self._opened(place)[0]

    def _opened(self, place: str) -> tuple[Result, Reading]:
        entry = store.entry_at(self.results, place)
        if entry.kind != RUN:
            raise RunError(f"{place} is no run but {entry.kind}; the list leads to its page, where it has one")
        key = (entry.place, entry.written_at)
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        result = Result.reopened(store.load_run(entry.folder))
        with self._lock:
            self._open[key] = (result, Reading(result))
            while len(self._open) > AT_HAND:
                self._open.popitem(last=False)
            return self._open[key]

    def newest_run(self) -> Line | None:
        """The run that was written last and can be opened."""
        return next((line for line in self.lines() if line.entry.kind == RUN and not line.problem), None)


def written(entry: Entry) -> str:
    """When an entry was written, in this machine's zone, as text that sorts."""
    if not entry.written_at:
        return ""
    return datetime.fromtimestamp(entry.written_at).astimezone().strftime("%Y-%m-%d %H:%M")


def _line(entry: Entry) -> Line:
    manifest = entry.manifest
    own = manifest.get("sweep", entry.place.split("/")[0])
    named = own if "sweep" in manifest else manifest.get("scenarios", manifest.get("scenario", own))
    scenario = ", ".join(map(str, named)) if isinstance(named, dict | list) else str(named)
    told = manifest.get("configuration")
    title = str(told.get("title", "")) if isinstance(told, dict) else str(manifest.get("title", ""))
    effects: dict[str, Effect] = {}
    problem = entry.problem
    if entry.kind in (RUN, REFERENCE) and not problem:
        try:
            effects = _effects(entry.folder)
        except RunError as error:
            problem = str(error)
        if not problem and not isinstance(told, dict):
            problem = "its manifest has no configuration"
    return Line(entry, scenario, title, effects, problem)


def _effects(folder: Path) -> dict[str, Effect]:
    frame: Any = store.load_run(folder, ["impact"]).tables["impact"]
    try:
        rows = frame[(frame["group"] == TOTAL) & frame["measure"].isin(HEADLINES)]
        columns = ["measure", "baseline", "outage", "excess", "ci_low", "ci_high", "unit"]
        return {str(row[0]): effect_of(row[1:]) for row in rows[columns].itertuples(index=False, name=None)}
    except (KeyError, TypeError, ValueError) as problem:
        raise RunError(f"its impact table cannot be read: {problem}") from problem
