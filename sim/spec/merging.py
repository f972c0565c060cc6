"""How files build on files: `extends:`, the child's word over the parent's, and section defaults.

Maps are merged key by key; everything else is replaced. A distribution and a table of clock times are replaced as a
whole. An entry of value null removes the parent's entry.
"""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.spec.distribution_fields import is_distribution
from sim.spec.notes import take_notes
from sim.spec.tree import Mark, Node
from sim.spec.yaml_reading import parse_yaml, read_yaml

DEFAULTS = {
    "carriers": "carrier_defaults",
    "lockers": "locker_defaults",
    "links": "link_defaults",
    "desks": "desk_defaults",
}
_CLOCK = re.compile(r"\d?\d:\d\d\Z")


def read_with_parents(
    path: str, children: tuple[str, ...] = (), named_at: Node | None = None
) -> tuple[Node, list[Problem]]:
    """Tree of a file merged over the files it extends, notes taken off.

    Args:
        path: the file.
        children: real paths of the files that led here.
        named_at: the `extends` value that named this file.

    Raises:
        ScenarioError: a file of the chain cannot be read, or the chain runs in a circle.
    """
    real = os.path.realpath(path)
    if named_at is not None and real in children:
        raise ScenarioError([named_at.problem("extends runs in a circle", got=named_at.shown)])
    if named_at is not None and not Path(path).is_file():
        raise ScenarioError(
            [named_at.problem("file to extend does not exist", got=named_at.shown, suggestion=_nearest(Path(path)))]
        )
    raw, problems = read_yaml(path)
    tree, more = take_notes(raw)
    problems.extend(more)
    tree.name_paths()
    parent_name = tree.items.pop("extends", None)
    if parent_name is None:
        return tree, problems
    if not isinstance(parent_name.content, str):
        raise ScenarioError([*problems, parent_name.problem("extends must name a file", got=parent_name.shown)])
    parent_path = os.path.normpath(Path(path).parent / parent_name.content)
    try:
        parent, above = read_with_parents(parent_path, (*children, real), parent_name)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    return merged(parent, tree), [*above, *problems]


def read_alone(text: str, name: str) -> tuple[Node, list[Problem]]:
    """Tree of a scenario given as text, notes taken off, that must not name any file.

    Args:
        text: YAML.
        name: of the file in problems.

    Raises:
        ScenarioError: the text cannot be read, it extends a file, or takes observed values from one.
    """
    raw, problems = parse_yaml(text, name)
    tree, more = take_notes(raw)
    tree.name_paths()
    named = [node.problem(f"{what}, so it must be in the text itself", got=node.shown) for what, node in _files(tree)]
    if named:
        raise ScenarioError([*problems, *more, *named])
    return tree, [*problems, *more]


def _files(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """Every place of a tree that names a file."""
    if key == "empirical" and isinstance(node.content, str):
        yield "a scenario given as text reads no file of observed values", node
    for name, child in node.children():
        if name == "extends" and not node.path:
            yield "a scenario given as text extends no file", child
        yield from _files(child, str(name))


def _nearest(path: Path) -> str | None:
    """Nearest file name in the folder where `path` was looked for."""
    names = sorted(file.name for file in path.parent.iterdir()) if path.parent.is_dir() else []
    return next(iter(difflib.get_close_matches(path.name, names, 1, 0.6)), None)


def is_whole(node: Node) -> bool:
    """Whether a map is one thing, to be replaced and not merged: a distribution, or a table of clock times."""
    keys = node.items.keys()
    return is_distribution(keys) or (bool(keys) and all(_CLOCK.match(key) for key in keys))


def merged(parent: Node, child: Node) -> Node:
    """The child's values over the parent's; neither is changed."""
    if (
        not isinstance(parent.content, dict)
        or not isinstance(child.content, dict)
        or is_whole(child)
        or is_whole(parent)
    ):
        return child.copy()
    content = {key: node.copy() for key, node in parent.content.items()}
    for key, node in child.content.items():
        if node.content is None and key in content:
            del content[key]
        elif key in content:
            content[key] = merged(content[key], node)
        else:
            content[key] = node.copy()
    return Node(child.mark, content, child.key_mark, child.path, child.text, child.note)


def fill_defaults(root: Node) -> None:
    """Merge each section of defaults into every entry of its section, and make the links complete.

    Afterwards the sections of defaults are gone, and `links` has an entry for each carrier, then each locker operator.
    """
    _complete_links(root)
    for section, defaults_name in DEFAULTS.items():
        defaults = root.items.pop(defaults_name, None)
        entries = root.items.get(section)
        if defaults is None or entries is None or not isinstance(entries.content, dict):
            continue
        if not isinstance(defaults.content, dict):
            root.items[defaults_name] = defaults
            continue
        for name, entry in entries.content.items():
            if isinstance(entry.content, dict):
                entries.content[name] = merged(defaults, entry)
    lockers = root.items.get("lockers")
    for name, entry in (lockers.items if lockers else {}).items():
        if isinstance(entry.content, dict):
            entry.content.setdefault("link", Node(entry.mark, name, path=f"lockers.{name}.link", text=name))


def _complete_links(root: Node) -> None:
    links = root.items.get("links")
    if links is None or links.content is None:
        links = Node(Mark(root.mark.file, root.mark.line, root.mark.column), {}, path="links")
    if not isinstance(links.content, dict):
        return
    ordered: dict[str, Node] = {}
    for section in ("carriers", "lockers"):
        owners = root.items.get(section)
        for name in owners.items if owners else ():
            ordered[name] = links.content.get(name) or Node(links.mark, {}, path=f"links.{name}")
            if ordered[name].content is None:
                ordered[name].content = {}
    ordered.update({name: node for name, node in links.content.items() if name not in ordered})
    links.content = ordered
    root.items["links"] = links
