"""Nothing is lost: parcels, scans and cells balance in every period, and a fault in the books is reported."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim import measures
from sim.engine.record import IN_LOCKER, ON_LINEHAUL
from sim.engine.tally import COUNT_ROW
from sim.world import simulate
from sim.world.books import result_of
from sim.world.replication import Replication

TINY = {"sample": 0.00002, "merchants.count": 300, "horizon": "11d"}
OF_MAY = ("outages.portal_in_may", "responses.by_hand_in_may", "responses.call_centre_in_may")
SHIPPED = {
    "null": {},
    "idle": {},
    "cainiao_sf_2017": {},
    "account_sf": {},
    "account_cainiao": {},
    "tracking_half_dark": {},
    "jd_sto_2020": {"outages.sto_feed.duration": "5d"},
    "my_marketplace": {"sample": "5%"},
    "royal_mail_2023": {"sample": "0.1%", "horizon": "30d"},
    "toll_2020": {"sample": "0.004%", "horizon": "36d"} | dict.fromkeys(OF_MAY),
    "fedex_ground_2019": {"sample": "0.05%"},
}
BALANCES = ("conservation", "scans", "cells")


def test_every_shipped_scenario_is_audited_here(root: Any) -> None:
    assert set(SHIPPED) == {path.stem for path in (root / "scenarios").glob("*.yaml")}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_period_of_a_shipped_scenario_balances(shipped: Any, name: str) -> None:
    scenario = shipped(name, **TINY | SHIPPED[name])
    result = simulate(scenario, arm="outage", seed=1, replication=0, check=True)
    assert [] == result.audit["problems"]
    assert all(result.audit[balance] is True for balance in BALANCES)


def test_the_baseline_balances_in_every_period(shipped: Any) -> None:
    result = simulate(shipped("null", **TINY), arm="baseline", seed=1, replication=0, check=True)
    assert [] == result.audit["problems"]


def lose_a_parcel(run: Replication) -> None:
    run.counters.stock[ON_LINEHAUL, 3, 2, 0] -= 1


def lose_a_scan(run: Replication) -> None:
    run.counters.groups[COUNT_ROW["scans_shown"], 0, 0, 0] -= 1.0


def fill_a_cell_with_nothing(run: Replication) -> None:
    run.lockers.occupied[0, 2] += 1


def put_a_parcel_into_no_cell(run: Replication) -> None:
    run.counters.stock[IN_LOCKER, 3, 2, 0] += 1
    run.counters.stock[ON_LINEHAUL, 3, 2, 0] -= 1


@pytest.mark.parametrize(
    ("sabotage", "broken"),
    [
        (lose_a_parcel, {"conservation"}),
        (lose_a_scan, {"scans"}),
        (fill_a_cell_with_nothing, {"cells"}),
        (put_a_parcel_into_no_cell, {"conservation", "cells"}),
    ],
)
def test_a_fault_in_the_books_is_reported(
    shipped: Any, sabotage: Callable[[Replication], None], broken: set[str]
) -> None:
    scenario = shipped("null", **TINY | {"horizon": "3d"})
    run = Replication(scenario, "outage", 1, 0)
    run.run()
    assert [] == run.audit.report()["problems"]
    sabotage(run)
    run.audit.after_period(run.clock.n_periods - 1)
    result = result_of(run)
    assert broken == {balance for balance in BALANCES if not result.audit[balance]}
    assert all("hour 72" in problem for problem in result.audit["problems"])
    baseline = simulate(scenario, arm="baseline", seed=1, replication=0)
    found = measures.audit([baseline, result], scenario)
    assert broken == {balance for balance in BALANCES if not found[balance]}
    assert np.all(["replication 0, outage arm" in problem for problem in found["problems"]])
