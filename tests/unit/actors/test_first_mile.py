"""The first mile: hand-over to the carrier a merchant ships with, holding back, pick-up."""

import numpy as np
import pytest

from sim.actors.first_mile import hand_over, pick_up_parcels
from sim.engine.luck import uniform
from sim.engine.quantiles import quantile
from sim.engine.record import AT_MERCHANT, AT_ORIGIN, AWAITING, COOLED, HELD, IN_FLIGHT, PICKED_UP, UNSHOWN
from sim.engine.stages import ORIGIN, PICK_UP, SCAN
from tests.unit.actors.bench import REGIONS, Bench, always, carriers_of, entries_of, exponential, lists_of, merchants_of
from tests.unit.actors.parcel_words import in_tick

READY_AT = 9.125


def ready(bench: Bench, **merchant: int) -> tuple[int, object]:
    merchants, held = merchants_of(), lists_of(1)
    for name, value in merchant.items():
        merchants.rec[name] = value
    row = bench.parcel()
    hand_over(
        entries_of((READY_AT, row, 0)), 1, bench.period(READY_AT), carriers_of(), merchants, bench.parcels, bench.lists,
        held.lists, bench.books,
    )  # fmt: skip
    return row, held


def test_a_ready_parcel_waits_for_the_next_pick_up_of_the_carrier_its_merchant_ships_with() -> None:
    bench = Bench()
    row, _ = ready(bench, ships_with=1)
    assert (AWAITING, 1) == (bench.told(row)["state"], bench.rec(row)["carrier"])
    assert [(10.5, row, 0)] == bench.due(PICK_UP)
    assert (0, 1) == (bench.books.stock[AT_MERCHANT].sum(), bench.books.stock[AWAITING, 1].sum())


def test_a_stuck_merchant_holds_its_parcels_and_each_is_counted_once() -> None:
    bench = Bench()
    row, held = ready(bench, stuck=1)
    assert (HELD, 1, 1.0) == (bench.told(row)["state"], held.lists.size[0], bench.counted("parcels_held"))
    merchants = merchants_of()
    merchants.rec["stuck"] = 1
    hand_over(
        entries_of((9.3125, row, 0)), 1, bench.period(9.3125), carriers_of(), merchants, bench.parcels, bench.lists,
        held.lists, bench.books,
    )  # fmt: skip
    assert 1.0 == bench.counted("parcels_held")


@pytest.mark.parametrize(
    ("carrier", "cooled", "bases_open", "is_cooled"),
    [
        (0, (False, False), False, False),
        (0, (True, False), False, True),
        (1, (True, False), False, False),
        (1, (True, False), True, True),  # sent with another, from a base opened for its cooled home carrier's goods
        (1, (False, False), True, False),
    ],
)
def test_at_pick_up_the_parcel_becomes_the_carriers(
    carrier: int, cooled: tuple[bool, bool], bases_open: bool, is_cooled: bool
) -> None:
    bench, merchants = Bench(exponential(2.0)), merchants_of()
    carriers = carriers_of((bench.rows[0], 0, 0), cooled=np.array(cooled))
    row = bench.parcel(state=AWAITING, carrier=carrier)
    pick_up_parcels(
        entries_of((10.5, row, 0)), 1, bench.period(10.5), bench.key, bench.array, bases_open, carriers,
        merchants, bench.parcels, bench.lists, bench.lot, bench.books,
    )  # fmt: skip
    rec = bench.told(row)
    assert (10.5, AT_ORIGIN) == (rec["picked_up_at"], rec["state"])
    assert UNSHOWN | IN_FLIGHT | (COOLED if is_cooled else 0) == rec["flags"]
    assert (1, 1) == (merchants.rec[0]["unshown"], merchants.rec[0]["in_flight"])
    first_mile = quantile(bench.array, bench.rows[0], uniform(1, 0, "first_mile", row))
    assert ([(10.5, row, PICKED_UP)], [(in_tick(10.5 + first_mile), row, 0)]) == (bench.due(SCAN), bench.due(ORIGIN))
    assert [1.0, 10.0, float(carrier)] == [
        bench.counted(m) for m in ("parcels_handed_over", "carrier_revenue_cny", "parcels_rerouted")
    ]


def test_from_pick_up_on_an_entry_knows_its_hub_and_a_scan_until_when_no_other_follows() -> None:
    bench, merchants = Bench(always(2.0)), merchants_of()
    merchants.rec["region"] = 1
    row = bench.parcel(state=AWAITING, carrier=1)
    bench.rec(row)["gen"] = 7
    pick_up_parcels(
        entries_of((10.5, row, 0), gen=7), 1, bench.period(10.5), bench.key, bench.array, False,
        carriers_of((bench.rows[0], 0, 0)), merchants, bench.parcels, bench.lists, bench.lot, bench.books,
    )  # fmt: skip
    assert [(12.5, 1 * REGIONS + 1)] == [(e["at"], e["gen"]) for e in bench.listed(ORIGIN, 50)]
    assert [(10.5, 12.5, 7)] == [(e["at"], e["since"], e["gen"]) for e in bench.made()]
