"""Base rates of a run: what a normal day looks like in the arm without the acts, one value a replication.

A run starts empty and ends with parcels under way, so that plain ratios of a whole run are off. Here

- transit times are weighted by the chance of being seen: of parcels that take t hours only those handed over t hours
  before the end are counted (Horvitz & Thompson 1952);
- contacts and attempts are counted once the world has filled (`WARM_H`);
- petitions come days to weeks after the parcel, so that only the last `PETITION_H` are counted, against parcels
  handed over in the same hours. What is still missing then makes the figure a lower bound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import kendalltau

from sim.engine.tally import COUNT_ROW, TRANSIT_BIN_H, ArmResult
from sim.measures.percentiles import share_below
from sim.spec import Scenario
from sim.validate import targets
from sim.validate.goods import Array
from sim.validate.removal import Removal

WARM_H = 168
PETITION_H = 120


class BaseRates:
    """Base rates of the arms of several replications, each as an array (replications,)."""

    def __init__(self, arms: Sequence[ArmResult], scenario: Scenario) -> None:
        self.baseline = [arm for arm in arms if arm.arm == "baseline"]
        self.outage = [arm for arm in arms if arm.arm == "outage"]
        self.scenario = scenario
        self.carriers = list(scenario.carriers)
        self.transit = np.stack([unbiased_transit(arm) for arm in self.baseline])
        """(replications, carriers, bins) parcels by hours of transit, those not seen to the end made up for."""
        self.horizon_h = int(self.baseline[0].hourly.shape[0])
        self.warm_h = min(WARM_H, self.horizon_h // 2)

    def all(self) -> dict[str, Array]:
        """Every base rate by its target's name, where the scenario has what it is about."""
        found = {
            targets.TRANSIT_MEAN.name: mean_hours(self.transit.sum(axis=1)),
            targets.SHARE_72H.name: share_below(self.transit.sum(axis=1), 72.0, TRANSIT_BIN_H),
            targets.SHARE_48H.name: share_below(self.transit.sum(axis=1), 48.0, TRANSIT_BIN_H),
            targets.CONTACTS.name: self._warm("contacts") / self._warm("parcels_created"),
            targets.FIRST_ATTEMPT.name: 1.0 - self._warm("attempts_failed") / self._door_attempts(),
        }
        by_carrier = mean_hours(self.transit)
        known = [name for name in self.carriers if name in targets.MEAN_OF_CARRIER]
        places = [self.carriers.index(name) for name in known]
        if len(known) > 1:
            published = [targets.MEAN_OF_CARRIER[name] for name in known]
            found[targets.ORDER_OF_CARRIERS.name] = np.array(
                [kendalltau(published, row[places]).statistic for row in by_carrier]
            )
        within = share_below(self.transit, 72.0, TRANSIT_BIN_H)
        for name, place in zip(known, places, strict=True):
            found[targets.CARRIER_MEANS[name].name] = by_carrier[:, place]
            if name in targets.CARRIER_SHARES_72H:
                found[targets.CARRIER_SHARES_72H[name].name] = within[:, place]
        if (operator := self._closed_operator()) is not None:
            found[targets.LOCKER_USE.name] = self._locker_use(operator)
        return found

    def petitions(self) -> tuple[int, float]:
        """Petitions seen in all replications, at the sample's scale, and the millions of parcels they are among."""
        first = max(self.warm_h, self.horizon_h - PETITION_H)
        seen, parcels = (
            sum(_count(arm, name, first, self.horizon_h) for arm in self.baseline)
            for name in ("petitions", "parcels_handed_over")
        )
        return round(seen), parcels / 1e6

    def cut_orders_change(self, removal: Removal) -> Array:
        """(replications,) orders not placed with merchants of the cut carrier while it was removed, as a change."""
        place = self.carriers.index(removal.carrier)
        span = slice(removal.began_at, removal.ended_at)
        lost, wanted = (
            np.array([arm.hourly[span, COUNT_ROW[name], place].sum() for arm in self.outage])
            for name in ("orders_lost", "orders")
        )
        return np.asarray(-lost / wanted)

    def _warm(self, name: str) -> Array:
        return np.array([_count(arm, name, self.warm_h, self.horizon_h) for arm in self.baseline])

    def _door_attempts(self) -> Array:
        """Loadings less those for stations, which take every parcel, and lockers, which take or refuse it."""
        stations = float(self.scenario.orders.station_share) * self._warm("parcels_created")
        lockers = self._warm("locker_deposits") + self._warm("locker_refusals")
        return np.asarray(self._warm("parcels_out_for_delivery") - stations - lockers)

    def _closed_operator(self) -> str | None:
        links = {outage.link for outage in self.scenario.outages.values()}
        return next((name for name in self.scenario.lockers if name in links and name in self.scenario.terms), None)

    def _locker_use(self, operator: str) -> Array:
        """Parcels a cabinet and day, those of other platforms reckoned by the ratio that the contract terms say."""
        share = float(self.scenario.orders.locker_share[operator])
        part = share / sum(float(each) for each in self.scenario.orders.locker_share.values())
        days = (self.horizon_h - self.warm_h) / 24.0
        sample = np.array([arm.sample for arm in self.baseline])
        own = part * self._warm("locker_deposits") / sample / days
        return np.asarray(own * (1.0 + float(self.scenario.terms[operator].other_orders_ratio)) / targets.CABINETS)


def unbiased_transit(arm: ArmResult) -> Array:
    """(carriers, bins) parcels by hours of transit as they would be counted if none was still under way at the end.

    A parcel of t hours is seen if it was handed over t hours before the end, so that each counts for all handed over
    over those handed over by then, carrier by carrier.
    """
    handed_over = arm.hourly[:, COUNT_ROW["parcels_handed_over"]].sum(axis=-1)
    reached = np.concatenate([np.zeros((1, handed_over.shape[1])), handed_over.cumsum(axis=0)])
    horizon_h = len(handed_over)
    hours = TRANSIT_BIN_H * (np.arange(arm.transit.shape[1]) + 0.5)
    left = np.clip(horizon_h - hours, 0.0, None)
    by_then = np.stack([np.interp(left, np.arange(horizon_h + 1), each) for each in reached.T])
    seen = by_then / np.maximum(reached[-1][:, None], 1.0)
    made_up: Array = np.divide(arm.transit, seen, out=np.zeros_like(arm.transit, dtype=np.float64), where=seen > 0.0)
    return made_up


def mean_hours(transit: Array) -> Array:
    """Mean hours of what is counted in bins along the last axis; NaN where nothing is.

    >>> mean_hours(np.array([1.0, 1.0]))
    array(0.25)
    """
    hours = TRANSIT_BIN_H * (np.arange(transit.shape[-1]) + 0.5)
    total = transit.sum(axis=-1)
    mean: Array = np.divide(
        transit @ hours, total, out=np.full_like(total, np.nan, dtype=np.float64), where=total > 0.0
    )
    return mean


def _count(arm: ArmResult, name: str, first: int, last: int) -> float:
    return float(arm.hourly[first:last, COUNT_ROW[name]].sum())
