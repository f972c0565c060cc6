"""Orders: how many, when, of whom, where to; and those not placed because the delivery offered is worse."""

import math
from typing import TYPE_CHECKING, Any

from sim.engine.luck import CountingLuck
from tests.reference.clock import Phase
from tests.reference.luck import normalised, pick
from tests.reference.parcel import Parcel

if TYPE_CHECKING:
    from tests.reference.world import World

INDEX_SPAN = 2**32
LUCKS = 2**16
"""As finely as this the luck of an order's value is kept."""


def expected(world: "World", begin: float) -> float:
    """Orders expected in the period that begins then."""
    words = world.scenario.orders
    clock = world.clock
    hours, days = normalised(list(words.hour_share)), normalised(list(words.weekday_share))
    share = hours[int(clock.hour_of_day(begin))] * days[clock.weekday(begin)] * 7
    promotions = math.prod(p.factor for p in words.promotions.values() if p.start <= begin < p.ends_at)
    return float(words.per_day * world.scenario.sample * clock.period * share * promotions)


def run_orders(world: "World", period: int) -> None:
    """Start a process for every order of a period."""
    begin, end = world.clock.boundary(period), world.clock.boundary(period + 1)
    generator = CountingLuck(world.luck.seed, world.luck.replication)(period)
    for index in range(int(generator.poisson(expected(world, period * world.clock.period)))):
        world.clock.process(_run_order(world, period * INDEX_SPAN + index, begin, end))


def _run_order(world: "World", order: int, begin: float, end: float) -> Any:
    scenario, luck = world.scenario, world.luck
    yield world.clock.at(begin + luck.u("placed", order) * (end - begin), Phase.ORDER)
    merchant = world.merchants[pick(world.sizes, luck.u("merchant", order))]
    region = pick([r.orders for r in scenario.regions.values()], luck.u("destination", order))
    category = list(scenario.categories.values())[merchant.category]
    coarse = (math.floor(luck.u("value", order) * LUCKS) + 0.5) / LUCKS
    value = round(luck.quantile(category.value, coarse) * 1024) / 1024
    parcel = Parcel(world.clock, order, merchant, region, value)
    world.journal.home(world.clock.now, "order", parcel, value)
    worse = max(0.0, world.carriers[merchant.home].quality - merchant.offered_quality)
    if luck.u("demand", order) >= math.exp(-scenario.demand.elasticity * worse):
        world.journal.home(world.clock.now, "order_lost", parcel, value)
        return
    wishes = [*scenario.lockers, "station", "door"]
    shares = [
        *(scenario.orders.locker_share.get(name, 0.0) for name in scenario.lockers),
        scenario.orders.station_share,
    ]
    parcel.bound_for = wishes[pick([*shares, 1 - sum(shares)], luck.u("preference", order))]
    world.begin(parcel)
