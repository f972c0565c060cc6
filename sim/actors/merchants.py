"""Merchants: who sells, from where, how much, with which carrier, and when they have had enough of it.

Once a period a merchant weighs what it can see: the platform's advice, how many of the parcels it handed over
are not shown, how many buyers ask. Above its own threshold that pressure becomes a hazard of leaving; then it
sets up another carrier or holds orders back. It never sees where a parcel truly is.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.luck import luck, luck_of_many
from sim.engine.quantiles import Tables, quantile
from sim.engine.tally import COUNT_ROW

MERCHANT = np.dtype(
    [
        ("size", "f8"),  # relative order rate
        ("threshold", "f8"),  # pressure borne
        ("patience", "f8"),  # accumulated hazard at which it acts
        ("hazard", "f8"),  # accumulated hazard
        ("until", "f8"),  # h: holding or setting up until; away: returns at (NaN = not drawn, inf = never)
        ("recent", "f8"),  # contacts about its parcels, each fading over a day
        ("recent_at", "f8"),  # h, instant `recent` is of
        ("partial", "f8"),  # luck that says whether a partial outage hits it
        ("unshown", "i4"),  # parcels handed over, nothing visible yet
        ("in_flight", "i4"),  # parcels handed over, not visibly finished
        ("episode", "u4"),
        ("home", "u1"),
        ("ships_with", "u1"),
        ("state", "u1"),
        ("category", "u1"),
        ("region", "u1"),
        ("size_class", "u1"),
        ("stuck", "u1"),  # what becomes ready now has to wait
    ],
    align=True,
)
AT_HOME, SETTING_UP, HOLDING, AWAY = range(4)

SWITCHED = COUNT_ROW["merchants_switched"]
BEGAN_HOLDING = COUNT_ROW["merchants_holding"]
BACK = COUNT_ROW["merchants_back"]
NEVER_BACK = COUNT_ROW["merchants_never_back"]


class Merchants(NamedTuple):
    """The population and its rules of conduct.

    Attributes:
        rec: (merchants,) MERCHANT, sorted by nothing: the index is the merchant's identity.
        upto: (merchants,) cumulated shares of orders; guide: (merchants,) see `orders.choose_guided`.
        keeps: (merchants,) share of usual orders still placed at the delivery offered now.
        choice: (carriers,) part of the alternative's utility that never changes.
        backlog_weight: (1,) loss of utility per hour of published backlog.
        rates: leave_rate, delisted_rate, hold_share, advice, dark, contacts, never_back, elasticity,
            tracking_value, holding_value.
        rows: quantile tables of hold_patience, set_up, return_after.
        quality: (carriers,) delivery quality as shoppers see it.
        by_home: (merchants,) indices, those of one home carrier together; home_first: (carriers + 1,) where.
        restless: (carriers,) home merchants that are away, stuck or making up their minds, after the last tick;
            -1 = the carrier was in trouble then.
    """

    rec: NDArray[Any]
    upto: NDArray[np.float64]
    guide: NDArray[np.int64]
    keeps: NDArray[np.float64]
    choice: NDArray[np.float64]
    backlog_weight: NDArray[np.float64]
    rates: NDArray[np.float64]
    rows: NDArray[np.int64]
    quality: NDArray[np.float64]
    by_home: NDArray[np.int64]
    home_first: NDArray[np.int64]
    restless: NDArray[np.int64]


def _pick(shares: list[float], u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Category of each uniform along cumulated shares in file order."""
    upto = np.cumsum(shares)
    return np.minimum(np.searchsorted(upto / upto[-1], u, side="right"), len(shares) - 1)


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
    who, more = luck_of_many(key, n, 64, 0), luck_of_many(key, n, 65, 0)
    rec = np.zeros(n, MERCHANT)
    rec["size"] = spec.size.quantile(who[:, 0])
    rec["category"] = _pick([c.share for c in scenario.categories.values()], who[:, 1])
    rec["region"] = _pick([r.merchants for r in scenario.regions.values()], who[:, 2])
    for k, name in enumerate(scenario.categories):
        mine = rec["category"] == k
        rec["home"][mine] = _pick([c.share.get(name, 0.0) for c in scenario.carriers.values()], who[mine, 3])
    rec["ships_with"] = rec["home"]
    rec["threshold"] = spec.threshold.quantile(more[:, 0])
    rec["partial"] = more[:, 1]
    rec["patience"] = -np.log1p(-luck_of_many(key, n, 66, 0)[:, 0])
    rank = np.empty(n, np.int64)
    rank[np.lexsort((np.arange(n), -rec["size"]))] = np.arange(n)
    large, medium = round(spec.large * n), round((spec.large + spec.medium) * n)
    rec["size_class"] = np.where(rank < large, 2, np.where(rank < medium, 1, 0))
    upto = np.cumsum(rec["size"])
    upto /= upto[-1]
    guide = np.searchsorted(upto, np.arange(n) / n, side="right").astype(np.int64)
    carriers = list(scenario.carriers.values())
    quality = np.array([c.quality for c in carriers])
    price = np.array([c.price for c in carriers])
    choice, demand, pressure = spec.choice, scenario.demand, spec.pressure
    return Merchants(
        rec=rec,
        upto=upto,
        guide=np.minimum(guide, n - 1),
        keeps=np.ones(n),
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
        by_home=np.argsort(rec["home"], kind="stable").astype(np.int64),
        home_first=np.searchsorted(np.sort(rec["home"]), np.arange(len(carriers) + 1)).astype(np.int64),
        restless=np.zeros(len(carriers), np.int64),
    )


