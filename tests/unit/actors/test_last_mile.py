"""At the door, the station and the locker: who gets the parcel when, and what happens to it otherwise."""

from typing import Any

import numpy as np
import pytest

from sim.actors.last_mile import TAKE_BACK, last_mile
from sim.actors.lockers import COLLECT
from sim.engine.instants import TICK_H
from sim.engine.luck import uniform
from sim.engine.record import (
    ATTEMPT_FAILED,
    COLLECTED,
    COOLED,
    DELIVERED,
    DEPOSITED,
    HANDED_OVER,
    IN_LOCKER,
    RETURNED,
    SENT_BACK,
    WITH_COURIER,
    goes_to,
)
from sim.engine.stages import DEPOT, SCAN
from sim.engine.stages import LOCKER as LOCKER_STAGE
from tests.unit.actors.bench import (
    DOOR,
    LOCKER,
    OPERATORS,
    STATION,
    Bench,
    always,
    carriers_of,
    entries_of,
    goods_of,
    lockers_of,
)


def on_its_round(bench: Bench, **fields: Any) -> int:
    return bench.parcel(**({"state": WITH_COURIER, "picked_up_at": 2.0} | fields))


def work_off(
    bench: Bench,
    attempts: list[tuple[float, int, int]],
    entries: list[tuple[float, int, int]] = (),  # type: ignore[assignment]
    **actors: Any,
) -> None:
    """One period's attempts (at, row, 0) and locker entries (at, row, kind)."""
    at = (attempts or entries)[0][0]
    last_mile(
        entries_of(*attempts), len(attempts), entries_of(*entries), len(entries), bench.period(at), bench.key,
        bench.array, actors.get("carriers", carriers_of()), actors.get("lockers", lockers_of()),
        actors.get("goods", goods_of()), bench.parcels, bench.lists, bench.lot, bench.books,
    )  # fmt: skip


def test_a_cell_freed_at_an_instant_serves_the_courier_of_that_instant() -> None:
    bench, lockers = Bench(), lockers_of()
    lockers.occupied[0, 0] = 1
    inside = bench.parcel(state=IN_LOCKER, bound_for=LOCKER, picked_up_at=1.0)
    coming = on_its_round(bench, bound_for=LOCKER)
    work_off(bench, [(10.125, coming, 0)], [(10.125, inside, COLLECT)], lockers=lockers)
    assert [HANDED_OVER, IN_LOCKER] == [bench.told(inside)["state"], bench.told(coming)["state"]]
    assert (1, 0.0) == (lockers.occupied[0, 0], bench.counted("locker_refusals"))


def test_a_cell_freed_a_moment_later_comes_too_late() -> None:
    bench, lockers = Bench(), lockers_of()
    lockers.occupied[0, 0] = 1
    inside = bench.parcel(state=IN_LOCKER, bound_for=LOCKER, picked_up_at=1.0)
    coming = on_its_round(bench, bound_for=LOCKER)
    work_off(bench, [(10.125, coming, 0)], [(10.125 + TICK_H, inside, COLLECT)], lockers=lockers)
    assert (0, 1.0) == (lockers.occupied[0, 0], bench.counted("locker_refusals"))
    assert DOOR == goes_to(bench.rec(coming), OPERATORS)
    assert [(10.125 + 3.0, coming, 0)] == bench.due(DEPOT)


def test_of_two_couriers_the_first_gets_the_last_cell() -> None:
    bench, lockers = Bench(), lockers_of()
    first, second = (on_its_round(bench, bound_for=LOCKER) for _ in range(2))
    work_off(bench, [(10.0625, first, 0), (10.078125, second, 0)], lockers=lockers)
    assert [IN_LOCKER, WITH_COURIER] == [bench.told(row)["state"] for row in (first, second)]


def test_regions_do_not_share_cells() -> None:
    bench, lockers = Bench(), lockers_of()
    rows = [on_its_round(bench, bound_for=LOCKER, region=region) for region in (0, 1)]
    work_off(bench, [(10.0, row, 0) for row in rows], lockers=lockers)
    assert [[1, 1]] == lockers.occupied.tolist()


