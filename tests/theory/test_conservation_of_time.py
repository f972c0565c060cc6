"""Little's law (1961) on every queue of a full run, and the time a replay needs.

Over a finite run the law is an identity: the integral of the number in a place equals the hours spent in it by all.
The number is read at the end of every period, the hours come from the instants of those who were there.
"""

import numpy as np
import pytest

import sim
from sim.engine.instants import TICK_H
from sim.world import simulate
from tests.conftest import REFERENCE_CASE
from tests.theory.evidence import WRONG, agrees
from tests.theory.queues import QUEUES, Observed, busy_world

REPLICATIONS = 6
ONE_IN_TWENTY = slice(None, None, 20)


@pytest.fixture(scope="module")
def runs() -> list[Observed]:
    return [Observed(r) for r in range(REPLICATIONS)]


@pytest.mark.parametrize("queue", QUEUES)
def test_littles_law_holds_at(queue: str, runs: list[Observed]) -> None:
    """Wrong by five per cent: one visit in twenty goes by unseen."""
    by_level = np.array([run.hours_by_level(queue) for run in runs])
    assert agrees(1.0, by_level / [run.hours_by_visits(queue) for run in runs])
    assert not agrees(1.0, by_level / [run.hours_by_visits(queue, unseen=ONE_IN_TWENTY) for run in runs])


def test_hubs_that_sort_five_per_cent_slower_than_told_are_found_out(runs: list[Observed]) -> None:
    """Arrivals vary with the hour and with every lorry; departures are those of the recursion, or the law fails."""
    by_level = np.array([run.hours_by_level("destination hubs") for run in runs])
    for run in runs:
        run.hub_work = WRONG
    wrong = [run.hours_by_visits("destination hubs") for run in runs]
    for run in runs:
        run.hub_work = 1.0
    assert not agrees(1.0, by_level / wrong)


def test_every_queue_is_busy(runs: list[Observed]) -> None:
    """A law about empty places would say nothing."""
    assert all(float(np.mean(run.levels[queue])) > 5.0 for run in runs for queue in QUEUES)


def test_watching_a_run_changes_nothing(runs: list[Observed]) -> None:
    plain = simulate(busy_world(), arm="baseline", seed=1, replication=0)
    assert np.array_equal(plain.hourly, runs[0].run.counters.hourly)


def drain_hours(order: str, rate: float, replication: int) -> tuple[float, float]:
    """Scans in the buffer when the link opens, of the whole population, and hours until it is empty."""
    overrides = {
        "sample": "0.002%", "merchants.count": "300", "horizon": "12d", "outages.sf_feed.replay.rate": f"{rate:g}/h",
        "outages.sf_feed.replay.order": order,
    }  # fmt: skip
    scenario = sim.load_scenario(REFERENCE_CASE, overrides=overrides)
    result = simulate(scenario, arm="outage", seed=1, replication=replication)
    restored_at = next(act[4] for act in result.acts if act[0] == "sf_feed")
    buffered = result.link_buffer[round(restored_at), list(scenario.links).index("sf")]
    assert buffered > 100
    return float(buffered / scenario.sample), result.drain_h["sf_feed"]


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
@pytest.mark.parametrize("replication", range(2))
def test_a_replay_needs_as_long_as_what_is_buffered_takes_at_its_rate(order: str, replication: int) -> None:
    """Entry j of n leaves in the tick of restoration + (j + 1) / rate, the last after n / rate: an identity."""
    rate = 400_000.0
    backlog, hours = drain_hours(order, rate, replication)
    assert backlog / rate == pytest.approx(hours, abs=TICK_H)
    backlog, hours = drain_hours(order, rate * WRONG, replication)
    assert backlog / rate != pytest.approx(hours, rel=0.04)
