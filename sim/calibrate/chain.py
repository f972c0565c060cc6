"""Past steps of parcels as a stock to draw the next steps of others from: a chain whose stays depend on the clock.

A parcel's next step is taken from one that entered the same state at the same hour of the day, moved by whole days,
so that waves fall on their own times. Parcels whose stay was not over count through the others: each whole stay
weighs as many as were lost to sight before it (inverse probability of being seen so long). Days are weighted anew in
each draw, which carries the difference between days into the bands.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.durations import Array
from sim.calibrate.loading import Desk
from sim.calibrate.steps import SILENT_AFTER, SILENT_LEAST
from sim.calibrate.vocabulary import ENDS, MILESTONES
from sim.calibrate.waves import local_h

Ints = NDArray[np.int64]
LEAST_DONORS = (20, 10, 1)
"""Past stays, longer than what has passed, that a carrier and hour need for themselves; else those of all carriers at
that hour, else all."""
APART = 1e5
"""Hours by which the keys of donors lie apart, longer than any stay."""
LINEHAUL = MILESTONES.index("linehaul_departed")
FINAL = tuple(MILESTONES.index(each) for each in ENDS)


@dataclass(frozen=True)
class Stays:
    """Stays in a milestone, one element a parcel and stay; times in local hours.

    Attributes:
        state: milestone by its place in `MILESTONES`.
        begin: when it began.
        end: when the next scan came; infinite = none is known.
        next: the next milestone; -1 = none is known.
        carrier, route: codes.
    """

    state: Ints
    begin: Array
    end: Array
    next: Ints
    carrier: Ints
    route: Ints

    def of(self, chosen: NDArray[np.bool_] | Ints) -> "Stays":
        """Some of them."""
        return Stays(*(getattr(self, name)[chosen] for name in ("state", "begin", "end", "next", "carrier", "route")))


def read_stays(at: Desk) -> tuple[Stays, list[str], list[str]]:
    """Every stay in `step`, names of the carriers by code, and the parcel of each stay."""
    found = at.db.execute(
        "SELECT list_position(?, state) - 1 AS state, at_us, next_us, "
        "coalesce(list_position(?, next_state), 0) - 1 AS next, dense_rank() OVER (ORDER BY carrier) - 1 AS carrier, "
        "dense_rank() OVER (ORDER BY origin, destination) - 1 AS route, parcel FROM step ORDER BY at_us, parcel",
        [list(MILESTONES), list(MILESTONES)],
    ).fetchnumpy()
    names = [str(name) for (name,) in at.ask("SELECT DISTINCT carrier FROM step ORDER BY carrier")]
    end_us = np.ma.asarray(found["next_us"])
    is_open = np.ma.getmaskarray(end_us)
    end = np.where(is_open, np.inf, local_h(np.ma.filled(end_us, 0).astype(np.int64), at.zone))
    begin = local_h(np.asarray(found["at_us"], dtype=np.int64), at.zone)
    codes = (np.asarray(found[name], dtype=np.int64) for name in ("state", "next", "carrier", "route"))
    state, following, carrier, route = codes
    return Stays(state, begin, end, following, carrier, route), names, [str(each) for each in found["parcel"]]


class Chain:
    """Past stays, ready to be drawn from.

    Args:
        stays: all that are known at `now`, over or not.
        now: local hours.
    """

    def __init__(self, stays: Stays, now: float) -> None:
        whole = np.isfinite(stays.end) & (stays.next >= 0)
        self._donors = stays.of(whole)
        self._weight = self._inverse_chance_of_being_seen(stays, now)
        self._day = np.floor(self._donors.begin / 24).astype(np.int64)
        self._n_carriers = int(stays.carrier.max()) + 1 if stays.carrier.size else 1
        self._n_routes = int(stays.route.max()) + 1 if stays.route.size else 1
        self._levels = [
            _Level(self._keys(self._donors, level), self._length(self._donors, level)) for level in range(3)
        ]
        self._cumulated: list[Array] = []

    def outlasted(self, stays: Stays, now: float) -> NDArray[np.bool_]:
        """Whether each has been where it is for much longer than any before: its next scan is lost."""
        longest = np.full(len(MILESTONES), np.inf)
        for state in np.unique(self._donors.state):
            lengths = (self._donors.end - self._donors.begin)[self._donors.state == state]
            if lengths.size >= SILENT_LEAST:
                longest[state] = lengths.max()
        return np.asarray(now - stays.begin > SILENT_AFTER * longest[stays.state])

    def chance_gone(self, stays: Stays, now: float, loss: float) -> Array:
        """Chance that each has ended its journey and the last scan was lost, given that nothing has been heard since.

        Args:
            stays: where they were last seen and since when.
            now: local hours.
            loss: share of the scans that is lost.
        """
        gone = np.zeros(stays.begin.size)
        for state in np.unique(stays.state):
            donors = self._donors.of(self._donors.state == state)
            if donors.begin.size == 0:
                continue
            chosen = stays.state == state
            lengths = np.sort(donors.end - donors.begin)
            over = np.searchsorted(lengths, now - stays.begin[chosen], side="right") / lengths.size
            ended = loss * float(np.isin(donors.next, FINAL).mean()) * over
            gone[chosen] = ended / np.maximum(ended + 1.0 - over, 1e-300)
        return gone

    def new_days(self, rng: np.random.Generator) -> None:
        """Weigh the days anew, for the next draw."""
        days, place = np.unique(self._day, return_inverse=True)
        weight = self._weight * rng.exponential(size=days.size)[place]
        self._cumulated = [np.cumsum(weight[level.order]) for level in self._levels]

    def step(self, stays: Stays, not_before: Array, rng: np.random.Generator) -> tuple[Array, Ints]:
        """When each parcel's stay ends, and what follows.

        Args:
            stays: where they are and since when; any number.
            not_before: instant at which each was still there, local hours.
            rng: luck of this draw.

        Returns:
            End in local hours, infinite for a parcel that was there longer than any before; and the next milestone.
        """
        end = np.full(stays.begin.size, np.inf)
        following = np.full(stays.begin.size, -1, dtype=np.int64)
        pending = np.arange(stays.begin.size)
        for number, level in enumerate(self._levels):
            if pending.size == 0:
                break
            those = stays.of(pending)
            origin = self._origin(those, number)
            donor = level.draw(
                self._keys(those, number),
                not_before[pending] - origin,
                self._cumulated[number],
                rng,
                LEAST_DONORS[number],
            )
            found = donor >= 0
            end[pending[found]] = origin[found] + level.length[donor[found]]
            following[pending[found]] = self._donors.next[level.order[donor[found]]]
            pending = pending[~found]
        return end, following

    @staticmethod
    def _origin(stays: Stays, level: int) -> Array:
        """What lengths are counted from: the midnight before, where donors agree in the hour, else the begin."""
        by_clock = (level < 2) & (stays.state != LINEHAUL)
        return np.where(by_clock, 24 * np.floor(stays.begin / 24), stays.begin)

    def _length(self, stays: Stays, level: int) -> Array:
        return stays.end - self._origin(stays, level)

    def _keys(self, stays: Stays, level: int) -> Ints:
        """What must agree between a parcel and its donor: most at level 0, the state alone at level 2."""
        hour = np.floor(stays.begin % 24).astype(np.int64)
        place = np.where(stays.state == LINEHAUL, 24 + stays.route, hour)
        size = 24 + self._n_routes
        if level == 2:
            return stays.state
        key = stays.state * size + place
        return key if level == 1 else key * self._n_carriers + stays.carrier

    def _inverse_chance_of_being_seen(self, stays: Stays, now: float) -> Array:
        """One over the share of the stays that would have been watched as long, by state (Kaplan–Meier of watching)."""
        weight = np.ones(self._donors.begin.size)
        for state in np.unique(self._donors.state):
            of_state = stays.state == state
            length = np.where(np.isfinite(stays.end[of_state]), stays.end[of_state], now) - stays.begin[of_state]
            is_lost = ~np.isfinite(stays.end[of_state])
            order = np.lexsort((is_lost, length))
            left = np.arange(order.size, 0, -1)
            seen = np.cumprod(1.0 - is_lost[order] / left)
            seen_before = np.concatenate([[1.0], seen[:-1]])
            chosen = self._donors.state == state
            own = (self._donors.end - self._donors.begin)[chosen]
            place = np.searchsorted(length[order], own, side="left")
            weight[chosen] = 1.0 / np.maximum(seen_before[np.minimum(place, order.size - 1)], 0.02)
        return weight


class _Level:
    """Donors sorted by what must agree, then by length."""

    def __init__(self, keys: Ints, length: Array) -> None:
        self.order = np.lexsort((length, keys))
        self.length = length[self.order]
        self._place = keys[self.order] * APART + self.length

    def draw(self, keys: Ints, longer_than: Array, cumulated: Array, rng: np.random.Generator, least: int) -> Ints:
        """By weight a donor (its place in the order) that agrees and lasted longer; -1 where fewer than `least` did."""
        floor = np.clip(longer_than, 0.0, APART - 1.0)
        first = np.searchsorted(self._place, keys * APART + floor, side="right")
        after = np.searchsorted(self._place, keys * APART + (APART - 1.0), side="right")
        enough = after - first >= least
        before = np.where(first > 0, cumulated[np.maximum(first, 1) - 1], 0.0)
        level = before + rng.random(keys.size) * (cumulated[np.maximum(after, 1) - 1] - before)
        found = np.clip(np.searchsorted(cumulated, level, side="right"), first, np.maximum(after, 1) - 1)
        return np.where(enough, found, -1)
