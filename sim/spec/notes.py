"""Sources beside numbers: `{value: 5%, source: "…", certainty: M, range: [2%, 9%]}`.

Takes these notes off a tree, so that what remains is plain values, each knowing the note in force for it:
its own, or that of the nearest map or list around it.
"""

from sim.errors import Problem
from sim.spec.tree import Node, Note

KEYS = frozenset({"value", "source", "certainty", "range"})
CERTAINTIES = ("H", "M", "L")


def is_noted(node: Node) -> bool:
    """Whether a map is a value with a note, and not a map that has a key named `value`."""
    keys = node.items.keys()
    return "value" in keys and len(keys) > 1 and keys <= KEYS


def take_notes(node: Node, around: Note | None = None) -> tuple[Node, list[Problem]]:
    """The tree without its notes, and what is wrong with the notes themselves."""
    problems: list[Problem] = []
    return _plain(node, around or Note(), problems), problems


def _plain(node: Node, around: Note, problems: list[Problem]) -> Node:
    if is_noted(node):
        note = _read(node, around, problems)
        inner = _plain(node.items["value"], note, problems)
        inner.key_mark, inner.path = node.key_mark, node.path
        return inner
    node.note = around
    if isinstance(node.content, dict):
        node.content = {key: _plain(child, around, problems) for key, child in node.content.items()}
    elif isinstance(node.content, list):
        node.content = [_plain(child, around, problems) for child in node.content]
    return node


def _read(node: Node, around: Note, problems: list[Problem]) -> Note:
    source, certainty, span = (node.items.get(key) for key in ("source", "certainty", "range"))
    if source is not None and not (isinstance(source.content, str) and source.content.strip()):
        problems.append(source.problem("a source must be text", got=source.shown))
    if certainty is not None and certainty.content not in CERTAINTIES:
        problems.append(
            certainty.problem(
                "certainty must be H (read), M (derived) or L (assumed)", got=certainty.shown, suggestion="L"
            )
        )
    limits: tuple[str, str] | None = None
    if span is not None:
        ends = span.content if isinstance(span.content, list) else []
        if len(ends) == 2 and not any(end.items or isinstance(end.content, list) for end in ends):
            limits = (ends[0].text, ends[1].text)
        else:
            problems.append(span.problem("a range must be a list of two values, lowest first", got=span.shown))
    return Note(
        " ".join(str(source.content).split()) if source is not None else around.source,
        str(certainty.content) if certainty is not None else around.certainty,
        limits,
    )
