"""Scenario file → complete, checked `Scenario`, once or many times. Every problem of the file is reported at once."""

import csv
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim import units
from sim.errors import Problem, ScenarioError, UnitError
from sim.spec import overrides as setting
from sim.spec.assumption_rows import rows_of
from sim.spec.merging import fill_defaults, read_alone, read_with_parents
from sim.spec.references import check_references
from sim.spec.scenario import Scenario
from sim.spec.tree import Node
from sim.spec.wording import problems_of

MAX_CSV_BYTES = 5_000_000


def load_scenario(path: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario file with all it extends.

    Args:
        path: the YAML file.
        overrides: values by dotted path, as `{"outages.sf_feed.duration": "24h"}`; text is read as YAML, a number is
            in the model's unit (hours, 0–1, per hour), None removes an entry.

    Raises:
        ScenarioError: the file cannot be used; holds every problem found, with file, line and column.
    """
    return ScenarioFile(path).scenario(overrides, with_assumptions=True)


class ScenarioFile:
    """A scenario file with all it extends, read once; scenarios are made of it with other values each time.

    Args:
        path: the YAML file.

    Raises:
        ScenarioError: the file cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self._root, self._problems = read_with_parents(self.path)

    @classmethod
    def of_text(cls, text: str, name: str) -> "ScenarioFile":
        """A complete scenario given as text by anybody: it may name no other file, so none is opened for it.

        Args:
            text: YAML; what `effective_yaml` wrote, for one.
            name: what it is called in problems.

        Raises:
            ScenarioError: it is no YAML, too large, or names another file.
        """
        made = cls.__new__(cls)
        made.path = name
        made._root, made._problems = read_alone(text, name)
        return made

    @property
    def start(self) -> datetime | None:
        """The scenario's start, or None if it is not sound."""
        return _start_of(self._root)

    def try_overrides(self, overrides: Mapping[str, Any]) -> list[Problem]:
        """What keeps these values from being written: paths that are not there, text that is no YAML."""
        return self._with(overrides)[1]

    def scenario(self, overrides: Mapping[str, Any] | None = None, *, with_assumptions: bool = False) -> Scenario:
        """The complete, checked scenario with these values by dotted path; see `load_scenario`.

        Args:
            overrides: values by dotted path.
            with_assumptions: whether it shall know its table of assumptions, which takes most of the time.

        Raises:
            ScenarioError: it cannot be used; holds every problem found.
        """
        root, problems, sections = self._with(overrides)
        problems = [*self._problems, *problems]
        start = _start_of(root)
        scenario: Scenario | None = None
        try:
            scenario = Scenario.model_validate(_plain(root, problems), context={"start": start})
        except ValidationError as error:
            problems += problems_of(error, root)
        problems += check_references(root, start)
        if problems or scenario is None:
            raise ScenarioError(_told(problems))
        if with_assumptions:
            scenario._assumptions = rows_of(root, sections)
        return scenario

    def _with(self, overrides: Mapping[str, Any] | None) -> tuple[Node, list[Problem], list[str]]:
        """The complete tree with these values, what could not be written, and the sections in file order."""
        root = self._root.copy()
        early, late = setting.split(overrides)
        problems = setting.apply(root, early)
        sections = list(root.items)
        fill_defaults(root)
        return root, [*problems, *setting.apply(root, late)], sections


def _told(problems: list[Problem]) -> list[Problem]:
    """Problems in file order, each place and message once: a default's error shows in many entries."""
    seen: dict[tuple[Any, ...], Problem] = {}
    for problem in problems:
        key = (problem.file, problem.line, problem.column, problem.message, "" if problem.line else problem.path)
        seen.setdefault(key, problem)
    return sorted(seen.values(), key=lambda problem: (problem.file, problem.line, problem.column, problem.path))


def _start_of(root: Node) -> datetime | None:
    """The scenario's start, or None if it is not sound (validation will say so)."""
    node = root.items.get("start")
    try:
        return units.parse_start(node.content) if node is not None else None
    except UnitError:
        return None


def _plain(node: Node, problems: list[Problem]) -> Any:
    """Plain Python values of a tree; an empirical distribution's file is read in."""
    if isinstance(node.content, dict):
        if list(node.content) == ["empirical"] and isinstance(node.content["empirical"].content, str):
            return {"empirical": _observed(node.content["empirical"], problems)}
        return {key: _plain(child, problems) for key, child in node.content.items()}
    if isinstance(node.content, list):
        return [_plain(child, problems) for child in node.content]
    return node.content


def _observed(node: Node, problems: list[Problem]) -> dict[str, Any]:
    """Values of a CSV file's first column, the file beside the scenario; a first line without a number is a heading."""
    name = str(node.content)
    path = Path(node.mark.file if node.mark.line else "").parent / name
    try:
        if path.stat().st_size > MAX_CSV_BYTES:
            raise OSError(f"larger than {MAX_CSV_BYTES // 1_000_000} MB")
        with path.open(newline="", encoding="utf-8-sig") as stream:
            cells = [row[0].strip() for row in csv.reader(stream) if row and row[0].strip()]
        values = [_observation(cell) for cell in cells[1 if cells and _is_heading(cells[0]) else 0 :]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(node.problem("file of observed values cannot be read", got=f"{name}: {error}"))
    except UnitError as error:
        problems.append(node.problem(f"file of observed values holds no number: {error}", got=name))
    else:
        if values:
            return {"file": name, "values": values}
        problems.append(node.problem("file of observed values is empty", got=name))
    return {"file": name, "values": [1]}


def _observation(cell: str) -> float | str:
    try:
        return units.parse_number(cell)
    except UnitError:
        units.parse_hours(cell)
        return cell


def _is_heading(cell: str) -> bool:
    try:
        _observation(cell)
    except UnitError:
        return True
    return False
