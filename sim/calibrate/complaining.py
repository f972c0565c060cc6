"""What comes of contacts: complaints, how many and how late; and how often buyers write, waiting or with it in hand.

As the model has it: a contact that is not resolved ends in a complaint with some chance, some hours later, unless the
parcel comes before. Whether a contact was resolved is in no table: the chance of that is the world's own, by whether
the buyer had fresh news. Must not know how contacts come about.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import special, stats

from sim.calibrate.durations import LEAST_H, Array
from sim.calibrate.families import TINY, Z90, likeliest, standard_errors
from sim.calibrate.loading import MICROSECONDS_PER_H, Desk

LEAST_COMPLAINTS = 20
MOST_ERROR = 1.0
"""Standard error of a logarithm from which on nothing is known."""
EDGES_H = (0.0, 6.0, 12.0, 24.0, 48.0, 72.0, 96.0, 168.0, np.inf)
WAITING, IN_HAND = "waiting, since the order", "in hand, since it came"


@dataclass(frozen=True)
class Resolving:
    """What the world says of answers, which no table tells.

    Attributes:
        fresh, stale: share of the contacts that are not resolved, of buyers with news that are not old, and others.
        fresh_h: hours until news are old, by what is shown; `none` before the first scan.
    """

    fresh: float
    stale: float
    fresh_h: Mapping[str, float]


@dataclass(frozen=True)
class Complaining:
    """Complaints that follow contacts.

    Attributes:
        share: complaints of the contacts that are not resolved, if the parcel did not come before.
        median_h, sigma: hours from contact to complaint, lognormal.
        low, high: ends of the 90 % intervals of the three.
        n: complaints after a contact. without: complaints without a contact before.
        contacts: contacts while waiting.
    """

    share: float
    median_h: float
    sigma: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    n: int
    without: int
    contacts: int


def complaining(at: Desk, resolving: Resolving, until_us: int) -> Complaining | None:
    """Fit what comes of contacts; None where too few complaints follow one to tell how many and how late."""
    frame = _after_contacts(at, until_us)
    hours, is_complaint = frame["hours"].to_numpy(dtype=np.float64), frame["complained"].to_numpy(dtype=bool)
    n = int(is_complaint.sum())
    if n < LEAST_COMPLAINTS:
        return None
    fresh_h = frame["shown"].map(dict(resolving.fresh_h)).fillna(np.inf).to_numpy(dtype=np.float64)
    open_share = np.where(frame["age_h"].to_numpy(dtype=np.float64) <= fresh_h, resolving.fresh, resolving.stale)
    log_hours, is_sure = np.log(np.maximum(hours, LEAST_H)), frame["is_first"].to_numpy(dtype=bool)

    def loss(theta: Array) -> float:
        share, sigma = special.expit(theta[0]), np.exp(np.clip(theta[2], -5, 3))
        z = (log_hours - theta[1]) / sigma
        in_time = np.log(np.maximum(special.ndtr((log_open - theta[1]) / sigma), TINY))
        follows = np.log(np.maximum(open_share * share, TINY)) + np.where(is_sure, -(z**2) / 2 - np.log(sigma), in_time)
        comes_not = np.log(np.maximum(1.0 - open_share * share * special.ndtr(z), TINY))
        return -float(np.where(is_complaint, follows, comes_not).sum())

    log_open = np.log(np.maximum(frame["open_h"].to_numpy(dtype=np.float64), LEAST_H))
    delays = log_hours[is_complaint & is_sure]
    if delays.size < LEAST_COMPLAINTS:
        return None
    spread = max(float(np.std(delays)), 0.1)
    start = np.array([special.logit(min(0.9, n / open_share.sum())), delays.mean(), np.log(spread)])
    theta = likeliest(loss, start)
    error = standard_errors(loss, theta)
    if not (np.isfinite(error) & (error < MOST_ERROR)).all():
        return None  # parcels come so soon that few complaints later and many earlier ones look the same
    found, low, high = (
        (float(special.expit(each[0])), float(np.exp(each[1])), float(np.exp(each[2])))
        for each in (theta, theta - Z90 * error, theta + Z90 * error)
    )
    without = at.count(
        "SELECT count(*) FROM complaint WHERE NOT EXISTS (SELECT 1 FROM contact WHERE contact.parcel = "
        "complaint.parcel AND contact.at_us <= complaint.at_us)"
    )
    return Complaining(*found, low, high, n, without, len(frame))


def _after_contacts(at: Desk, until_us: int) -> pd.DataFrame:
    """A row a contact while waiting: shown, age_h of the news then, hours until what came next, whether a complaint.

    `open_h`: hours until the parcel came, or the table ends. `is_first`: no contact of the parcel came before. After
    several nobody knows which one a complaint follows: then it counts, and its delay does not.
    """
    found = at.db.execute(
        f"""
        WITH over AS (SELECT parcel, min(at_us) AS over_us FROM step
            WHERE state IN ('delivered', 'collected', 'returned') GROUP BY parcel),
        news AS (SELECT parcel, CASE WHEN state = 'ordered' THEN 'none' ELSE state END AS shown, at_us AS news_us,
            coalesce(record_us, at_us) AS from_us FROM step WHERE record_us IS NOT NULL OR state = 'ordered'),
        message AS (SELECT parcel, at_us, false AS complains FROM contact
            UNION ALL SELECT parcel, at_us, true FROM complaint),
        followed AS (SELECT *, lead(at_us) OVER journey AS next_us, lead(complains) OVER journey AS next_complains,
            row_number() OVER journey = 1 AS is_first
            FROM message WHERE at_us <= {until_us} WINDOW journey AS (PARTITION BY parcel ORDER BY at_us, complains)),
        asked AS (SELECT followed.parcel, at_us, is_first,
            next_complains AND next_us <= coalesce(over_us, next_us) AS complained,
            least(coalesce(next_us, {until_us}), coalesce(over_us, {until_us}), {until_us}) AS end_us,
            least(coalesce(over_us, {until_us}), {until_us}) AS open_us
            FROM followed LEFT JOIN over USING (parcel) WHERE NOT complains AND at_us < coalesce(over_us, at_us + 1))
        SELECT coalesce(shown, 'none') AS shown, (at_us - coalesce(news_us, at_us)) / {MICROSECONDS_PER_H} AS age_h,
            (end_us - at_us) / {MICROSECONDS_PER_H} AS hours, coalesce(complained, false) AS complained, is_first,
            (open_us - at_us) / {MICROSECONDS_PER_H} AS open_h
        FROM asked ASOF LEFT JOIN news ON asked.parcel = news.parcel AND asked.at_us >= news.from_us
        ORDER BY at_us, asked.parcel
        """
    ).fetchnumpy()
    return pd.DataFrame({name: np.asarray(values) for name, values in found.items()})


def messages_by_time(at: Desk, until_us: int) -> pd.DataFrame:
    """How often buyers write: kind, phase, from_h, to_h, messages, hours (of exposure), rate, low, high.

    Rates per parcel and hour with 90 % intervals: while it is waited for, by the hours since the order; in hand, by
    the hours since it came.
    """
    journey = (
        "SELECT parcel, coalesce(min(at_us) FILTER (state = 'ordered'), min(at_us)) AS first_us, "
        "min(at_us) FILTER (state IN ('delivered', 'collected')) AS over_us, "
        "min(at_us) FILTER (state = 'returned') AS back_us FROM step GROUP BY parcel"
    )
    rows = []
    for phase, begin, end in (
        (WAITING, "first_us", f"least(coalesce(over_us, {until_us}), coalesce(back_us, {until_us}))"),
        (IN_HAND, "over_us", str(until_us)),
    ):
        lasted = _hours(at, f"SELECT ({end} - {begin}) AS us FROM ({journey}) WHERE {begin} IS NOT NULL")
        for kind in ("contact", "complaint"):
            written = _hours(
                at,
                f"SELECT at_us - {begin} AS us FROM {kind} JOIN ({journey}) USING (parcel) "
                f"WHERE at_us >= {begin} AND at_us < {end}",
            )
            for low, high in pairwise(EDGES_H):
                hours = float(np.clip(lasted - low, 0, high - low).sum())
                n = int(((written >= low) & (written < high)).sum())
                if hours > 0:
                    few = float(stats.chi2.ppf(0.05, 2 * n)) / 2 if n else 0.0
                    many = float(stats.chi2.ppf(0.95, 2 * n + 2)) / 2
                    rows.append((kind, phase, low, high, n, hours, n / hours, few / hours, many / hours))
    columns = ["kind", "phase", "from_h", "to_h", "messages", "hours", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _hours(at: Desk, query: str) -> Array:
    return np.asarray(at.db.execute(query).fetchnumpy()["us"], dtype=np.float64) / MICROSECONDS_PER_H
