"""What comes of contacts: complaints, how many and how late; and how often buyers write, waiting or with it in hand.

Whether a contact was answered and resolved is in no table: the chance of that is the world's own, by whether the buyer
had fresh news. Must not know how contacts come about.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from sim.calibrate.answers import Answers, Exchange, LognormalDelay, Told, Ways
from sim.calibrate.durations import LEAST_H, Array
from sim.calibrate.families import Z90, likeliest, likelihood_ends
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
        fresh, stale: share of the answers that do not resolve, of buyers with news that are not old, and others.
        fresh_h: hours until news are old, by what is shown; `none` before the first scan.
        told: what follows.
    """

    fresh: float
    stale: float
    fresh_h: Mapping[str, float]
    told: Told


@dataclass(frozen=True)
class Complaining:
    """Complaints that follow contacts.

    Attributes:
        share: of the answers that do not resolve, those that end in a complaint, if the parcel does not come before.
        median_h, sigma: hours from the answer to the complaint, lognormal.
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
    exchanges = _exchanges(at, resolving, until_us)
    n = sum(len(each.complaint_h) for each in exchanges)
    if n < LEAST_COMPLAINTS:
        return None
    answers = Answers(exchanges, resolving.told)

    def loss(theta: Array) -> float:
        after = LognormalDelay(float(theta[1]), float(np.exp(np.clip(theta[2], -5, 3))))
        given_up = float(special.expit(np.clip(theta[3], -7, 7)))
        ways = Ways(float(special.expit(theta[0])), after, given_up, float(np.exp(min(theta[4], 20.0))))
        return -answers.log_likelihood(ways)

    theta = likeliest(loss, _start(exchanges, answers.watched_h))
    ends = np.array([likelihood_ends(loss, theta, place, [k for k in range(3) if k != place]) for place in range(3)])
    if np.ptp(ends, axis=1).max() > 2 * Z90 * MOST_ERROR:
        return None  # parcels come so soon that few complaints later and many earlier ones look the same
    found, low, high = (
        (float(special.expit(each[0])), float(np.exp(each[1])), float(np.exp(each[2])))
        for each in (theta, ends[:, 0], ends[:, 1])
    )
    without = at.count(
        "SELECT count(*) FROM complaint WHERE NOT EXISTS (SELECT 1 FROM contact WHERE contact.parcel = "
        "complaint.parcel AND contact.at_us <= complaint.at_us)"
    )
    return Complaining(*found, low, high, n, without, sum(len(each.contact_h) for each in exchanges))


def _start(exchanges: list[Exchange], watched_h: float) -> Array:
    """Where the search begins: as if each complaint came of the contact before it, and each further one of a worry."""
    told = [each for each in exchanges if each.complaint_h]
    delays = np.log(
        [
            max(each.complaint_h[0] - max(at for at in each.contact_h if at <= each.complaint_h[0]), LEAST_H)
            for each in told
        ]
    )
    n_open = sum(sum(each.open_share) for each in exchanges)
    share = min(0.9, sum(len(each.complaint_h) for each in told) / n_open)
    further = max(sum(len(each.contact_h) - 1 for each in exchanges), 0.5)
    spread = max(float(delays.std()), 0.1)
    return np.array([special.logit(share), delays.mean(), np.log(spread), -3.0, np.log(further / watched_h)])


def _exchanges(at: Desk, resolving: Resolving, until_us: int) -> list[Exchange]:
    """The messages of each parcel that was asked about while it was waited for."""
    found = at.ask(
        f"""
        WITH over AS (SELECT parcel, min(at_us) AS over_us FROM step
            WHERE state IN ('delivered', 'collected', 'returned') GROUP BY parcel),
        news AS (SELECT parcel, CASE WHEN state = 'ordered' THEN 'none' ELSE state END AS shown, at_us AS news_us,
            coalesce(record_us, at_us) AS from_us FROM step WHERE record_us IS NOT NULL OR state = 'ordered'),
        message AS (SELECT parcel, at_us, false AS complains FROM contact
            UNION ALL SELECT parcel, at_us, true FROM complaint),
        waiting AS (SELECT message.*, least(coalesce(over_us, {until_us}), {until_us}) AS end_us
            FROM message LEFT JOIN over USING (parcel)
            WHERE at_us < coalesce(over_us, at_us + 1) AND at_us <= {until_us})
        SELECT waiting.parcel, complains, at_us / {MICROSECONDS_PER_H}, end_us / {MICROSECONDS_PER_H},
            coalesce(shown, 'none'), (at_us - coalesce(news_us, at_us)) / {MICROSECONDS_PER_H}
        FROM waiting ASOF LEFT JOIN news ON waiting.parcel = news.parcel AND waiting.at_us >= news.from_us
        ORDER BY waiting.parcel, at_us, complains
        """
    )
    made = []
    for _, rows in groupby(found, lambda row: row[0]):
        told: list[tuple[Any, ...]] = list(rows)
        contacts = [row for row in told if not row[1]]
        if not contacts:
            continue
        first = contacts[0][2]
        made.append(
            Exchange(
                tuple(row[2] - first for row in contacts),
                tuple(
                    resolving.fresh if row[5] <= resolving.fresh_h.get(row[4], np.inf) else resolving.stale
                    for row in contacts
                ),
                tuple(row[2] - first for row in told if row[1] and row[2] >= first),
                told[0][3] - first,
            )
        )
    return made


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
