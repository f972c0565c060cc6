"""One arm of one draw of a nowcast: who is delivered, in flight, dark, and who asks, hour by hour.

The same journeys serve both arms; only what is published differs. Must not know how journeys are drawn.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.durations import Array
from sim.calibrate.stays import FINAL, Ints, Stays
from sim.calibrate.vocabulary import MILESTONES

AHEAD_H = 72
PICKED_UP = MILESTONES.index("picked_up")


@dataclass(frozen=True)
class Asking:
    """When buyers ask; hazards per parcel and hour, of contacts.

    Attributes:
        base, silent, late, alarm: as the model has them.
        quiet_h: hours without news that worry nobody, by milestone's place; of an order without a scan at place 0.
        silent_ramp_h, late_ramp_h, alarm_ramp_h, promise_h: as the model has them.
        spread: standard errors of the logarithms of base, silent and late, shape (3,).
        again_share: share of the contacts that another follows in the same matter.
        again_h: hours until that, past ones to draw from.
    """

    base: float
    silent: float
    late: float
    alarm: float
    quiet_h: Array
    silent_ramp_h: float
    late_ramp_h: float
    alarm_ramp_h: float
    promise_h: float
    spread: Array
    again_share: float
    again_h: Array

    def drawn(self, rng: np.random.Generator) -> "Asking":
        """These hazards as they may be, as far as the tables tell them."""
        base, silent, late = np.array([self.base, self.silent, self.late]) * np.exp(self.spread * rng.normal(size=3))
        return replace(self, base=base, silent=silent, late=late)


@dataclass(frozen=True)
class Future:
    """What happens to the parcels followed, in one draw; a row a parcel.

    Attributes:
        now: the instant, local hours.
        stays: where each is at first, and since when.
        ordered: when each was ordered, or first seen; local hours.
        seen: when the news that its buyer sees at first happened; local hours.
        times: of its next scans, local hours, shape (parcels, steps); infinite where there is none in time.
        states: their milestones, by place; -1 where there is none.
        worry: luck of the buyers, shape (parcels, hours).
        again: hours until a buyer who asks in that hour asks again, shape (parcels, hours); infinite = not.
    """

    now: float
    stays: Stays
    ordered: Array
    seen: Array
    times: Array
    states: Ints
    worry: Array
    again: Array

    @property
    def over(self) -> Array:
        """When each is delivered, collected or returned; infinite where it is not in time."""
        return np.asarray(np.where(np.isin(self.states, FINAL), self.times, np.inf).min(axis=1))


def arm(
    future: Future, published: Array, is_shut: NDArray[np.bool_], asking: Asking, grace_h: float
) -> dict[str, Array]:
    """Figures of one arm by hour, of the parcels followed.

    Args:
        future: what happens.
        published: when each scan is, local hours, shape (parcels, steps); infinite = never.
        is_shut: whether the feed of its carrier is shut, a parcel each.
        asking: when buyers ask.
        grace_h: hours after a scan from which a parcel without it is dark.
    """
    edges = future.now + np.arange(AHEAD_H + 1, dtype=np.float64)
    over = future.over
    is_delivered = np.isin(future.states, FINAL[:2])
    handed = np.where(
        future.stays.state >= PICKED_UP, -np.inf, np.where(future.states >= PICKED_UP, future.times, np.inf).min(axis=1)
    )  # an order is not in flight before its first scan
    visible = np.minimum.accumulate(published[:, ::-1], axis=1)[:, ::-1]
    dark_from = future.times + grace_h
    dark_until = np.minimum(
        visible, np.concatenate([dark_from[:, 1:], np.full((len(future.times), 1), np.inf)], axis=1)
    )
    is_dark = np.isfinite(dark_from) & (dark_until > dark_from)
    return {
        "delivered": np.histogram(future.times[is_delivered], edges)[0].astype(np.float64),
        "in_flight": _present(handed, over, edges[1:]),
        "dark": _present(dark_from[is_dark], dark_until[is_dark], edges[1:]),
        "contacts": _contacts(future, published, is_shut, asking),
    }


def _present(begin: Array, end: Array, at: Array) -> Array:
    """How many spans hold each instant."""
    entered = np.searchsorted(np.sort(begin), at, side="right")
    left = np.searchsorted(np.sort(end), at, side="right")
    return (entered - left).astype(np.float64)


def _contacts(future: Future, published: Array, is_shut: NDArray[np.bool_], asking: Asking) -> Array:
    """Contacts by hour: hazards at the middle of each hour; a contact makes the news fresh."""
    now, times, states, ordered, over = future.now, future.times, future.states, future.ordered, future.over
    news, shown = future.seen.copy(), future.stays.state.copy()
    later = np.concatenate([published[:, 1:], np.full((len(published), 1), np.inf)], axis=1)
    overtaken = np.minimum.accumulate(later[:, ::-1], axis=1)[:, ::-1]
    parcel, step = np.nonzero(published <= np.minimum(overtaken, now + AHEAD_H))
    hour_of = np.maximum(np.ceil(published[parcel, step] - now - 0.5), 0).astype(np.int64)
    order = np.lexsort((step, hour_of))
    parcel, step, hour_of = parcel[order], step[order], hour_of[order]
    bounds = np.searchsorted(hour_of, np.arange(AHEAD_H + 1))
    late_from = ordered + asking.promise_h
    found = np.zeros(AHEAD_H)
    again_at = np.full(ordered.size, np.inf)
    for hour in range(AHEAD_H):
        at = now + hour + 0.5
        new = slice(bounds[hour], bounds[hour + 1])
        shown[parcel[new]] = states[parcel[new], step[new]]
        news[parcel[new]] = np.maximum(news[parcel[new]], times[parcel[new], step[new]])
        hazard = asking.base + asking.silent * np.clip((at - news - asking.quiet_h[shown]) / asking.silent_ramp_h, 0, 1)
        hazard += asking.late * np.clip((at - late_from) / asking.late_ramp_h, 0, 1)
        hazard[is_shut & (shown >= PICKED_UP)] += asking.alarm * min(1.0, (at - now) / asking.alarm_ramp_h)
        waits = (ordered <= at) & (over > at)
        worries = waits & (future.worry[:, hour] < -np.expm1(-hazard))
        news[worries] = at
        returns = waits & (again_at <= at + 0.5)
        asks = worries | returns
        again_at[asks] = at + future.again[asks, hour]
        found[hour] = asks.sum()
    return found
