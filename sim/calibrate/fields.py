"""Which field of a world each finding belongs to, and what the tables do not tell: one honest list of each.

A field is filled only where the finding is what the field means. What only resembles it (a hub's queue within a stage
time) is shown on the page and left to the world that is extended.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim import units
from sim.calibrate.evidence import IN_WAVES, LEAST_PARCELS, Evidence
from sim.calibrate.raking import raked
from sim.calibrate.stage_fits import StageFit
from sim.calibrate.waiting import PARTS
from sim.calibrate.waves import Waves
from sim.calibrate.wording import (
    POINTS,
    decimal,
    distribution,
    empirical,
    ends,
    hours,
    percentages,
    rate,
    share_and_ends,
)
from sim.spec import Found, Scenario
from sim.spec.distributions import Z95

MINUTE_H = 1 / 60
NOT_TOLD = {
    "carriers.*.first_mile": "no scan tells the arrival at the origin hub: the stage holds the hub's queue",
    "carriers.*.sort_hours": "how long a hub works on a day's parcels is not seen, only how long each parcel takes",
    "carriers.*.utilisation": "courier capacity is not seen, only what was carried",
    "carriers.*.price": "not in a tracking table",
    "merchants.*": "when merchants leave or hold is not in a tracking table of ordinary days",
    "desks.*": "who answers whom is not in these tables",
}


class Fields:
    """Fields of a world as the tables fill them.

    Args:
        evidence: what was learnt.
        world: the world that is extended.
        file: name of the tracking table, for the sources.
        left_out: rows of it that were not used.
        share: share of the platform's orders that the tables hold; None = not said.
        empirical: whether distributions are written as observed, without a family.
    """

    def __init__(
        self, evidence: Evidence, world: Scenario, *, file: str, left_out: int, share: float | None, empirical: bool
    ) -> None:
        self.evidence, self.world = evidence, world
        self._file, self._left_out, self._share, self._empirical = file, left_out, share, empirical
        self.found: list[Found] = []
        self.kept: dict[str, str] = {}
        self.named = {name: _same_name(name, world.carriers) for name in evidence.parcels["carrier"]}
        self._orders()
        self._handling()
        self._regions()
        self._carrier_shares()
        self._carriers()
        self._lockers()
        self._links()
        self._buyers()
        if evidence.waiting is not None or evidence.complaining is not None:
            self._complaints()
        for path, why in NOT_TOLD.items():
            self.kept.setdefault(path, why)
        if any(each.path.endswith(".first_mile") for each in self.found):
            del self.kept["carriers.*.first_mile"]

    def _source(self, n: int, what: str = "") -> str:
        said = f"; {what}" if what else ""
        return f"fitted from {self._file}, n={n:,}, {self._left_out:,} rows left out{said}"

    def _add(self, path: str, value: Any, n: int, what: str = "", span: tuple[Any, Any] | None = None) -> None:
        self.found.append(Found(path, value, self._source(n, what), "M", span))

    def _orders(self) -> None:
        profile = self.evidence.profile
        if profile is None:
            self.kept["orders.hour_share"] = self.kept["orders.weekday_share"] = "no whole day of orders in the tables"
        else:
            self._add("orders.hour_share", percentages(profile.hour_share), profile.n)
            if profile.weekday_share is None:
                self.kept["orders.weekday_share"] = f"only {profile.days} whole days of orders"
            else:
                self._add("orders.weekday_share", percentages(profile.weekday_share), profile.n)
        if profile is not None and self._share is not None:
            what = f"{profile.per_day:,.1f} a day in the tables, said to hold {self._share:.4g} of all orders"
            self._add("orders.per_day", round(profile.per_day / self._share), profile.n, what)
        else:
            self.kept["orders.per_day"] = "what share of the platform's orders the tables hold was not said (--share)"

    def _handling(self) -> None:
        fit = self.evidence.fit("ordered", "picked_up")
        if fit is None:
            self.kept["merchants.handling"] = "order and pick-up are not both in the tables"
            return
        if fit.waves is None:
            what = "order to pick-up: no waves are seen, so the wait for the pick-up is in it"
        else:
            what = f"order to ready: between the last two of {len(fit.waves.clock_h)} pick-up waves a day"
        self._distribution("merchants.handling", fit, what)

    def _regions(self) -> None:
        for group, field in (("destination", "orders"), ("origin", "merchants")):
            counted = self.evidence.parcels[group]
            path = f"regions.*.{field}"
            if not counted:
                self.kept[path] = f"no column says {group}"
            elif not set(counted) <= set(self.world.regions):
                strange = sorted(set(counted) - set(self.world.regions))
                self.kept[path] = f"places the world does not have: {', '.join(strange[:5])}"
            else:
                n = sum(counted.values())
                shares = percentages(np.array([counted.get(name, 0) / n for name in self.world.regions]))
                for name, share in zip(self.world.regions, shares, strict=True):
                    self._add(f"regions.{name}.{field}", share, n)

    def _carrier_shares(self) -> None:
        counted = {world: n for name, n in self.evidence.parcels["carrier"].items() if (world := self.named[name])}
        if len(counted) < 2:
            self.kept["carriers.*.share"] = "fewer than two carriers of the world are in the tables"
            return
        n = sum(counted.values())
        what = "parcels of the carriers in the tables among themselves; their goods as in the world extended"
        share = raked(self.world, {name: rows / n for name, rows in counted.items()})
        for carrier, by_category in share.items():
            for category, value in by_category.items():
                self._add(f"carriers.{carrier}.share.{category}", units.format_share(round(value, 6)), n, what)

    def _carriers(self) -> None:
        for name, carrier in self._carriers_here().items():
            place = f"carriers.{carrier}" if carrier else "carrier_defaults"
            self._waves(name, place)
            first = self.evidence.fit("picked_up", "origin_arrived", name)
            if first is not None:
                self._distribution(f"{place}.first_mile", first, "pick-up to the origin hub")
            last = self.evidence.fit("out_for_delivery", "attempt_failed", name)
            if last is not None:
                self._distribution(f"{place}.last_mile", last, "courier leaves until the attempt")
                if np.isfinite(last.durations.cap_h):
                    what = "rounds that last longer end at exactly this length"
                    self._add(f"{place}.max_last_mile", hours(last.durations.cap_h), last.durations.n, what)
            self._trips(name, place)
            door = self.evidence.door.get(name)
            if door is not None:
                what = "attempts after a failed one, which are attempts at a door"
                self._add(f"{place}.door_success", *share_and_ends(door, what))
            self._back(place)
        for name, known in self.named.items():
            if not known:
                self.kept[f"carriers.{name}"] = "not a carrier of the world extended: fitted and shown, not written"
            elif name not in self._carriers_here():
                self.kept[f"carriers.{known}"] = f"fewer than {LEAST_PARCELS} parcels: no figures of its own"

    def _carriers_here(self) -> dict[str, str]:
        """The world's carrier for each of the tables' that has figures of its own; "" for all if none is named."""
        if not self.named:
            return {"": ""}
        fitted = {fit.carrier for fit in self.evidence.fits}
        return {name: carrier for name, carrier in self.named.items() if carrier and name in fitted}

    def _waves(self, name: str, place: str) -> None:
        for milestone, field in IN_WAVES.items():
            waves = self.evidence.waves.get((milestone, name))
            if waves is None:
                continue
            if field != "courier_waves":
                self._add(f"{place}.{field}", [units.format_clock(at) for at in waves.clock_h], waves.n)
            elif not self._is_known(waves):
                what = "share of the parcels in each round, for want of its capacity"
                shares = percentages(np.array(waves.share))
                told = {units.format_clock(at): share for at, share in zip(waves.clock_h, shares, strict=True)}
                self._add(f"{place}.{field}", told, waves.n, what)
            else:
                self.kept["carriers.*.courier_waves"] = (
                    "rounds at the world's own times; what they could carry is not seen"
                )

    def _back(self, place: str) -> None:
        fit = self.evidence.fit("attempt_failed", "out_for_delivery")
        if fit is None or fit.waves is None:
            self.kept["carriers.*.turnaround"] = "too few parcels tried again, or rounds around the clock"
            return
        what = "failed attempt until ready, between the last two rounds; median over all carriers"
        median = float(fit.best.quantile(np.array(0.5)))
        self._add(f"{place}.turnaround", hours(median), fit.durations.n, what)

    def _is_known(self, waves: Waves) -> bool:
        own = [sorted(carrier.courier_waves) for carrier in self.world.carriers.values()]
        return any(len(each) == len(waves.clock_h) and np.allclose(each, waves.clock_h, atol=MINUTE_H) for each in own)

    def _trips(self, name: str, place: str) -> None:
        trips = self.evidence.travel.get(name)
        if trips is None:
            self.kept[f"{place}.speed"] = "no hundred trips between regions of the world, of two distances at least"
            return
        what = "trips from hub to hub over the world's road kilometres"
        low, high = trips.low, trips.high
        speed, span = trips.speed, ends(low[1], high[1], lambda each: round(each, 2))
        spread: dict[str, Any] = {"lognormal": {"median": 1, "p95": round(float(np.exp(Z95 * trips.sigma)), 4)}}
        if trips.held is not None:
            factors = trips.spread(POINTS)
            speed, span = trips.speed / float(factors.mean()), None
            spread = {"empirical": {"values": [round(float(each), 4) for each in factors / factors.mean()]}}
            what += f"; of two kinds, {trips.held.share:.1%} held on the way, and the speed is over all"
        if name:  # a speed is a carrier's own
            self._add(f"{place}.speed", round(speed, 2), trips.n, what, span)
        self._add(f"{place}.travel_fixed", hours(trips.fixed_h), trips.n, what, ends(low[0], high[0], hours))
        self._add(f"{place}.travel_spread", spread, trips.n, what)

    def _lockers(self) -> None:
        fit = self.evidence.fit("locker_deposited", "collected")
        if fit is None or not self.world.lockers:
            self.kept["lockers.*.pick_up"] = "no collections from lockers in the tables"
        else:
            self._distribution("locker_defaults.pick_up", fit, "code shown to collected, all operators together")

    def _links(self) -> None:
        if not self.evidence.feeds:
            self.kept["links.*"] = "no column says when scans were published"
        for name, carrier in self._carriers_here().items():
            feed = self.evidence.feeds.get(name)
            if feed is None:
                continue
            place = f"links.{carrier}" if carrier else "link_defaults"
            if feed.latency:
                best = next(iter(feed.latency.values()))
                value = empirical(np.quantile(feed.latency_h, POINTS)) if self._empirical else distribution(best)
                self._add(f"{place}.latency", value, feed.n, "scan until published")
            if feed.loss is not None:
                self._add(f"{place}.loss", *share_and_ends(feed.loss, feed.assumed))

    def _buyers(self) -> None:
        found = self.evidence.waiting
        if found is None:
            self.kept["buyers.*"] = "no table of contacts, or too few of them"
            return
        world = self.world.fallback
        passes = 1.0 - world.aware_at_start * world.satisfied
        what = (
            "first contacts while waiting; divided by the share of worried buyers that do not find an answer on the "
            "carrier's own site, with the quiet times, ramps and the promise of the world extended"
        )
        for name in PARTS:
            low, value, high = (each.get(name, np.inf) / passes for each in (found.low, found.rates, found.high))
            if not np.isfinite(high) or high > 50 * max(value, 1e-12):
                self.kept[f"buyers.{name}"] = "too few contacts to tell it from the others"
                continue
            self._add(f"buyers.{name}", rate(value), found.n, what, ends(low, high, rate))

    def _complaints(self) -> None:
        found = self.evidence.complaining
        if found is None:
            self.kept["buyers.complaint"] = "too few complaints after contacts, or no column says which are complaints"
            return
        what = (
            f"{found.n:,} complaints after {found.contacts:,} contacts while waiting; how many of these were not "
            "resolved is as the world's desks say"
        )
        low, high = found.low, found.high
        share, *of_share = (f"{decimal(100 * each, 3)}%" for each in (found.share, low[0], high[0]))
        self._add("buyers.complaint", share, found.n, what, (of_share[0], of_share[1]))
        p95 = found.median_h * float(np.exp(Z95 * found.sigma))
        after = {"lognormal": {"median": hours(found.median_h), "p95": hours(p95)}}
        self._add("buyers.complaint_after", after, found.n, "contact until the complaint")

    def _distribution(self, path: str, fit: StageFit, what: str) -> None:
        seen = fit.observed
        quantiles = np.interp(POINTS, 1.0 - seen["sf"].to_numpy(), seen["hours"].to_numpy())
        is_plain = self._empirical and fit.waves is None
        self._add(path, empirical(quantiles) if is_plain else distribution(fit.best), fit.durations.n, what)


def _same_name(name: str, known: Mapping[str, Any]) -> str:
    """The world's name of a carrier, "" where it has none of that name; the tables' are in lower case."""
    return next((each for each in known if each.lower() == name), "")
