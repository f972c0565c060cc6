"""How far an assumption may be moved: to both ends of its range, or a tenth down and up where it has none.

A distribution, or a table of counts or durations, is moved by a factor on all that carries its unit, so that its shape
stays. Shares that add up, clock times, instants and places on the map are not moved.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from sim.spec.assumption import Assumption
from sim.spec.distribution_fields import is_distribution
from sim.spec.fields import CLOCK_TIME
from sim.spec.quantities import adapter_of, is_whole
from sim.spec.schema_walk import place_of
from sim.spec.tree import Node
from sim.spec.yaml_reading import parse_value

STEP = 0.1
"""Share of the value by which a number without a range is moved."""
CHOICES = ("choice", "definition", "by construction")
"""First words of a source that says that a number is neither true nor false of the world."""
NO_SCALE = (CLOCK_TIME, "h since start", "degrees", "relative")
"""Units in which ten per cent more means nothing."""
ADD_UP = ("share", CLOCK_TIME)
"""Units of which the members of a table depend on each other."""
CARRIES_NO_UNIT = ("shape", "cv", "sigma")
"""Parameters of a distribution that say how it spreads, not how large it is."""


@dataclass(frozen=True)
class Move:
    """An assumption, and what is written into the scenario at its two ends.

    Attributes:
        row: the assumption.
        value, low, high: in the model's unit; factors on the value as written (1, 0.9, 1.1) where it is a distribution
            or a table.
        at_low, at_high: overrides by path.
        is_factor: whether `value`, `low` and `high` are factors.
    """

    row: Assumption
    value: float
    low: float
    high: float
    at_low: Mapping[str, Any]
    at_high: Mapping[str, Any]
    is_factor: bool = False


def move_of(row: Assumption, start: datetime) -> Move | str:
    """How an assumption is moved, or in words why it is not."""
    if row.source.startswith(CHOICES) or (not row.source and not row.line):
        return "a choice, neither true nor false of the world"
    place = place_of(_parts(row.path))
    if place is None:
        return "no single path of a scenario"
    is_table = row.value.startswith(("{", "["))
    if row.unit in NO_SCALE and not is_table:
        return f"told in {row.unit}: nothing to scale"
    is_scaled = is_table or is_distribution([row.value.partition(":")[0]])
    return _scaled(row, start) if is_scaled else _shifted(row, start)


def _shifted(row: Assumption, start: datetime) -> Move | str:
    value = _read(row.path, row.value, start)
    if value is None or not math.isfinite(value):
        return "no finite number"
    if row.range is not None:
        low, high = (_read(row.path, end, start) for end in row.range)
        if low is None or high is None:
            return "a range that cannot be read"
    elif value == 0.0:
        return "zero, and no range"
    else:
        low, high = ((1.0 - STEP) * value, (1.0 + STEP) * value)
        if is_whole(row.path):
            low, high = min(round(low), value - 1), max(round(high), value + 1)
        if row.unit.startswith("share") and value <= 1.0:
            high = min(high, 1.0)
    if low == high:
        return "an empty range"
    if is_whole(row.path):
        low, high = int(low), int(high)
    return Move(row, value, float(low), float(high), {row.path: low}, {row.path: high})


def _scaled(row: Assumption, start: datetime) -> Move | str:
    root = parse_value("{" + row.value + "}" if row.value[0] not in "{[" else row.value, row.file)
    leaves = list(_leaves(root, row.path))
    found: dict[str, float] = {}
    for path, text, spreads in leaves:
        place = place_of(_parts(path))
        if place is None or place.unit in ADD_UP:
            return "shares or clock times that belong together: none moves alone"
        value = _read(path, text, start)
        if value is None:
            return "no numbers to scale"
        if not spreads:
            found[path] = value
    if not found:
        return "no numbers to scale"
    low, high = 1.0 - STEP, 1.0 + STEP
    return Move(row, 1.0, low, high, _times(found, low), _times(found, high), is_factor=True)


def _times(values: Mapping[str, float], factor: float) -> dict[str, Any]:
    """The values times a factor; the mean of a logarithm moves by the factor's logarithm."""
    moved: dict[str, Any] = {}
    for path, value in values.items():
        scaled = value + math.log(factor) if path.endswith(".mu") else value * factor
        moved[path] = max(1, round(scaled)) if is_whole(path) else scaled
    return moved


def _leaves(node: Node, path: str) -> Iterator[tuple[str, str, bool]]:
    """Path, text, and whether it says how a distribution spreads, of each number below."""
    children = list(node.children())
    if not children:
        yield path, node.text, path.rpartition(".")[2] in CARRIES_NO_UNIT
    for key, child in children:
        yield from _leaves(child, f"{path}.{key}")


def _read(path: str, text: str, start: datetime) -> float | None:
    adapter = adapter_of(path)
    if adapter is None:
        return None
    try:
        return float(adapter.validate_python(text, context={"start": start}))
    except ValidationError:
        return None


def _parts(path: str) -> list[str]:
    return path.split(".")
