"""Scans: what a carrier or locker operator noticed about a parcel, and what became of the news."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simpy.events import Event

if TYPE_CHECKING:
    from tests.reference.link import Link
    from tests.reference.parcel import Parcel

FINAL = ("delivered", "collected", "returned")


@dataclass(eq=False)
class Scan:
    """One scan on its way to the platform.

    Attributes:
        seq: number within its parcel.
        event_time: it happened, h.
        record_time: the platform has it, h; infinite = not (yet).
        fate: "on the link", "buffered", "lost" or "shown".
        published: fires when it is.
        is_hit: a closing outage hit it.
        is_polled: the platform read it from the carrier's own site.
        was_buffered: it lay in a buffer.
    """

    parcel: "Parcel"
    seq: int
    milestone: str
    event_time: float
    link: "Link"
    published: Event
    record_time: float = float("inf")
    fate: str = "on the link"
    is_hit: bool = False
    is_polled: bool = False
    was_buffered: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the parcel's way ends with it."""
        return self.milestone in FINAL
