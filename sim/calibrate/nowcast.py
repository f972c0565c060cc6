"""The next hours of the parcels in flight at an instant, with and without an outage that begins then.

Semi-Markov: each parcel goes on from the milestone it was last seen at, given how long it has been there, by steps
like those of the past; new orders come as they used to. Nobody reacts: no rerouting, no demand lost, no capacity that
chokes. So what moves is the same in both arms, and the outage changes only what is seen and who asks. All that is
used was published by that instant.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibrate.arms import AHEAD_H, Asking, Future, arm
from sim.calibrate.chain import Chain
from sim.calibrate.durations import Array
from sim.calibrate.stays import FAILED, FINAL, Ints, Stays

DRAWS = 60
MOST_PARCELS = 10_000
"""Parcels followed in a draw; where more are in flight, so many stand for them."""
MOST_STEPS = 14
MEASURES = {"delivered": "parcels per hour", "in_flight": "parcels", "dark": "parcels", "contacts": "contacts per hour"}
SO_FAR = "contacts_so_far"
"""Contacts since the instant, beside the measures by hour."""
ARMS = ("without", "with")
FIRST_WEEKDAY = 3
"""Weekday of the day that local hours are counted from, 1 January 1970: a Thursday, Monday being 0."""
LOW, HIGH = 0.1, 0.9


Draws = dict[tuple[str, str], Array]
"""Figures by arm and measure, shape (draws, hours)."""


@dataclass(frozen=True)
class Arrivals:
    """New parcels of each hour and weekday.

    Attributes:
        per_hour: mean number by hour of the day, shape (24,).
        weekday_factor: each weekday's number over the mean, Monday first, shape (7,).
        weekday_orders: orders that each of these was found in, shape (7,).
        day_spread: standard deviation of a day's number over that of its weekday, beside chance.
        carrier, route: codes of past ones, to draw from.
        state: the milestone they begin with.
    """

    per_hour: Array
    weekday_factor: Array
    weekday_orders: Array
    day_spread: float
    carrier: Ints
    route: Ints
    state: int

    def expected(self, hours: Array, rng: np.random.Generator) -> Array:
        """Mean number in each of some hours that follow each other, local hours, in one draw of the days' luck."""
        first = np.floor(hours[0] / 24)
        days = np.arange(first, np.floor(hours[-1] / 24) + 1)
        weekday = ((days + FIRST_WEEKDAY) % 7).astype(np.int64)
        seen = self.weekday_orders[weekday] + 1.0
        factor = self.weekday_factor[weekday] * rng.gamma(seen) / seen
        if self.day_spread > 0:
            factor = factor * rng.gamma(self.day_spread**-2, size=days.size) * self.day_spread**2
        day = (np.floor(hours / 24) - first).astype(np.int64)
        return np.asarray(self.per_hour[(hours % 24).astype(np.int64)] * factor[day])


@dataclass(frozen=True)
class Start:
    """The parcels not finished at the instant.

    Attributes:
        stays: where each is and since when.
        ordered: when each was ordered, or first seen; local hours.
        seen: when the news that its buyer sees happened; local hours.
    """

    stays: Stays
    ordered: Array
    seen: Array


