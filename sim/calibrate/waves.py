"""Clock times at which things happen in bulk: pick-up rounds, departures, couriers leaving the depot.

A milestone that nearly always falls on a few minutes of the day is done in waves. What led to it then was over at
some instant since the wave before, and no more is known of it. Times are hours after midnight in the tables' zone.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calibrate.durations import Array, Durations, bracketed
from sim.calibrate.loading import Desk

MOST_WAVES = 12
COVERED = 0.95
"""Share of the scans that the waves must hold."""
LEAST_SHARE = 0.002
"""Share of the scans below which a minute is no wave."""
LEAST_SCANS = 50
MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class Waves:
    """The waves of a milestone.

    Attributes:
        clock_h: their clock times, rising, hours after midnight.
        share: share of the scans in each; adds up to one.
        n: scans they were found in.
    """

    clock_h: tuple[float, ...]
    share: tuple[float, ...]
    n: int


def waves_of(at: Desk, milestone: str, carrier: str | None = None) -> Waves | None:
    """The waves of a milestone, of one carrier or all; None where it happens around the clock or is seen rarely."""
    chosen = "" if carrier is None else "AND carrier = ?"
    counted = at.ask(
        f"SELECT hour(moment) * 60 + minute(moment) AS clock, count(*) FROM (SELECT make_timestamptz(at_us) AS moment "
        f"FROM step WHERE state = ? {chosen}) GROUP BY clock ORDER BY count(*) DESC, clock LIMIT ?",
        [milestone, *([] if carrier is None else [carrier]), MOST_WAVES],
    )
    n = at.count(
        f"SELECT count(*) FROM step WHERE state = ? {chosen}", [milestone, *([] if carrier is None else [carrier])]
    )
    kept = [(int(str(clock)), int(str(rows))) for clock, rows in counted if int(str(rows)) >= LEAST_SHARE * n]
    held = sum(rows for _, rows in kept)
    if n < LEAST_SCANS or held < COVERED * n:
        return None
    kept.sort()
    return Waves(tuple(clock / 60 for clock, _ in kept), tuple(rows / held for _, rows in kept), n)


def local_h(us: NDArray[np.int64], zone: str) -> Array:
    """Hours since a midnight of the zone's own clock, of instants in microseconds since 1970, any shape."""
    moments = pd.DatetimeIndex(pd.to_datetime(us, unit="us", utc=True)).tz_convert(zone).tz_localize(None)
    return np.asarray((moments - pd.Timestamp(0)) / pd.Timedelta(hours=1), dtype=np.float64)


def wave_before(local: Array, waves: Waves) -> Array:
    """The last wave earlier than each instant, local hours; a minute counts as the wave itself."""
    day = np.floor(local / 24)[:, None] * 24
    clock = np.array(waves.clock_h)
    ends = np.concatenate([day - 24 + clock[-1:], day + clock], axis=1)
    return np.asarray(np.where(ends < local[:, None] - 1 / 60, ends, -np.inf).max(axis=1))


def wave_from(local: Array, waves: Waves) -> Array:
    """The first wave at or after each instant, local hours."""
    day = np.floor(local / 24)[:, None] * 24
    clock = np.array(waves.clock_h)
    ends = np.concatenate([day + clock, day + 24 + clock[:1]], axis=1)
    return np.asarray(np.where(ends >= local[:, None], ends, np.inf).min(axis=1))


def time_until_ready(begin: Array, hours: Array, until: float, waves: Waves) -> Durations:
    """Brackets of the time from the begin of a stage until the wave could take the parcel.

    Args:
        begin: when the stage began, local hours.
        hours: until the wave that took it; NaN = none has yet.
        until: the last instant known, local hours.
        waves: of the milestone that ends the stage.
    """
    is_open = np.isnan(hours)
    taken = np.where(is_open, until, begin + np.where(is_open, 0.0, hours))
    last = np.where(is_open, wave_before(np.full_like(begin, until + 1 / 30), waves), wave_before(taken, waves))
    return bracketed(last - begin, np.where(is_open, np.inf, taken - begin))
