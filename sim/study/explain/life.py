"""One parcel in both arms: what happened to it, and what was shown of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from sim.engine.record import FINAL, MILESTONES

WHERE_IT_IS = ("order", "scan", "locker")
"""Kinds of events that say where a parcel is."""
LAST = tuple(name for number, name in enumerate(MILESTONES) if FINAL >> number & 1)
TRAITS = (
    "home_carrier",
    "origin",
    "destination",
    "category",
    "merchant",
    "merchant_size",
    "bound_for",
    "value_cny",
    "placed_at",
)


class Event(NamedTuple):
    """A row of the event log.

    Attributes:
        at: h, when it happened. known_at: h, when the platform had the scan; NaN = not by the horizon, or no scan.
    """

    at: float
    milestone: str
    kind: str
    seq: int
    known_at: float
    way: str
    outage: str
    carrier: str


@dataclass(frozen=True)
class Life:
    """A parcel in one arm: its events in order of time."""

    events: tuple[Event, ...]

    @property
    def places(self) -> list[Event]:
        """Where it was: what happened, whether or not anybody saw it."""
        return [event for event in self.events if event.kind in WHERE_IT_IS]

    @property
    def news(self) -> list[Event]:
        """What was shown of it, in the order in which it was shown."""
        shown = [event for event in self.events if event.kind == "scan" and not math.isnan(event.known_at)]
        return sorted(shown, key=lambda event: (event.known_at, event.seq))

    def of_kind(self, kind: str) -> list[Event]:
        """Events of a kind."""
        return [event for event in self.events if event.kind == kind]

    def first(self, *milestones: str) -> Event | None:
        """The first event that is one of these."""
        return next((event for event in self.events if event.milestone in milestones), None)

    def number(self, *milestones: str) -> int:
        """How many events are one of these."""
        return sum(event.milestone in milestones for event in self.events)

    def dark_spans(self, horizon: float) -> list[tuple[float, float]]:
        """(begin, end) of each span of darkness, h; one without an end lasts to the horizon."""
        begins = [event.at for event in self.events if event.milestone == "dark_begin"]
        ends = [event.at for event in self.events if event.milestone == "dark_end"]
        return list(zip(begins, [*ends, horizon], strict=False))

    @property
    def ended_at(self) -> float:
        """h, when it was in the buyer's hands or sent back; NaN = not by the horizon."""
        last = self.first(*LAST)
        return math.nan if last is None else last.at


@dataclass(frozen=True)
class Parcel:
    """One order's parcel in both arms.

    Attributes:
        order: its id, the same in both.
        traits: what it is from the begin on, by column of the event log.
        baseline, outage: its lives.
        rows: its rows of the event log, by arm.
    """

    order: int
    traits: dict[str, Any]
    baseline: Life
    outage: Life
    rows: dict[str, pd.DataFrame]


def parcel_of(logs: dict[str, pd.DataFrame], order: int) -> Parcel:
    """A parcel out of the event logs of both arms.

    Raises:
        KeyError: it is not in them.
    """
    rows = {arm: log[log["parcel"] == order] for arm, log in logs.items()}
    known = pd.concat(list(rows.values()))
    if known.empty:
        raise KeyError(order)
    first = known.iloc[0]
    return Parcel(
        order=order,
        traits={name: _plain(first[name]) for name in TRAITS},
        baseline=Life(tuple(_events(rows["baseline"]))),
        outage=Life(tuple(_events(rows["outage"]))),
        rows=rows,
    )


def _events(rows: pd.DataFrame) -> Iterable[Event]:
    columns = ["event_time", "milestone", "kind", "seq", "record_time", "way", "outage", "carrier"]
    return (Event(*values) for values in rows[columns].itertuples(index=False, name=None))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
