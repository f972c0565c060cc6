"""The table of assumptions, read off a complete tree: each number once, with its note, unit and meaning.

A number that defaults carried into many entries is one row, under the path where it was written.
"""

from collections.abc import Iterator, Sequence

from sim.spec.assumption import Assumption
from sim.spec.distribution_fields import is_distribution
from sim.spec.schema_walk import Place, place_of
from sim.spec.tree import Node, Note, PathParts


def rows_of(root: Node, sections: Sequence[str]) -> tuple[Assumption, ...]:
    """A row for each number, distribution, list or share table of a scenario, by section, then in written order."""
    rows: dict[str, Assumption] = {}
    for row in _rows(root, ()):
        rows.setdefault(row.path, row)
    rank = {name: position for position, name in enumerate(sections)}
    return tuple(sorted(rows.values(), key=lambda row: rank.get(row.path.partition(".")[0], len(rank))))


def _rows(node: Node, parts: PathParts) -> Iterator[Assumption]:
    place = place_of(parts)
    if place is None:
        return
    if parts and _is_quantity(node, parts, place):
        notes = {leaf.note for leaf in _leaves(node)}
        if len(notes) == 1 or is_distribution(node.items):
            yield _row(node, parts, place, next(iter(_leaves(node))).note)
            return
    action = node.items.get("action") if len(parts) == 2 and parts[0] == "responses" else None
    tag = () if action is None else (str(action.content),)
    for key, child in node.children():
        yield from _rows(child, (*parts, *tag, key))


def _is_quantity(node: Node, parts: PathParts, place: Place) -> bool:
    """Whether a node is a number, or numbers of one kind that belong together."""
    if is_distribution(node.items):
        return True
    children = [child for _, child in node.children()]
    if not children:
        return not isinstance(node.content, dict | list | bool) and _is_numeric(place)
    inner = place_of((*parts, next(iter(node.children()))[0]))
    is_flat = not any(True for child in children for _ in child.children())
    return is_flat and not place.models and inner is not None and _is_numeric(inner)


def _is_numeric(place: Place) -> bool:
    return any(kind in (int, float) for kind in place.kinds) or place.is_distribution


def _leaves(node: Node) -> Iterator[Node]:
    children = [child for _, child in node.children()]
    if not children:
        yield node
    for child in children:
        yield from _leaves(child)


def _row(node: Node, parts: PathParts, place: Place, note: Note) -> Assumption:
    unit = place.unit
    if not unit and not is_distribution(node.items):
        first = next((key for key, _ in node.children()), None)
        inner = place_of((*parts, first)) if first is not None else None
        unit = inner.unit if inner is not None else ""
    return Assumption(
        node.path,
        written(node),
        unit,
        place.meaning,
        note.source,
        note.certainty,
        note.range,
        node.mark.file,
        node.mark.line,
    )


def written(node: Node) -> str:
    """The value as it was spelt, on one line; a distribution without its outer braces."""
    text = _spelt(node)
    return text[1:-1] if is_distribution(node.items) else text


def _spelt(node: Node) -> str:
    if isinstance(node.content, dict):
        return "{" + ", ".join(f"{key}: {_spelt(child)}" for key, child in node.content.items()) + "}"
    if isinstance(node.content, list):
        return "[" + ", ".join(_spelt(child) for child in node.content) + "]"
    return node.text
