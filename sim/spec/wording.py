"""Pydantic's errors, said in the words of the file: place, path, what is wrong, nearest spelling."""

import re
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.spec.distribution_fields import NAMES
from sim.spec.merging import DEFAULTS
from sim.spec.schema_walk import ROOT, Place, nearest, place_of
from sim.spec.tree import Node

_LIMITS = {
    "greater_than": ("must be greater than", "gt"),
    "greater_than_equal": ("must be at least", "ge"),
    "less_than": ("must be less than", "lt"),
    "less_than_equal": ("must be at most", "le"),
}
SECTIONS = ("extends", *DEFAULTS.values())
_MAPS = ("dict_type", "model_type", "model_attributes_type")
_NAME = "a name must begin with a letter and hold only letters, digits, _ and -"


def problems_of(error: ValidationError, root: Node, place: Place = ROOT) -> list[Problem]:
    """Every error as a problem at its place in `root`, which is a scenario or what `place` says."""
    found = [dict(item) for item in error.errors(include_url=False)]
    return [_problem(item, root, place) for item in found if not _follows(item, found)]


def _follows(item: dict[str, Any], found: list[dict[str, Any]]) -> bool:
    """Whether a list is called too short only because its elements were wrong."""
    place = tuple(item["loc"])
    others = (tuple(other["loc"]) for other in found if other is not item)
    return item["type"] == "too_short" and any(other[: len(place)] == place for other in others)


def _problem(error: dict[str, Any], root: Node, top: Place) -> Problem:
    kind, location, context = error["type"], tuple(error["loc"]), error.get("ctx", {})
    node = root.nearest(location)
    if kind == "missing":
        missing = str(location[-1])
        path = f"{node.path}.{missing}" if node.path else missing
        return node.problem("required key is missing", at_key=True, path=path)
    if kind == "extra_forbidden":
        place = place_of(location[:-1], top)
        known = [*(place.keys if place else ()), *(SECTIONS if len(location) == 1 and top is ROOT else ())]
        near = nearest(str(location[-1]), known)
        return node.problem("unknown key", got=repr(str(location[-1])), suggestion=near, at_key=True)
    if location and location[-1] == "[key]":
        return _bad_key(error, node, str(location[-2]))
    if kind.startswith("union_tag"):
        return _bad_tag(context, node)
    if kind in ("quantity", "misfit"):
        return _own(context, node, kind)
    if kind == "literal_error":
        options = _quoted(context["expected"])
        return node.problem(f"must be one of {', '.join(options)}", got=node.shown, suggestion=_near(node, options))
    return node.problem(_message(kind, error["msg"], context), got=node.shown)


def _message(kind: str, message: str, context: dict[str, Any]) -> str:
    if kind in _LIMITS:
        words, limit = _LIMITS[kind]
        return f"{words} {context[limit]:g}"
    if kind in ("too_short", "too_long"):
        bound = "at least" if kind == "too_short" else "at most"
        number = context.get("min_length", context.get("max_length"))
        return f"needs {bound} {number} entries, has {context['actual_length']}"
    if kind in _MAPS:
        return "expected a map of keys"
    if kind == "tuple_type":
        return "expected a list"
    return _NAME if kind == "string_pattern_mismatch" else message


def _own(context: dict[str, Any], node: Node, kind: str) -> Problem:
    """An error this package raised itself; `key` names the entry to blame."""
    blamed = node.items.get(context.get("key") or "", node)
    got = context.get("got")
    shown = got if kind == "misfit" and isinstance(got, str) else blamed.shown
    at_key = blamed is not node
    return blamed.problem(context["message"], got=shown, suggestion=context.get("suggestion"), at_key=at_key)


def _bad_key(error: dict[str, Any], node: Node, key: str) -> Problem:
    context = error.get("ctx", {})
    if error["type"] == "literal_error":
        options = _quoted(context["expected"])
        return node.problem("unknown key", got=repr(key), suggestion=nearest(key, options), at_key=True)
    message = context.get("message") or _message(error["type"], error["msg"], context)
    return node.problem(message, got=repr(key), suggestion=context.get("suggestion"), at_key=True)


def _bad_tag(context: dict[str, Any], node: Node) -> Problem:
    """An unknown distribution, or an unknown or missing action."""
    if "action" in context["discriminator"]:
        action = node.items.get("action")
        if action is None:
            path = f"{node.path}.action"
            return node.problem("required key is missing", at_key=True, path=path)
        options = _quoted(context["expected_tags"])
        message = f"unknown action; there are {', '.join(options)}"
        return action.problem(message, got=action.shown, suggestion=_near(action, options))
    if len(node.items) == 1:
        key, inner = next(iter(node.items.items()))
        message = f"unknown distribution; there are {', '.join(NAMES)}"
        return inner.problem(message, got=repr(key), suggestion=nearest(key, NAMES), at_key=True)
    message = "expected a value, or one distribution such as lognormal: {median: 12h, p95: 30h}"
    return node.problem(message, got=node.shown)


def _quoted(text: str) -> list[str]:
    return re.findall(r"'([^']*)'", text)


def _near(node: Node, options: list[str]) -> str | None:
    return nearest(str(node.content), options)
