"""What the tables tell of the feed: how late scans are published, and how many never are.

A scan without a time of publication, while a later scan of its parcel has one, was lost. Where every row has one, a
milestone that is missing between two others was lost. The locker operators' own scans are counted apart.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.calibrate.durations import Array, observed
from sim.calibrate.families import Fit, fit_families, tolerated_distance
from sim.calibrate.loading import MICROSECONDS_PER_H, Desk
from sim.calibrate.vocabulary import ENDS, MILESTONES

LEAST_SCANS = 100
LOCKERS = ("locker_deposited", "collected")
SIDEWAYS = ("ordered", "attempt_failed", *LOCKERS, *ENDS)


@dataclass(frozen=True)
class Share:
    """A share with its 90 % interval (Clopper and Pearson).

    Attributes:
        value: the share, 0-1. low, high: ends of its interval. of: how many it is a share of.
    """

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True)
class Feed:
    """A feed as the tables show it.

    Attributes:
        carrier: whose; "" = of all.
        latency: families fitted to scan until published, by name, best first; empty where all are published at once.
        latency_h: the latencies, at most 20,000 evenly drawn; hours.
        n: scans published.
        loss: share of the scans that were lost.
        assumed: how the loss was reckoned, in words.
    """

    carrier: str
    latency: dict[str, Fit]
    latency_h: Array
    n: int
    loss: Share | None
    assumed: str


def share_of(part: int, whole: int) -> Share | None:
    """A share with its 90 % interval; None of nothing.

    >>> round(share_of(0, 100).high, 4)
    0.0295
    """
    if whole == 0:
        return None
    ends = stats.binomtest(part, whole).proportion_ci(0.9, method="exact")
    return Share(part / whole, float(ends.low), float(ends.high), whole)


def feed_of(at: Desk, carrier: str = "") -> Feed | None:
    """The feed of one carrier, or of all; None where too few scans are published with a time."""
    whose = "AND carrier = ?" if carrier else ""
    values = [carrier] if carrier else []
    own = f"state NOT IN ('ordered', 'locker_deposited', 'collected') {whose}"
    n = at.count(f"SELECT count(*) FROM step WHERE record_us IS NOT NULL AND {own}", values)
    if n < LEAST_SCANS:
        return None
    every = max(1, n // 20_000)
    found = at.db.execute(
        f"SELECT lag_us FROM (SELECT record_us - at_us AS lag_us, row_number() OVER (ORDER BY at_us, parcel) AS number "
        f"FROM step WHERE record_us IS NOT NULL AND {own}) WHERE number % {every} = 0",
        values,
    ).fetchnumpy()
    lag = np.asarray(found["lag_us"], dtype=np.float64) / MICROSECONDS_PER_H
    fits: dict[str, Fit] = {}
    if (lag > 0).any():
        ordered = np.sort(lag)
        level = (np.arange(lag.size) + 1) / lag.size
        fits = fit_families(
            observed(lag), lambda fit: bool(np.abs(1 - fit.sf(ordered) - level).max() > tolerated_distance(lag.size))
        )
    loss, assumed = _loss(at, own, whose, values)
    return Feed(carrier, fits, lag, n, loss, assumed)


def _loss(at: Desk, own: str, whose: str, values: list[str]) -> tuple[Share | None, str]:
    later = (
        "bool_or(record_us IS NOT NULL) OVER (PARTITION BY parcel ORDER BY at_us "
        "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
    )
    row = at.ask(
        f"SELECT count(*), count(*) FILTER (record_us IS NULL) FROM (SELECT *, {later} AS is_followed FROM step "
        f"WHERE true {whose}) WHERE is_followed AND {own}",
        values * 2,
    )[0]
    whole, lost = int(str(row[0])), int(str(row[1]))
    if lost:
        return share_of(lost, whole), "scans without a time of publication before one that has it"
    there = [str(state) for (state,) in at.ask("SELECT DISTINCT state FROM step")]
    main = [each for each in MILESTONES if each in there and each not in SIDEWAYS]
    whole = missing = 0
    for milestone in main:
        place = MILESTONES.index(milestone)
        row = at.ask(
            "SELECT count(*), count(*) FILTER (NOT is_there) FROM (SELECT bool_or(state = ?) AS is_there, "
            "min(list_position(?, state)) - 1 AS first, max(list_position(?, state)) - 1 AS last FROM step "
            f"WHERE true {whose} GROUP BY parcel) WHERE first < ? AND last > ?",
            [milestone, list(MILESTONES), list(MILESTONES), *values, place, place],
        )[0]
        whole, missing = whole + int(str(row[0])), missing + int(str(row[1]))
    return share_of(missing, whole), "milestones missing between two others of their parcel"