def normal_flow(merchants: Merchants, carriers: int, regions: int) -> NDArray[np.float64]:
    """(carriers, regions) share of all orders that each carrier takes out of each region on a normal day."""
    flow = np.zeros((carriers, regions))
    np.add.at(flow, (merchants.rec["home"], merchants.rec["region"]), merchants.rec["size"])
    return flow / flow.sum()


@kernel
def usable(rules, carrier):  # type: ignore[no-untyped-def]
    """Whether a carrier, as published, gives its merchants no reason to stay away."""
    return not (rules.advised[carrier] or rules.delisted[carrier] or rules.troubled[carrier])


@kernel
def best_alternative(key, m, home, merchants, rules):  # type: ignore[no-untyped-def]
    """The carrier merchant `m` would ship with instead of `home`; `home` itself if there is none.

    Multinomial logit: the utility of each selectable carrier plus a Gumbel taste that belongs to the pair.
    """
    best, best_utility = home, -np.inf
    for c in range(merchants.choice.shape[0]):
        if c == home or rules.delisted[c] or rules.dark[c]:
            continue
        u = luck(key, np.uint64(m), 68, c)[0]
        utility = merchants.choice[c] - merchants.backlog_weight[0] * rules.backlog_h[c] - np.log(-np.log(u))
        if utility > best_utility:
            best, best_utility = c, utility
    return best


@kernel
def decide(now, period, key, tables, merchants, rules, counters):  # type: ignore[no-untyped-def]
    """One tick of the merchants' minds. Those at home with a carrier in good order have nothing to decide.

    Args:
        now: h, the tick.
        period: h.
        key, tables: luck and quantile tables.
        merchants: Merchants.
        rules: Rules, what is published.
        counters: Counters.

    Returns:
        How many merchants ceased to hold parcels back.
    """
    n_freed = 0
    for home in range(merchants.restless.shape[0]):
        in_trouble = not usable(rules, home)
        if not in_trouble and merchants.restless[home] == 0:
            continue
        restless = 0
        for i in range(merchants.home_first[home], merchants.home_first[home + 1]):
            m = merchants.by_home[i]
            merchant = merchants.rec[m]
            _consider(now, period, key, tables, m, merchant, not in_trouble, merchants, rules, counters)
            stuck = merchant.state == HOLDING or rules.delisted[merchant.ships_with]
            if merchant.stuck and not stuck:
                n_freed += 1
            merchant.stuck = stuck
            merchants.keeps[m] = _orders_kept(merchant, merchants, rules)
            if merchant.state != AT_HOME or stuck:
                restless += 1
        merchants.restless[home] = -1 if in_trouble else restless
    return n_freed


