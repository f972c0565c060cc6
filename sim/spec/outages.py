"""What goes wrong on a link: outages and what happens to the scans they hit."""

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.spec.base import Model, misfit
from sim.spec.fields import Hours, Instant, Name, Number, Party, PerHour, Share, Text, Unit

Mode = Literal["full", "partial", "stale", "throttled", "intermittent"]
Milestone = Literal[
    "picked_up", "origin_sorted", "linehaul_departed", "destination_arrived", "out_for_delivery", "attempt_failed",
    "delivered", "returned", "locker_deposited", "collected",
]  # fmt: skip


class Replay(Model):
    """How buffered scans are sent after restoration."""

    order: Literal["oldest_first", "newest_first", "latest_only"] = "oldest_first"
    """Oldest first, newest first, or only each parcel's latest state."""
    rate: Annotated[PerHour, Field(gt=0), Unit("scans per h")] = math.inf
    """Scans sent per hour, full population, beside live traffic."""


class Outage(Model):
    """A time in which a link carries less than it should."""

    link: Name
    """Link that is hit."""
    start: Instant
    """When it begins."""
    duration: Hours | None = None
    """How long it lasts; neither `duration` nor `end`: until the horizon or a mediation."""
    end: Instant | None = None
    """When it ends, instead of `duration`."""
    mode: Mode = "full"
    """What is hit: every scan (full), some merchants or milestones (partial), all scans late (stale),
    limited throughput (throttled), or every scan for part of each cycle (intermittent)."""
    share: Share | None = None
    """Share of the merchants whose scans are hit."""
    milestones: Annotated[tuple[Milestone, ...], Field(strict=False, min_length=1)] | None = None
    """Milestones whose scans are hit; all if not given."""
    extra: Hours | None = None
    """Hours by which news is late."""
    rate: Annotated[PerHour, Unit("scans per h")] | None = None
    """Throughput of the link during the outage, full population."""
    cycle: Annotated[Hours, Field(gt=0)] | None = None
    """Length of one cycle of an intermittent outage."""
    off: Hours | None = None
    """Hours at the begin of each cycle in which the link is closed."""
    on_close: Literal["drop", "buffer"] = "buffer"
    """Whether hit scans are lost or kept for replay."""
    buffer_limit: Annotated[Number, Unit("scans")] | None = None
    """Scans the buffer holds, full population; no limit if not given."""
    replay: Replay = Replay()
    """How kept scans are sent after restoration."""
    by: Party = "unknown"
    """Who acted."""
    because: Text | None = None
    """Why, in words, for the timeline."""

    @property
    def ends_at(self) -> float:
        """When it ends if nobody mediates, hours since start; infinite = at the horizon."""
        if self.end is not None:
            return self.end
        return math.inf if self.duration is None else self.start + self.duration

    @model_validator(mode="after")
    def _fields_fit_mode(self) -> "Outage":
        needed: dict[str, tuple[str, ...]] = {
            "partial": ("share", "milestones"),
            "stale": ("extra",),
            "throttled": ("rate",),
        }
        if self.mode in needed and all(getattr(self, name) is None for name in needed[self.mode]):
            raise misfit(f"a {self.mode} outage needs {' or '.join(needed[self.mode])}", key="mode", got=self.mode)
        if (self.cycle is None) != (self.off is None) or (self.mode == "intermittent" and self.cycle is None):
            raise misfit("an intermittent outage needs both cycle and off", key="mode", got=self.mode)
        if self.cycle is not None and self.off is not None and self.off > self.cycle:
            raise misfit("off must not be longer than cycle", key="off", got=f"{self.off:g}h")
        if self.mode == "full":
            for name, fitting in _FITS.items():
                if getattr(self, name) is not None:
                    raise misfit(f"{name} does not fit a full outage", key=name, suggestion=f"mode: {fitting}")
        if self.duration is not None and self.end is not None:
            raise misfit("say either duration or end", key="end")
        if self.end is not None and self.end < self.start:
            raise misfit("an outage must not end before it starts", key="end")
        return self


_FITS = {
    "share": "partial",
    "milestones": "partial",
    "extra": "stale",
    "rate": "throttled",
    "cycle": "intermittent",
    "off": "intermittent",
}
