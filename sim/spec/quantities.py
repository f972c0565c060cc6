"""Single quantities by the path they are for: what reads them, with the limits of the scenario's field."""

from typing import Annotated, Any

from pydantic import ConfigDict, TypeAdapter

from sim.spec.schema_walk import place_of

SCALARS = (float, int)
STRICT = ConfigDict(strict=True, allow_inf_nan=False)


def adapter_of(path: str) -> TypeAdapter[Any] | None:
    """What reads a quantity of this path, with its limits; None where no single number may stand there."""
    place = place_of(path.split("."))
    kind = next((kind for kind in SCALARS if place is not None and kind in place.kinds), None)
    if place is None or kind is None:
        return None
    read: Any = kind
    for mark in place.marks:
        read = Annotated[read, mark]
    return TypeAdapter(read, config=STRICT)


def is_whole(path: str) -> bool:
    """Whether a path takes whole numbers only."""
    place = place_of(path.split("."))
    return place is not None and int in place.kinds
