"""When merchants have had enough of their carrier: leave, hold back, set up another, come home, or never.

Once a period a merchant weighs what it can see: the platform's advice, how many of the parcels it handed over
are not shown, how many buyers ask. Above its own threshold that pressure becomes a hazard of leaving; then it
sets up another carrier or holds orders back. It never sees where a parcel truly is.
"""

import numpy as np

from sim.actors.merchants import AT_HOME, AWAY, HOLDING, SETTING_UP
from sim.engine.ahead import NEAR, fetch
from sim.engine.compiled import kernel
from sim.engine.luck import luck
from sim.engine.quantiles import quantile
from sim.engine.tally import COUNT_ROW

SWITCHED = COUNT_ROW["merchants_switched"]
BEGAN_HOLDING = COUNT_ROW["merchants_holding"]
BACK = COUNT_ROW["merchants_back"]
NEVER_BACK = COUNT_ROW["merchants_never_back"]


@kernel
def usable(rules, carrier):
    """Whether a carrier, as published, gives its merchants no reason to stay away."""
    return not (rules.advised[carrier] or rules.delisted[carrier] or rules.troubled[carrier])


@kernel
def best_alternative(key, m, home, merchants, rules):
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
def decide(now, period, key, tables, merchants, rules, counters):
    """One tick of the merchants' minds.

    Those at home with a carrier in good order have nothing to decide, nor have those that have settled with another
    one, as long as every carrier is in good order.

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
    uneasy = rules.dark.any() or rules.delisted.any()
    for home in range(merchants.restless.shape[0]):
        in_trouble = not usable(rules, home)
        asks_settled = merchants.settled[home] > 0 and (uneasy or merchants.uneasy[0])
        if not in_trouble and merchants.restless[home] == 0 and not asks_settled:
            continue
        all_was_well = not in_trouble and merchants.restless[home] >= 0
        restless = 0
        kept_at_home = _orders_kept(home, home, False, merchants, rules)
        for i in range(merchants.home_first[home], merchants.home_first[home + 1]):
            if i + NEAR < merchants.home_first[home + 1]:
                fetch(merchants.rec, merchants.by_home[i + NEAR])
            m = merchants.by_home[i]
            merchant = merchants.rec[m]
            if all_was_well and merchant.state == AT_HOME and not merchant.stuck:
                continue
            _consider(now, period, key, tables, m, merchant, not in_trouble, merchants, rules, counters)
            stuck = merchant.state == HOLDING or rules.delisted[merchant.ships_with]
            if merchant.stuck and not stuck:
                n_freed += 1
            merchant.stuck = stuck
            if merchant.state == AT_HOME and not stuck:
                merchant.keeps = kept_at_home
            else:
                merchant.keeps = _orders_kept(home, merchant.ships_with, stuck, merchants, rules)
            if stuck or (merchant.state != AT_HOME and merchant.until != np.inf):
                restless += 1
        merchants.restless[home] = -1 if in_trouble else restless
    merchants.uneasy[0] = uneasy
    return n_freed


@kernel
def _consider(now, period, key, tables, m, merchant, ok, merchants, rules, counters):
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
            if merchant.until == np.inf:
                merchants.settled[home] -= 1
            merchant.until = np.nan
        elif np.isnan(merchant.until):
            u_return, u_never, _, _ = luck(key, np.uint64(m), 67, merchant.episode)
            if u_never < merchants.rates[6]:
                merchant.until = np.inf
                merchants.settled[home] += 1
                _count(counters, NEVER_BACK, now, merchant)
            else:
                merchant.until = now + quantile(tables, merchants.rows[2], u_return)
        if now >= merchant.until:
            merchants.away[home] -= 1
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
                merchants.away[home] += 1
                merchant.ships_with = alternative
                merchant.until = np.nan
                _count(counters, SWITCHED, now, merchant)


@kernel
def pressure(now, merchant, merchants, rules):
    """What weighs on a merchant: advice, the share of its parcels that are not shown, and buyers who ask."""
    weight = 0.0
    if merchant.recent > 0.0:
        asked = merchant.recent * np.exp(-(now - merchant.recent_at) / 24.0)
        weight = merchants.rates[5] * asked / (merchant.in_flight + 5.0)
    if rules.advised[merchant.home]:
        weight += merchants.rates[3]
    if merchant.in_flight > 0:
        weight += merchants.rates[4] * merchant.unshown / merchant.in_flight
    return weight


@kernel
def _come_home(key, m, merchant):
    """Back to the home carrier, with fresh patience for the next episode."""
    merchant.state = AT_HOME
    merchant.ships_with = merchant.home
    merchant.until = np.nan
    merchant.hazard = 0.0
    merchant.episode += 1
    merchant.patience = -np.log1p(-luck(key, np.uint64(m), 66, merchant.episode)[0])


@kernel
def _count(counters, measure, now, merchant):
    """Count a merchant's act under its home carrier and own region, in the hour that ends at `now`."""
    hour = min(max(int(np.ceil(now)) - 1, 0), counters.hourly.shape[0] - 1)
    counters.hourly[hour, measure, merchant.home, merchant.region] += 1.0
    counters.groups[measure, merchant.home, merchant.category, merchant.size_class] += 1.0


@kernel
def _orders_kept(home, ships_with, stuck, merchants, rules):
    """Share of a merchant's usual orders that shoppers place at the delivery offered now."""
    usual = merchants.quality[home]
    if stuck:
        offered = usual - merchants.rates[9]
    else:
        offered = merchants.quality[ships_with]
        if rules.dark[ships_with]:
            offered -= merchants.rates[8]
    return np.exp(-merchants.rates[7] * max(0.0, usual - offered))
