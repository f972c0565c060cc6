"""What a calibration is asked to do, and the zone and the instant that it means."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.calibrate.tracking import Read, Said
from sim.errors import ScenarioError
from sim.spec import Scenario


@dataclass(frozen=True)
class Asked:
    """What a calibration is asked to do.

    Attributes:
        tracking: the tracking table.
        world: the world that is extended.
        orders, contacts: further tables.
        said: what the user said of their columns and words.
        zone: of times without an offset, and of clock times; None = the world's own.
        formats: further ways to write a time.
        share: share of the platform's orders that the tables hold; None = not said.
        empirical: whether distributions are written as observed, without a family.
        now: instant of a nowcast, as the user wrote it: only what was published by then is used; None = no nowcast.
        dark: carriers whose feed is shut in the nowcast's second arm; none = all.
    """

    tracking: Path
    world: Path
    orders: Path | None = None
    contacts: Path | None = None
    said: Said = field(default_factory=lambda: Said({"tracking": {}, "orders": {}, "contacts": {}}, {}))
    zone: str | None = None
    formats: tuple[str, ...] = ()
    share: float | None = None
    empirical: bool = False
    now: str | None = None
    dark: tuple[str, ...] = ()


def zone_of(world: Scenario) -> str:
    """Name of the world's own zone, which is written as an offset.

    Raises:
        ScenarioError: the offset is no whole number of hours.
    """
    offset = world.start.utcoffset()
    hours = 0.0 if offset is None else offset.total_seconds() / 3600
    if hours != int(hours):
        message = "the world's zone is no whole number of hours from UTC: name a zone"
        raise ScenarioError.of("--timezone", message, f"{hours:g} h", "Asia/Kolkata")
    return f"Etc/GMT{-int(hours):+d}" if hours else "UTC"


def instant_of(text: str, zone: str, read: Read) -> int:
    """Microseconds since 1970 of an instant within the tables; without an offset it is of the zone.

    Raises:
        ScenarioError: it is no instant, or not within the tables.
    """
    try:
        moment = pd.Timestamp(text)
        if moment.tzinfo is None:
            moment = moment.tz_localize(zone)
    except ValueError:
        raise ScenarioError.of("--now", "not an instant, such as 2017-06-01T10:00", text) from None
    us = int(moment.timestamp() * 1e6)
    first, last = (pd.Timestamp(each, unit="us", tz=zone) for each in (read.from_us, read.until_us))
    if not read.from_us < us <= read.until_us:
        within = f"the tables know of {first:%Y-%m-%dT%H:%M} to {last:%Y-%m-%dT%H:%M}"
        raise ScenarioError.of("--now", within, text)
    return us