def test_a_deposit_is_scanned_and_will_be_taken_back_after_the_longest_dwell() -> None:
    bench = Bench()
    row = on_its_round(bench, bound_for=LOCKER)
    work_off(bench, [(10.125, row, 0)])
    assert [(10.125, row, DEPOSITED)] == bench.due(SCAN)
    assert [(10.125 + 72.0, row, TAKE_BACK)] == bench.due(LOCKER_STAGE)
    assert (1.0, 1) == (bench.counted("locker_deposits"), bench.told(row)["tries"])


def test_a_collected_parcel_is_in_the_buyers_hands_and_its_take_back_is_ignored() -> None:
    bench, lockers = Bench(), lockers_of()
    lockers.occupied[0, 0] = 1
    row = bench.parcel(state=IN_LOCKER, bound_for=LOCKER, picked_up_at=1.0)
    work_off(bench, [], [(20.0, row, COLLECT)], lockers=lockers)
    work_off(bench, [], [(60.0, row, TAKE_BACK)], lockers=lockers)
    assert (0, 0.0) == (lockers.occupied[0, 0], bench.counted("lockers_overdue"))
    assert (20.0, [(20.0, row, COLLECTED)]) == (bench.told(row)["handed_at"], bench.due(SCAN))
    assert (1.0, 19.0) == (bench.counted("parcels_delivered"), bench.counted("transit_h"))


def test_an_overdue_parcel_frees_its_cell_and_is_for_the_door() -> None:
    bench, lockers = Bench(), lockers_of()
    lockers.occupied[0, 0] = 1
    row = bench.parcel(state=IN_LOCKER, bound_for=LOCKER, picked_up_at=1.0)
    work_off(bench, [], [(82.0, row, TAKE_BACK)], lockers=lockers)
    assert (0, 1.0) == (lockers.occupied[0, 0], bench.counted("lockers_overdue"))
    assert DOOR == goes_to(bench.rec(row), OPERATORS)
    assert WITH_COURIER == bench.told(row)["state"]
    assert ([(85.0, row, 0)], []) == (bench.due(DEPOT), bench.due(SCAN))


def test_an_entry_of_a_row_used_again_means_nobody() -> None:
    bench, lockers = Bench(), lockers_of()
    lockers.occupied[0, 0] = 1
    row = bench.parcel(state=IN_LOCKER, bound_for=LOCKER)
    bench.rec(row)["gen"] = 1
    work_off(bench, [], [(20.0, row, COLLECT)], lockers=lockers)
    assert (1, IN_LOCKER) == (lockers.occupied[0, 0], bench.told(row)["state"])


def test_a_station_always_takes_the_parcel() -> None:
    bench = Bench()
    row = on_its_round(bench, bound_for=STATION)
    work_off(bench, [(10.0, row, 0)], carriers=carriers_of(door_success=np.zeros(2)))
    assert (HANDED_OVER, [(10.0, row, DELIVERED)]) == (bench.told(row)["state"], bench.due(SCAN))


@pytest.mark.parametrize("tries", [0, 1, 4])
def test_the_door_opens_by_the_orders_luck_of_that_attempt(tries: int) -> None:
    bench = Bench()
    rows = [on_its_round(bench, tries=tries) for _ in range(60)]
    work_off(bench, [(10.0, row, 0) for row in rows], carriers=carriers_of(door_success=np.full(2, 0.6)))
    expected = [uniform(1, 0, "door", owner=int(bench.told(row)["order"]), draw=tries) < 0.6 for row in rows]
    assert expected == [bench.told(row)["state"] == HANDED_OVER for row in rows]


def test_a_failed_attempt_brings_the_parcel_back_to_the_depot_and_the_last_one_sends_it_back() -> None:
    bench, closed = Bench(), carriers_of(door_success=np.zeros(2), max_attempts=np.full(2, 2))
    row = on_its_round(bench, order=7)
    work_off(bench, [(10.0, row, 0)], carriers=closed)
    assert ([(13.0, row, 0)], [(10.0, row, ATTEMPT_FAILED)]) == (bench.due(DEPOT), bench.due(SCAN))
    work_off(bench, [(34.0, row, 0)], carriers=closed)
    assert [(10.0, row, ATTEMPT_FAILED), (34.0, row, ATTEMPT_FAILED), (34.0, row, RETURNED)] == bench.due(SCAN)
    assert (SENT_BACK, 34.0) == (bench.told(row)["state"], bench.told(row)["handed_at"])
    assert [2.0, 1.0, 1.0] == [bench.counted(m) for m in ("attempts_failed", "parcels_returned", "refund_claims")]


