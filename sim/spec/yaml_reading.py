"""YAML text → tree of nodes with places. The only module that knows YAML's grammar.

Stricter than YAML where YAML surprises: no tags, no sexagesimal numbers, no octal, `yes`/`no` stay text, a key
stands once, aliases may not blow up or hold themselves, and a file has one document of bounded size and depth.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sim.errors import Problem, ScenarioError
from sim.spec.tree import Mark, Node, Scalar

MAX_BYTES = 2_000_000
MAX_NODES = 100_000
MAX_DEPTH = 40
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d*(?:_\d{3})*)\Z")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9]\d*)?\.\d+|(?:0|[1-9]\d*)\.?)(?:[eE][-+]?\d+)?\Z")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: str) -> tuple[Node, list[Problem]]:
    """The tree of a file, and problems that do not keep it from being read (duplicate keys, tags).

    Raises:
        ScenarioError: the file cannot be read at all: missing, empty, too large, or not YAML.
    """
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError([Problem(path, 1, 1, "", f"cannot be read: {error.strerror or error}")]) from None
    if len(data) > MAX_BYTES:
        raise ScenarioError([Problem(path, 1, 1, "", f"is larger than {MAX_BYTES // 1_000_000} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ScenarioError([Problem(path, line, 1, "", "is not UTF-8 text")]) from None
    return parse_yaml(text, path)


def parse_yaml(text: str, file: str) -> tuple[Node, list[Problem]]:
    """As `read_yaml`, of text already in memory; `file` is the name in error messages."""
    builder = _Builder(file)
    try:
        root = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"is not valid YAML: {error.problem or error.context}"
        raise ScenarioError([Problem(file, line, column, "", message)]) from None
    except yaml.YAMLError as error:
        raise ScenarioError([Problem(file, 1, 1, "", f"is not valid YAML: {str(error).splitlines()[0]}")]) from None
    root.name_paths()
    return root, builder.problems()


def parse_value(text: str, file: str) -> Node:
    """A value given on its own, as `24h` or `{lognormal: {median: 3h, p95: 9h}}`; no marks but the name `file`.

    Raises:
        ScenarioError: the text is not YAML.
    """
    builder = _Builder(file)
    try:
        events = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                node = builder.node(next(events), events, 0)
                if builder.faults:
                    raise ScenarioError(builder.problems())
                return node
    except yaml.YAMLError as error:
        message = f"is not valid YAML: {str(error).splitlines()[0]}"
        raise ScenarioError([Problem(file, 0, 0, "", message, text)]) from None
    return Node(Mark(file), None)


def scalar_of(text: str, *, plain: bool) -> Scalar:
    """Value of a scalar by our rules; quoted text stays text.

    >>> [scalar_of(text, plain=True) for text in ("1e3", "12:30", "no", "010", "true", "~")]
    [1000.0, '12:30', 'no', '010', True, None]
    """
    if not plain:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.match(text):
        return int(text.replace("_", "")) if len(text) < 25 else text
    return float(text) if _FLOAT.match(text) else text


class _Builder:
    """Builds nodes from PyYAML's events, counting what aliases would multiply."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[tuple[Mark, Node, str, str]] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open: set[str] = set()
        self.nodes = 0

    def document(self, events: Iterator[Any]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.stop(self.mark(event), "holds more than one YAML document")
                first = next(events)
                root = self.node(first, events, 0)
        if root is None:
            raise ScenarioError([Problem(self.file, 1, 1, "", "is empty")])
        if not isinstance(root.content, dict):
            if root.content is None:
                self.stop(root.mark, "is empty")
            self.stop(root.mark, f"a scenario must be a map of keys, not {root.shown}")
        return root

    def mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def stop(self, mark: Mark, message: str) -> NoReturn:
        raise ScenarioError([*self.problems(), Problem(*mark, "", message)])

    def problems(self) -> list[Problem]:
        """Faults that do not keep the file from being read, with their paths once the tree is named."""
        return [Problem(*mark, node.path, message, got) for mark, node, message, got in self.faults]

    def count(self, amount: int, mark: Mark) -> None:
        self.nodes += amount
        if self.nodes > MAX_NODES:
            self.stop(mark, f"holds more than {MAX_NODES:,} values, aliases expanded (an alias bomb?)")

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        mark = self.mark(event)
        if depth > MAX_DEPTH:
            self.stop(mark, f"is nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, mark)
        self.count(1, mark)
        before = self.nodes
        if event.anchor:
            self.open.add(event.anchor)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.tag is None
            node = Node(mark, scalar_of(event.value, plain=plain), text=event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(mark, self.elements(events, depth))
        else:
            node = Node(mark, self.entries(events, depth))
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.faults.append((mark, node, "YAML tags are not allowed in a scenario", tag))
        if event.anchor:
            self.open.discard(event.anchor)
            self.anchors[event.anchor] = (node, self.nodes - before + 1)
        return node

    def alias(self, event: Any, mark: Mark) -> Node:
        if event.anchor in self.open:
            self.stop(mark, f"alias *{event.anchor} holds itself")
        if event.anchor not in self.anchors:
            self.stop(mark, f"alias *{event.anchor} has no anchor")
        node, size = self.anchors[event.anchor]
        self.count(size, mark)
        return node.copy()

    def elements(self, events: Iterator[Any], depth: int) -> list[Node]:
        found: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self.node(event, events, depth + 1))
        return found

    def entries(self, events: Iterator[Any], depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        merged: list[Node] = []
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if isinstance(key.content, dict | list):
                self.faults.append((key.mark, value, "a key must be text", key.shown))
                continue
            name = key.text
            if name == "<<":
                merged.extend(value.content if isinstance(value.content, list) else [value])
            elif name in found:
                first = found[name].key_mark
                place = f"line {first.line}" if first else "above"
                self.faults.append((key.mark, found[name], f"key stands twice (first on {place})", repr(name)))
            else:
                value.key_mark = key.mark
                found[name] = value
        for node in merged:
            for name, child in node.items.items():
                found.setdefault(name, child)
        return found
