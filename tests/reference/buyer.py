"""Buyers: a clock that runs faster the older the news, and what a worried buyer does."""

import math
from typing import TYPE_CHECKING, Any

from tests.reference.clock import Phase, in_tick
from tests.reference.parcel import Parcel

if TYPE_CHECKING:
    from tests.reference.world import World

MOST_WORRIES = 15


def grown(age: float, ramp: float) -> float:
    """Integral from 0 to `age` of clip(x / ramp, 0, 1)."""
    if age <= 0:
        return 0.0
    return age * age / (2 * ramp) if age < ramp else age - ramp / 2


class Hazard:
    """A buyer's hazard of worrying while neither what she sees nor the link's state changes."""

    def __init__(self, words: Any, parcel: Parcel, closed_since: float) -> None:
        self.base = words.base
        silent_from = parcel.news_at + words.quiet.get(parcel.milestone_shown, math.inf)
        self.ramps = [
            (words.silent, silent_from, words.silent_ramp),
            (words.late, parcel.placed + words.promise, words.late_ramp),
        ]
        if parcel.shown is not None:
            self.ramps.append((words.alarm, closed_since, words.alarm_ramp))

    def between(self, begin: float, end: float) -> float:
        """Hazard accumulated from `begin` to `end`."""
        sum_ = self.base * (end - begin)
        for top, since, ramp in self.ramps:
            if not math.isinf(since):
                sum_ += top * (grown(end - since, ramp) - grown(begin - since, ramp))
        return float(sum_)

    def reaches(self, left: float, begin: float, until: float) -> float:
        """When `left` has accumulated since `begin`, by halving; infinite if not before `until`."""
        if self.between(begin, until) < left:
            return math.inf
        low, high = begin, until
        for _ in range(100):
            middle = (low + high) / 2
            if self.between(begin, middle) < left:
                low = middle
            else:
                high = middle
        return high


def run_buyer(world: "World", parcel: Parcel) -> Any:
    """One buyer from the order until she has the parcel (or it goes back)."""
    clock, luck = world.clock, world.luck
    draw = 0
    left = -math.log1p(-luck.u("worry", parcel.id, 0))
    while draw < MOST_WORRIES and clock.now < clock.horizon:
        began = clock.now
        link = world.carrier_link(parcel)
        outage = link.full_outage_at(began)
        hazard = Hazard(world.scenario.buyers, parcel, outage.start if outage is not None else math.inf)
        until = min(outage.end if outage is not None else link.next_full_outage(began), clock.horizon)
        worries_at = in_tick(hazard.reaches(left, began, until))
        woken = [
            clock.at(worries_at, Phase.REACT, parcel.id),
            clock.at(until, Phase.FLIP),
            parcel.news,
            parcel.finished,
        ]
        if outage is not None:
            woken.append(outage.shortened)
        yield clock.any_of(woken)
        if parcel.is_finished:
            return
        if clock.now >= worries_at:
            parcel.last_worry, parcel.has_worried = clock.now, True
            _react(world, parcel, draw)
            draw += 1
            left = -math.log1p(-luck.u("worry", parcel.id, draw))
        else:
            left -= hazard.between(began, clock.now)


def _react(world: "World", parcel: Parcel, worry: int) -> None:
    """A worried buyer looks at the carrier's site, reads a notice, or asks."""
    clock, luck, words = world.clock, world.luck, world.scenario.fallback
    outage = world.carrier_link(parcel).full_outage_at(clock.now)
    aware = words.aware_at_start
    if outage is not None:
        grown_share = 1 - math.exp(-(clock.now - outage.start) / words.awareness_time)
        aware += (words.aware_at_most - words.aware_at_start) * grown_share
    looks = luck.u("look", parcel.id, worry) < aware
    if looks and luck.u("content", parcel.id, worry) < words.satisfied:
        world.journal.parcel(clock.now, "self_served", parcel)
        return
    if outage is not None and luck.u("notice", parcel.id, worry) < world.rules.notice_effect():
        return
    world.ask(parcel)