def queues(bench: Bench, at: float) -> list[int]:
    return [int(entry["gen"]) for entry in bench.listed(DEPOT, bench.period(at).p)]


def test_a_parcel_comes_back_to_the_line_of_its_carriers_depot_in_its_region() -> None:
    bench, lockers = Bench(), lockers_of(cells=np.zeros((1, 2), np.int64))
    places = [(carrier, region) for carrier in (0, 1) for region in (0, 1)]
    where = [{"carrier": carrier, "region": region} for carrier, region in places]
    refused = [on_its_round(bench, bound_for=LOCKER, **at) for at in where]
    failed = [on_its_round(bench, bound_for=DOOR, **at) for at in where]
    taken_back = [bench.parcel(state=IN_LOCKER, bound_for=LOCKER, picked_up_at=1.0, **at) for at in where]
    for row in (*refused, *failed):
        work_off(bench, [(10.0, row, 0)], carriers=carriers_of(door_success=np.zeros(2)), lockers=lockers)
    work_off(bench, [], [(82.0, row, TAKE_BACK) for row in taken_back])
    assert [0, 1, 2, 3, 0, 1, 2, 3] == queues(bench, 13.0)
    assert [0, 1, 2, 3] == queues(bench, 85.0)


@pytest.mark.parametrize(("tries_left", "next_at"), [(True, [13.0]), (False, [0.0, 0.0])])
def test_of_a_failed_attempt_it_is_known_that_no_scan_follows_before_the_parcel_is_back(
    tries_left: bool, next_at: list[float]
) -> None:
    bench, closed = Bench(), carriers_of(door_success=np.zeros(2), max_attempts=np.full(2, 1 + tries_left))
    work_off(bench, [(10.0, on_its_round(bench), 0)], carriers=closed)
    assert next_at == [float(entry["since"]) for entry in bench.made()]


def test_a_refusal_at_the_locker_is_no_failed_attempt() -> None:
    bench, full = Bench(), lockers_of(cells=np.zeros((1, 2), np.int64))
    row = on_its_round(bench, bound_for=LOCKER)
    work_off(bench, [(10.0, row, 0)], lockers=full)
    assert (1, 0, 0.0) == (bench.told(row)["tries"], bench.told(row)["failures"], bench.counted("attempts_failed"))
    assert [] == bench.due(SCAN)


@pytest.mark.parametrize(("at", "late"), [(96.0, 0.0), (96.0 + TICK_H, 1.0)])
def test_a_parcel_is_late_only_after_the_promised_hour(at: float, late: float) -> None:
    bench = Bench()
    work_off(bench, [(at, on_its_round(bench, bound_for=STATION), 0)])
    assert late == bench.counted("parcels_late")


@pytest.mark.parametrize(("flags", "spoiled"), [(0, 1.0), (COOLED, 0.0)])
def test_fresh_goods_live_longer_if_cooled(flags: int, spoiled: float) -> None:
    bench = Bench(always(60.0), always(90.0))
    row = on_its_round(bench, bound_for=STATION, flags=flags)
    work_off(bench, [(80.0, row, 0)], goods=goods_of(*bench.rows))
    assert [spoiled, spoiled, 100.0 * spoiled] == [
        bench.counted(m) for m in ("fresh_spoiled", "refund_claims", "refund_claims_cny")
    ]


def test_spoiled_goods_are_claimed_by_the_orders_own_luck() -> None:
    bench = Bench(always(1.0))
    rows = [on_its_round(bench, bound_for=STATION) for _ in range(80)]
    work_off(bench, [(80.0, row, 0) for row in rows], goods=goods_of(bench.rows[0], bench.rows[0], claim=0.7))
    expected = sum(uniform(1, 0, "spoiled_claim", owner=int(bench.told(row)["order"])) < 0.7 for row in rows)
    assert (80.0, expected) == (bench.counted("fresh_spoiled"), bench.counted("refund_claims"))
    assert 0 < expected < 80
