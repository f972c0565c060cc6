"""Past steps of parcels as a stock to draw the next steps of others from: a chain whose stays depend on the clock.

A parcel's next step is taken from one that entered the same state at the same hour of the day, moved by whole days,
so that waves fall on their own times. A parcel of which nothing was heard may have moved on just now: what is given
is that its next scan was not *published* yet. Stays that were not over count through the others: each whole stay
weighs one over the share of the stays that were watched as long. Days on which as many parcels were in the same place
weigh more. Days are weighed anew in each draw, so that the bands hold the difference between days.
"""

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.donors import Level, Watched, likeness, pace
from sim.calibrate.durations import Array
from sim.calibrate.stays import FAILED, FINAL, Ints, Stays
from sim.calibrate.steps import SILENT_AFTER, SILENT_LEAST
from sim.calibrate.vocabulary import MILESTONES
from sim.calibrate.waves import COVERED, LEAST_SCANS, MINUTES_A_DAY, MOST_WAVES

LEAST_DONORS = (20, 10, 5, 1)
"""Past stays, longer than what has passed, that are needed of the same carrier and hour; else of all carriers at that
hour; else of all hours; else of all that were in the same place, however often they were tried before. Trips are of
the same carrier and route, else of all in proportion to what is usual for each."""
DAY_SHAPE = 0.3
"""Shape of the gamma weights of days. A forecast is of one run of days, not of their mean: with so few days that count
a draw differs from the mean by about what a day does."""
LINEHAUL = MILESTONES.index("linehaul_departed")
MOST_TRIES = 4
"""Failed attempts that are told apart."""


class Chain:
    """Past stays, ready to be drawn from.

    Args:
        stays: all that are known at `now`, over or not.
        now: local hours.
    """

    def __init__(self, stays: Stays, now: float) -> None:
        self._is_donor = np.isfinite(stays.end) & (stays.next >= 0)
        self._all, self._donors = stays, stays.of(self._is_donor)
        self._likeness, self._watched = likeness(stays, now), Watched(stays, self._donors, now)
        self._n_carriers = int(stays.carrier.max()) + 1 if stays.carrier.size else 1
        self._n_routes = int(stays.route.max()) + 1 if stays.route.size else 1
        self._pace = pace(self._donors.of(self._donors.state == LINEHAUL), self._n_carriers, self._n_routes)
        donors, is_moving = self._donors, self._donors.state != LINEHAUL
        never, midnight = np.zeros(donors.begin.size, dtype=bool), 24 * np.floor(donors.begin / 24)
        self._unheard, self._fresh = [], []
        for number, clock in enumerate((is_moving, is_moving, never, never)):
            keys = self._keys(donors, number)
            passed = (donors.shown - np.where(clock, midnight, donors.begin)) / self._scale(donors, number)
            self._unheard.append((Level(keys, passed), clock))
            in_waves = clock & _ends_in_waves(donors)
            self._fresh.append((Level(keys, np.where(in_waves, donors.end - midnight, np.inf)), in_waves))
        self._weight = np.ones(donors.begin.size)

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
        days, place = np.unique(np.floor(self._all.begin / 24), return_inverse=True)
        weight = self._likeness * rng.gamma(DAY_SHAPE, size=days.size)[place]
        self._weight = weight[self._is_donor] / self._watched.share(weight)

    def first_step(self, stays: Stays, now: float, rng: np.random.Generator) -> tuple[Array, Ints]:
        """When the stays end of which nothing was published by `now`, and what follows; see `step`."""
        return self._step(stays, np.full(stays.begin.size, now), self._unheard, rng)

    def step(self, stays: Stays, rng: np.random.Generator) -> tuple[Array, Ints]:
        """When stays end that have just begun, and what follows.

        Args:
            stays: where they are and since when; any number.
            rng: luck of this draw.

        Returns:
            End in local hours, infinite for a parcel that was there longer than any before; and the next milestone.
        """
        return self._step(stays, stays.begin, self._fresh, rng)

    def _step(
        self, stays: Stays, not_before: Array, stock: list[tuple[Level, NDArray[np.bool_]]], rng: np.random.Generator
    ) -> tuple[Array, Ints]:
        end = np.full(stays.begin.size, np.inf)
        following = np.full(stays.begin.size, -1, dtype=np.int64)
        pending = np.arange(stays.begin.size)
        for number, (level, by_clock) in enumerate(stock):
            if pending.size == 0:
                break
            those = stays.of(pending)
            midnight = 24 * np.floor(those.begin / 24)
            origin = np.where((those.state == LINEHAUL) | (number >= 2), those.begin, midnight)
            keys, scale = self._keys(those, number), self._scale(those, number)
            passed = (not_before[pending] - origin) / scale
            donor = level.draw(keys, passed, self._weight, rng, LEAST_DONORS[number])
            found = donor >= 0
            past, clock = self._donors.of(donor[found]), by_clock[donor[found]]
            begins = np.where(clock, midnight[found], those.begin[found])
            lasted = past.end - np.where(clock, 24 * np.floor(past.begin / 24), past.begin)
            end[pending[found]] = begins + lasted * scale[found] / self._scale(past, number)
            following[pending[found]] = past.next
            pending = pending[~found]
        return end, following

    def _scale(self, stays: Stays, level: int) -> Array:
        """What lengths are measured by: where donors of other routes serve, the usual length of the own trip."""
        if level < 2:
            return np.ones(stays.begin.size)
        return np.where(stays.state == LINEHAUL, self._pace[stays.carrier, stays.route], 1.0)

    def _keys(self, stays: Stays, level: int) -> Ints:
        """What must agree between a parcel and its donor: most at level 0, the state alone at level 3."""
        if level == 3:
            return stays.state
        hour = np.floor(stays.begin % 24).astype(np.int64)
        place = np.where(stays.state == LINEHAUL, 24 + stays.route, hour)
        tries = np.where(stays.state == FAILED, np.minimum(stays.tries, MOST_TRIES), 0)
        state = stays.state + len(MILESTONES) * tries
        if level == 2:
            return np.asarray(state)
        key = state * (24 + self._n_routes) + place
        is_own = (level == 0) | (stays.state == LINEHAUL)
        return np.asarray(key * (self._n_carriers + 1) + np.where(is_own, stays.carrier, self._n_carriers))


def _ends_in_waves(stays: Stays) -> NDArray[np.bool_]:
    """Whether what follows each stay happens on few minutes of the day: then its clock time counts, not the length."""
    found = np.zeros(stays.begin.size, dtype=bool)
    pair = stays.state * len(MILESTONES) + stays.next
    for each in np.unique(pair):
        chosen = pair == each
        minute = np.floor(stays.end[chosen] * 60 + 1e-6).astype(np.int64) % MINUTES_A_DAY
        fullest = np.sort(np.bincount(minute, minlength=MINUTES_A_DAY))[-MOST_WAVES:]
        found[chosen] = chosen.sum() >= LEAST_SCANS and fullest.sum() >= COVERED * chosen.sum()
    return found
