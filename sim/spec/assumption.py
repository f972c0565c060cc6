"""One row of the table of assumptions: a number, what it means, and how far it is to be trusted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Assumption:
    """A number, or a list, share table or distribution that belongs together, as written in a scenario file.

    Attributes:
        path: dotted path in the file, such as `carrier_defaults.door_success`.
        value: as written.
        unit: unit of the model's value; "" for a pure number.
        meaning: what the field is, from the field's own documentation.
        source: where the value comes from; "" = none given.
        certainty: "H" read in a published source, "M" derived or second-hand, "L" assumed; "" = none given.
        range: (lowest, highest) plausible value as written, or None.
        file: file it stands in, or "--set".
        line: line it stands on; 0 for an override.
    """

    path: str
    value: str
    unit: str
    meaning: str
    source: str
    certainty: str
    range: tuple[str, str] | None
    file: str
    line: int
