"""Little's law (1961) in a full run, and the time a replay needs.

Over a finite run the law is an identity: the integral of the number in a place equals the hours spent in it by all.
The number is sampled at the end of every period, the hours come from the parcels' own instants.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

import sim
from sim.engine.clock import Phase
from sim.engine.luck import STREAMS, luck
from sim.engine.parcels import AT_ORIGIN, HANDED_OVER, IN_LOCKER
from sim.engine.quantiles import quantile
from sim.engine.tally import COUNT_ROW
from sim.world import simulate
from sim.world.replication import Replication
from tests.conftest import REFERENCE_CASE
from tests.theory.evidence import WRONG, agrees

NOTHING_HAPPENS = REFERENCE_CASE.parent / "null.yaml"
REPLICATIONS = 6
HORIZON = 120.0
OVERRIDES = {"sample": "0.002%", "merchants.count": "300", "horizon": "5d"}


class Observed:
    """A baseline run with the stock of states at every period's end, and every parcel's record when it left."""

    def __init__(self, replication: int) -> None:
        scenario = sim.load_scenario(NOTHING_HAPPENS, overrides=OVERRIDES)
        self.run = Replication(scenario, "baseline", 1, replication)
        self.stock: list[NDArray[np.int64]] = []
        self.records: list[NDArray[np.void]] = []
        self.histories: list[NDArray[np.uint32]] = []
        self.run.clock.every_period(Phase.DECIDE, self._look)
        self.run.run()
        parcels = self.run.table.parcels
        self._keep(np.setdiff1d(np.arange(len(parcels.rec)), parcels.free[: parcels.counts[0]]))
        self.rec, self.history = np.concatenate(self.records), np.concatenate(self.histories) / 1e6
        assert self.run.counters.groups[COUNT_ROW["parcels_created"]].sum() == len(self.rec)

    def _look(self, _: int) -> None:
        """Before the rows of those who leave are free."""
        parcels = self.run.table.parcels
        self.stock.append(self.run.counters.stock.sum(axis=(1, 2, 3)))
        self._keep(parcels.leaving[: parcels.leaving_n[0]])

    def _keep(self, rows: NDArray[np.int64]) -> None:
        self.records.append(self.run.table.parcels.rec[rows])
        self.histories.append(self.run.table.parcels.history[rows])

    def hours_by_level(self, state: int) -> float:
        """Integral of the number in a state, from its values at the ends of periods."""
        return float(np.array(self.stock)[:, state].sum() * self.run.clock.period)

    def hours_at_origin(self) -> float:
        """Hours spent at origin hubs: from pick-up and first mile to the scan, or to the horizon."""
        run, lane = self.run, STREAMS["first_mile"].lane
        total = 0.0
        for rec, history in zip(self.rec, self.history, strict=True):
            if np.isnan(rec["picked_up_at"]):
                continue
            u = luck(run.key, rec["order"], STREAMS["first_mile"].block, 0)[lane]
            came = rec["picked_up_at"] + quantile(run.tables, run.carriers.rows[rec["carrier"], 0], u)
            left = history[1] if rec["made"] > 1 else HORIZON
            total += max(0.0, left - came)
        return total

    def hours_in_lockers(self) -> float:
        """Hours spent in lockers: from deposit to collection, or to the horizon."""
        mine = self.rec["bound_for"] < len(self.run.scenario.lockers)
        rec, history = self.rec[mine], self.history[mine]
        last, before = rec["made"].astype(np.int64) - 1, rec["made"].astype(np.int64) - 2
        rows = np.arange(len(rec))
        collected, inside = rec["state"] == HANDED_OVER, rec["state"] == IN_LOCKER
        dwelt = (history[rows, last] - history[rows, before])[collected].sum()
        return float(dwelt + (HORIZON - history[rows, last][inside]).sum())


@pytest.fixture(scope="module")
def runs() -> list[Observed]:
    return [Observed(r) for r in range(REPLICATIONS)]


def test_littles_law_holds_at_the_origin_hubs(runs: list[Observed]) -> None:
    ratio = np.array([run.hours_by_level(AT_ORIGIN) / run.hours_at_origin() for run in runs])
    assert agrees(1.0, ratio)
    assert not agrees(1.0, ratio * WRONG)


def test_littles_law_holds_in_the_lockers(runs: list[Observed]) -> None:
    ratio = np.array([run.hours_by_level(IN_LOCKER) / run.hours_in_lockers() for run in runs])
    assert agrees(1.0, ratio)
    assert not agrees(1.0, ratio * WRONG)


def test_watching_a_run_changes_nothing(runs: list[Observed]) -> None:
    plain = simulate(sim.load_scenario(NOTHING_HAPPENS, overrides=OVERRIDES), arm="baseline", seed=1, replication=0)
    assert np.array_equal(plain.hourly, runs[0].run.counters.hourly)


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
def test_a_replay_needs_as_long_as_what_is_buffered_takes_at_its_rate(order: str) -> None:
    """Entry j of n leaves at restoration + (j + 1) / rate, so the last leaves after n / rate."""
    rate = 400_000.0
    overrides = {
        "sample": "0.002%", "merchants.count": "300", "horizon": "14d", "outages.sf_feed.replay.rate": f"{rate:g}/h",
        "outages.sf_feed.replay.order": order,
    }  # fmt: skip
    scenario = sim.load_scenario(REFERENCE_CASE, overrides=overrides)
    result = simulate(scenario, arm="outage", seed=1, replication=0)
    restored_at = next(act[4] for act in result.acts if act[0] == "sf_feed")
    buffered = result.link_buffer[round(restored_at), list(scenario.links).index("sf")]
    expected = buffered / (rate * scenario.sample)
    assert buffered > 100
    assert expected == pytest.approx(result.drain_h["sf_feed"], rel=1e-9)
    assert expected * WRONG != pytest.approx(result.drain_h["sf_feed"], rel=0.01)
