"""How often buyers ask while they wait, by the hours since they last saw something new.

The hazard of the model: a base, what silence adds after a while without news, what lateness adds after the promise.
Only the first contact of a parcel counts: what follows depends on the answer.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from sim.calibrate.durations import Array
from sim.calibrate.families import TINY, Z90, likeliest, standard_errors
from sim.calibrate.loading import MICROSECONDS_PER_H, Desk

AGE_EDGES_H = (0.0, 1.0, 3.0, 6.0, 12.0, 18.0, 24.0, 36.0, 48.0, 72.0, 96.0, np.inf)
LEAST_CONTACTS = 30
AFTERWARDS_H = 72.0
MOSTLY = 0.95
SAME_MATTER_H = 48.0
"""Hours within which a further contact counts as of the same matter, not as a new worry."""
PARTS = ("base", "silent", "late")
"""Parts of the hazard."""


@dataclass(frozen=True)
class Patience:
    """What the model takes as given when the hazard is fitted.

    Attributes:
        quiet_h: hours without news that worry nobody, by what is shown; `none` before the first scan.
        silent_ramp_h, late_ramp_h: hours over which silence and lateness reach their top.
        promise_h: order to promised delivery.
        content_share: share of the worried who find an answer elsewhere; their silence counts from then on.
    """

    quiet_h: Mapping[str, float]
    silent_ramp_h: float
    late_ramp_h: float
    promise_h: float
    content_share: float = 0.0


@dataclass(frozen=True)
class Waiting:
    """Contacts of buyers who wait.

    Attributes:
        by_age: age_from_h, age_to_h, contacts, hours (of exposure), rate, low, high (per parcel and hour, 90 %).
        rates: base, silent and late, per hour, as far as anybody was exposed to them; of contacts, not of worries.
        low, high: ends of their 90 % intervals.
        n: first contacts of parcels.
        exposure_h: parcel-hours waited.
        again_share: share of the contacts that another of the same parcel follows within two days, while waiting.
        again_h: hours until then, of each; any number.
        after_delivery: contacts in the 72 h after the parcel was in hand, per parcel; NaN where no end is known.
    """

    by_age: pd.DataFrame
    rates: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    n: int
    exposure_h: float
    again_share: float
    again_h: Array
    after_delivery: float


def waiting(at: Desk, patience: Patience, until_us: int) -> Waiting | None:
    """Fit the hazard of a first contact to the time that parcels waited; None where fewer than thirty asked."""
    frame = _spells(at, until_us)
    if frame.empty or frame["asked"].sum() < LEAST_CONTACTS:
        return None
    start, end, asked = (frame[name].to_numpy(dtype=np.float64) for name in ("age_from_h", "age_to_h", "asked"))
    quiet = frame["shown"].map(dict(patience.quiet_h)).fillna(patience.quiet_h.get("none", 48.0)).to_numpy(np.float64)
    order_age = frame["since_order_h"].to_numpy(dtype=np.float64)  # at the spell's begin

    late_from = order_age - patience.promise_h
    late = _ramp_area(late_from + end - start, patience.late_ramp_h) - _ramp_area(late_from, patience.late_ramp_h)
    since, until = (_ramp_area(age - quiet, patience.silent_ramp_h) for age in (start, end))
    at_event, is_silent = asked > 0, until > 0
    level = np.column_stack(
        [
            np.ones(int(at_event.sum())),
            np.clip((end - quiet)[at_event] / patience.silent_ramp_h, 0, 1),
            np.clip((late_from + end - start)[at_event] / patience.late_ramp_h, 0, 1),
        ]
    )
    silence = Silence(since[is_silent], until[is_silent], until[at_event], patience.content_share)
    base_h = float((end - start).sum())
    rates, low, high = _fit(np.array([base_h, float(late.sum())]), level, silence)
    n, by_age = int(asked.sum()), _by_age(start, end, asked)
    again_share, again_h = _again(at, until_us)
    return Waiting(by_age, rates, low, high, n, base_h, again_share, again_h, _afterwards(at, until_us))


@dataclass(frozen=True)
class Silence:
    """Silence that buyers went through, ramps counted in.

    Who worries and finds an answer elsewhere is silent anew from then on, and no table tells. So of those who are seen
    to be silent, the fewer really are the more hazard they went through.

    Attributes:
        since, until: silence gone through at the begin and the end of each spell, hours.
        at_contact: at each contact, hours.
        content_share: share of the worried who find an answer elsewhere.
    """

    since: Array
    until: Array
    at_contact: Array
    content_share: float

    def exposure_h(self, rate: float) -> float:
        """Hours of it in all, under a rate of contacts per hour."""
        hidden = self._hidden(rate)
        if hidden * float(self.until.max(initial=0.0)) < 1e-9:
            return float((self.until - self.since).sum())
        return float((np.exp(-hidden * self.since) - np.exp(-hidden * self.until)).sum()) / hidden

    def still(self, rate: float) -> Array:
        """Share of those who look silent at each contact that are."""
        return np.asarray(np.exp(-self._hidden(rate) * self.at_contact))

    def _hidden(self, rate: float) -> float:
        """Worries per hour of silence that end in no contact."""
        return rate * self.content_share / (1.0 - self.content_share)


def _fit(
    exposure_h: Array, level: Array, silence: Silence
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Rates by maximum likelihood with their ends, of those parts of the hazard that anybody was exposed to.

    Args:
        exposure_h: hours of base and late in all, shape (2,).
        level: of each part at each contact, shape (contacts, 3).
        silence: gone through.
    """
    exposed = np.array([exposure_h[0], silence.exposure_h(0.0), exposure_h[1]])
    is_told = (exposed > 0) & level.any(axis=0)
    silent = PARTS.index("silent")

    def loss(theta: Array) -> float:
        rates = np.zeros(len(PARTS))
        rates[is_told] = np.exp(np.minimum(theta, 20.0))
        hours, levels = exposed.copy(), level.copy()
        hours[silent] = silence.exposure_h(rates[silent])
        levels[:, silent] *= silence.still(rates[silent])
        return float(rates @ hours - np.log(np.maximum((levels * rates).sum(axis=1), TINY)).sum())

    theta = likeliest(loss, np.log(len(level) / exposed[is_told] / is_told.sum()))
    error = np.nan_to_num(standard_errors(loss, theta), nan=np.inf)
    names = [name for name, told in zip(PARTS, is_told, strict=True) if told]
    with np.errstate(over="ignore"):
        ends = np.exp(theta), np.exp(theta - Z90 * error), np.exp(theta + Z90 * error)
    rates, low, high = (dict(zip(names, map(float, each), strict=True)) for each in ends)
    return rates, low, high


