"""Two things that befall one parcel at one instant, and a row that is wanted twice in one period."""

import numpy as np
import pytest

from sim.actors.buyers import Buyers, next_worry
from sim.actors.lockers import BY_APP, codes
from sim.actors.orders import Orders
from sim.engine.gates import Shuttings
from sim.engine.luck import uniform
from sim.engine.parcels import free_leaving, leave_if_done
from sim.engine.record import ATTEMPT_FAILED, DONE, ENDED, IN_LOCKER, LEAVING, MILESTONES, RETURNED
from sim.engine.stages import LOCKER, SCAN, Period, post
from sim.engine.tally import COUNT_ROW
from tests.unit.actors.bench import Bench, always, entries_of, lockers_of, merchants_of, orders_placed, shut
from tests.unit.actors.parcel_words import hours_of
from tests.unit.world.wire import Wire

OPEN: Shuttings = shut()


@pytest.mark.parametrize(("handed_at", "expected"), [(10.125, np.inf), (10.126, 10.125), (np.inf, 10.125)])
def test_at_the_instant_of_the_hand_over_nobody_worries_any_more(handed_at: float, expected: float) -> None:
    """A hazard of one per hour and patience for an eighth: the buyer would worry at 10.125."""
    bench = Bench()
    buyers = Buyers(np.full(len(MILESTONES), np.inf), np.array([1.0, 0, 1.0, 0, 48.0, 96.0, 0, 3.0]), np.ones(4))
    row = bench.parcel(clock_at=10.0, worry_left=0.125, handed_at=handed_at, placed_at=9.0)
    assert expected == next_worry(bench.rec(row), buyers, OPEN)


@pytest.mark.parametrize(("dwell", "collected"), [(72.0, []), (72.25, [82.0])])
def test_at_the_end_of_the_longest_dwell_the_courier_is_first(dwell: float, collected: list[float]) -> None:
    bench = Bench(always(72.0))
    lockers = lockers_of(bench.rows[0], max_dwell=np.array([dwell]))
    row = bench.parcel(state=IN_LOCKER, bound_for=0, tries=1)
    codes(
        entries_of((10.0, row, BY_APP), since=10.0), 1, bench.period(10.0), bench.key, bench.array, lockers,
        bench.parcels, bench.lists, bench.books,
    )  # fmt: skip
    assert collected == [at for at, _, _ in bench.due(LOCKER)]


def test_scans_of_one_parcel_at_one_instant_are_numbered_in_the_order_of_the_journey() -> None:
    """The last attempt fails and the parcel turns round at that instant; put on the calendar the wrong way round."""
    wire = Wire()
    row, first = wire.parcel(1), wire.bench.period(0.0)
    for kind, number in ((RETURNED, 5), (ATTEMPT_FAILED, 4)):
        post(wire.bench.lists, first, SCAN, 10.0, 0, row, 0, kind, number)
    wire.run()
    rec = wire.bench.rec(row)
    assert (2, True) == (rec["made"], bool(rec["flags"] & ENDED))
    unseen = wire.bench.parcels.unseen[rec["dark_from"]]
    assert (10.0, 11.0) == (hours_of(unseen[1]), hours_of(unseen[-1]))


def test_a_parcel_done_with_keeps_its_row_if_its_buyer_got_in_touch_in_that_very_period() -> None:
    """SCAN settles it, REACT puts an earlier contact in line, COUNT would free the row."""
    bench = Bench()
    row = bench.parcel(flags=DONE)
    leave_if_done(bench.parcels, row)
    bench.rec(row)["pending"] += 1
    free_leaving(bench.parcels)
    assert (0, 0) == (bench.rec(row)["gen"], bench.rec(row)["flags"] & LEAVING)
    bench.rec(row)["pending"] -= 1
    leave_if_done(bench.parcels, row)
    free_leaving(bench.parcels)
    assert 1 == bench.rec(row)["gen"]


def test_an_order_whose_luck_equals_the_share_kept_is_lost() -> None:
    bench = Bench()
    merchants = merchants_of(1)
    orders = Orders(np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([0.5, 1.0]), np.array([0.0, 0.0, 1.0]))
    period = Period(40, bench.periods, 10.0, 10.25, 0.25)
    for keeps in (np.nextafter(uniform(1, 0, "demand", 40 << 32), 1.0), uniform(1, 0, "demand", 40 << 32)):
        merchants.rec["keeps"] = keeps
        orders_placed(bench, 1, period, orders, merchants)
    rows = [COUNT_ROW[name] for name in ("orders", "parcels_created", "orders_lost")]
    assert [2.0, 1.0, 1.0] == bench.books.groups[rows].sum(axis=(1, 2, 3)).tolist()
