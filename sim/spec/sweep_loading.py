"""Sweep file → checked `Sweep`. Every problem of the file, and of the scenarios it names, at its place."""

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.spec.loading import ScenarioFile
from sim.spec.schema_walk import Place, nearest
from sim.spec.sweep import Sweep
from sim.spec.sweep_fields import SweepFile
from sim.spec.sweep_quantities import Reader
from sim.spec.tree import Node
from sim.spec.wording import problems_of
from sim.spec.yaml_reading import parse_value, read_yaml

TOP = Place((SweepFile,), "The sweep.")
ONLY_SCENARIO, ONLY_POLICY = "scenario", "as_is"


def load_sweep(path: str | os.PathLike[str], *, measures: Sequence[str]) -> Sweep:
    """Read a sweep file and the scenarios it names.

    Args:
        path: the YAML file.
        measures: names of all measures there are.

    Raises:
        ScenarioError: the file, or a scenario it names, cannot be used; holds every problem found, with file, line and
            column.
    """
    file = os.fspath(path)
    root, problems = read_yaml(file)
    said = _said(root, problems)
    problems += _bad_measures(root, measures)
    scenarios = dict(_scenarios(root, file, problems))
    if problems:
        raise ScenarioError(sorted(problems, key=_place))
    reader = Reader(root, scenarios, problems)
    if said.design.csv is not None:
        heading, rows = _points_file(root.items["design"].items["csv"], file)
        ranges, points = reader.given(heading, rows)
        given = tuple(map(tuple, points))
    else:
        ranges, given = reader.ranges(said), None
    levers = reader.levers()
    if problems:
        raise ScenarioError(sorted(problems, key=_place))
    policies = {name: policy.items for name, policy in root.entries("policies").items()}
    marks = {
        **root.entries("set"),
        **{path: node for policy in policies.values() for path, node in policy.items()},
        **root.entries("levers"),
        **root.entries("uncertainties"),
    }
    run = {name: getattr(said, name) for name in ("replications", "seed", "sample")}
    fixed = {**root.entries("set"), **{name: value for name, value in run.items() if value is not None}}
    policies = policies or {ONLY_POLICY: {}}
    return Sweep(file, said, scenarios, fixed, tuple(ranges), tuple(levers), policies, given, marks)


def _said(root: Node, problems: list[Problem]) -> SweepFile:
    """The file's keys.

    Raises:
        ScenarioError: they are not a sweep's.
    """
    try:
        return SweepFile.model_validate(_plain(root))
    except ValidationError as error:
        raise ScenarioError(sorted([*problems, *problems_of(error, root, TOP)], key=_place)) from None


def _place(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.path


def _plain(node: Node) -> Any:
    if isinstance(node.content, dict):
        return {key: _plain(child) for key, child in node.content.items()}
    return [_plain(child) for child in node.content] if isinstance(node.content, list) else node.content


def _bad_measures(root: Node, known: Sequence[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for _, node in root.items["measures"].children():
        name = str(node.content)
        if name not in known:
            yield node.problem("no such measure", got=repr(name), suggestion=nearest(name, known))
        elif name in seen:
            yield node.problem("measure stands twice", got=repr(name))
        seen.add(name)


def _scenarios(root: Node, file: str, problems: list[Problem]) -> Iterator[tuple[str, ScenarioFile]]:
    one = root.items.get("scenario")
    for name, node in {ONLY_SCENARIO: one}.items() if one is not None else root.entries("scenarios").items():
        path = Path(os.path.normpath(Path(file).parent / str(node.content)))
        if not path.is_file():
            near = nearest(path.name, [each.name for each in path.parent.glob("*.yaml")])
            problems.append(node.problem("scenario file does not exist", got=node.shown, suggestion=near))
            continue
        try:
            yield name, ScenarioFile(path)
        except ScenarioError as error:
            problems.extend(error.problems)


def _points_file(named: Node, file: str) -> tuple[list[Node], list[list[Node]]]:
    """Heading and rows of a file of points, each cell with its line.

    Raises:
        ScenarioError: it cannot be read, holds no point, or a row is longer or shorter than the heading.
    """
    path = os.path.normpath(Path(file).parent / str(named.content))
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as stream:
            lines = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScenarioError([named.problem("file of points cannot be read", got=f"{path}: {error}")]) from None
    found = [[_cell(cell, path, number) for cell in line] for number, line in enumerate(lines, start=1) if any(line)]
    if len(found) < 2:
        raise ScenarioError([named.problem("file of points holds no points", got=path)])
    heading, *rows = found
    uneven = [
        row[0].problem(f"has {len(row)} values, the heading has {len(heading)}")
        for row in rows
        if len(row) != len(heading)
    ]
    if uneven:
        raise ScenarioError(uneven)
    return heading, rows


def _cell(text: str, path: str, line: int) -> Node:
    node = parse_value(text.strip(), path)
    node.mark = node.mark._replace(line=line, column=1)
    node.text = text.strip()
    return node
