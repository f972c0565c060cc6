"""Aggregates that were published, on the scale on which numbers act on them: logarithms."""

from collections.abc import Sequence

import numpy as np

from sim.engine.tally import COUNT_ROW, ArmResult
from sim.spec import Scenario
from sim.validate import targets
from sim.validate.base_rates import WARM_H
from sim.validate.goods import Array
from sim.validate.priors import WITHIN_95
from sim.validate.removal import Removal
from sim.validate.targets import Target

AGGREGATES = (targets.CONTACTS, targets.SURGE, targets.CUT_ORDERS)
SURGE_H = 6


def aggregates(arms: Sequence[ArmResult], removal: Removal, scenario: Scenario) -> Array:
    """(aggregates,) logarithms of what the published aggregates are about, pooled over replications.

    Questions per parcel; contacts about the cut carrier's parcels in the hours from the closure of its feed, with the
    outage over without (half a contact is added to both, so that none is no infinity); orders kept during its removal.
    """
    baseline, outage = ([arm for arm in arms if arm.arm == name] for name in ("baseline", "outage"))
    place = list(scenario.carriers).index(removal.carrier)
    closed = [each.start for each in scenario.outages.values() if each.link == removal.carrier]
    shut_at = int(min(closed, default=float(removal.began_at)))
    everything, cut = slice(None), place
    warm = min(WARM_H, len(baseline[0].hourly) // 2)
    surge, removed = (shut_at, shut_at + SURGE_H), (removal.began_at, removal.ended_at)
    contacts = [_pooled(each, "contacts", *surge, cut) + 0.5 for each in (outage, baseline)]
    orders, lost = (_pooled(outage, name, *removed, cut) for name in ("orders", "orders_lost"))
    asked, created = (_pooled(baseline, name, warm, None, everything) for name in ("contacts", "parcels_created"))
    return np.log([asked / created, contacts[0] / contacts[1], 1.0 - lost / orders])


def on_log_scale(target: Target, value: float) -> float:
    """A rate or ratio by its logarithm, a relative change by that of what is left."""
    return float(np.log1p(value) if target.unit == "share" else np.log(value))


def log_sd(target: Target) -> float:
    """The band as the middle 95 % of a normal distribution."""
    low, high = (on_log_scale(target, end) for end in (target.low, target.high))
    return (high - low) / (2.0 * WITHIN_95)


def from_log_scale(target: Target, value: float) -> float:
    """The other way round."""
    return float(np.expm1(value) if target.unit == "share" else np.exp(value))


def _pooled(arms: Sequence[ArmResult], name: str, first: int, last: int | None, carriers: slice | int) -> float:
    return float(sum(arm.hourly[first:last, COUNT_ROW[name], carriers].sum() for arm in arms))
