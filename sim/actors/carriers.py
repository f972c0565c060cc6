"""Carriers: timetables, hubs, couriers and prices, dimensioned for their customers.

What a carrier is; what becomes of its parcels is in `first_mile`, `hubs`, `couriers` and `last_mile`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.counting import COARSE
from sim.engine.daytimes import clock_times
from sim.engine.instants import on_grid
from sim.engine.quantiles import Tables


class Carriers(NamedTuple):
    """What every carrier is made of.

    Attributes:
        pick_ups, departures, waves: (carriers, most) clock times of day, h, see `daytimes.clock_times`.
        offset: (1,) clock time of the scenario's start, h.
        first_mile, travel_spread, last_mile: (carriers,) quantile tables.
        travel_fixed, max_last_mile, turnaround, door_success, speed, price: (carriers,).
        max_attempts: (carriers,) int64. cooled: (carriers,) bool.
        km: (regions, regions) road distance.
        hub_rate: (2, carriers, regions) parcels per hour of origin and destination hubs on a normal day.
        wave_load: (carriers, regions) parcels a courier's day can carry.
    """

    pick_ups: NDArray[np.float64]
    departures: NDArray[np.float64]
    waves: NDArray[np.float64]
    offset: NDArray[np.float64]
    first_mile: NDArray[np.int64]
    travel_spread: NDArray[np.int64]
    last_mile: NDArray[np.int64]
    travel_fixed: NDArray[np.float64]
    max_last_mile: NDArray[np.float64]
    turnaround: NDArray[np.float64]
    door_success: NDArray[np.float64]
    speed: NDArray[np.float64]
    price: NDArray[np.float64]
    max_attempts: NDArray[np.int64]
    cooled: NDArray[np.bool_]
    km: NDArray[np.float64]
    hub_rate: NDArray[np.float64]
    wave_load: NDArray[np.float64]


def road_km(scenario: Any) -> NDArray[np.float64]:
    """(regions, regions) road distances: great circle × detour, `local` inside a region."""
    places = np.radians([(r.lat, r.lon) for r in scenario.regions.values()])
    lat, lon = places[:, 0], places[:, 1]
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    km = 2 * 6371.0 * np.arcsin(np.sqrt(half)) * scenario.geography.detour
    np.fill_diagonal(km, scenario.geography.local)
    return np.asarray(km)


def nominal_hours(scenario: Any) -> NDArray[np.float64]:
    """(carriers,) mean hours of linehaul over the platform's demand: what a carrier's speed is taken to be."""
    sellers = np.array([r.merchants for r in scenario.regions.values()])
    buyers = np.array([r.orders for r in scenario.regions.values()])
    mean_km = float(sellers @ road_km(scenario) @ buyers / sellers.sum() / buyers.sum())
    return np.array([mean_km / c.speed + c.travel_fixed for c in scenario.carriers.values()])


def expected_attempts(success: float, most: int) -> float:
    """Mean number of attempts at a door until success or the last one allowed.

    >>> expected_attempts(0.8, 3)
    1.24
    """
    return round((1.0 - (1.0 - success) ** most) / success, 12)


def build(scenario: Any, tables: Tables, flow: NDArray[np.float64]) -> Carriers:
    """Arrays of the scenario's carriers, dimensioned for their actual customers.

    Args:
        scenario: the validated scenario.
        tables: collects quantile tables.
        flow: (carriers, regions) share of all orders, see `merchants.normal_flow`.
    """
    carriers = list(scenario.carriers.values())
    buyers = np.array([r.orders for r in scenario.regions.values()])
    daily = scenario.orders.per_day * scenario.sample
    out_of = daily * flow
    into = daily * np.outer(flow.sum(axis=1), buyers / buyers.sum())
    door = 1.0 - scenario.orders.station_share - sum(scenario.orders.locker_share.values())
    sort_hours = np.array([c.sort_hours for c in carriers])[:, None]
    rounds = np.array([1.0 - door + door * expected_attempts(c.door_success, c.max_attempts) for c in carriers])
    utilisation = np.array([c.utilisation for c in carriers])
    return Carriers(
        pick_ups=clock_times([list(c.pick_up_waves) for c in carriers]),
        departures=clock_times([list(c.departures) for c in carriers]),
        waves=clock_times([list(c.courier_waves) for c in carriers]),
        offset=np.array([on_grid(scenario.start.hour + scenario.start.minute / 60.0)]),
        first_mile=np.array([tables.add(c.first_mile) for c in carriers], np.int64),
        travel_spread=np.array([tables.add(c.travel_spread) for c in carriers], np.int64),
        last_mile=np.array([tables.add(c.last_mile) for c in carriers], np.int64),
        travel_fixed=np.array([c.travel_fixed for c in carriers]),
        max_last_mile=np.array([c.max_last_mile for c in carriers]),
        turnaround=np.array([c.turnaround for c in carriers]),
        door_success=np.array([c.door_success for c in carriers]),
        speed=np.array([float(c.speed) for c in carriers]),
        price=np.rint(np.array([float(c.price) for c in carriers]) * COARSE) / COARSE,
        max_attempts=np.array([c.max_attempts for c in carriers], np.int64),
        cooled=np.array([c.is_cooled for c in carriers]),
        km=road_km(scenario),
        hub_rate=np.stack([out_of / sort_hours, into / sort_hours]),
        wave_load=into * (rounds / utilisation)[:, None],
    )
