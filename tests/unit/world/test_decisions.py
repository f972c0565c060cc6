"""Decisions at a tick: what they are made on, in which order, and from when they count."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from simpy.events import Event

from sim.actors.merchants import AT_HOME, AWAY, HOLDING, SETTING_UP, Merchants
from sim.actors.platform import Platform, Rules, build
from sim.engine.calendar import push
from sim.engine.clock import Clock, Phase
from sim.engine.record import HELD
from sim.engine.stages import READY
from sim.engine.tally import COUNT_ROW
from sim.world.phases import decide
from tests.unit.actors.bench import LINKS, Bench, feed_of, lists_of, merchants_of, shut
from tests.unit.actors.parcel_words import ticks_of

THREE = 3
TICK = 10.25
"""h, end of the period that begins at 10:00."""


def three_rules() -> Rules:
    words = SimpleNamespace(auto_confirm=240.0)
    return build(SimpleNamespace(carriers=range(THREE), links=range(LINKS), settlement=words))


class Tick:
    """One tick of three carriers and the merchants of carrier 0, which ask shoppers nothing and act at once."""

    def __init__(self, n: int = 1, **merchants: Any) -> None:
        self.bench, self.rules, self.held = Bench(), three_rules(), lists_of(1)
        self.merchants: Merchants = merchants_of(
            n, choice=np.zeros(THREE), quality=np.ones(THREE), backlog_weight=np.array([1000.0]),
            home_first=np.array([0, n, n, n]), restless=np.zeros(THREE, np.int64),
            away=np.zeros(THREE, np.int64), settled=np.zeros(THREE, np.int64),
        )  # fmt: skip
        for name, value in merchants.items():
            self.merchants.rec[name] = value
        self.feed = feed_of(in_network=np.zeros(THREE, np.int64), finished=np.zeros((THREE, 96), np.int64))

    def decide(self, *shuttings: dict[str, Any], now: float = TICK) -> Any:
        bench = self.bench
        decide(
            now, bench.period(now - 0.25), bench.key, bench.array, self.feed, shut(*shuttings), self.rules,
            self.merchants, bench.parcels, self.held.lists, bench.lists, bench.calendar.scratch, bench.books,
        )  # fmt: skip
        return self.merchants.rec[0]


HOME_IN_TROUBLE = {"gate": 0, "begin": 5.0}


def test_a_link_that_shuts_at_the_tick_is_known_at_the_tick() -> None:
    tick = Tick(threshold=-1.0, patience=1e-9)
    tick.merchants.rates[0] = 1.0
    assert AT_HOME == tick.decide({"gate": 0, "begin": TICK + 0.01})["state"]
    assert SETTING_UP == tick.decide({"gate": 0, "begin": TICK})["state"]


def test_a_link_that_opens_at_the_tick_is_in_order_at_the_tick() -> None:
    tick = Tick(state=SETTING_UP, until=99.0)
    assert SETTING_UP == tick.decide({"gate": 0, "begin": 5.0, "end": TICK + 0.01})["state"]
    assert AT_HOME == tick.decide({"gate": 0, "begin": 5.0, "end": TICK})["state"]


def test_links_are_seen_before_merchants_choose() -> None:
    """One alternative is dark from the tick on; all choose the other."""
    tick = Tick(n=50, state=SETTING_UP, until=TICK)
    tick.decide(HOME_IN_TROUBLE, {"gate": 1, "begin": TICK})
    assert {2} == set(tick.merchants.rec["ships_with"].tolist())


def test_backlogs_are_published_before_merchants_choose() -> None:
    """The backlog of one alternative became visible in this very period; all choose the other."""
    tick = Tick(n=50, state=SETTING_UP, until=TICK)
    tick.feed.in_network[:] = [0, 0, 500]
    tick.decide(HOME_IN_TROUBLE)
    assert {1} == set(tick.merchants.rec["ships_with"].tolist())
    assert 24.0 * 500 == tick.rules.backlog_h[2]


def test_what_was_finished_in_the_period_that_ends_counts_in_the_backlog_published() -> None:
    tick = Tick()
    tick.feed.in_network[1] = 10
    tick.feed.finished[1, 40] = 8  # period 40 begins at 10:00
    tick.decide()
    assert 24.0 * 10 / 8 == tick.rules.backlog_h[1]


def test_a_merchant_takes_one_step_a_tick() -> None:
    """Holding is over, setting up takes no time: it sets up at this tick and ships with another from the next."""
    tick = Tick(state=HOLDING, until=TICK)
    tick.bench.array[:] = 0.0
    assert SETTING_UP == tick.decide(HOME_IN_TROUBLE)["state"]
    assert AWAY == tick.decide(HOME_IN_TROUBLE, now=TICK + 0.25)["state"]


def test_of_two_alternatives_that_are_alike_the_first_of_the_file_is_taken() -> None:
    """A merit beyond all measure leaves taste no say."""
    tick = Tick(state=SETTING_UP, until=TICK)
    tick.merchants.choice[:] = np.inf
    assert 1 == tick.decide(HOME_IN_TROUBLE)["ships_with"]


def test_what_was_held_is_ready_at_the_tick_at_which_its_merchant_is_free() -> None:
    tick = Tick(state=HOLDING, until=99.0, stuck=1)
    row = tick.bench.parcel(state=HELD)
    lists, period = tick.held.lists, tick.bench.period(9.0)
    push(lists, 0, ticks_of(9.0), 0, row, tick.bench.rec(row)["gen"], 0, 0)
    tick.decide(HOME_IN_TROUBLE)
    assert ([], 1) == (tick.bench.due(READY), lists.size[0])
    tick.decide()
    assert ([(TICK, row, 0)], 0) == (tick.bench.due(READY), lists.size[0])
    assert 1 == tick.bench.calendar.pending(READY, period.p + 5)


def test_a_merchants_step_is_counted_in_the_hour_that_ends_at_the_tick() -> None:
    tick = Tick(state=SETTING_UP, until=11.0)
    tick.decide(HOME_IN_TROUBLE, now=11.0)
    row = COUNT_ROW["merchants_switched"]
    assert [1.0, 0.0] == tick.bench.books.hourly[10:12, row].sum(axis=(1, 2)).tolist()


class Watching:
    """A platform with one trigger that never holds, beside a `DECIDE` of its own; notes who looks when."""

    def __init__(self, first_outage: float) -> None:
        self.clock, self.seen = Clock(0.25, 8.0), []
        words = SimpleNamespace(
            carriers={}, links={}, horizon=8.0, outages={"one": SimpleNamespace(start=first_outage)}
        )
        trigger = SimpleNamespace(measure="published_backlog_h", carrier="swift", above=1.0, for_=1.0)
        response = SimpleNamespace(when=trigger, start=None, end=None, duration=None, lag=0.0, action="advise_switch")
        nothing: Any = None
        platform = Platform(words, self.clock, nothing, nothing, self._look, nothing)
        self.clock.every_period(Phase.DECIDE, lambda p: self.seen.append(((p + 1) * 0.25, "decided")))
        self.clock.process(platform.run_response("advise", response))
        self.clock.run()

    def _look(self, *_: Any) -> float:
        self.seen.append((self.clock.now, "looked"))
        return 0.0


@pytest.mark.parametrize("first_outage", [0.0, 2.0])
def test_a_trigger_sees_what_was_published_at_its_own_tick(first_outage: float) -> None:
    seen = [each for each in Watching(first_outage).seen if each[0] > first_outage]
    ticks = np.arange(first_outage + 0.25, 8.01, 0.25).tolist()
    assert [(at, what) for at in ticks for what in ("decided", "looked")] == seen


@pytest.mark.parametrize("first_outage", [2.0, 2.1])
def test_a_trigger_looks_at_ticks_only(first_outage: float) -> None:
    looked = [at for at, what in Watching(first_outage).seen if what == "looked"]
    assert [] == [at for at in looked if at % 0.25]


@pytest.mark.parametrize("minutes", [5, 6, 10, 12, 15, 20, 30, 60])
def test_what_is_decided_at_any_minute_takes_effect_after_the_period_that_ends_whatever_the_length(
    minutes: int,
) -> None:
    """From each minute of an hour an act is awaited for every boundary of a day; none may turn before that COUNT."""
    clock = Clock(minutes / 60.0, 24.0)
    counted, early = [0], []
    clock.every_period(Phase.COUNT, lambda p: counted.append(p + 1))

    def act(decided_at: float, boundary: int) -> Iterator[Event]:
        yield clock.at(decided_at)
        yield clock.at_turn(boundary * minutes / 60.0)
        if counted[-1] != boundary:
            early.append((decided_at, boundary))

    for minute in range(60):
        for boundary in range(60 // minutes, clock.n_periods):
            clock.process(act(minute / 60.0, boundary))
    clock.run()
    assert [] == early