def nowcast(
    start: Start,
    chain: Chain,
    arrivals: Arrivals | None,
    asking: Asking,
    *,
    now: float,
    grace_h: float,
    latency_h: Array,
    loss: float,
    dark_carriers: Ints | None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Draws:
    """Hour by hour what may come.

    Args:
        start: the parcels.
        chain: past stays.
        arrivals: new parcels; None = none come.
        asking: when buyers ask.
        now: the instant, local hours.
        grace_h: hours after a scan from which a parcel without it is dark.
        latency_h: past latencies of the feed, to draw from; empty = at once.
        loss: share of the scans that is never published.
        dark_carriers: codes of the carriers whose feed is shut; None = of all.
        seed: of all luck; both arms share it.
        draws: of the future.

    Returns:
        Figures of each measure by arm (`without`, `with`), shape (draws, hours); both arms share the luck of a draw.
    """
    n = start.stays.begin.size
    kept = np.arange(n) if n <= MOST_PARCELS else np.linspace(0, n - 1, MOST_PARCELS).astype(np.int64)
    scale = n / max(1, kept.size)
    gone = chain.chance_gone(start.stays.of(kept), now, loss)
    found = {(name, measure): np.zeros((draws, AHEAD_H)) for name in ARMS for measure in MEASURES}
    for draw in range(draws):
        rng = np.random.default_rng([seed, draw])
        chain.new_days(rng)
        stays, ordered, seen = _with_arrivals(start, kept[rng.random(kept.size) >= gone], arrivals, now, scale, rng)
        times, states = _journeys(chain, stays, now, rng)
        shown = times + (rng.choice(latency_h, size=times.shape) if latency_h.size else 0.0)
        shown[rng.random(times.shape) < loss] = np.inf
        hazards = asking.drawn(rng)
        worry = rng.random((times.shape[0], AHEAD_H))
        future = Future(now, stays, ordered, seen, times, states, worry, _again(hazards, worry.shape, rng))
        is_dark = np.ones(stays.begin.size, bool) if dark_carriers is None else np.isin(stays.carrier, dark_carriers)
        for name in ARMS:
            is_shut = is_dark if name == "with" else np.zeros_like(is_dark)
            told = arm(future, np.where(is_shut[:, None], np.inf, shown), is_shut, hazards, grace_h)
            for measure, values in told.items():
                found[name, measure][draw] = values * scale
    for name in ARMS:
        found[name, SO_FAR] = np.cumsum(found[name, "contacts"], axis=1)
    return found


def _again(asking: Asking, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Hours after which a buyer who asks asks again in the same matter, by parcel and hour; infinite = not."""
    after = rng.choice(asking.again_h, size=shape) if asking.again_h.size else np.full(shape, np.inf)
    return np.where(rng.random(shape) < asking.again_share, after, np.inf)


def _with_arrivals(
    start: Start, kept: Ints, arrivals: Arrivals | None, now: float, scale: float, rng: np.random.Generator
) -> tuple[Stays, Array, Array]:
    own, ordered, seen = start.stays.of(kept), start.ordered[kept], start.seen[kept]
    if arrivals is None:
        return own, ordered, seen
    hours = np.floor(now) + np.arange(AHEAD_H + 1)
    count = rng.poisson(arrivals.expected(hours, rng) / scale)
    begin = np.repeat(hours, count) + rng.random(int(count.sum()))
    begin = begin[begin > now]
    donor = rng.integers(arrivals.carrier.size, size=begin.size)
    stays = Stays.going_on(
        np.concatenate([own.state, np.full(begin.size, arrivals.state, dtype=np.int64)]),
        np.concatenate([own.begin, begin]),
        np.concatenate([own.tries, np.zeros(begin.size, dtype=np.int64)]),
        np.concatenate([own.carrier, arrivals.carrier[donor]]),
        np.concatenate([own.route, arrivals.route[donor]]),
    )
    return stays, np.concatenate([ordered, begin]), np.concatenate([seen, begin])


def _journeys(chain: Chain, stays: Stays, now: float, rng: np.random.Generator) -> tuple[Array, Ints]:
    """Instants and milestones of the next scans, shape (parcels, 14); infinite and -1 where there is none in time."""
    n = stays.begin.size
    times = np.full((n, MOST_STEPS), np.inf)
    states = np.full((n, MOST_STEPS), -1, dtype=np.int64)
    there, going = stays, np.arange(n)
    for step in range(MOST_STEPS):
        end, following = chain.step(there, rng) if step else chain.first_step(there, now, rng)
        is_in_time = (end <= now + AHEAD_H) & (following >= 0)
        times[going[is_in_time], step] = end[is_in_time]
        states[going[is_in_time], step] = following[is_in_time]
        goes_on = is_in_time & ~np.isin(following, FINAL)
        if not goes_on.any():
            break
        going = going[goes_on]
        last = there.of(goes_on)
        there = Stays.going_on(
            following[goes_on], end[goes_on], last.tries + (following[goes_on] == FAILED), last.carrier, last.route
        )
    return times, states


def bands_of(found: Draws) -> pd.DataFrame:
    """What is to come, with bands.

    Returns:
        hour (1 to 72), arm (`without`, `with`, and `excess` = with less without, paired), measure, mean, middle, low,
        high (median and 80 % band).
    """
    rows = []
    for measure in dict.fromkeys(each for _, each in found):
        both = {name: found[name, measure] for name in ARMS}
        for name, values in (*both.items(), ("excess", both["with"] - both["without"])):
            low, middle, high = np.quantile(values, [LOW, 0.5, HIGH], axis=0)
            told = {"hour": np.arange(1, AHEAD_H + 1), "mean": values.mean(axis=0), "middle": middle}
            rows.append(pd.DataFrame(told | {"low": low, "high": high}).assign(arm=name, measure=measure))
    return pd.concat(rows, ignore_index=True)[["hour", "arm", "measure", "mean", "middle", "low", "high"]]
