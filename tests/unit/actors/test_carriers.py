"""Carriers: timetables, hand-over, pick-up, hubs; a parcel's way follows its own luck."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.actors.carriers import (
    arrive,
    expected_attempts,
    hand_over,
    join_lines,
    next_time,
    pick_up_parcels,
    road_km,
    sort_destination,
    sort_origin,
)
from sim.engine.fifo import servers
from sim.engine.instants import TICK_H
from sim.engine.luck import uniform
from sim.engine.quantiles import quantile
from sim.engine.record import (
    ARRIVED,
    AT_DESTINATION,
    AT_MERCHANT,
    AT_ORIGIN,
    AWAITING,
    COOLED,
    DEPARTED,
    HELD,
    IN_FLIGHT,
    ON_LINEHAUL,
    ORIGIN_SORTED,
    PICKED_UP,
    UNSHOWN,
)
from sim.engine.stages import ARRIVAL, DEPOT, ORIGIN, PICK_UP, SCAN, take
from tests.unit.actors.bench import (
    CARRIERS,
    REGIONS,
    Bench,
    Quantiles,
    always,
    carriers_of,
    entries_of,
    exponential,
    lists_of,
    merchants_of,
)
from tests.unit.actors.parcel_words import in_tick

TIMES = np.array([2.0, 8.5, 15.0, 26.0])
QUEUES = 2 * CARRIERS * REGIONS
"""Lines of the hubs: of carriers and regions of origin, then of carriers and regions of destination."""


@pytest.mark.parametrize(
    ("t", "offset", "expected"),
    [
        (0.0, 0.0, 2.0),
        (2.0, 0.0, 2.0),
        (2.0 + TICK_H, 0.0, 8.5),
        (15.0 + TICK_H, 0.0, 26.0),
        (24.0, 0.0, 26.0),
        (0.0, 10.0, 5.0),  # the scenario starts at 10:00; the next time is 15:00
        (5.5, 10.0, 16.0),  # 15:30; the next is 02:00 of the following day
    ],
)
def test_the_next_time_is_the_first_of_the_timetable_at_or_after(t: float, offset: float, expected: float) -> None:
    assert expected == next_time(TIMES, offset, t)


@given(
    times=st.lists(st.integers(0, 1439), min_size=1, max_size=6, unique=True),
    t=st.floats(0.0, 500.0),
    offset=st.integers(0, 23),
)
@settings(max_examples=200, deadline=None)
def test_no_departure_of_the_timetable_is_missed(times: list[int], t: float, offset: int) -> None:
    clock = sorted(m / 60.0 for m in times)
    all_of_them = [day * 24.0 + c - offset for day in range(-1, 23) for c in clock]
    expected = min(x for x in all_of_them if x >= t)
    assert expected == pytest.approx(next_time(np.array([*clock, clock[0] + 24.0, np.inf]), float(offset), t), abs=1e-9)


def test_expected_attempts_is_the_mean_of_a_truncated_geometric_distribution() -> None:
    for success, most in ((0.8, 3), (0.5, 1), (1.0, 4), (0.3, 6)):
        fails = 1.0 - success
        mean = sum(k * success * fails ** (k - 1) for k in range(1, most)) + most * fails ** (most - 1)
        assert mean == pytest.approx(expected_attempts(success, most), abs=1e-9)


def test_road_distance_is_symmetric_stretched_and_local_inside_a_region() -> None:
    here, there = SimpleNamespace(lat=0.0, lon=0.0), SimpleNamespace(lat=0.0, lon=90.0)
    scenario = SimpleNamespace(regions={"a": here, "b": there}, geography=SimpleNamespace(detour=1.3, local=80.0))
    quarter = 6371.0 * np.pi / 2.0 * 1.3
    assert [80.0, quarter, quarter, 80.0] == pytest.approx(road_km(scenario).ravel().tolist())


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


def sorted_at_origin(spread: Quantiles, gen: int = 0) -> tuple[Bench, int]:
    """A parcel of carrier 1 that reaches the hub of region 1 at 10.1875, for region 0; the hub needs 1/32 h."""
    bench, lines, line_servers = Bench(spread), lists_of(QUEUES), servers(QUEUES)
    line_servers.rate[:] = 32.0
    row = bench.parcel(state=AT_ORIGIN, carrier=1, region=0, picked_up_at=8.0)
    bench.rec(row)["gen"] = gen
    join_lines(entries_of((10.1875, row, 0), gen=1 * REGIONS + 1), 1, lines.lists)
    assert (AT_ORIGIN, 1) == (bench.told(row)["state"], lines.lists.size[1 * REGIONS + 1])
    sort_origin(
        bench.period(10.1875), bench.key, bench.array, carriers_of((0, bench.rows[0], 0)), bench.parcels, lines.lists,
        line_servers, bench.calendar.scratch.first, bench.lists, bench.lot, bench.books,
    )  # fmt: skip
    return bench, row


def test_a_sorted_parcel_takes_the_next_departure_and_drives_by_its_own_luck() -> None:
    bench, row = sorted_at_origin(exponential(1.0))
    spread = quantile(bench.array, bench.rows[0], uniform(1, 0, "travel", row))
    assert ON_LINEHAUL == bench.told(row)["state"]
    assert [ORIGIN_SORTED, DEPARTED] == [kind for _, _, kind in bench.due(SCAN)]
    assert [10.21875, 10.5] == pytest.approx([at for at, _, _ in bench.due(SCAN)])
    assert [10.5 + 4.0 + 1000.0 / 50.0 * spread] == pytest.approx([at for at, _, _ in bench.due(ARRIVAL)])


def test_the_departure_is_reported_as_soon_as_it_is_known_though_it_comes_later() -> None:
    """Sorted at 10.21875, departs at 10.5, arrives at 34.5; all in the period that begins at 10.0."""
    bench, row = sorted_at_origin(always(1.0), gen=7)
    scans = bench.made()
    assert [(ORIGIN_SORTED, 7), (DEPARTED, 7)] == [(e["kind"], e["gen"]) for e in scans]
    assert [10.21875, 10.5, 10.5, 34.5] == pytest.approx([t for e in scans for t in (e["at"], e["since"])])
    queue = CARRIERS * REGIONS + 1 * REGIONS + 0
    assert [(34.5, row, queue)] == [(e["at"], e["row"], e["gen"]) for e in bench.listed(ARRIVAL, 138)]


def test_on_arrival_a_parcel_is_scanned_and_sorted_for_its_depot_before_which_it_makes_no_scan() -> None:
    """Courier waves at 8.5 and 14.5."""
    bench, lines, line_servers = Bench(), lists_of(QUEUES), servers(QUEUES)
    line_servers.rate[:] = 32.0
    row = bench.parcel(state=ON_LINEHAUL, carrier=1, region=1, picked_up_at=8.0)
    bench.rec(row)["gen"] = 7
    depot = 1 * REGIONS + 1
    entries, carriers = entries_of((10.1875, row, 0), gen=CARRIERS * REGIONS + depot), carriers_of()
    arrive(entries, 1, bench.period(10.1875), carriers, bench.parcels, lines.lists, bench.lists, bench.books)
    assert (AT_DESTINATION, 1) == (bench.told(row)["state"], lines.lists.size[CARRIERS * REGIONS + depot])
    assert [(10.1875, 14.5, 7, ARRIVED)] == [(e["at"], e["since"], e["gen"], e["kind"]) for e in bench.made()]
    sort_destination(
        bench.period(10.1875), carriers, lines.lists, line_servers, bench.calendar.scratch.first, bench.lists
    )
    assert (AT_DESTINATION, [(row, depot)]) == (
        bench.told(row)["state"],
        [(e["row"], e["gen"]) for e in bench.listed(DEPOT, 40)],
    )
    assert [10.21875] == pytest.approx([at for at, _, _ in bench.due(DEPOT)])


def test_hubs_of_other_carriers_and_regions_have_their_own_line() -> None:
    bench, lines, merchants = Bench(always(1.0)), lists_of(QUEUES), merchants_of(REGIONS)
    merchants.rec["region"] = range(REGIONS)
    carriers = carriers_of((bench.rows[0], 0, 0))
    places = [(c, o) for c in range(CARRIERS) for o in range(REGIONS)]
    for carrier, origin in places:
        row = bench.parcel(state=AWAITING, carrier=carrier, merchant=origin)
        pick_up_parcels(
            entries_of((9.0, row, 0)), 1, bench.period(9.0), bench.key, bench.array, False, carriers, merchants,
            bench.parcels, bench.lists, bench.lot, bench.books,
        )  # fmt: skip
    out = bench.calendar.scratch.first
    join_lines(out, take(bench.lists, bench.period(10.0), ORIGIN, out), lines.lists)
    assert [1, 1, 1, 1, 0, 0, 0, 0] == lines.lists.size.tolist()
