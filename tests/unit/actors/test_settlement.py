"""Settlement: who waits for money how long, who is fined for what was never late, and who was harmed how."""

from typing import Any

import numpy as np
import pytest

from sim.actors.settlement import Settlement, close_books, judge_dispatch, settle_unseen, settle_visible
from sim.engine.luck import luck
from sim.engine.quantiles import quantile
from sim.engine.record import DARK_AT_PROMISE, DONE, ENDED, IN_FLIGHT, UNSHOWN, WORRIED, order_of
from sim.engine.stages import SETTLE
from tests.unit.actors.bench import HOURS, Bench, always, entries_of, feed_of, merchants_of, settlement_of

AUTO_CONFIRM = 240.0


def delivered(bench: Bench, flags: int = 0, **fields: Any) -> int:
    fresh = {"picked_up_at": 20.0, "handed_at": 60.0, "made": 2, "shown": 2, "carrier": 1}
    return bench.parcel(**(fresh | fields), flags=ENDED | flags)


def see_delivered(
    bench: Bench, row: int, at: float, settlement: Settlement, auto_confirm: float = AUTO_CONFIRM
) -> None:
    """The last scan of a parcel becomes visible."""
    rec, merchants = bench.rec(row), merchants_of()
    confirm_h = quantile(bench.array, settlement.confirm_row[0], luck(bench.key, order_of(rec), 2, 0)[3])
    settle_visible(rec, at, confirm_h, auto_confirm, bench.array, settlement, merchants, bench.books)


def judged(first_seen_at: float, waived: tuple[float, float] = (np.inf, np.inf), **fields: Any) -> list[float]:
    """Late and false late dispatches, and their penalties."""
    bench = Bench()
    row = delivered(bench, **fields)
    for _ in range(2):
        judge_dispatch(
            bench.rec(row), first_seen_at, bench.array, settlement_of(waived=waived), merchants_of(), bench.books
        )
    names = ("late_dispatch", "false_late_dispatch", "late_dispatch_penalty_cny", "false_late_penalty_cny")
    return [bench.counted(name) for name in names]


def test_a_hand_over_shown_in_time_is_not_late() -> None:
    assert [0.0, 0.0, 0.0, 0.0] == judged(48.0)


def test_a_hand_over_shown_too_late_is_judged_once_and_false_if_it_happened_in_time() -> None:
    assert [1.0, 1.0, 5.0, 5.0] == judged(48.5)
    assert [1.0, 0.0, 5.0, 0.0] == judged(48.5, picked_up_at=48.25)


def test_a_penalty_is_a_share_of_the_price_up_to_a_most() -> None:
    assert [1.0, 1.0, 30.0, 30.0] == judged(np.inf, value=5000.0)


@pytest.mark.parametrize(("waived", "fine"), [((48.0, 49.0), 0.0), ((0.0, 48.0), 5.0), ((48.5, np.inf), 5.0)])
def test_a_penalty_is_waived_if_the_waiver_is_in_force_when_it_falls_due(
    waived: tuple[float, float], fine: float
) -> None:
    assert [1.0, 1.0, fine, fine] == judged(np.inf, waived)


@pytest.mark.parametrize(
    ("seen_at", "auto_confirm", "paid_at"),
    [(61.0, AUTO_CONFIRM, 81.0), (255.0, AUTO_CONFIRM, 260.0), (61.0, 30.0, 50.0)],
)
def test_payment_follows_the_visible_delivery_but_no_later_than_auto_confirm(
    seen_at: float, auto_confirm: float, paid_at: float
) -> None:
    bench = Bench(always(20.0))
    row = delivered(bench, placed_at=4.0)
    see_delivered(bench, row, seen_at, settlement_of(bench.rows[0]), auto_confirm)
    assert 100.0 * (paid_at - 4.0) == pytest.approx(bench.counted("merchant_float_cny_h"))
    assert bench.rec(row)["flags"] & DONE


def settle(bench: Bench, at: float, row: int, auto_confirm: float = AUTO_CONFIRM) -> tuple[Any, Any]:
    feed, merchants = feed_of(), merchants_of()
    merchants.rec["in_flight"] = merchants.rec["unshown"] = 1
    settle_unseen(
        entries_of((at, row, 0)), 1, bench.period(at), auto_confirm, bench.array, settlement_of(), feed, merchants,
        bench.parcels, bench.lists, bench.books,
    )  # fmt: skip
    return feed, merchants


def test_an_order_nobody_saw_delivered_confirms_itself() -> None:
    bench = Bench()
    row = delivered(bench, shown=0, flags=UNSHOWN | IN_FLIGHT)
    _, merchants = settle(bench, 260.0, row)
    assert 100.0 * 260.0 == pytest.approx(bench.counted("merchant_float_cny_h"))
    assert (0, 0) == tuple(merchants.rec[0][["unshown", "in_flight"]])
    assert (1.0, 1) == (bench.counted("late_dispatch"), bench.parcels.leaving_n[0])


def test_an_extension_in_force_by_then_postpones_it() -> None:
    bench = Bench()
    row = delivered(bench, shown=0, flags=UNSHOWN | IN_FLIGHT)
    settle(bench, 260.0, row, auto_confirm=300.0)
    at = [entry[0] for entry in bench.due(SETTLE)]
    assert ([bench.period(260.0).t1], 0.0) == (
        at,
        bench.counted("merchant_float_cny_h"),
    )


def test_an_order_already_paid_is_not_paid_again() -> None:
    bench = Bench()
    row = delivered(bench, flags=DONE)
    settle(bench, 260.0, row)
    see_delivered(bench, row, 261.0, settlement_of())
    assert 0.0 == bench.counted("merchant_float_cny_h")


@pytest.mark.parametrize(
    ("flags", "handed_at", "expected"),
    [
        (WORRIED, 90.0, [1.0, 0.0, 0.0]),
        (WORRIED | DARK_AT_PROMISE, 100.0, [0.0, 0.0, 1.0]),
        (DARK_AT_PROMISE, 100.0, [0.0, 1.0, 0.0]),
        (DARK_AT_PROMISE, 96.0, [0.0, 0.0, 0.0]),
        (0, 100.0, [0.0, 0.0, 0.0]),
    ],
)
def test_each_harmed_buyer_falls_into_one_class(flags: int, handed_at: float, expected: list[float]) -> None:
    bench = Bench(always(20.0))
    row = delivered(bench, flags=flags, handed_at=handed_at)
    see_delivered(bench, row, 101.0, settlement_of(bench.rows[0]))
    assert expected == [bench.counted(m) for m in ("worried_on_time", "late_unseen", "worried_and_late")]


def test_the_books_are_closed_with_what_is_still_under_way() -> None:
    """One settled, one delivered but unpaid, one late and not delivered, one ordered just now."""
    bench = Bench()
    delivered(bench, flags=DONE)
    delivered(bench)
    bench.parcel(placed_at=100.0, picked_up_at=120.0, flags=WORRIED)
    bench.parcel(placed_at=HOURS - 10.0)
    close_books(float(HOURS), bench.array, settlement_of(), merchants_of(), bench.table.used, bench.books)
    assert 100.0 * (HOURS + HOURS - 100.0 + 10.0) == pytest.approx(bench.counted("merchant_float_cny_h"))
    assert [1.0, 1.0] == [bench.counted(m) for m in ("parcels_late", "worried_and_late")]
    assert (1.0, 1.0) == (bench.counted_in("late_dispatch", 148), bench.counted("late_dispatch"))
