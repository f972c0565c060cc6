"""JSON Schema of a scenario file, for editors: hover text, completion, red lines while typing.

Describes the file, not the object: text with units, notes beside values, `extends`, sections of defaults; and nothing
is required, since a file may extend another. The loader stays the judge.
"""

import json
from pathlib import Path
from typing import Any

from sim.spec.distribution_fields import NAMES
from sim.spec.merging import DEFAULTS
from sim.spec.scenario import Scenario

_NOTED: dict[str, Any] = {
    "description": "A value with its source.",
    "type": "object",
    "properties": {
        "value": {"description": "The value, as it would stand alone."},
        "source": {"type": "string", "description": "Where the value comes from."},
        "certainty": {"enum": ["H", "M", "L"], "description": "H read in a published source, M derived, L assumed."},
        "range": {"type": "array", "minItems": 2, "maxItems": 2, "description": "Lowest and highest plausible value."},
    },
    "required": ["value"],
    "additionalProperties": False,
}
_DROPPED = ("required", "discriminator", "title", "default", "gt", "ge", "lt", "le")
_BARE = {"constant": "value", "empirical": "file"}


def json_schema() -> dict[str, Any]:
    """Schema of scenario and world files (JSON Schema 2020-12)."""
    made = Scenario.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = made.pop("$defs")
    properties = made["properties"]
    for name, section in DEFAULTS.items():
        entry = properties[name]["additionalProperties"]
        properties[section] = {**entry, "description": f"Counts for each of `{name}` that says nothing else."}
    opened = _opened(_hoisted(made))
    extends = {"type": "string", "description": "File this one builds on, relative to it."}
    opened["properties"] = {"extends": extends, **opened["properties"]}
    shared = {"Noted": _NOTED, "Duration": _any_of(definitions, "Hours"), "Varying": _any_of(definitions, "Number")}
    shared |= {name: _opened(_hoisted(definition)) for name, definition in sorted(definitions.items())}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Scenario"}
    return {**head, **opened, "$defs": shared}


def schema_text() -> str:
    """The schema as it is kept in the repository."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def write_schema(path: str | Path) -> None:
    """Write the schema to a file."""
    Path(path).write_text(schema_text(), encoding="utf-8")


def _kind(name: str) -> str:
    return name.removesuffix("Hours").removesuffix("Number").lower()


def _any_of(definitions: dict[str, Any], suffix: str) -> dict[str, Any]:
    """A distribution as it is written: a map of its name, or a value alone."""
    names = [name for name in definitions if name.endswith(suffix) and _kind(name) in NAMES]
    names += ["Shifted"] if suffix == "Hours" else []
    variants: list[Any] = [{"type": ["number", "string"]}]
    for name in sorted(names):
        kind = _kind(name)
        inner: dict[str, Any] = {"$ref": f"#/$defs/{name}"}
        if kind in _BARE:
            inner = {"anyOf": [{"type": ["number", "string"]}, inner]}
        named = {"type": "object", "properties": {kind: inner}, "required": [kind], "additionalProperties": False}
        variants.append(named)
    return {"description": "A value that varies.", "anyOf": variants}


def _hoisted(node: Any) -> Any:
    """Each union of distributions replaced by a reference to the one definition of it."""
    if isinstance(node, list):
        return [_hoisted(item) for item in node]
    if not isinstance(node, dict):
        return node
    union = node.get("oneOf", ())
    names = {str(item.get("$ref", "")).rpartition("/")[2] for item in union}
    if names and all(_kind(name) in NAMES for name in names):
        rest = {"description": node["description"]} if "description" in node else {}
        return {**rest, "$ref": "#/$defs/Duration" if "Shifted" in names else "#/$defs/Varying"}
    return {key: _hoisted(item) for key, item in node.items()}


def _opened(node: Any, *, is_value: bool = False) -> Any:
    """Nothing required, unions open, and every value may be null or carry its note."""
    if isinstance(node, list):
        return [_opened(item) for item in node]
    if not isinstance(node, dict):
        return node
    opened: dict[str, Any] = {}
    for key, item in node.items():
        if key == "properties":
            opened[key] = {name: _opened(value, is_value=True) for name, value in item.items()}
        elif key == "additionalProperties" and isinstance(item, dict):
            opened[key] = _opened(item, is_value=True)
        elif key not in _DROPPED:
            opened["anyOf" if key == "oneOf" else key] = _opened(item)
    if not is_value or "const" in opened:
        return opened
    description = {"description": opened.pop("description")} if "description" in opened else {}
    variants = [item for item in opened.get("anyOf", [opened]) if item != {"type": "null"}]
    return {**description, "anyOf": [*variants, {"type": "null"}, {"$ref": "#/$defs/Noted"}]}