def _spells(at: Desk, until_us: int) -> pd.DataFrame:
    """Time between two visible scans of a parcel, until its first contact: shown, ages in hours, whether asked then.

    Where a journey may end, most of those who seem to wait much longer than others have their parcel, and only the
    last scan is lost. So nobody is looked at there for longer than 95 % of the whole stays last.
    """
    found = at.db.execute(
        f"""
        WITH first AS (SELECT parcel, min(at_us) AS asked_us FROM contact GROUP BY parcel),
        journey AS (SELECT parcel, min(at_us) FILTER (state = 'ordered') AS ordered_us,
            min(at_us) FILTER (state IN ('delivered', 'collected', 'returned')) AS over_us FROM step GROUP BY parcel),
        last AS (SELECT state, quantile_cont(next_us - at_us, {MOSTLY})::BIGINT AS most_us FROM step
            WHERE next_us IS NOT NULL GROUP BY state
            HAVING avg((next_state IN ('delivered', 'collected', 'returned'))::INT) > 1 - {MOSTLY}),
        shown AS (SELECT parcel, CASE WHEN state = 'ordered' THEN 'none' ELSE state END AS shown, state, at_us,
            coalesce(record_us, at_us) AS from_us,
            lead(coalesce(record_us, at_us)) OVER (PARTITION BY parcel ORDER BY at_us) AS to_us
            FROM step WHERE record_us IS NOT NULL OR state = 'ordered'),
        spell AS (SELECT shown.parcel, shown, at_us, from_us, ordered_us, asked_us,
            least(coalesce(to_us, {until_us}), coalesce(over_us, {until_us}), coalesce(asked_us, {until_us}),
                at_us + coalesce(most_us, {until_us}), {until_us}) AS to_us
            FROM shown JOIN journey USING (parcel) LEFT JOIN first USING (parcel) LEFT JOIN last USING (state))
        SELECT shown, (from_us - at_us) / {MICROSECONDS_PER_H} AS age_from_h,
            (to_us - at_us) / {MICROSECONDS_PER_H} AS age_to_h,
            (from_us - coalesce(ordered_us, from_us)) / {MICROSECONDS_PER_H} AS since_order_h,
            (to_us = asked_us)::INT AS asked
        FROM spell WHERE to_us > from_us ORDER BY parcel, from_us
        """
    ).fetchnumpy()
    return pd.DataFrame({name: np.asarray(values) for name, values in found.items()})


