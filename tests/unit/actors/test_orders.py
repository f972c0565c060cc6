"""Orders: who orders what, and how a lower demand thins them without moving the others."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.actors.orders import Orders, expected_per_period, number_in_periods
from sim.engine.instants import TICK_H
from sim.engine.luck import CountingLuck, uniform
from sim.engine.quantiles import quantile
from sim.engine.record import AT_MERCHANT, LEAVING, order_ids
from sim.engine.stages import READY
from sim.engine.worth import value_of
from tests.unit.actors.bench import Bench, always, exponential, merchants_of, orders_placed
from tests.unit.actors.parcel_words import in_tick, words_of


def scenario_of(period: float = 0.25, **orders: object) -> SimpleNamespace:
    """A day and a half from Thursday 25 May 2017, 22:00, 4800 orders a day, all hours and days alike."""
    fresh = {"per_day": 4800.0, "hour_share": [1 / 24] * 24, "weekday_share": [1 / 7] * 7, "promotions": {}}
    start = SimpleNamespace(hour=22, minute=0, weekday=lambda: 3)
    return SimpleNamespace(
        control_period=period, horizon=36.0, start=start, sample=0.5, orders=SimpleNamespace(**(fresh | orders))
    )


def test_with_all_hours_alike_each_period_expects_its_part_of_the_sampled_day() -> None:
    assert [4800 * 0.5 / 96] * 144 == pytest.approx(expected_per_period(scenario_of()).tolist())


def test_hours_and_weekdays_are_those_of_the_scenarios_clock() -> None:
    hours, days = np.zeros(24), np.zeros(7)
    hours[23], days[[3, 4]] = 1.0, (0.25, 0.75)
    found = expected_per_period(scenario_of(hour_share=list(hours), weekday_share=list(days)))
    thursday_23h, friday_23h = slice(4, 8), slice(100, 104)
    assert 2400 * 0.25 * 7 == pytest.approx(found[thursday_23h].sum())
    assert 2400 * 0.75 * 7 == pytest.approx(found[friday_23h].sum())
    assert found.sum() == pytest.approx(found[thursday_23h].sum() + found[friday_23h].sum())


def test_promotions_multiply_while_a_periods_begin_lies_inside() -> None:
    first = SimpleNamespace(start=2.1, duration=2.0, factor=1.5)
    second = SimpleNamespace(start=3.0, duration=0.5, factor=2.0)
    found = expected_per_period(scenario_of(promotions={"a": first, "b": second})) / 25.0
    expected = np.ones(144)
    expected[9:17] *= 1.5  # begins 2.25 … 4.0
    expected[12:14] *= 2.0  # begins 3.0 and 3.25
    assert expected.tolist() == pytest.approx(found.tolist())


def test_the_number_of_orders_is_the_same_whoever_asks_and_whenever() -> None:
    expected = np.array([3.0, 30.0, 300.0])
    luck_of = CountingLuck(1, 0)
    back = [luck_of(p).poisson(expected[p]) for p in (2, 1, 0)]
    assert back[::-1] == number_in_periods(expected, 1, 0).tolist()


def placed(n: int, keeps: float = 1.0) -> tuple[Bench, np.ndarray, int]:
    """`n` orders of period 3 with five merchants."""
    bench = Bench(exponential(80.0), exponential(9.0))
    orders = Orders(np.array(bench.rows[:1]), np.array(bench.rows[1:]), np.array([0.3, 1.0]), np.array([0.2, 0.5, 1.0]))
    merchants = merchants_of(5)
    merchants.rec["keeps"] = keeps
    merchants.rec["region"], merchants.rec["size_class"] = [0, 1, 0, 1, 0], [0, 1, 2, 0, 1]
    bench.calendar.reserve(3 * n, n)
    rec = orders_placed(bench, n, bench.period(0.75), orders, merchants)
    return bench, rec, len(rec)


def test_an_order_is_what_its_own_luck_says() -> None:
    bench, rec, _ = placed(200)
    for i, parcel in enumerate(rec):
        order, told = (3 << 32) | i, words_of(parcel)
        u = {name: uniform(1, 0, name, order) for name in ("placed", "merchant", "destination", "value", "preference")}
        assert (order, AT_MERCHANT, int(u["merchant"] * 5)) == (told["order"], told["state"], told["merchant"])
        assert in_tick(0.75 + 0.25 * u["placed"]) == told["placed_at"]
        assert int(u["destination"] >= 0.3) == parcel["region"]
        assert int(np.searchsorted([0.2, 0.5], u["preference"], side="right")) == parcel["bound_for"]
        value = value_of(parcel, np.array(bench.rows[:1]), bench.array)
        coarse = (np.floor(u["value"] * 2**16) + 0.5) / 2**16
        assert quantile(bench.array, bench.rows[0], coarse) == pytest.approx(value, abs=1 / 2048)
        assert (value * 1024) % 1 == 0
        assert [0, 1, 2, 0, 1][told["merchant"]] == told["size"]


def test_a_parcel_is_ready_after_its_handling() -> None:
    bench, rec, _ = placed(50)
    orders = order_ids(rec).tolist()
    handling = [quantile(bench.array, bench.rows[1], uniform(1, 0, "handling", order)) for order in orders]
    expected = sorted(in_tick(at + h) for at, h in zip(rec["placed"] * TICK_H, handling, strict=True))
    assert [at for at in expected if at < 400.0] == [at for at, _, _ in bench.due(READY)]


def test_orders_placed_and_lost_add_up_and_each_is_lost_by_its_own_luck() -> None:
    bench, rec, created = placed(500, keeps=0.8)
    kept = [i for i in range(500) if uniform(1, 0, "demand", (3 << 32) | i) < 0.8]
    assert [(3 << 32) | i for i in kept] == order_ids(rec).tolist()
    assert [500.0, 500.0 - len(kept), len(kept)] == [
        bench.counted(m) for m in ("orders", "orders_lost", "parcels_created")
    ]
    assert created == bench.books.stock[AT_MERCHANT].sum() == bench.parcels.counts[1]


def test_a_lower_demand_thins_the_orders_and_leaves_the_others_as_they_are() -> None:
    """Who orders at the lower demand also orders at the higher, and the parcel is the same to the last bit."""
    _, many, _ = placed(500, keeps=0.9)
    _, few, _ = placed(500, keeps=0.7)
    fields = [name for name in many.dtype.names if name not in ("gen", "wake")]
    of_many = {parcel["owner"]: [parcel[f] for f in fields] for parcel in many}
    assert [] == [p["owner"] for p in few if of_many[p["owner"]] != [p[f] for f in fields]]
    assert 0 < len(few) < len(many) < 500


def test_a_lost_order_leaves_no_parcel_in_the_table() -> None:
    bench, _, created = placed(40, keeps=0.0)
    used = bench.table.used.rec
    live = used[used["flags"] & LEAVING == 0]
    assert (0, 0, 0) == (created, bench.parcels.counts[1], len(live))


def test_equal_values_need_one_table() -> None:
    bench = Bench(always(5.0), always(5.0))
    assert bench.rows[0] == bench.rows[1]
