"""Orders: a Poisson stream by hour, weekday and promotion, each order with its own luck.

An order knows its merchant, its buyer's region, what it is worth, and where it is to be delivered. Whether it
is placed at all depends on the delivery the merchant offers at that moment, decided by the order's own luck:
the other orders stay the same.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import NEAR, fetch
from sim.engine.compiled import kernel
from sim.engine.counting import count_here, goods_of, join, spot_of
from sim.engine.instants import NEVER, hours, tick_of
from sim.engine.lots import take_hours
from sim.engine.luck import CountingLuck, draw_lot, name_owner, unit
from sim.engine.parcels import give_back, take_row
from sim.engine.quantiles import Tables
from sim.engine.record import AT_MERCHANT, LEAVING, MOST_ORDERS, MOST_PERIODS, owner_of
from sim.engine.shares import choose, cumulated
from sim.engine.stages import READY, post
from sim.engine.tally import COUNT_ROW
from sim.engine.worth import luck_of_value, value_of, value_rows

ORDERS = COUNT_ROW["orders"]
LOST = COUNT_ROW["orders_lost"]
LOST_CNY = COUNT_ROW["orders_lost_cny"]
CREATED = COUNT_ROW["parcels_created"]


class Orders(NamedTuple):
    """What an order draws from.

    Attributes:
        value_row: (categories,) quantile table of the value, CNY.
        handling_row: (1,) quantile table from order to ready.
        region_upto: (regions,) cumulated shares of buyers.
        bound_upto: (operators + 2,) cumulated shares of locker operators, station, door.
    """

    value_row: NDArray[np.int64]
    handling_row: NDArray[np.int64]
    region_upto: NDArray[np.float64]
    bound_upto: NDArray[np.float64]


def build(scenario: Any, tables: Tables) -> Orders:
    """Arrays of the scenario's order stream."""
    lockers = [scenario.orders.locker_share.get(name, 0.0) for name in scenario.lockers]
    station = scenario.orders.station_share
    return Orders(
        value_row=value_rows((c.value for c in scenario.categories.values()), tables),
        handling_row=np.array([tables.add(scenario.merchants.handling)], np.int64),
        region_upto=cumulated(r.orders for r in scenario.regions.values()),
        bound_upto=cumulated([*lockers, station, 1.0 - station - sum(lockers)]),
    )


def expected_per_period(scenario: Any) -> NDArray[np.float64]:
    """(periods,) expected number of orders in each control period, at the scenario's sample.

    The rate of a period is that of its begin: hour of day and weekday in the scenario's zone.
    """
    period = scenario.control_period
    begin = np.arange(round(scenario.horizon / period)) * period
    start = scenario.start
    clock = begin + start.hour + start.minute / 60.0
    hour = np.floor(clock % 24.0).astype(np.int64)
    weekday = (start.weekday() + np.floor(clock / 24.0).astype(np.int64)) % 7
    hours = np.asarray(scenario.orders.hour_share)
    days = np.asarray(scenario.orders.weekday_share)
    rate = scenario.orders.per_day * scenario.sample * (hours / hours.sum())[hour] * (days / days.sum())[weekday] * 7.0
    for promotion in scenario.orders.promotions.values():
        first = promotion.start
        rate = np.where((begin >= first) & (begin < first + promotion.duration), rate * promotion.factor, rate)
    return np.asarray(rate * period)


def number_in_periods(expected: NDArray[np.float64], seed: int, replication: int) -> NDArray[np.int64]:
    """(periods,) how many orders (placed or lost) fall into each period."""
    luck_of = CountingLuck(seed, replication)
    numbers = np.array([luck_of(p).poisson(mean) for p, mean in enumerate(expected.tolist())], np.int64)
    if len(numbers) >= MOST_PERIODS or numbers.max(initial=0) >= MOST_ORDERS:
        raise ValueError(
            f"a run holds fewer than {MOST_PERIODS:,} control periods of fewer than {MOST_ORDERS:,} orders"
        )
    return numbers


