"""Courier waves: first in first out, at most what a wave carries, from what is at the depot by then."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.actors.couriers import Timetable, load_waves, loads_of, timetable
from sim.actors.hubs import join_lines
from sim.engine.instants import TICK_H
from sim.engine.record import AT_DESTINATION, OUT, WITH_COURIER
from sim.engine.stages import ATTEMPT, SCAN
from tests.unit.actors.bench import CARRIERS, REGIONS, Bench, always, carriers_of, entries_of, lists_of

WAVE = 8.5


def depot_with(bench: Bench, *times: float, **fields: int) -> tuple[list[int], object]:
    depots = lists_of(CARRIERS * REGIONS)
    rows = [bench.parcel(state=AT_DESTINATION, picked_up_at=0.0, **fields) for _ in times]
    line = fields.get("carrier", 0) * REGIONS + fields.get("region", 0)
    entries = entries_of(*((at, row, 0) for at, row in zip(times, rows, strict=True)), gen=line)
    join_lines(entries, len(times), depots.lists)
    return rows, depots


def load(bench: Bench, depots: object, *waves: tuple[float, int, int], **fields: object) -> None:
    """Waves (at, carrier, load in every region) of one period."""
    load_waves(
        np.array([w[0] for w in waves]), np.array([w[1] for w in waves]),
        np.array([[w[2]] * REGIONS for w in waves], np.int64).reshape(len(waves), REGIONS),
        bench.period(waves[0][0]), bench.key, bench.array, carriers_of((0, 0, bench.rows[0]), **fields),
        bench.parcels, depots.lists, bench.lists, bench.lot, bench.books,
    )  # fmt: skip


def states(bench: Bench, rows: list[int]) -> list[int]:
    return [int(bench.told(row)["state"]) for row in rows]


def test_a_wave_loads_the_oldest_up_to_its_capacity() -> None:
    bench = Bench(always(2.0))
    rows, depots = depot_with(bench, 5.0, 6.0, 7.0)
    load(bench, depots, (WAVE, 0, 2))
    assert [WITH_COURIER, WITH_COURIER, AT_DESTINATION] == states(bench, rows)
    assert [(10.5, rows[0], 0), (10.5, rows[1], 0)] == bench.due(ATTEMPT)
    assert [(WAVE, rows[0], OUT), (WAVE, rows[1], OUT)] == bench.due(SCAN)
    assert 2.0 == bench.counted("parcels_out_for_delivery")


@pytest.mark.parametrize(("at", "loaded"), [(WAVE, True), (WAVE + TICK_H, False)])
def test_who_is_at_the_depot_at_the_wave_is_loaded_and_who_comes_after_is_not(at: float, loaded: bool) -> None:
    bench = Bench(always(2.0))
    rows, depots = depot_with(bench, at)
    load(bench, depots, (WAVE, 0, 5))
    assert [WITH_COURIER if loaded else AT_DESTINATION] == states(bench, rows)


def test_a_loaded_parcel_is_told_by_its_own_generation_again_and_makes_no_scan_before_the_attempt() -> None:
    bench = Bench(always(2.0))
    (row,), depots = depot_with(bench, 5.0, carrier=1, region=1)
    bench.rec(row)["gen"] = 7
    load(bench, depots, (WAVE, 1, 5))
    assert [(WAVE, 10.5, 7)] == [(e["at"], e["since"], e["gen"]) for e in bench.made()]
    assert [(10.5, 7)] == [(e["at"], e["gen"]) for e in bench.listed(ATTEMPT, 42)]


def test_what_a_wave_leaves_the_next_takes_even_within_one_period() -> None:
    bench = Bench(always(2.0))
    _, depots = depot_with(bench, 5.0, 6.0, 7.0)
    load(bench, depots, (8.5, 0, 2), (8.625, 0, 2))
    assert [10.5, 10.5, 10.625] == [at for at, _, _ in bench.due(ATTEMPT)]


def test_a_carriers_wave_loads_nobody_elses_parcels() -> None:
    bench = Bench(always(2.0))
    rows, depots = depot_with(bench, 5.0, carrier=1, region=1)
    load(bench, depots, (8.5, 0, 9))
    assert [AT_DESTINATION] == states(bench, rows)
    load(bench, depots, (8.5, 1, 9))
    assert [WITH_COURIER] == states(bench, rows)


def test_a_round_ends_after_its_longest_duration() -> None:
    bench = Bench(always(30.0))
    _, depots = depot_with(bench, 5.0)
    load(bench, depots, (WAVE, 0, 2))
    assert [WAVE + 12.0] == [at for at, _, _ in bench.due(ATTEMPT)]


@pytest.mark.parametrize(("start_hour", "expected"), [(0, [8.5, 14.5, 32.5, 38.5]), (10, [4.5, 22.5, 28.5, 46.5])])
def test_waves_follow_the_clock_from_the_start_to_the_horizon(start_hour: int, expected: list[float]) -> None:
    scenario = SimpleNamespace(
        start=SimpleNamespace(hour=start_hour, minute=0), horizon=48.0, control_period=0.25,
        carriers={"sf": SimpleNamespace(courier_waves={14.5: 0.4, 8.5: 0.6})},
    )  # fmt: skip
    found = timetable(scenario)
    assert expected == found.at.tolist()
    assert [0.6 if (at + start_hour) % 24.0 == 8.5 else 0.4 for at in expected] == found.share.tolist()
    periods = np.repeat(np.arange(192), np.diff(found.first))
    assert [int(at / 0.25) for at in expected] == periods.tolist()


def test_a_wave_at_a_boundary_belongs_to_the_period_that_begins() -> None:
    waves = {"sf": SimpleNamespace(courier_waves={8.0: 1.0})}
    scenario = SimpleNamespace(
        start=SimpleNamespace(hour=0, minute=0), horizon=24.0, control_period=0.25, carriers=waves
    )
    first = timetable(scenario).first
    assert (0, 1) == (first[32], first[33])


def test_a_wave_takes_its_share_of_the_day_times_the_factor_in_force_and_at_least_one() -> None:
    carriers = carriers_of((0, 0, 0), wave_load=np.full((CARRIERS, REGIONS), 10.0))
    plan = Timetable(np.array([8.0, 8.1]), np.array([0, 1]), np.array([0.5, 0.01]), np.array([0, 2]))
    loads = np.zeros((2, REGIONS), np.int64)
    loads_of(plan, 0, 2, carriers, np.full(CARRIERS, 1.5), loads)
    assert [8, 1] == loads[:, 0].tolist()
