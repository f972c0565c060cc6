"""Pick-up codes: from the app, else perhaps by the operator's message; the first code counts."""

import numpy as np
import pytest

from sim.actors.lockers import BY_APP, COLLECT, NOT_BY_APP, codes
from sim.engine.luck import uniform
from sim.engine.quantiles import quantile
from sim.engine.record import HANDED_OVER, IN_LOCKER
from sim.engine.stages import LOCKER as LOCKER_STAGE
from tests.unit.actors.bench import LOCKER, Bench, always, entries_of, exponential, lockers_of
from tests.unit.actors.parcel_words import in_tick

DEPOSITED_AT = 10.0


def inside(bench: Bench, **fields: int) -> int:
    return bench.parcel(**({"state": IN_LOCKER, "bound_for": LOCKER, "tries": 1, "picked_up_at": 1.0} | fields))


def send(bench: Bench, at: float, row: int, kind: int, **fields: object) -> None:
    pick_up, sms = bench.rows
    entry = entries_of((at, row, kind), since=DEPOSITED_AT)
    lockers = lockers_of(pick_up, sms, **fields)
    codes(entry, 1, bench.period(at), bench.key, bench.array, lockers, bench.parcels, bench.lists, bench.books)


def test_a_code_from_the_app_is_followed_by_the_buyers_walk() -> None:
    bench = Bench(always(5.0), always(0.5))
    row = inside(bench)
    send(bench, 10.1875, row, BY_APP)
    assert [(15.1875, row, COLLECT)] == bench.due(LOCKER_STAGE)
    assert 0.0 == bench.counted("code_failures")


def test_nobody_collects_in_the_period_in_which_the_code_comes() -> None:
    bench = Bench(always(0.01), always(0.5))
    row = inside(bench)
    send(bench, 10.1875, row, BY_APP)
    assert [(10.4375, row, COLLECT)] == bench.due(LOCKER_STAGE)


@pytest.mark.parametrize(("share", "expected"), [(1.0, [(10.0 + 0.5 + 5.0, 0, COLLECT)]), (0.0, [])])
def test_without_the_app_the_operators_message_may_come(share: float, expected: list[tuple[float, int, int]]) -> None:
    bench = Bench(always(5.0), always(0.5))
    send(bench, 10.0, inside(bench), NOT_BY_APP, sms_share=np.array([share]))
    assert expected == [(at, 0, kind) for at, _, kind in bench.due(LOCKER_STAGE)]
    assert 1.0 == bench.counted_in("code_failures", 10)


def test_the_message_and_the_walk_belong_to_the_attempt_that_deposited() -> None:
    bench = Bench(exponential(5.0), exponential(1.0))
    expected = []
    for tries in (1, 2, 3):
        row = inside(bench, tries=tries)
        send(bench, 10.0, row, NOT_BY_APP, sms_share=np.array([0.6]))
        draws = {name: uniform(1, 0, name, row, tries - 1) for name in ("sms", "sms_delay", "locker_pick_up")}
        if draws["sms"] < 0.6:
            delay = quantile(bench.array, bench.rows[1], draws["sms_delay"])
            walk = quantile(bench.array, bench.rows[0], draws["locker_pick_up"])
            expected.append((in_tick(in_tick(10.0 + delay) + max(0.25, walk)), row, COLLECT))
    assert sorted(expected) == bench.due(LOCKER_STAGE)


@pytest.mark.parametrize(("walk", "collected"), [(71.99, True), (72.0, False), (100.0, False)])
def test_who_would_come_after_the_longest_dwell_finds_the_cell_empty(walk: float, collected: bool) -> None:
    bench = Bench(always(walk), always(0.5))
    send(bench, DEPOSITED_AT, inside(bench), BY_APP)
    assert collected == bool(bench.due(LOCKER_STAGE))


def test_a_code_for_a_parcel_that_is_gone_changes_nothing() -> None:
    bench = Bench(always(5.0), always(0.5))
    send(bench, 30.0, inside(bench, state=HANDED_OVER), BY_APP)
    row = inside(bench)
    bench.rec(row)["gen"] = 1
    send(bench, 30.0, row, BY_APP)
    assert [] == bench.due(LOCKER_STAGE)
