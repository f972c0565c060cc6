"""The data-scope ledger: which scans mean which records, within the contract and beyond it."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.actors.ledger import Ledger, build, record, run_demand
from sim.engine.clock import Clock
from sim.engine.parcels import DEPOSITED, MILESTONES, ORIGIN_SORTED, PICKED_UP
from tests.unit.actors.bench import Bench


def terms(contents: tuple[str, ...], scope: str = "platform_orders") -> Any:
    """A contract of one link; other platforms' orders are 1.3 times as many as the platform's own."""
    return SimpleNamespace(contents=contents, scope=scope, other_orders_ratio=1.3, demanded=SimpleNamespace(start=10.1))


def ledger_of(contract: Any = None) -> Ledger:
    return build(SimpleNamespace(links=["sf", "boxes"], terms={"boxes": contract} if contract else {}))


def test_without_terms_a_scan_is_one_record_of_status() -> None:
    assert [0.0] + [1.0] * (len(MILESTONES) - 1) == ledger_of().within[0].tolist()
    assert not ledger_of().beyond.any()


def test_a_content_counts_only_in_scans_that_can_hold_it() -> None:
    within = ledger_of(terms(("status", "phone_number", "pick_up_code"))).within[1]
    assert [2.0, 1.0, 3.0] == [within[m] for m in (PICKED_UP, ORIGIN_SORTED, DEPOSITED)]


def test_where_the_contract_covers_all_orders_each_record_stands_for_the_others_too() -> None:
    assert 2.3 == ledger_of(terms(("status",), scope="all_orders")).within[1, ORIGIN_SORTED]


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
    contract.demanded.contents, contract.demanded.scope = demanded, scope
    clock, ledger = Clock(0.25, 24.0), ledger_of(contract)
    clock.process(run_demand(clock, ledger, 1, contract))
    seen = []

    def look() -> Any:
        yield clock.at(10.2)
        seen.append(ledger.beyond.copy())

    clock.process(look())
    clock.run()
    assert not seen[0].any(), "it counts from the next period boundary on"
    assert expected == pytest.approx({m: ledger.beyond[1, m] for m in expected})


def test_a_published_scan_is_entered_within_and_beyond() -> None:
    bench, ledger = Bench(), ledger_of(terms(("status",)))
    ledger.beyond[1, DEPOSITED] = 1.5
    for link, milestone in ((1, DEPOSITED), (0, ORIGIN_SORTED)):
        record(ledger, link, milestone, 10.0, bench.rec(bench.parcel()), bench.books)
    assert [2.0, 1.5] == [bench.counted(m) for m in ("in_scope_records", "out_of_scope_records")]


def test_links_do_not_share_a_ledger() -> None:
    ledger = ledger_of(terms(("status", "phone_number")))
    assert not np.array_equal(ledger.within[0], ledger.within[1])
