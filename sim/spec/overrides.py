"""`--set path=value`: writes values into a scenario's tree by dotted path.

A text is read as YAML; a number given by a program is in the model's unit (hours, 0–1, per hour); None removes; a node
of another file keeps its place there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.spec.merging import DEFAULTS
from sim.spec.schema_walk import ROOT, Place, nearest, place_of
from sim.spec.tree import Mark, Node
from sim.spec.yaml_reading import parse_value

FILE = "--set"


def split(overrides: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Overrides of the sections of defaults, which count before defaults are filled in, and all others."""
    early: dict[str, Any] = {}
    late: dict[str, Any] = {}
    for path, value in (overrides or {}).items():
        (early if path.partition(".")[0] in DEFAULTS.values() else late)[path] = value
    return early, late


def apply(root: Node, overrides: Mapping[str, Any]) -> list[Problem]:
    """Write every override into `root`; what cannot be written is a problem."""
    problems: list[Problem] = []
    for path, value in overrides.items():
        try:
            _write(root, path, value)
        except ScenarioError as error:
            problems.extend(error.problems)
    return problems


def _write(root: Node, path: str, value: Any) -> None:
    *way, last = path.split(".")
    here, place = root, ROOT
    for depth, part in enumerate(way):
        below = place_of(way[: depth + 1])
        child = here.child(part)
        if below is None or (child is None and part not in place.keys and part not in DEFAULTS.values()):
            raise _unknown(path, depth, here, place)
        if child is None or child.content is None:
            child = Node(Mark(FILE), {}, path=".".join(way[: depth + 1]))
            here.items[part] = child
        child.path = ".".join(way[: depth + 1])
        here, place = child, below
    target = place_of([*way, last])
    node = None if value is None else _node(path, value, target)
    new_entry = (
        place.is_open and node is not None and (isinstance(node.content, dict) or not (target and target.models))
    )
    if here.child(last) is None and (target is None or not (last in place.keys or new_entry)):
        raise _unknown(path, len(way), here, place)
    _put(here, last, node, path)


def _put(here: Node, last: str, node: Node | None, path: str) -> None:
    if isinstance(here.content, list):
        if node is None:
            raise ScenarioError([Problem(FILE, 0, 0, path, "an element of a list cannot be removed")])
        here.content[int(last)] = node
    elif isinstance(here.content, dict):
        if node is None or node.content is None:
            here.content.pop(last, None)
        else:
            here.content[last] = node
    else:
        raise ScenarioError([Problem(FILE, 0, 0, path, "is no map in the scenario, it has no keys", here.shown)])


def _node(path: str, value: Any, target: Place | None) -> Node:
    """The node of a value, its place the override's path; a node that was given keeps its place."""
    if isinstance(value, Node):
        node = value.copy()
        node.name_paths(path)
        return node
    if isinstance(value, str):
        try:
            node = parse_value(value, FILE)
        except ScenarioError as error:
            raise ScenarioError(
                [
                    Problem(FILE, 0, 0, path, problem.message, problem.got, problem.suggestion)
                    for problem in error.problems
                ]
            ) from None
    else:
        node = _of_python(value, target)
    node.name_paths(path)
    _unmark(node)
    return node


def _unmark(node: Node) -> None:
    node.mark, node.key_mark = Mark(FILE), None
    for _, child in node.children():
        _unmark(child)


def _of_python(value: Any, target: Place | None) -> Node:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, Mapping):
        return Node(Mark(FILE), {str(key): _of_python(item, None) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return Node(Mark(FILE), [_of_python(item, None) for item in value])
    if isinstance(value, datetime):
        value = value.isoformat()
    suffix = target.suffix if target is not None else None
    if suffix is not None and isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        value = "unlimited" if value == float("inf") else f"{suffix.before}{value!r}{suffix.after}"
    return Node(Mark(FILE), value, text=str(value))


def _unknown(path: str, depth: int, here: Node, place: Place) -> ScenarioError:
    parts = path.split(".")
    known = [*here.items, *place.keys, *(DEFAULTS.values() if place is ROOT else ())]
    near = nearest(parts[depth], known)
    suggestion = ".".join([*parts[:depth], near, *parts[depth + 1 :]]) if near else None
    return ScenarioError([Problem(FILE, 0, 0, path, "no such path in the scenario", repr(parts[depth]), suggestion)])
