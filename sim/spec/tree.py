"""The tree of a scenario file: every map, list and scalar with the place where it was written.

Knows nothing of YAML's spelling and nothing of scenarios' meaning; merging, overriding and error places stand on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.errors import Problem

Scalar = str | int | float | bool | None
PathParts = tuple[str | int, ...]


class Mark(NamedTuple):
    """A place in a file: line and column from 1; line 0 = an override, which has no line."""

    file: str
    line: int = 0
    column: int = 0


class Note(NamedTuple):
    """What is said about a value beside it."""

    source: str = ""
    certainty: str = ""
    range: tuple[str, str] | None = None


@dataclass
class Node:
    """A value of a file.

    Attributes:
        mark: where it stands.
        content: scalar, list of nodes, or map of nodes in written order.
        key_mark: where its key stands, if it is an entry of a map.
        path: dotted path where it was written; stays when defaults carry the value elsewhere.
        text: a scalar as it was spelt.
        note: source, certainty and range in force for it.
    """

    mark: Mark
    content: "Scalar | list[Node] | dict[str, Node]"
    key_mark: Mark | None = None
    path: str = ""
    text: str = ""
    note: Note = field(default_factory=Note)

    @property
    def items(self) -> "dict[str, Node]":
        """Entries of a map; empty for anything else."""
        return self.content if isinstance(self.content, dict) else {}

    def children(self) -> "Iterator[tuple[str | int, Node]]":
        """Keys or indices with their nodes; nothing for a scalar."""
        if isinstance(self.content, dict):
            yield from self.content.items()
        elif isinstance(self.content, list):
            yield from enumerate(self.content)

    def copy(self) -> "Node":
        """A tree of its own, same places."""
        content = self.content
        if isinstance(content, dict):
            content = {key: child.copy() for key, child in content.items()}
        elif isinstance(content, list):
            content = [child.copy() for child in content]
        return Node(self.mark, content, self.key_mark, self.path, self.text, self.note)

    def name_paths(self, path: str = "") -> None:
        """Write into every node the path it has in this tree."""
        self.path = path
        for key, child in self.children():
            child.name_paths(f"{path}.{key}" if path else str(key))

    def nearest(self, parts: PathParts) -> "Node":
        """Deepest node along `parts`; parts that name nothing in the file, such as a union's tag, are passed over."""
        here = self
        for part in parts:
            here = here.child(part) or here
        return here

    def child(self, part: str | int) -> "Node | None":
        """Entry or element, or None."""
        if isinstance(self.content, dict):
            return self.content.get(str(part))
        if isinstance(self.content, list):
            index = int(part) if isinstance(part, int) or part.isdigit() else -1
            return self.content[index] if 0 <= index < len(self.content) else None
        return None

    def problem(
        self,
        message: str,
        *,
        got: str | None = None,
        suggestion: str | None = None,
        at_key: bool = False,
        path: str | None = None,
    ) -> Problem:
        """A problem at this node's place, or at its key's."""
        mark = self.key_mark if at_key and self.key_mark else self.mark
        return Problem(*mark, self.path if path is None else path, message, got, suggestion)

    def entries(self, *way: str) -> "dict[str, Node]":
        """Entries of the map at a path below; empty if there is none."""
        node: Node | None = self
        for part in way:
            node = node.child(part) if node is not None else None
        return node.items if node is not None else {}

    @property
    def shown(self) -> str:
        """The value as a person would recognise it in an error message, cut short."""
        if isinstance(self.content, dict):
            text = "a map" if self.content else "an empty map"
        elif isinstance(self.content, list):
            text = "a list"
        elif isinstance(self.content, str):
            text = repr(self.content)
        else:
            text = self.text or "nothing"
        return text if len(text) <= 60 else text[:57] + "…"
