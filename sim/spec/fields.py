"""Types of scenario fields: text with a unit in the file, a float in the model's unit in the object.

Each type carries its unit for the printed tables (`unit`), and writes itself back as text when an effective
configuration is dumped (context `as_written`).
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer, SerializationInfo, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from sim import units
from sim.errors import UnitError

REMEMBERED = 4096
CLOCK_TIME = "clock time"
"""Unit of a time of day, kept as hours after midnight."""


class Unit(NamedTuple):
    """Marks a field type with the unit a reader should see beside its number."""

    text: str


class Suffix(NamedTuple):
    """Marks a field type whose text is a number between `before` and `after`."""

    before: str
    after: str


def _quantity(error: UnitError) -> PydanticCustomError:
    context = {"message": error.message, "got": error.got, "suggestion": error.suggestion}
    return PydanticCustomError("quantity", "{message}", context)


def reads(parse: Callable[[Any], Any]) -> BeforeValidator:
    """Validator that turns what stands in the file into the model's value by `parse`.

    Texts are remembered: the points of a sweep repeat almost all of them.
    """
    parse_text = lru_cache(REMEMBERED)(parse)

    def read(raw: Any) -> Any:
        try:
            return parse_text(raw) if isinstance(raw, str) else parse(raw)
        except UnitError as error:
            raise _quantity(error) from None

    return BeforeValidator(read, json_schema_input_type=float | str)


def writes(format_: Callable[[Any], str]) -> PlainSerializer:
    """Serializer that gives text with a unit in an effective dump, else the plain float."""
    format_remembered = lru_cache(REMEMBERED, typed=True)(format_)

    def write(value: Any, info: SerializationInfo) -> Any:
        return format_remembered(value) if info.context and info.context.get("as_written") else value

    return PlainSerializer(write, when_used="unless-none")


def _read_instant(raw: Any, info: ValidationInfo) -> float:
    start: datetime = (info.context or {}).get("start") or datetime.fromisoformat("1970-01-01T00:00+00:00")
    try:
        return units.parse_instant(raw, start)
    except UnitError as error:
        raise _quantity(error) from None


def _write_instant(value: float, info: SerializationInfo) -> Any:
    context = info.context or {}
    return units.format_instant(value, context["start"]) if context.get("as_written") else value


def _count(raw: Any) -> int:
    value = units.parse_number(raw)
    if value != int(value):
        raise UnitError("expected a whole number", raw, str(round(value)))
    return int(value)


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    raise UnitError("expected true or false", raw, meant.get(str(raw).lower()))


def _text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    raise UnitError("expected text", raw, f'"{raw}"' if isinstance(raw, int | float) else None)


Hours = Annotated[float, reads(units.parse_hours), writes(units.format_hours), Unit("h"), Suffix("", "h")]
Share = Annotated[float, reads(units.parse_share), writes(units.format_share), Unit("share")]
PerHour = Annotated[
    float,
    Field(allow_inf_nan=True),
    reads(units.parse_rate),
    writes(units.format_rate),
    Unit("per h"),
    Suffix("", "/h"),
]
Clock = Annotated[float, reads(units.parse_clock), writes(units.format_clock), Unit(CLOCK_TIME)]
Instant = Annotated[
    float,
    BeforeValidator(_read_instant, json_schema_input_type=str),
    PlainSerializer(_write_instant, when_used="unless-none"),
    Unit("h since start"),
    Suffix("+", "h"),
]
Number = Annotated[float, reads(units.parse_number), Field(ge=0)]
Positive = Annotated[float, reads(units.parse_number), Field(gt=0)]
Signed = Annotated[float, reads(units.parse_number)]
Count = Annotated[int, reads(_count), Field(ge=0)]
Flag = Annotated[bool, BeforeValidator(reads(_flag).func)]
Text = Annotated[str, BeforeValidator(reads(_text).func)]
Name = Annotated[str, BeforeValidator(reads(_text).func), StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_\-]*$")]
Party = Name
"""Who acted, for attribution: a carrier, the platform, a regulator."""
