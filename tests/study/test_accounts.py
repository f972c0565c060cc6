"""The two accounts of the event: the same parcels, buyers and merchants; other actors and other data."""

from typing import Any

import numpy as np
import pytest

from sim.engine.tally import COUNTS, ArmResult
from sim.world import simulate

SMALL = {"sample": 0.00005, "horizon": "12d"}
ACCOUNTS = ("cainiao_sf_2017", "account_sf", "account_cainiao")
ARRAYS = ("levels", "dark", "locker_cells", "link_buffer", "desk_waiting", "waits", "transit")


@pytest.fixture(scope="module")
def told(shipped: Any) -> dict[str, ArmResult]:
    """The outage arm of what both sides agree on, and of each account."""
    return {name: simulate(shipped(name, **SMALL), arm="outage", seed=1, replication=0) for name in ACCOUNTS}


def counts_that_differ(one: ArmResult, other: ArmResult) -> set[str]:
    unequal = (one.hourly != other.hourly).any(axis=(0, 2, 3))
    return {name for name, differs in zip(COUNTS, unequal, strict=True) if differs}


@pytest.mark.parametrize("account", ["account_sf", "account_cainiao"])
def test_every_account_tells_of_the_same_parcels_buyers_and_merchants(told: dict[str, ArmResult], account: str) -> None:
    agreed, other = told["cainiao_sf_2017"], told[account]
    for name in ARRAYS:
        assert np.array_equal(getattr(agreed, name), getattr(other, name)), name
    assert counts_that_differ(agreed, other) <= {"out_of_scope_records"}
    assert agreed.audit == other.audit


def test_records_beyond_the_contract_pass_only_where_a_demand_was_honoured(told: dict[str, ArmResult]) -> None:
    assert set() == counts_that_differ(told["cainiao_sf_2017"], told["account_sf"])
    assert {"out_of_scope_records"} == counts_that_differ(told["account_sf"], told["account_cainiao"])
    beyond = list(COUNTS).index("out_of_scope_records")
    assert 0.0 == told["account_sf"].hourly[:, beyond].sum()
    assert 0.0 < told["account_cainiao"].hourly[:, beyond].sum()


def test_the_accounts_differ_in_who_closed_the_carriers_feed_and_not_in_when(told: dict[str, ArmResult]) -> None:
    sf, cainiao = (
        {name: (by, begin, end) for name, _, by, begin, end in told[account].acts}
        for account in ("account_sf", "account_cainiao")
    )
    assert ("cainiao", 178.0, 228.0) == sf["sf_feed"]
    assert ("sf", 178.0, 228.0) == cainiao["sf_feed"]
    assert {name: act[1:] for name, act in sf.items()} == {name: act[1:] for name, act in cainiao.items()}
    assert {"sf_feed"} == {name for name in sf if sf[name] != cainiao[name]}
