"""Outages: when they are in force, when they close a link, and which scans they hit."""

import math
from typing import TYPE_CHECKING, Any

from tests.reference.clock import Clock, nearest

if TYPE_CHECKING:
    from tests.reference.parcel import Parcel

CLOSING = ("full", "partial", "intermittent")


class Outage:
    """An outage of a scenario, and when it really ends.

    Attributes:
        end: h; a mediation may bring it forward.
        shortened: fires when that happens.
    """

    def __init__(self, clock: Clock, name: str, words: Any) -> None:
        self.clock = clock
        self.name = name
        self.words = words
        self.start = nearest(words.start)
        self.end = nearest(words.ends_at)
        self.cycle, self.off = nearest(words.cycle or 0.0), nearest(words.off or 0.0)
        self.shortened = clock.event()

    @property
    def is_closing(self) -> bool:
        """Whether what it hits is kept from the platform."""
        return self.words.mode in CLOSING

    def in_force(self, t: float) -> bool:
        """Whether it is in force; at its end it no longer is."""
        return bool(self.start <= t < self.end)

    def restore(self, at: float) -> None:
        """End by mediation, if it has not ended before."""
        if nearest(at) < self.end:
            self.end = max(nearest(at), self.start)
            self.shortened.succeed()
            self.shortened = self.clock.event()

    def is_on(self, t: float) -> bool:
        """Whether it is in force and in the part of its cycle in which it hits."""
        if not self.in_force(t):
            return False
        if self.words.cycle is None:
            return True
        return bool((t - self.start) % self.cycle < self.off)

    def closed_spans(self) -> Any:
        """Begins and ends of its closed states as planned: the whole of it, or one a cycle."""
        if self.words.cycle is None:
            yield self.start, math.inf
            return
        k = 0
        while True:
            begin = self.start + k * self.cycle
            yield begin, begin + self.off
            k += 1

    def hits(self, parcel: "Parcel", milestone: str, t: float) -> bool:
        """Whether a scan made at `t` is hit: by cycle, milestone and the merchant's luck."""
        if not self.is_on(t):
            return False
        if self.words.milestones is not None and milestone not in self.words.milestones:
            return False
        return self.words.share is None or bool(parcel.merchant.partial < self.words.share)
