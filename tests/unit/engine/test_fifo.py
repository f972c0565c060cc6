"""One server, a rate that changes: exact per parcel, against the plain recursion in capacity time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.calendar import ENTRY, Pool, push
from sim.engine.fifo import Servers, serve, servers
from sim.engine.instants import TICK_H
from tests.unit.actors.parcel_words import in_tick, ticks_of

PERIOD = 0.25


class Queue:
    """One waiting line worked off period by period, as a hub does it."""

    def __init__(self, arrivals: list[float]) -> None:
        self.arrivals = sorted(in_tick(at) for at in arrivals)
        self.pool, self.server, self.joined = Pool(1), servers(1), 0
        self.pool.reserve(len(arrivals))
        self.out = np.zeros(len(arrivals) + 1, ENTRY)
        self.n = 0

    def work(self, p: int, rate: float) -> None:
        """Work period `p` off at `rate` parcels per hour."""
        t0, t1 = p * PERIOD, (p + 1) * PERIOD
        while self.joined < len(self.arrivals) and self.arrivals[self.joined] < t1:
            push(self.pool.lists, 0, ticks_of(self.arrivals[self.joined]), 0, self.joined, 0, 0, 0)
            self.joined += 1
        self.server.rate[0] = rate
        before = self.n
        self.n = serve(self.pool.lists, 0, self.server, t0, t1, self.out, self.n)
        left = self.out["at_tick"][before : self.n] * TICK_H
        assert ((t0 <= left) & (left < t1)).all()

    @property
    def departures(self) -> list[float]:
        return (self.out["at_tick"][: self.n] * TICK_H).tolist()


def expected_departures(arrivals: list[float], rates: list[float]) -> list[float]:
    """d[i] = max(t[i], d[i−1]) + one parcel's work, where the clock of work runs at the rate of the period.

    Work done up to t is the integral of the rate; a departure is where it has grown by one since the begin.
    """
    corners = np.arange(len(rates) + 1) * PERIOD
    work = np.concatenate([[0.0], np.cumsum(np.asarray(rates) * PERIOD)])
    out: list[float] = []
    free_at = 0.0
    for t in sorted(arrivals):
        begin = max(t, free_at)
        if begin >= corners[-1]:
            break
        target = np.interp(begin, corners, work) + 1.0
        if target >= work[-1] - 1e-9:
            break
        p = int(np.searchsorted(work, target, side="right")) - 1
        free_at = corners[p] + (target - work[p]) / rates[p]
        out.append(float(free_at))
    return out


@given(
    arrivals=st.lists(st.floats(0.0, 2.9), max_size=40),
    rates=st.lists(st.sampled_from([0.0, 0.7, 3.0, 8.0, 25.0]), min_size=12, max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_departures_follow_the_recursion_in_capacity_time(arrivals: list[float], rates: list[float]) -> None:
    queue = Queue(arrivals)
    for p, rate in enumerate(rates):
        queue.work(p, rate)
    expected = expected_departures(queue.arrivals, rates)
    earliest, latest = ([in_tick(at + by) for at in expected] for by in (-1e-9, 1e-9))
    found = queue.departures[: len(expected)]
    assert earliest == np.minimum(earliest, found).tolist()
    assert latest == np.maximum(latest, found).tolist()
    assert queue.n - len(expected) in (0, 1)  # one that ends within 1e-9 of the last instant may fall on either side


def test_at_a_steady_rate_parcels_leave_one_service_apart() -> None:
    queue = Queue([0.0, 0.0, 0.0, 1.0])
    for p in range(8):
        queue.work(p, 4.0)
    assert [0.25, 0.5, 0.75, 1.25] == queue.departures


def test_a_parcel_done_exactly_at_the_end_leaves_in_the_period_that_begins() -> None:
    queue = Queue([0.0])
    queue.work(0, 4.0)
    assert [] == queue.departures
    queue.work(1, 4.0)
    assert [0.25] == queue.departures


def test_the_work_left_is_done_at_the_new_rate() -> None:
    """Half a parcel's work at 2 per hour takes the first period; the other half takes 1/16 h at 8 per hour."""
    queue = Queue([0.0])
    queue.work(0, 2.0)
    queue.work(1, 8.0)
    assert [0.25 + 0.5 / 8.0] == queue.departures


def test_nothing_leaves_a_closed_hub_and_nothing_is_lost_meanwhile() -> None:
    queue = Queue([0.0, 0.1, 0.2])
    queue.work(0, 2.0)
    for p in range(1, 4):
        queue.work(p, 0.0)
    assert [] == queue.departures
    queue.work(4, 8.0)
    queue.work(5, 8.0)
    assert [1.0 + 0.5 / 8.0, 1.0 + 1.5 / 8.0, 1.0 + 2.5 / 8.0] == queue.departures


def test_an_unlimited_rate_adds_no_delay() -> None:
    queue = Queue([0.0, 0.125, 0.125, 0.3125])
    for p in range(2):
        queue.work(p, np.inf)
    assert [0.0, 0.125, 0.125, 0.3125] == queue.departures


def test_a_backlog_leaves_at_once_when_the_limit_is_lifted() -> None:
    queue = Queue([0.0, 0.1])
    queue.work(0, 0.0)
    queue.work(1, np.inf)
    assert [0.25, 0.25] == queue.departures


def test_queues_do_not_share_their_server() -> None:
    pool = Pool(2)
    pool.reserve(4)
    for q in (0, 1):
        push(pool.lists, q, 0, 0, q, 0, 0, 0)
    pair = Servers(np.zeros(2), np.ones(2), np.array([8.0, 16.0]))
    out = np.zeros(2, ENTRY)
    n = serve(pool.lists, 0, pair, 0.0, 0.25, out, 0)
    n = serve(pool.lists, 1, pair, 0.0, 0.25, out, n)
    assert (2, [0.125, 0.0625]) == (n, (out["at_tick"] * TICK_H).tolist())


def test_what_the_entry_carries_travels_with_it() -> None:
    pool = Pool(1)
    pool.reserve(1)
    push(pool.lists, 0, ticks_of(0.125), 7, 11, 12, 13, 14)
    line = servers(1)
    line.rate[0] = 16.0
    out = np.zeros(1, ENTRY)
    serve(pool.lists, 0, line, 0.0, 0.25, out, 0)
    assert (ticks_of(0.1875), 7, 11, 12, 13, 14) == out[0].item()


def test_departures_fall_into_ticks_and_the_server_goes_on_from_where_it_was() -> None:
    """Services of a quarter of a tick: four parcels leave in each tick, and none of their work is lost or gained."""
    queue = Queue([0.0] * 30)
    queue.work(0, 4.0 / TICK_H)
    assert [k // 4 for k in range(1, 31)] == [round(at / TICK_H) for at in queue.departures]