@kernel
def place(first, after, placed, period, key, tables, orders, merchants, parcels, calendar, lots, counters):
    """Place the orders `first` … `after` - 1 of a period: lost ones are counted, the others become parcels.

    Args:
        first, after: at most LOT orders; the table must have room for them.
        placed: filled with the rows of the parcels created.
        period: Period.
        key: Philox key.
        tables: quantile tables.
        orders: Orders.
        merchants: Merchants (`rec`, `upto`, `guide`).
        parcels: Parcels.
        calendar: Lists, one a stage and period.
        lots: two of Lot, for the orders' first two blocks of luck.
        counters: Counters.

    Returns:
        How many parcels were created.
    """
    one, two = lots
    n = after - first
    for j in range(n):
        order = (np.uint64(period.p) << np.uint64(32)) | np.uint64(first + j)
        name_owner(one, j, order, 0)
        name_owner(two, j, order, 0)
    draw_lot(key, one, n, 0)
    draw_lot(key, two, n, 1)
    _choose_merchants(one, n, merchants)
    for j in range(n):
        take_hours(two, j, 2, tables, orders.handling_row[0])
    created = 0
    for j in range(n):
        if parcels.counts[0] > NEAR:
            fetch(parcels.rec, parcels.free[parcels.counts[0] - 1 - NEAR])
        m = one.number[j]
        merchant = merchants.rec[np.uint64(m)]
        row = take_row(parcels)
        parcel = parcels.rec[row]
        tick = tick_of(period.t0 + unit(one, 0, j) * (period.t1 - period.t0))
        placed_at = hours(tick)
        parcel.owner = owner_of(m, period.p, first + j)
        parcel.worry_left = np.inf
        parcel.placed = tick
        parcel.picked_up = NEVER
        parcel.handed = NEVER
        parcel.news = tick
        parcel.seen = tick
        parcel.clock = tick
        parcel.dark_from = NEVER
        parcel.wake = NEVER
        parcel.worth = luck_of_value(one, 3, j)
        parcel.flags = 0
        parcel.carrier = merchant.home
        parcel.region = choose(orders.region_upto, unit(one, 2, j))
        parcel.goods = goods_of(merchant.category, merchant.size_class)
        parcel.bound_for = choose(orders.bound_upto, unit(two, 0, j))
        parcel.stands = AT_MERCHANT
        parcel.made = 0
        parcel.shown = 0
        parcel.tries = 0
        parcel.worries = 0
        parcel.pending = 0
        spot = spot_of(counters, placed_at, parcel.carrier, parcel)
        count_here(counters, spot, ORDERS, placed_at, parcel, 1.0)
        if unit(two, 1, j) >= merchant.keeps:
            count_here(counters, spot, LOST, placed_at, parcel, 1.0)
            count_here(counters, spot, LOST_CNY, placed_at, parcel, value_of(parcel, orders.value_row, tables))
            parcel.flags = LEAVING
            give_back(parcels, row)
            continue
        count_here(counters, spot, CREATED, placed_at, parcel, 1.0)
        join(counters, parcel)
        at = placed_at + two.hours[j]
        post(calendar, period, READY, at, 0, row, parcel.gen, 0, 0)
        placed[created] = row
        created += 1
    return created


@kernel
def _choose_merchants(lot, n, merchants):
    """The merchant of each order of a lot, in `number`: look after look, each asked of memory one look before."""
    upto, guide = merchants.upto, merchants.guide
    for j in range(n):
        lot.number[j] = np.int64(unit(lot, 1, j) * guide.shape[0])
        fetch(guide, lot.number[j])
    for j in range(n):
        lot.number[j] = guide[np.uint64(lot.number[j])]
        fetch(upto, lot.number[j])
    for j in range(n):
        m, u = lot.number[j], unit(lot, 1, j)
        while m < upto.shape[0] - 1 and u >= upto[np.uint64(m)]:
            m += 1
        lot.number[j] = m
        fetch(merchants.rec, m)
