"""Merchants: who sells, from where, how much, and with which carrier at home.

The population of one replication, drawn merchant by merchant. What moves a merchant to leave its carrier is in
`switching`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry, kernel
from sim.engine.lines import empty_records, whole_lines
from sim.engine.luck import luck_of_many
from sim.engine.quantiles import Tables
from sim.engine.shares import choose, cumulated

MERCHANT = whole_lines(
    np.dtype(
        [
            # what its parcels ask for, in one cache line
            ("unshown", "i4"),  # parcels handed over, nothing visible yet
            ("in_flight", "i4"),  # parcels handed over, not visibly finished
            ("home", "u1"),
            ("ships_with", "u1"),
            ("state", "u1"),
            ("category", "u1"),
            ("region", "u1"),
            ("size_class", "u1"),
            ("stuck", "u1"),  # what becomes ready now has to wait
            ("episode", "u4"),
            ("partial", "f8"),  # luck that says whether a partial outage hits it
            ("recent", "f8"),  # contacts about its parcels, each fading over a day
            ("recent_at", "f8"),  # h, instant `recent` is of
            ("keeps", "f8"),  # share of usual orders still placed at the delivery offered now
            ("until", "f8"),  # h: holding or setting up until; away: returns at (NaN = not drawn, inf = never)
            # what it asks itself
            ("hazard", "f8"),  # accumulated hazard
            ("patience", "f8"),  # accumulated hazard at which it acts
            ("threshold", "f8"),  # pressure borne
            ("size", "f8"),  # relative order rate
        ],
        align=True,
    )
)
AT_HOME, SETTING_UP, HOLDING, AWAY = range(4)


class Merchants(NamedTuple):
    """The population and its rules of conduct.

    Attributes:
        rec: (merchants,) MERCHANT, sorted by nothing: the index is the merchant's identity.
        upto: (merchants,) cumulated shares of orders; guide: (merchants,) uint32,
            `guide[j]` is the first index whose `upto` exceeds j / merchants.
        choice: (carriers,) part of the alternative's utility that never changes.
        backlog_weight: (1,) loss of utility per hour of published backlog.
        rates: leave_rate, delisted_rate, hold_share, advice, dark, contacts, never_back, elasticity,
            tracking_value, holding_value.
        rows: quantile tables of hold_patience, set_up, return_after.
        quality: (carriers,) delivery quality as shoppers see it.
        by_home: (merchants,) indices, those of one home carrier together; home_first: (carriers + 1,) where.
        restless: (carriers,) home merchants that are stuck, making up their minds or to come back, after the last tick;
            -1 = the carrier was in trouble then.
        away, settled: (carriers,) home merchants shipping with another carrier; of those, the ones that will stay.
        uneasy: (1,) whether any carrier was dark or delisted at the last tick.
    """

    rec: NDArray[Any]
    upto: NDArray[np.float64]
    guide: NDArray[np.uint32]
    choice: NDArray[np.float64]
    backlog_weight: NDArray[np.float64]
    rates: NDArray[np.float64]
    rows: NDArray[np.int64]
    quality: NDArray[np.float64]
    by_home: NDArray[np.int64]
    home_first: NDArray[np.int64]
    restless: NDArray[np.int64]
    away: NDArray[np.int64]
    settled: NDArray[np.int64]
    uneasy: NDArray[np.bool_]


def _largest(size: NDArray[np.float64], k: int) -> NDArray[np.bool_]:
    """Which are the `k` largest; of those alike the first.

    >>> _largest(np.array([1.0, 3.0, 2.0, 3.0]), 1).tolist()
    [False, True, False, False]
    """
    if k == 0:
        return np.zeros(len(size), np.bool_)
    least = np.partition(size, len(size) - k)[len(size) - k]
    chosen: NDArray[np.bool_] = size > least
    alike = np.flatnonzero(size == least)
    chosen[alike[: k - int(chosen.sum())]] = True
    return chosen


@entry
def _sign_up(rec, categories, regions, carriers, who, size, size_class, threshold, partial, patience):
    """Write what each merchant is: all of it at once, since merchants are many and memory is slow.

    Args:
        rec: (merchants,) MERCHANT, zeros.
        categories, regions: cumulated shares. carriers: (categories, carriers) cumulated shares.
        who: (merchants, 4) luck. All others: (merchants,).
    """
    for m in range(rec.shape[0]):
        merchant = rec[m]
        merchant.category = choose(categories, who[m, 1])
        merchant.region = choose(regions, who[m, 2])
        merchant.home = choose(carriers[merchant.category], who[m, 3])
        merchant.ships_with = merchant.home
        merchant.size_class = size_class[m]
        merchant.partial = partial[m]
        merchant.keeps = 1.0
        merchant.patience = patience[m]
        merchant.threshold = threshold[m]
        merchant.size = size[m]


def build(scenario: Any, tables: Tables, key: NDArray[np.uint64], nominal_hours: NDArray[np.float64]) -> Merchants:
    """Draw the population of one replication.

    Args:
        scenario: the validated scenario.
        tables: collects quantile tables.
        key: Philox key of the replication.
        nominal_hours: (carriers,) mean hours of linehaul, what merchants believe of a carrier's speed.
    """
    spec = scenario.merchants
    n = spec.count
    who, more = luck_of_many(key, n, 64, 0), luck_of_many(key, n, 65, 0, lanes=2)
    size = np.asarray(spec.size.quantile(who[:, 0]))
    large = _largest(size, round(spec.large * n))
    medium = _largest(size, round((spec.large + spec.medium) * n))
    threshold = np.asarray(spec.threshold.quantile(more[:, 0]))
    patience = -np.log1p(-luck_of_many(key, n, 66, 0, lanes=1)[:, 0])
    carriers = list(scenario.carriers.values())
    rec = empty_records(n, MERCHANT)
    _sign_up(
        rec, cumulated(c.share for c in scenario.categories.values()),
        cumulated(r.merchants for r in scenario.regions.values()),
        np.stack([cumulated(c.share.get(name, 0.0) for c in carriers) for name in scenario.categories]),
        who, size, medium.astype(np.uint8) + large, threshold, more[:, 1], patience,
    )  # fmt: skip
    home = rec["home"].copy()
    upto = np.cumsum(size)
    upto /= upto[-1]
    guide = np.searchsorted(upto, np.arange(n) / n, side="right")
    quality = np.array([c.quality for c in carriers])
    price = np.array([c.price for c in carriers])
    choice, demand, pressure = spec.choice, scenario.demand, spec.pressure
    return Merchants(
        rec=rec,
        upto=upto,
        guide=np.minimum(guide, n - 1).astype(np.uint32),
        choice=-choice.price * price - choice.speed * nominal_hours + choice.quality * quality,
        backlog_weight=np.array([choice.backlog]),
        rates=np.array(
            [
                spec.leave_rate,
                spec.delisted_rate,
                spec.hold_share,
                pressure.advice,
                pressure.dark,
                pressure.contacts,
                spec.never_back,
                demand.elasticity,
                demand.tracking_value,
                demand.holding_value,
            ]
        ),
        rows=np.array([tables.add(d) for d in (spec.hold_patience, spec.set_up, spec.return_after)], np.int64),
        quality=quality,
        by_home=np.argsort(home, kind="stable").astype(np.int64),
        home_first=np.concatenate([[0], np.cumsum(np.bincount(home, minlength=len(carriers)))]).astype(np.int64),
        restless=np.zeros(len(carriers), np.int64),
        away=np.zeros(len(carriers), np.int64),
        settled=np.zeros(len(carriers), np.int64),
        uneasy=np.zeros(1, np.bool_),
    )


def normal_flow(merchants: Merchants, carriers: int, regions: int) -> NDArray[np.float64]:
    """(carriers, regions) share of all orders that each carrier takes out of each region on a normal day."""
    place = merchants.rec["home"].astype(np.int64) * regions + merchants.rec["region"]
    flow = np.bincount(place, merchants.rec["size"], carriers * regions).reshape(carriers, regions)
    return np.asarray(flow / flow.sum())


@kernel
def hear_contact(merchant, at):
    """A buyer asks about one of the merchant's parcels."""
    merchant.recent = merchant.recent * np.exp(-(at - merchant.recent_at) / 24.0) + 1.0
    merchant.recent_at = at