def _ramp_area(x: Array, ramp: float) -> Array:
    """Area below clip(x / ramp, 0, 1) from minus infinity to x."""
    inside = np.clip(x, 0, ramp)
    return np.asarray(inside**2 / (2 * ramp) + np.maximum(x - ramp, 0))


def _by_age(start: Array, end: Array, asked: Array) -> pd.DataFrame:
    rows = []
    for low, high in pairwise(AGE_EDGES_H):
        hours = float(np.maximum(np.minimum(end, high) - np.maximum(start, low), 0).sum())
        contacts = int(asked[(end > low) & (end <= high)].sum())
        if hours > 0:
            few = float(stats.chi2.ppf(0.05, 2 * contacts)) / 2 if contacts else 0.0
            many = float(stats.chi2.ppf(0.95, 2 * contacts + 2)) / 2
            rows.append((low, high, contacts, hours, contacts / hours, few / hours, many / hours))
    return pd.DataFrame(rows, columns=["age_from_h", "age_to_h", "contacts", "hours", "rate", "low", "high"])


def _again(at: Desk, until_us: int) -> tuple[float, Array]:
    """Share of the contacts while waiting that another one follows within two days, and the hours until it."""
    within = int(SAME_MATTER_H * MICROSECONDS_PER_H)
    found = at.db.execute(
        f"""
        WITH over AS (SELECT parcel, min(at_us) AS over_us FROM step
            WHERE state IN ('delivered', 'collected', 'returned') GROUP BY parcel),
        asked AS (SELECT parcel, at_us, lead(at_us) OVER (PARTITION BY parcel ORDER BY at_us) AS next_us FROM contact
            WHERE at_us <= {until_us})
        SELECT CASE WHEN next_us - at_us <= {within} AND next_us < coalesce(over_us, next_us + 1)
            THEN (next_us - at_us) / {MICROSECONDS_PER_H} END AS hours
        FROM asked LEFT JOIN over USING (parcel)
        WHERE at_us <= {until_us - within} AND at_us < coalesce(over_us, at_us + 1) ORDER BY at_us, parcel
        """
    ).fetchnumpy()["hours"]
    hours = np.ma.filled(np.ma.asarray(found).astype(np.float64), np.nan)
    after = hours[np.isfinite(hours)]
    return (after.size / hours.size if hours.size else 0.0), after


def _afterwards(at: Desk, until_us: int) -> float:
    after = int(AFTERWARDS_H * MICROSECONDS_PER_H)
    row = at.ask(
        f"""
        WITH over AS (SELECT parcel, min(at_us) AS over_us FROM step WHERE state IN ('delivered', 'collected')
            GROUP BY parcel HAVING min(at_us) <= {until_us - after})
        SELECT (SELECT count(*) FROM over), count(*) FROM over JOIN contact USING (parcel)
        WHERE contact.at_us > over_us AND contact.at_us <= over_us + {after}
        """
    )[0]
    parcels, contacts = int(str(row[0])), int(str(row[1]))
    return contacts / parcels if parcels else float("nan")
