"""What comes of contacts, as the model has it: a complaint, one more contact, or nothing; and how likely messages are.

A buyer who gives up waiting for an agent calls again or, rarely, complains. An answer that does not resolve the matter
ends in a complaint with some chance, in a further contact with some other, some hours later, and else in nothing.
Beside that a buyer may worry anew. Which contact a message follows from is in no table: all ways are summed over. Must
not know the tables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

import numpy as np
from scipy import special

from sim.calibrate.durations import LEAST_H, Array
from sim.calibrate.families import TINY
from sim.spec.distributions import Distribution

MOST_CONTACTS, MOST_COMPLAINTS = 5, 3
"""A parcel is watched until it has so many of either."""
POINTS, GRID_H = 400, np.concatenate([[0.0], np.geomspace(1 / 60, 2000.0, 400)])


@dataclass(frozen=True)
class Exchange:
    """The messages of one parcel while it is waited for; times in hours after its first contact.

    Attributes:
        contact_h: of its contacts, rising, the first 0.
        open_share: share of such contacts that is not resolved, one a contact.
        complaint_h: of its complaints, rising.
        end_h: when the parcel came, or watching ended.
    """

    contact_h: tuple[float, ...]
    open_share: tuple[float, ...]
    complaint_h: tuple[float, ...]
    end_h: float

    def shortened(self) -> "Exchange":
        """Watched until the instant at which it has as many contacts or complaints as are reckoned with."""
        end = self.end_h
        for times, most in ((self.contact_h, MOST_CONTACTS), (self.complaint_h, MOST_COMPLAINTS)):
            if len(times) >= most:
                end = min(end, times[most - 1])
        n = sum(each <= end for each in self.contact_h)
        complaints = tuple(each for each in self.complaint_h if each <= end)
        return Exchange(self.contact_h[:n], self.open_share[:n], complaints, end)


class Delay(Protocol):
    """A time after which something follows, hours."""

    def by(self, hours: Array) -> Array:
        """Share that has followed by so many hours; none before 0."""
        ...

    def density(self, hours: Array) -> Array:
        """Share per hour that follows just then."""
        ...


@dataclass(frozen=True)
class LognormalDelay:
    """A lognormal one."""

    log_median: float
    sigma: float

    def by(self, hours: Array) -> Array:
        """Share that has followed by so many hours; none before 0."""
        return np.asarray(special.ndtr(self._z(hours)))

    def density(self, hours: Array) -> Array:
        """Share per hour that follows just then."""
        found = np.exp(-(self._z(hours) ** 2) / 2) / (np.maximum(hours, LEAST_H) * self.sigma * np.sqrt(2 * np.pi))
        return np.where(hours > 0, found, 0.0)

    def _z(self, hours: Array) -> Array:
        return np.asarray((np.log(np.maximum(hours, TINY)) - self.log_median) / self.sigma)


@dataclass(frozen=True)
class TabulatedDelay:
    """One of any shape.

    Attributes:
        edges_h: rising. passed: share that has followed by each.
    """

    edges_h: Array
    passed: Array

    @classmethod
    def of(cls, parts: Sequence[tuple[float, Distribution]]) -> "TabulatedDelay":
        """A mixture of distributions by their shares, which add up to one."""
        level = (np.arange(POINTS) + 0.5) / POINTS
        passed = sum(
            share * np.interp(GRID_H, each.quantile(level), level, left=0.0, right=1.0) for share, each in parts
        )
        return cls(GRID_H, np.asarray(passed))

    def by(self, hours: Array) -> Array:
        """Share that has followed by so many hours; none before 0."""
        return np.interp(hours, self.edges_h, self.passed, left=0.0)

    def density(self, hours: Array) -> Array:
        """Share per hour that follows just then."""
        slope = np.diff(self.passed) / np.diff(self.edges_h)
        place = np.searchsorted(self.edges_h, hours, side="right") - 1
        inside = (place >= 0) & (place < slope.size)
        return np.where(inside, slope[np.clip(place, 0, slope.size - 1)], 0.0)


@dataclass(frozen=True)
class Told:
    """What the world says of answers, and no table.

    Attributes:
        answer_h: from a contact until it is answered, hours.
        repeats: share of the unresolved answers that a further contact follows; after: how much later.
        redials: share of those who gave up that call again; redial_after: how much later.
        gives_up_complains: share of those who gave up and do not call again that complain.
    """

    answer_h: float
    repeats: float
    repeat_after: Delay
    redials: float
    redial_after: Delay
    gives_up_complains: float


@dataclass(frozen=True)
class Ways:
    """How contacts end.

    Attributes:
        share: of the unresolved answers, those that end in a complaint.
        after: how much later.
        given_up: share of the contacts that are given up before they are answered.
        worries: new contacts an hour, beside those that follow others.
    """

    share: float
    after: Delay
    given_up: float
    worries: float


class Answers:
    """Exchanges, ready to be held against the ways in which contacts end.

    Args:
        exchanges: any number.
        told: what is given.
    """

    def __init__(self, exchanges: list[Exchange], told: Told) -> None:
        def size(each: Exchange) -> tuple[int, int]:
            return len(each.contact_h), len(each.complaint_h)

        ordered = sorted((each.shortened() for each in exchanges), key=size)
        self._alike = [_Alike(list(group), told) for _, group in groupby(ordered, size)]
        self.watched_h = float(sum(each.end_h for each in ordered))

    def log_likelihood(self, ways: Ways) -> float:
        """How likely all messages after the first contacts are."""
        found = sum(float(np.log(np.maximum(each.chance(ways), TINY)).sum()) for each in self._alike)
        return found - ways.worries * self.watched_h


class _Alike:
    """Exchanges of as many contacts and complaints; arrays of shape (exchanges, contacts[, messages])."""

    def __init__(self, exchanges: list[Exchange], told: Told) -> None:
        contact = np.array([each.contact_h for each in exchanges])
        complaint = np.array([each.complaint_h for each in exchanges])
        end = np.array([each.end_h for each in exchanges])
        self._told, self._n_contacts, self._n_complaints = told, contact.shape[1], complaint.shape[1]
        self._open = np.array([each.open_share for each in exchanges])
        left = end[:, None] - contact
        between = contact[:, None, :] - contact[:, :, None]
        self._until_complaint = complaint[:, None, :] - contact[:, :, None] - told.answer_h
        self._left = left - told.answer_h
        self._repeats = told.repeats * self._open[:, :, None] * told.repeat_after.density(between - told.answer_h)
        self._repeats_by_now = told.repeats * self._open * told.repeat_after.by(self._left)
        self._redials = told.redials * told.redial_after.density(between)
        self._redials_by_now = told.redials * told.redial_after.by(left)

    def chance(self, ways: Ways) -> Array:
        """Density of the messages of each exchange, but for the worries that did not come."""
        lost, answered = ways.given_up, 1.0 - ways.given_up
        ends_so = answered * ways.share * self._open + lost * (1 - self._told.redials) * self._told.gives_up_complains
        complains = ends_so[:, :, None] * ways.after.density(self._until_complaint)
        again = answered * self._repeats + lost * self._redials
        by_now = answered * self._repeats_by_now + lost * self._redials_by_now
        nothing = 1.0 - ends_so * ways.after.by(self._left) - by_now
        # By which complaints and contacts the contacts so far have led to; the first contact needs no reason.
        led_to = {(0, 1): np.ones(len(nothing))}
        for i in range(self._n_contacts):
            further: dict[tuple[int, int], Array] = {}
            for told, chance in led_to.items():
                for key, factor in self._outcomes(i, told, complains, again, nothing):
                    further[key] = further.get(key, 0.0) + chance * factor
            led_to = further
        every = (1 << self._n_complaints) - 1
        return np.asarray(
            sum(
                chance * ways.worries ** (self._n_contacts - contacts.bit_count())
                for (complaints, contacts), chance in led_to.items()
                if complaints == every
            )
        )

    def _outcomes(
        self, i: int, told: tuple[int, int], complains: Array, again: Array, nothing: Array
    ) -> Iterator[tuple[tuple[int, int], Array]]:
        complaints, contacts = told
        yield told, nothing[:, i]
        for j in range(self._n_complaints):
            if not complaints >> j & 1:
                yield (complaints | 1 << j, contacts), complains[:, i, j]
        for j in range(i + 1, self._n_contacts):
            if not contacts >> j & 1:
                yield (complaints, contacts | 1 << j), again[:, i, j]
