"""The data-scope ledger: which scans mean which records, within the contract and beyond it."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.actors.ledger import Ledger, build, record
from sim.engine.counting import spot_of
from sim.engine.record import DEPOSITED, MILESTONES, ORIGIN_SORTED, PICKED_UP
from tests.unit.actors.bench import Bench


def terms(contents: tuple[str, ...], scope: str = "platform_orders") -> Any:
    """A contract of one link; other platforms' orders are 1.3 times as many as the platform's own."""
    return SimpleNamespace(contents=contents, scope=scope, other_orders_ratio=1.3, demanded=None)


def ledger_of(contract: Any = None) -> Ledger:
    contracts = {"boxes": contract} if contract else {}
    return build(SimpleNamespace(control_period=0.25, links=["sf", "boxes"], terms=contracts))


def test_without_terms_a_scan_is_one_record_of_status() -> None:
    assert [0.0] + [1.0] * (len(MILESTONES) - 1) == ledger_of().within[0].tolist()
    assert not ledger_of().beyond.any()


def test_a_content_counts_only_in_scans_that_can_hold_it() -> None:
    within = ledger_of(terms(("status", "phone_number", "pick_up_code"))).within[1]
    assert [2.0, 1.0, 3.0] == [within[m] for m in (PICKED_UP, ORIGIN_SORTED, DEPOSITED)]


def test_where_the_contract_covers_all_orders_each_record_stands_for_the_others_too() -> None:
    within = ledger_of(terms(("status",), scope="all_orders")).within[1, ORIGIN_SORTED]
    assert within == round(2.3 * 2**20) / 2**20


@pytest.mark.parametrize(
    ("demanded", "scope", "expected"),
    [
        (("status", "phone_number"), "platform_orders", {PICKED_UP: 1.0, ORIGIN_SORTED: 0.0, DEPOSITED: 1.0}),
        (("status",), "all_orders", {PICKED_UP: 1.3, ORIGIN_SORTED: 1.3, DEPOSITED: 1.3}),
        (("status", "phone_number"), "all_orders", {PICKED_UP: 1.0 + 2.6, ORIGIN_SORTED: 1.3, DEPOSITED: 1.0 + 2.6}),
    ],
)
def test_an_honoured_demand_adds_what_goes_beyond_the_contract(
    demanded: tuple[str, ...], scope: str, expected: dict[int, float]
) -> None:
    contract = terms(("status",))
    contract.demanded = SimpleNamespace(contents=demanded, scope=scope, start=10.1, honoured=True)
    assert expected == pytest.approx({m: ledger_of(contract).beyond[1, m] for m in expected})


def test_a_demand_counts_from_the_period_boundary_after_its_start_on_if_it_is_honoured() -> None:
    contract = terms(("status",))
    contract.demanded = SimpleNamespace(contents=("phone_number",), scope="platform_orders", start=10.1, honoured=True)
    assert [np.inf, 10.25] == ledger_of(contract).since.tolist()
    contract.demanded.honoured = False
    assert [np.inf, np.inf] == ledger_of(contract).since.tolist()


def test_a_published_scan_is_entered_within_and_beyond() -> None:
    bench, ledger = Bench(), ledger_of(terms(("status",)))
    ledger.beyond[1, DEPOSITED], ledger.since[1] = 1.5, 10.0
    for link, milestone, at in ((1, DEPOSITED, 10.0), (1, DEPOSITED, 9.9), (0, ORIGIN_SORTED, 10.0)):
        parcel = bench.rec(bench.parcel())
        spot = spot_of(bench.books, at, parcel["carrier"], parcel)
        record(ledger, link, milestone, at, spot, parcel, bench.books)
    assert [3.0, 1.5] == [bench.counted(m) for m in ("in_scope_records", "out_of_scope_records")]


def test_links_do_not_share_a_ledger() -> None:
    ledger = ledger_of(terms(("status", "phone_number")))
    assert not np.array_equal(ledger.within[0], ledger.within[1])
