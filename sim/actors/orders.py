"""Orders: a Poisson stream by hour, weekday and promotion, each order with its own luck.

An order knows its merchant, its buyer's region, what it is worth, and where it is to be delivered. Whether it
is placed at all depends on the delivery the merchant offers at that moment, decided by the order's own luck:
the other orders stay the same.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import AHEAD, fetch
from sim.engine.compiled import kernel
from sim.engine.counting import COARSE, count, counts_as, in_whole, join
from sim.engine.luck import CountingLuck, luck
from sim.engine.parcels import AT_MERCHANT, LEAVING, take_row
from sim.engine.quantiles import Tables, quantile
from sim.engine.stages import READY, post
from sim.engine.tally import COUNT_ROW

ORDERS = COUNT_ROW["orders"]
LOST = COUNT_ROW["orders_lost"]
LOST_CNY = COUNT_ROW["orders_lost_cny"]
TO_WHOLE = 8589934592.0
"""2³³: times this, a uniform of `luck` is a whole number."""
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


def cumulated(shares: Any) -> NDArray[np.float64]:
    """Cumulated shares, the last one exactly 1."""
    upto = np.cumsum(np.asarray(list(shares), dtype=np.float64))
    return np.asarray(upto / upto[-1])


def build(scenario: Any, tables: Tables) -> Orders:
    """Arrays of the scenario's order stream."""
    lockers = [scenario.orders.locker_share.get(name, 0.0) for name in scenario.lockers]
    station = scenario.orders.station_share
    return Orders(
        value_row=np.array([tables.add(c.value) for c in scenario.categories.values()], np.int64),
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
    return np.array([luck_of(p).poisson(mean) for p, mean in enumerate(expected.tolist())], np.int64)


@kernel
def choose(upto, u):
    """First index whose cumulated share exceeds `u`."""
    i = 0
    for j in range(upto.shape[0] - 1):  # to the end: a branch that nobody can foretell costs more
        i += u >= upto[j]
    return i


@kernel
def choose_guided(upto, guide, u):
    """`choose` for long tables: `guide[j]` is the answer for u = j / len(guide)."""
    i = guide[np.uint64(np.int64(u * guide.shape[0]))]
    while i < upto.shape[0] - 1 and u >= upto[np.uint64(i)]:
        i += 1
    return i


@kernel
def place(n, period, key, tables, orders, merchants, parcels, calendar, counters, placed, who, drawn):
    """Place the `n` orders of period `p`: lost ones are counted, the others become parcels at their merchants.

    Args:
        n: orders of the period; the table must have room for them.
        period: Period.
        key: Philox key.
        tables: quantile tables.
        orders: Orders.
        merchants: Merchants (`rec`, `upto`, `guide`, `keeps`).
        parcels: Parcels.
        calendar: Lists, one a stage and period.
        counters: Counters.
        placed: (>= n,) filled with the rows of the parcels created.
        who: (>= n,) int64, drawn: (>= n,) ENTRY: room for what is drawn first.

    Returns:
        How many parcels were created.
    """
    for i in range(n):
        order = (np.uint64(period.p) << np.uint64(32)) | np.uint64(i)
        drawn[i].at, u_merchant, drawn[i].since, u_value = luck(key, order, 0, 0)
        who[i] = choose_guided(merchants.upto, merchants.guide, u_merchant)
        fetch(merchants.rec, who[i])
        placed[i] = np.int64(u_value * TO_WHOLE)
    created = 0
    for i in range(n):
        order = (np.uint64(period.p) << np.uint64(32)) | np.uint64(i)
        u_placed, u_region, u_value = drawn[i].at, drawn[i].since, placed[i] / TO_WHOLE
        u_bound, u_demand, u_handling, _ = luck(key, order, 1, 0)
        m = np.uint64(who[i])
        merchant = merchants.rec[m]
        if i + AHEAD < n:
            fetch(parcels.rec, parcels.free[parcels.counts[0] - 1 - AHEAD])
        row = take_row(parcels)
        parcel = parcels.rec[row]
        parcel.order = order
        parcel.placed_at = (period.p + u_placed) * period.length
        parcel.picked_up_at = np.nan
        parcel.handed_at = np.nan
        parcel.news_at = parcel.placed_at
        parcel.shown_at = parcel.placed_at
        parcel.clock_at = parcel.placed_at
        parcel.worry_left = np.inf
        parcel.wake_at = np.inf
        parcel.value = in_whole(quantile(tables, orders.value_row[merchant.category], u_value), COARSE)
        parcel.merchant = m
        parcel.flags = 0
        parcel.carrier = merchant.home
        parcel.home = merchant.home
        parcel.origin = merchant.region
        parcel.region = choose(orders.region_upto, u_region)
        parcel.category = merchant.category
        parcel.size = merchant.size_class
        parcel.bound_for = choose(orders.bound_upto, u_bound)
        parcel.state = AT_MERCHANT
        parcel.made = 0
        parcel.shown = 0
        parcel.milestone = 0
        parcel.final = 0
        parcel.tries = 0
        parcel.failures = 0
        parcel.worries = 0
        parcel.contacts = 0
        parcel.pending = 0
        counts_as(counters, parcel)
        count(counters, ORDERS, parcel.placed_at, parcel, 1.0)
        if u_demand >= merchants.keeps[m]:
            count(counters, LOST, parcel.placed_at, parcel, 1.0)
            count(counters, LOST_CNY, parcel.placed_at, parcel, parcel.value)
            parcel.flags = LEAVING
            parcels.free[parcels.counts[0]] = row
            parcels.counts[0] += 1
            parcels.counts[1] -= 1
            continue
        count(counters, CREATED, parcel.placed_at, parcel, 1.0)
        join(counters, parcel)
        at = parcel.placed_at + quantile(tables, orders.handling_row[0], u_handling)
        post(calendar, period, READY, at, 0.0, row, parcel.gen, 0, 0)
        placed[created] = row
        created += 1
    return created
