"""A hub as M/D/1 and a desk of one agent as M/M/1: the mean wait before service.

Pollaczek–Khinchin; with a rate that changes, an arrival stream that changes in proportion makes the hub M/D/1 in
its own capacity time (Kleinrock, Queueing Systems I, 1975, on work-conserving time changes).
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.engine.calendar import ENTRY, Pool, push
from sim.engine.compiled import kernel
from sim.engine.fifo import serve, servers
from sim.engine.instants import hours, tick_of
from sim.engine.tally import WAIT_BINS
from tests.theory.desk import MINUTES, Desk
from tests.theory.evidence import WRONG, agrees
from tests.theory.formulas import mg1_wait, mmc_tail

REPLICATIONS, HOURS, PERIOD = 16, 3000, 2.0
WARM_UP = 200


@kernel
def work_off(lists, server, rates, arrivals, counts, out, left_at):
    """Every queue is one replication; each period takes up its arrivals and is served at its own rate."""
    for q in range(lists.size.shape[0]):
        taken = 0
        for p in range(rates.shape[0]):
            server.rate[q] = rates[p]
            t0, t1 = p * 2.0, (p + 1) * 2.0
            while taken < counts[q] and arrivals[q, taken] < t1:
                push(lists, q, tick_of(arrivals[q, taken]), 0, taken, 0, 0, 0)
                taken += 1
            n = serve(lists, q, server, t0, t1, out, 0)
            for i in range(n):
                left_at[q, out[i].row] = hours(out[i].at_tick)


def capacity_time(at: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Work a server of these rates can have done by each instant."""
    corners = np.arange(len(rates) + 1) * PERIOD
    return np.interp(at, corners, np.concatenate([[0.0], np.cumsum(rates * PERIOD)]))


def clock_time(work: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """The instant at which a server of these rates can have done so much work; never while it is closed."""
    corners = np.concatenate([[0.0], np.cumsum(rates * PERIOD)])
    p = np.minimum(np.searchsorted(corners, work, side="right") - 1, len(rates) - 1)
    return np.where(np.isinf(work), np.inf, p * PERIOD + (work - corners[p]) / np.where(rates > 0.0, rates, 1.0)[p])


def waits_at_hub(rates: NDArray[np.float64], load: float, seed: int) -> NDArray[np.float64]:
    """(replications,) mean wait before sorting, in units of one parcel's work.

    Arrivals are Poisson in capacity time, so `load` parcels for each that can be sorted, whatever the rate.
    """
    rng = np.random.default_rng(seed)
    capacity = (rates * PERIOD).sum()
    counts = rng.poisson(load * capacity, REPLICATIONS)
    in_work = np.full((REPLICATIONS, counts.max()), np.inf)
    for q, n in enumerate(counts):
        in_work[q, :n] = np.sort(rng.uniform(0.0, capacity, n))
    arrivals = clock_time(in_work, rates)
    pool, room = Pool(REPLICATIONS), int(counts.sum())
    pool.reserve(room)
    left_at = np.full(arrivals.shape, np.nan)
    work_off(pool.lists, servers(REPLICATIONS), rates, arrivals, counts, np.zeros(counts.max(), ENTRY), left_at)
    waits = capacity_time(left_at, rates) - 1.0 - capacity_time(arrivals, rates)
    return np.array([np.nanmean(w[WARM_UP:n]) for w, n in zip(waits, counts, strict=True)])


@pytest.mark.parametrize("load", [0.5, 0.8])
def test_a_hub_at_a_steady_rate_is_m_d_1(load: float) -> None:
    steady = np.full(round(HOURS / PERIOD), 4.0)
    expected = mg1_wait(load, 1.0, 0.0)
    assert agrees(expected, waits_at_hub(steady, load, seed=1))
    assert not agrees(expected, waits_at_hub(steady, load * WRONG, seed=1))


def test_a_hub_whose_rate_changes_every_period_is_m_d_1_in_its_own_capacity_time() -> None:
    changing = np.tile([6.0, 1.0, 2.0, 8.0, 4.0, 0.5], round(HOURS / PERIOD / 6))
    expected = mg1_wait(0.75, 1.0, 0.0)
    assert agrees(expected, waits_at_hub(changing, 0.75, seed=2))
    assert not agrees(expected, waits_at_hub(changing, 0.75 * WRONG, seed=2))


def test_a_hub_that_closes_now_and_then_loses_no_work() -> None:
    closing = np.tile([4.0, 4.0, 0.0, 8.0], round(HOURS / PERIOD / 4))
    expected = mg1_wait(0.75, 1.0, 0.0)
    assert agrees(expected, waits_at_hub(closing, 0.75, seed=3))
    assert not agrees(expected, waits_at_hub(closing, 0.75 * WRONG, seed=3))


def lone_agents(arrivals: float, contacts: int) -> list[Desk]:
    return [Desk(1, arrivals, contacts=contacts, replication=r, period=8.0) for r in range(REPLICATIONS)]


@pytest.mark.parametrize("load", [0.6, 0.8])
def test_a_desk_of_one_agent_is_m_m_1(load: float) -> None:
    """E[min(⌊W⌋, n)] = Σ P(W ≥ k) over k = 1 … n, W being the wait in minutes."""
    expected = sum(mmc_tail(load, 1.0, 1, k / MINUTES) for k in range(1, WAIT_BINS + 1))
    assert agrees(expected, [desk.minutes_waited() for desk in lone_agents(load, contacts=16_000)])
    assert not agrees(expected, [desk.minutes_waited() for desk in lone_agents(load * WRONG, contacts=16_000)])


def test_the_line_before_one_agent_is_that_of_pollaczek_and_khinchin() -> None:
    """Mean wait from the line's length (Little 1961), nothing cut off."""
    expected = mg1_wait(0.6, 1.0, 1.0)
    assert agrees(expected, [desk.wait_by_line() for desk in lone_agents(0.6, contacts=16_000)])
    assert not agrees(expected, [desk.wait_by_line() for desk in lone_agents(0.6 * WRONG, contacts=16_000)])
