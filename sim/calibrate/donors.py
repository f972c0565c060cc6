"""Past stays to draw from: how alike to now each is, how likely it was to be seen in full, and which of them agree."""

import numpy as np

from sim.calibrate.durations import LEAST_H, Array
from sim.calibrate.stays import Ints, Stays

APART = 1e5
"""Hours by which the keys of donors lie apart, longer than any stay."""
LEAST_SHARE = 0.02
"""Share of the stays watched as long as one of them lasted, below which it counts no more."""
ROUNDS = 8
"""Rounds in which carriers and routes are told apart."""
LOAD_WIDTH = 0.15
"""Difference of loads, as a logarithm, at which a day counts 0.6 of one with the same load."""


def likeness(stays: Stays, now: float) -> Array:
    """How alike to now the day of each stay is: whether as many parcels were in the same place at the same hour.

    A depot that is full holds parcels back; so days on which it was as full tell more of what comes.
    """
    days_ago = np.maximum(np.floor((now - stays.begin) / 24), 0.0).astype(np.int64)
    weight = np.ones(stays.begin.size)
    for state in np.unique(stays.state):
        chosen = stays.state == state
        begin, shown = np.sort(stays.begin[chosen]), np.sort(stays.shown[chosen])
        clock = now - 24.0 * np.arange(int(days_ago[chosen].max()) + 1)
        there = np.searchsorted(begin, clock, side="right") - np.searchsorted(shown, clock, side="right") + 1.0
        weight[chosen] = np.exp(-((np.log(there / there[0]) / LOAD_WIDTH) ** 2) / 2)[days_ago[chosen]]
    return weight


def pace(trips: Stays, n_carriers: int, n_routes: int) -> Array:
    """Usual length of a trip by carrier and route, hours, shape (carriers, routes): a product of the two.

    Each is shrunk by one trip towards what is usual, so that a route nobody has driven is an average one.
    """
    length = np.log(np.maximum(trips.end - trips.begin, LEAST_H))
    middle = float(length.mean()) if length.size else 0.0
    of_carrier, of_route = np.zeros(n_carriers), np.zeros(n_routes)
    for _ in range(ROUNDS):
        for effect, own, other in (
            (of_carrier, trips.carrier, of_route[trips.route]),
            (of_route, trips.route, of_carrier[trips.carrier]),
        ):
            left = np.bincount(own, weights=length - middle - other, minlength=effect.size)
            effect[:] = left / (np.bincount(own, minlength=effect.size) + 1.0)
    return np.asarray(np.exp(middle + of_carrier[:, None] + of_route))


class Watched:
    """How long stays were watched, by state and the hour they began at: from their begin until now, over or not.

    Args:
        stays: all that are known.
        donors: those of them whose end is.
        now: local hours.
    """

    def __init__(self, stays: Stays, donors: Stays, now: float) -> None:
        place = self._key(stays) * APART + np.maximum(now - stays.begin, 0.0)
        self._order = np.argsort(place)
        key = self._key(donors) * APART
        self._first, self._after, self._as_long = (
            np.searchsorted(place[self._order], at, side=side)  # type: ignore[call-overload]
            for at, side in ((key, "left"), (key + APART - 1.0, "right"), (key + donors.shown - donors.begin, "left"))
        )

    @staticmethod
    def _key(stays: Stays) -> Ints:
        return np.asarray(stays.state * 24 + np.floor(stays.begin % 24).astype(np.int64))

    def share(self, weight: Array) -> Array:
        """Share of the stays like each donor that were watched as long as it lasted, each stay counting its weight."""
        sums = np.concatenate([[0.0], np.cumsum(weight[self._order])])
        as_long, all_of_them = sums[self._after] - sums[self._as_long], sums[self._after] - sums[self._first]
        return np.asarray(np.maximum(as_long / np.maximum(all_of_them, 1e-300), LEAST_SHARE))


class Level:
    """Donors sorted by what must agree, then by how long they lasted.

    Args:
        keys: what must agree.
        length: how long each lasted, hours; infinite for one that may serve a parcel of any age.
    """

    def __init__(self, keys: Ints, length: Array) -> None:
        place = keys * APART + np.minimum(length, APART - 2.0)
        self._order = np.argsort(place)
        self._place = place[self._order]

    def draw(self, keys: Ints, longer_than: Array, weight: Array, rng: np.random.Generator, least: int) -> Ints:
        """A donor that agrees and lasted longer, by weight; -1 where fewer than `least` did.

        Args:
            keys: what must agree, one element a parcel.
            longer_than: hours that have passed.
            weight: of each donor.
            rng: luck.
            least: donors needed.
        """
        cumulated = np.cumsum(weight[self._order])
        floor = np.clip(longer_than, 0.0, APART - 3.0)
        first = np.searchsorted(self._place, keys * APART + floor, side="right")
        after = np.searchsorted(self._place, keys * APART + (APART - 1.0), side="right")
        enough = after - first >= least
        before = np.where(first > 0, cumulated[np.maximum(first, 1) - 1], 0.0)
        aim = before + rng.random(keys.size) * (cumulated[np.maximum(after, 1) - 1] - before)
        found = np.clip(np.searchsorted(cumulated, aim, side="right"), first, np.maximum(after, 1) - 1)
        return np.where(enough, self._order[np.minimum(found, self._order.size - 1)], -1)
