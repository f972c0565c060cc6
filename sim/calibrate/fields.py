"""Which field of a world each finding belongs to, and what the tables do not tell: one honest list of each.

A field is filled only where the finding is what the field means. What only resembles it (a hub's queue within a stage
time) is shown on the page and left to the world that is extended.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim import units
from sim.calibrate.durations import Array
from sim.calibrate.evidence import IN_WAVES, Evidence
from sim.calibrate.families import Fit
from sim.calibrate.feed import Share
from sim.calibrate.stage_fits import StageFit
from sim.calibrate.waves import Waves
from sim.spec import Found, Scenario

Z95 = 1.6448536269514722
POINTS = (np.arange(99) + 1) / 100
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
        self.named = {name: _nearest(name, world.carriers) for name in evidence.parcels["carrier"]}
        self._orders()
        self._handling()
        self._regions()
        self._carrier_shares()
        self._carriers()
        self._lockers()
        self._links()
        self._buyers()
        for path, why in NOT_TOLD.items():
            self.kept.setdefault(path, why)
        if any(each.path.endswith(".first_mile") for each in self.found):
            del self.kept["carriers.*.first_mile"]

    def _source(self, n: int, what: str = "") -> str:
        said = f"; {what}" if what else ""
        return f"fitted from {self._file}, n={n:,}, {self._left_out:,} rows left out{said}"

    def _add(self, path: str, value: Any, n: int, what: str = "", ends: tuple[Any, Any] | None = None) -> None:
        self.found.append(Found(path, value, self._source(n, what), "M", ends))

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
        for name in ("", *(name for name, known in self.named.items() if known)):
            place = f"carriers.{self.named[name]}" if name else "carrier_defaults"
            self._waves(name, place)
            first = self.evidence.fit("picked_up", "origin_arrived", name)
            if first is not None:
                self._distribution(f"{place}.first_mile", first, "pick-up to the origin hub")
            last = self.evidence.fit("out_for_delivery", "attempt_failed", name)
            if last is not None:
                self._distribution(f"{place}.last_mile", last, "courier leaves until the attempt")
                if np.isfinite(last.durations.cap_h):
                    what = "many rounds end at exactly this length"
                    self._add(f"{place}.max_last_mile", hours(last.durations.cap_h), last.durations.n, what)
            self._trips(name, place)
            self._back(name, place)
            door = self.evidence.door.get(name)
            if door is not None:
                what = "attempts after a failed one, which are attempts at a door"
                self._add(f"{place}.door_success", *_share_and_ends(door, what))
        for name, known in self.named.items():
            if not known:
                self.kept[f"carriers.{name}"] = "not a carrier of the world extended: fitted and shown, not written"

    def _waves(self, name: str, place: str) -> None:
        for milestone, field in IN_WAVES.items():
            waves = self.evidence.waves.get((milestone, name))
            pooled = self.evidence.waves.get((milestone, ""))
            if waves is None or (name and pooled is not None and waves.clock_h == pooled.clock_h):
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

    def _back(self, name: str, place: str) -> None:
        fit = self.evidence.fit("attempt_failed", "out_for_delivery", name)
        if fit is None or fit.waves is None or "lognormal" not in fit.fits:
            return
        median = float(fit.fits["lognormal"].values[0])
        what = (
            "failed attempt until ready for a round, between the last two rounds; median, for the model has one length"
        )
        self._add(f"{place}.turnaround", hours(median), fit.durations.n, what)

    def _is_known(self, waves: Waves) -> bool:
        own = [sorted(carrier.courier_waves) for carrier in self.world.carriers.values()]
        return any(len(each) == len(waves.clock_h) and np.allclose(each, waves.clock_h, atol=MINUTE_H) for each in own)

    def _trips(self, name: str, place: str) -> None:
        trips = self.evidence.travel.get(name)
        if trips is None:
            if not name:
                self.kept["carriers.*.speed"] = "the places of the tables are not the world's regions: no distances"
            return
        what = "trips from hub to hub over the world's road kilometres"
        low, high = trips.low, trips.high
        if name:
            self._add(
                f"{place}.speed", round(trips.speed, 2), trips.n, what, _ends(low[1], high[1], lambda x: round(x, 2))
            )
        self._add(f"{place}.travel_fixed", hours(trips.fixed_h), trips.n, what, _ends(low[0], high[0], hours))
        spread = {"lognormal": {"median": 1, "p95": round(float(np.exp(Z95 * trips.sigma)), 4)}}
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
        for name, feed in self.evidence.feeds.items():
            known = self.named.get(name)
            if name and not known:
                continue
            place = f"links.{known}" if name else "link_defaults"
            if feed.latency:
                best = next(iter(feed.latency.values()))
                value = self._written(best, np.quantile(feed.latency_h, POINTS))
                self._add(f"{place}.latency", value, feed.n, "scan until published")
            if feed.loss is not None:
                self._add(f"{place}.loss", *_share_and_ends(feed.loss, feed.assumed))

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
        for name in ("base", "silent", "late"):
            low, value, high = (each[name] / passes for each in (found.low, found.rates, found.high))
            if not np.isfinite(high) or high > 50 * max(value, 1e-12):
                self.kept[f"buyers.{name}"] = "too few contacts to tell it from the others"
                continue
            self._add(f"buyers.{name}", rate(value), found.n, what, _ends(low, high, rate))

    def _distribution(self, path: str, fit: StageFit, what: str) -> None:
        seen = fit.observed
        quantiles = np.interp(POINTS, 1.0 - seen["sf"].to_numpy(), seen["hours"].to_numpy())
        self._add(path, self._written(fit.best, None if fit.waves else quantiles), fit.durations.n, what)

    def _written(self, fit: Fit, quantiles: Array | None) -> dict[str, Any]:
        """A fit as a scenario says it; the mixture, which it cannot say, as its own quantiles."""
        if self._empirical and quantiles is not None:
            return {"empirical": {"values": [hours(float(each)) for each in quantiles]}}
        if fit.family.name == "mixture" or self._empirical:
            return {"empirical": {"values": [hours(float(each)) for each in fit.quantile(POINTS)]}}
        first, *rest = (float(each) for each in fit.values)
        name = fit.family.name
        if name == "lognormal":
            return {name: {"median": hours(first), "p95": hours(first * float(np.exp(Z95 * rest[0])))}}
        if name == "exponential":
            return {name: {"mean": hours(first)}}
        return {name: {"shape": round(first, 4), "scale": hours(rest[0])}}


def hours(value: float) -> str:
    """Hours to four digits with a unit.

    >>> hours(7.86051), hours(0.0833333)
    ('7.861h', '0.08333h')
    """
    return f"{_decimal(value)}h"


def rate(value: float) -> str:
    """A hazard to three digits.

    >>> rate(0.0000312345)
    '0.0000312/h'
    """
    return f"{_decimal(value, 3)}/h"


def percentages(shares: Array) -> list[str]:
    """Shares as percentages of two decimals that add up to a hundred: largest remainders are rounded up.

    >>> percentages(np.array([1, 1, 1]) / 3)
    ['33.34%', '33.33%', '33.33%']
    """
    parts = shares / shares.sum() * 10_000
    whole = np.floor(parts).astype(np.int64)
    up = np.argsort(-(parts - whole), kind="stable")[: 10_000 - int(whole.sum())]
    whole[up] += 1
    return [f"{part / 100:.2f}%" for part in whole]


def raked(world: Scenario, target: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Shares of each category by carrier, so that the carriers have their target share of all parcels.

    Carriers without a target keep what they have; the others share what they had together. Proportional fitting.

    Args:
        world: whose categories and shares are the start.
        target: share among these carriers, adds up to one.
    """
    weight = np.array([category.share for category in world.categories.values()])
    names = list(target)
    table = np.array([[world.carriers[name].share.get(each, 0.0) for each in world.categories] for name in names])
    column = table.sum(axis=0)
    rows = np.array([target[name] for name in names]) * float(column @ weight)
    for _ in range(200):
        table = table * (rows / np.maximum(table @ weight, 1e-300))[:, None]
        table = table * (column / np.maximum(table.sum(axis=0), 1e-300))
    return {name: dict(zip(world.categories, map(float, table[i]), strict=True)) for i, name in enumerate(names)}


def _decimal(value: float, digits: int = 4) -> str:
    return np.format_float_positional(float(f"{value:.{digits}g}"), trim="-")


def _ends(low: float, high: float, write: Any) -> tuple[Any, Any] | None:
    return (write(low), write(high)) if np.isfinite(low) and np.isfinite(high) else None


def _share_and_ends(found: Share, what: str) -> tuple[str, int, str, tuple[str, str]]:
    value, low, high = (f"{_decimal(100 * each, 3)}%" for each in (found.value, found.low, found.high))
    return value, found.of, what, (low, high)


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    """The world's name of a carrier, "" where it has none of that name."""
    plain = {each.lower(): each for each in known}
    return plain.get(name.strip().lower(), "")