@kernel
def _consider(now, period, key, tables, m, merchant, ok, merchants, rules, counters):  # type: ignore[no-untyped-def]
    """One merchant's tick: bear it, act, or come home. `ok`: its home carrier is in good order."""
    home = merchant.home
    if merchant.state == AT_HOME:
        if ok:
            return
        rate = merchants.rates[0] * max(0.0, pressure(now, merchant, merchants, rules) - merchant.threshold)
        if rules.delisted[home]:
            rate += merchants.rates[1]
        merchant.hazard += rate * period
        if merchant.hazard >= merchant.patience:
            _, u_hold, u_patience, u_set_up = luck(key, np.uint64(m), 66, merchant.episode)
            if u_hold < merchants.rates[2]:
                merchant.state = HOLDING
                merchant.until = now + quantile(tables, merchants.rows[0], u_patience)
                _count(counters, BEGAN_HOLDING, now, merchant)
            else:
                merchant.state = SETTING_UP
                merchant.until = now + quantile(tables, merchants.rows[1], u_set_up)
    elif merchant.state == AWAY:
        if not ok:
            merchant.until = np.nan
        elif np.isnan(merchant.until):
            u_return, u_never, _, _ = luck(key, np.uint64(m), 67, merchant.episode)
            if u_never < merchants.rates[6]:
                merchant.until = np.inf
                _count(counters, NEVER_BACK, now, merchant)
            else:
                merchant.until = now + quantile(tables, merchants.rows[2], u_return)
        if now >= merchant.until:
            _come_home(key, m, merchant)
            _count(counters, BACK, now, merchant)
    elif ok:
        _come_home(key, m, merchant)
    elif now >= merchant.until:
        if merchant.state == HOLDING:
            merchant.state = SETTING_UP
            u_set_up = luck(key, np.uint64(m), 66, merchant.episode)[3]
            merchant.until = now + quantile(tables, merchants.rows[1], u_set_up)
        else:
            alternative = best_alternative(key, m, home, merchants, rules)
            if alternative != home:
                merchant.state = AWAY
                merchant.ships_with = alternative
                merchant.until = np.nan
                _count(counters, SWITCHED, now, merchant)


@kernel
def pressure(now, merchant, merchants, rules):  # type: ignore[no-untyped-def]
    """What weighs on a merchant: advice, the share of its parcels that are not shown, and buyers who ask."""
    asked = merchant.recent * np.exp(-(now - merchant.recent_at) / 24.0)
    weight = merchants.rates[5] * asked / (merchant.in_flight + 5.0)
    if rules.advised[merchant.home]:
        weight += merchants.rates[3]
    if merchant.in_flight > 0:
        weight += merchants.rates[4] * merchant.unshown / merchant.in_flight
    return weight


@kernel
def hear_contact(merchant, at):  # type: ignore[no-untyped-def]
    """A buyer asks about one of the merchant's parcels."""
    merchant.recent = merchant.recent * np.exp(-(at - merchant.recent_at) / 24.0) + 1.0
    merchant.recent_at = at


@kernel
def _come_home(key, m, merchant):  # type: ignore[no-untyped-def]
    """Back to the home carrier, with fresh patience for the next episode."""
    merchant.state = AT_HOME
    merchant.ships_with = merchant.home
    merchant.until = np.nan
    merchant.hazard = 0.0
    merchant.episode += 1
    merchant.patience = -np.log1p(-luck(key, np.uint64(m), 66, merchant.episode)[0])


@kernel
def _count(counters, measure, now, merchant):  # type: ignore[no-untyped-def]
    """Count a merchant's act under its home carrier and own region, in the hour that ends at `now`."""
    hour = min(max(int(np.ceil(now)) - 1, 0), counters.hourly.shape[0] - 1)
    counters.hourly[hour, measure, merchant.home, merchant.region] += 1.0
    counters.groups[measure, merchant.home, merchant.category, merchant.size_class] += 1.0


@kernel
def _orders_kept(merchant, merchants, rules):  # type: ignore[no-untyped-def]
    """Share of a merchant's usual orders that shoppers place at the delivery offered now."""
    usual = merchants.quality[merchant.home]
    if merchant.stuck:
        offered = usual - merchants.rates[9]
    else:
        offered = merchants.quality[merchant.ships_with]
        if rules.dark[merchant.ships_with]:
            offered -= merchants.rates[8]
    return np.exp(-merchants.rates[7] * max(0.0, usual - offered))
