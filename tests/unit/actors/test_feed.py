"""The feed: which scans pass, wait or are lost, what is shown, and how long a parcel is dark."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.actors.feed import NUMBERED, POLLED, link_of, pass_links
from sim.actors.last_mile import TAKE_BACK, last_mile
from sim.actors.lockers import NOT_BY_APP
from sim.engine.calendar import ENTRY
from sim.engine.fifo import servers
from sim.engine.instants import TICK_H
from sim.engine.luck import uniform
from sim.engine.record import DELIVERED, DEPARTED, DEPOSITED, ENDED, IN_LOCKER, ORIGIN_SORTED, PICKED_UP, TOUCHED
from sim.engine.stages import SCAN, SETTLE
from tests.unit.actors.bench import (
    CARRIERS,
    LINKS,
    LOCKER,
    LOCKER_LINK,
    Bench,
    always,
    carriers_of,
    entries_of,
    entry_of,
    goods_of,
    lists_of,
    lockers_of,
    told_of,
)
from tests.unit.actors.feed_line import LATENCY, POLL, Line, on_the_way
from tests.unit.actors.parcel_words import hours_of


def test_a_scan_in_good_order_reaches_the_platform_after_its_latency() -> None:
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    assert [(10.0 + LATENCY, row, PICKED_UP)] == line.arrived
    assert 1 == line.bench.rec(row)["made"]
    assert 11.0 == line.bench.told(row)["dark_from_at"]
    assert [1.0, 0.0, 0.0] == line.counted("scans_made", "scans_lost", "scans_buffered")


@pytest.mark.parametrize(("at", "hit"), [(9.99, False), (10.0, True), (59.99, True), (60.0, False)])
def test_a_shut_link_keeps_what_happens_while_it_is_shut(at: float, hit: bool) -> None:
    line = Line({"gate": 0, "begin": 10.0, "end": 60.0})
    row = on_the_way(line)
    line.send(at, row, PICKED_UP)
    assert ([0, 1][hit], [1, 0][hit]) == (line.buffers.lists.size[0], len(line.arrived))
    assert hit == bool(line.bench.rec(row)["flags"] & TOUCHED)
    assert (hit, hit) == (line.feed.touched[0], line.bench.counted("scans_buffered"))


def test_a_parcel_with_a_scan_in_the_buffer_cannot_leave() -> None:
    line = Line({"gate": 0})
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    assert 1 == line.bench.rec(row)["pending"]


LATER = 20.0  # a departure reported while the parcel is sorted, at 10.0
MAY_BE_SHUT = [
    {"begin": 15.0, "end": 25.0},
    {"begin": LATER, "end": 25.0},
    {"share": 0.5, "is_full": False},
    {"kinds": 1 << PICKED_UP, "is_full": False},
    {"closes": False, "is_full": False, "extra": 6.0},
]
IS_OPEN = [{"end": LATER}, {"begin": LATER + TICK_H}, {"gate": 1}, {"gate": LOCKER_LINK}]


@pytest.mark.parametrize("shutting", MAY_BE_SHUT)
def test_a_scan_of_a_later_period_whose_link_may_be_shut_then_waits_for_its_period(shutting: dict[str, Any]) -> None:
    line = Line({"gate": 0} | shutting)
    row = on_the_way(line)
    line.send(LATER, row, DEPARTED, reported_at=10.0, next_at=30.0)
    waiting = line.bench.listed(SCAN, line.bench.period(LATER).p)
    assert [(LATER, 30.0, row, DEPARTED | NUMBERED)] == [
        tuple(e[f] for f in ("at", "since", "row", "kind")) for e in waiting
    ]
    assert ([], 0) == (line.arrived, line.buffers.lists.size[0])
    assert (0, 0) == (line.bench.rec(row)["flags"] & TOUCHED, line.feed.touched[0])


@pytest.mark.parametrize("shutting", IS_OPEN)
def test_a_scan_of_a_later_period_goes_on_at_once_if_no_shutting_is_known_to_be_in_force_then(
    shutting: dict[str, Any],
) -> None:
    line = Line({"gate": 0} | shutting)
    row = on_the_way(line)
    line.send(LATER, row, DEPARTED, reported_at=10.0)
    assert ([(LATER + LATENCY, row, DEPARTED)], []) == (line.arrived, line.bench.due(SCAN))
    assert 1.0 == line.bench.counted_in("scans_made", int(LATER))


def test_a_scan_of_a_later_period_waits_where_links_are_limited_since_each_must_go_in_its_turn() -> None:
    line = Line(is_limited=True)
    row = on_the_way(line)
    line.send(LATER, row, DEPARTED, reported_at=10.0)
    assert ([], [(LATER, row, DEPARTED | NUMBERED)]) == (line.arrived, line.bench.due(SCAN))


def test_a_scan_later_in_the_present_period_does_not_wait() -> None:
    line = Line({"gate": 0, "begin": 10.125})
    row = on_the_way(line)
    line.send(10.1875, row, DEPARTED, reported_at=10.0)
    assert (1, []) == (line.buffers.lists.size[0], line.bench.due(SCAN))


def test_a_scan_that_waited_is_numbered_and_counted_once() -> None:
    line = Line({"gate": 0, "begin": 15.0, "end": 25.0})
    row = on_the_way(line)
    line.send(10.0, row, ORIGIN_SORTED)
    line.send(LATER, row, DEPARTED, reported_at=10.0)
    (waiting,) = line.bench.listed(SCAN, line.bench.period(LATER).p)
    line.pass_on(entry_of(waiting), LATER)
    (kept,) = told_of(line.buffers.lists, 0)
    assert (LATER, DEPARTED, 1) == (kept["at"], kept["kind"], kept["n"])
    assert (2, [2.0, 1.0]) == (line.bench.rec(row)["made"], line.counted("scans_made", "scans_buffered"))
    assert LATER == hours_of(line.bench.parcels.unseen[line.bench.rec(row)["dark_from"], 1])


def test_a_scan_that_waited_goes_on_if_its_link_was_restored_early() -> None:
    line = Line({"gate": 0, "begin": 15.0, "end": 25.0})
    row = on_the_way(line)
    line.send(LATER, row, DEPARTED, reported_at=10.0)
    (waiting,) = line.bench.listed(SCAN, line.bench.period(LATER).p)
    line.shuttings.end[0] = 18.0
    line.pass_on(entry_of(waiting), LATER)
    assert ([(LATER + LATENCY, row, DEPARTED)], 0) == (line.arrived, line.buffers.lists.size[0])


def test_a_link_that_drops_loses_what_it_hits() -> None:
    line = Line({"gate": 0, "drops": True})
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    assert ([1.0, 0.0], 0) == (line.counted("scans_lost", "scans_buffered"), line.bench.rec(row)["pending"])


def test_a_full_buffer_loses_what_comes_after() -> None:
    line = Line({"gate": 0, "limit": 2.0})
    for _ in range(5):
        line.send(10.0, on_the_way(line), PICKED_UP)
    assert ([3.0, 2.0], 2) == (line.counted("scans_lost", "scans_buffered"), line.buffers.lists.size[0])


def test_a_partial_outage_hits_the_merchants_whose_luck_says_so() -> None:
    line = Line({"gate": 0, "share": 0.5, "is_full": False})
    line.merchants.rec["partial"] = 0.4, 0.6
    rows = [on_the_way(line, merchant=m) for m in (0, 1)]
    for row in rows:
        line.send(10.0, row, PICKED_UP)
    assert (1, [rows[1]]) == (line.buffers.lists.size[0], [r for _, r, _ in line.arrived])


def test_a_stale_link_shows_later_and_touches_but_loses_nothing() -> None:
    line = Line({"gate": 0, "closes": False, "is_full": False, "extra": 6.0})
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    assert [10.0 + LATENCY + 6.0] == [at for at, _, _ in line.arrived]
    assert 1 == line.feed.touched[0]


def test_polling_saves_the_share_of_hit_scans_that_the_scans_luck_says() -> None:
    line = Line({"gate": 0}, polled=0.4)
    rows = [on_the_way(line) for _ in range(100)]
    for row in rows:
        line.send(10.0, row, PICKED_UP)
    saved = [row for row in rows if uniform(1, 0, "poll", row, 0) < 0.4]
    assert [(10.0 + POLL, row, PICKED_UP | POLLED) for row in saved] == line.arrived
    assert 100 - len(saved) == line.buffers.lists.size[0]


def test_losses_on_the_link_follow_each_scans_own_luck() -> None:
    line = Line(loss=np.full(LINKS, 0.3))
    row = on_the_way(line)
    for _ in range(10):
        line.send(10.0, row, ORIGIN_SORTED)
    assert sum(uniform(1, 0, "loss", row, seq) < 0.3 for seq in range(10)) == line.bench.counted("scans_lost")


def test_a_deposit_passes_its_operators_link_and_without_it_the_code_does_not_come_by_app() -> None:
    line = Line({"gate": LOCKER_LINK})
    row = on_the_way(line, state=IN_LOCKER, bound_for=LOCKER)
    line.send(10.0, row, DEPOSITED)
    assert ([0, 0, 1], 1) == (line.buffers.lists.size.tolist(), line.codes.lists.size[0])
    (code,) = told_of(line.codes.lists, 0)
    assert (10.0, 10.0, NOT_BY_APP) == (code["at"], code["since"], code["kind"])


def test_a_deposit_shown_after_a_take_back_still_belongs_to_its_operators_link() -> None:
    """A locker outage can outlast the longest dwell; its scans must not be looked up under the door."""
    bench, lockers = Bench(always(LATENCY), always(POLL)), lockers_of()
    row = bench.parcel(picked_up_at=5.0, bound_for=LOCKER)
    rest = (
        bench.key,
        bench.array,
        carriers_of(),
        lockers,
        goods_of(),
        bench.parcels,
        bench.lists,
        bench.lot,
        bench.books,
    )
    last_mile(entries_of((10.0, row, 0)), 1, entries_of(), 0, bench.period(10.0), *rest)
    last_mile(entries_of(), 0, entries_of((82.0, row, TAKE_BACK)), 1, bench.period(82.0), *rest)
    assert LOCKER_LINK == link_of(bench.rec(row), DEPOSITED, CARRIERS)


@pytest.mark.parametrize(("kind", "settles"), [(DELIVERED, True), (ORIGIN_SORTED, False)])
@pytest.mark.parametrize("line_of", [lambda: Line({"gate": 0}), lambda: Line(loss=np.ones(LINKS))])
def test_an_order_whose_last_scan_was_kept_or_lost_will_confirm_itself(
    line_of: Callable[[], Line], kind: int, settles: bool
) -> None:
    line = line_of()
    row = on_the_way(line)
    line.send(10.0, row, kind)
    assert ([(5.0 + 240.0, row, 0)] if settles else []) == line.bench.due(SETTLE)
    assert settles == bool(line.bench.rec(row)["flags"] & ENDED)


def passed(line: Line, n: int, throughput: float, kind: int = PICKED_UP) -> list[float]:
    """Record times of `n` scans that reach the platform's side at 10.0 in one period."""
    bench, out = line.bench, np.zeros(50, ENTRY)
    feed = line.feed._replace(throughput=np.full(LINKS, throughput))
    rows = [bench.parcel(order=i) for i in range(n)]
    k = pass_links(
        entries_of(*((10.0, row, kind) for row in rows)), n, bench.period(10.0), feed, line.shuttings, bench.parcels,
        lists_of(LINKS).lists, servers(LINKS), CARRIERS, out, 0,
    )  # fmt: skip
    return (out["at_tick"][:k] * TICK_H).tolist()


def test_an_unlimited_link_adds_nothing_and_a_limited_one_a_line() -> None:
    assert [10.0] * 4 == passed(Line(), 4, np.inf)
    assert [10.125] == passed(Line(), 4, 8.0)  # the second would leave at 10.25, in the next period


def test_a_throttled_link_passes_the_outages_rate_and_polled_scans_pass_by() -> None:
    narrow = {"gate": 0, "closes": False, "is_full": False, "rate": 16.0}
    assert [10.0625, 10.125, 10.1875] == passed(Line(narrow), 4, np.inf)
    assert [10.0] * 4 == passed(Line(narrow), 4, np.inf, kind=PICKED_UP | POLLED)
