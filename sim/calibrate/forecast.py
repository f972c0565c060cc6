"""A nowcast of the tables: the parcels known at an instant, their next hours, and how these then turned out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.arms import AHEAD_H, PICKED_UP, Asking
from sim.calibrate.chain import Chain
from sim.calibrate.durations import Array
from sim.calibrate.evidence import Evidence
from sim.calibrate.families import Z90
from sim.calibrate.held_out import held_out, scores_of
from sim.calibrate.in_flight import in_flight
from sim.calibrate.loading import Desk
from sim.calibrate.nowcast import Arrivals, Start, bands_of, nowcast
from sim.calibrate.rates import WEEK_DAYS, OrderProfile, order_profile
from sim.calibrate.stays import FINAL, Stays, read_stays
from sim.calibrate.steps import lay_steps, stages_of
from sim.calibrate.tracking import Read
from sim.calibrate.vocabulary import MILESTONES
from sim.calibrate.waiting import PARTS
from sim.calibrate.waves import local_h
from sim.errors import ScenarioError
from sim.spec import Scenario

SHOWN_HOURS = (1, 6, 12, 24, 48, 72)


@dataclass(frozen=True)
class Forecast:
    """A nowcast.

    Attributes:
        now_us: the instant, microseconds since 1970.
        in_flight: parcels handed over and not finished, as known then.
        waiting: orders not handed over yet, as known then.
        silent: parcels left out, for their next scan is lost.
        dark_carriers: carriers whose feed is shut in the arm with the outage; empty = all.
        bands: hour, arm, measure, middle, low, high; see `nowcast`.
        held_out: hour, measure, actual: what the tables say of the hours after; empty where they end.
        scores: how the arm without an outage did: measure, hours, coverage (of the 80 % band by hour), mape (of the
            mean), and over all hours sum (as it came), sum_forecast, sum_low, sum_high (80 %), bias.
        parcels: what is known at the instant of each parcel that is not finished, see `in_flight`, with is_silent (left
            out, for its next scan is lost) and chance_gone (that it is finished and its last scan was lost).
    """

    now_us: int
    in_flight: int
    waiting: int
    silent: int
    dark_carriers: tuple[str, ...]
    bands: pd.DataFrame
    held_out: pd.DataFrame
    scores: pd.DataFrame
    parcels: pd.DataFrame

    def to_json(self, zone: str) -> dict[str, Any]:
        """The nowcast as plain values: totals and levels at some hours, and how the hold-out went."""
        shown = self.bands[self.bands["hour"].isin(SHOWN_HOURS)]
        return {
            "now": pd.Timestamp(self.now_us, unit="us", tz=zone).isoformat(),
            "ahead_h": AHEAD_H,
            "band": "80 %",
            "in_flight": self.in_flight,
            "not_handed_over": self.waiting,
            "left_out_silent": self.silent,
            "dark_carriers": list(self.dark_carriers) or "all",
            "hours": shown.to_dict("records"),
            "held_out": self.scores.to_dict("records"),
        }


def forecast(
    at: Desk, read: Read, evidence: Evidence, world: Scenario, *, now_us: int, dark_carriers: Sequence[str] = ()
) -> Forecast:
    """Forecast the 72 hours after an instant, and hold it against the tables as far as they go on.

    Args:
        at: where the tables are; `step` holds what was known at the instant.
        read: what was read.
        evidence: what was learnt of what was known.
        world: for what the tables do not tell of buyers, and for the grace of darkness.
        now_us: the instant, microseconds since 1970.
        dark_carriers: carriers whose feed is shut; none = of all.

    Raises:
        ScenarioError: a carrier that is not in the tables, or nothing is in flight.
    """
    now = float(local_h(np.array([now_us]), at.zone)[0])
    stays, carriers, parcels = read_stays(at)
    dark_carriers = [name.strip().lower() for name in dark_carriers]
    strange = [name for name in dark_carriers if name not in carriers]
    if strange:
        raise ScenarioError.of("--dark", f"the carriers of the table are {', '.join(carriers)}", strange[0])
    chain = Chain(stays, now)
    is_here = np.isinf(stays.end) & ~np.isin(stays.state, FINAL)
    is_silent = is_here & chain.outlasted(stays, now)
    feed = evidence.feeds.get("")
    loss = feed.loss.value if feed is not None and feed.loss is not None else 0.0
    there = stays.of(is_here)
    known = in_flight(at, now_us, world.buyers.promise).assign(
        is_silent=is_silent[is_here], chance_gone=np.where(is_silent[is_here], 1.0, chain.chance_gone(there, now, loss))
    )
    is_here &= ~is_silent
    if not is_here.any():
        raise ScenarioError.of("--now", "no parcel is in flight at that instant")
    start = _start(stays, parcels, is_here)
    begin = stages_of(at)[0].begin
    grace_h = world.measurement.dark_grace
    shut = np.array([carriers.index(name) for name in dark_carriers], dtype=np.int64) if dark_carriers else None
    found = nowcast(
        start,
        chain,
        _arrivals(at, stays, begin),
        _asking(evidence, world),
        now=now,
        grace_h=grace_h,
        latency_h=feed.latency_h if feed is not None else np.zeros(0),
        loss=loss,
        dark_carriers=shut,
    )
    lay_steps(at, has_record=read.has_record)
    actual = held_out(at, read, now_us, grace_h)
    moving = start.stays.state >= PICKED_UP
    return Forecast(
        now_us,
        int(moving.sum()),
        int((~moving).sum()),
        int(is_silent.sum()),
        tuple(dark_carriers),
        bands_of(found),
        actual,
        scores_of(found, actual),
        known,
    )


def _start(stays: Stays, parcels: list[str], is_here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Start:
    """The parcels not finished, with the instant each was first known."""
    frame = pd.DataFrame({"parcel": parcels, "begin": stays.begin})
    first = frame.groupby("parcel", sort=False)["begin"].transform("min").to_numpy(dtype=np.float64)
    own = stays.of(is_here)
    return Start(own, first[is_here], own.begin)


def _arrivals(at: Desk, stays: Stays, begin: str) -> Arrivals | None:
    profile = order_profile(at, begin)
    if profile is None:
        return None
    state = MILESTONES.index(begin)
    of_state = stays.state == state
    factor, orders, spread = _by_weekday(profile)
    per_hour = profile.hour_share * profile.per_day
    return Arrivals(per_hour, factor, orders, spread, stays.carrier[of_state], stays.route[of_state], state)


def _by_weekday(profile: OrderProfile) -> tuple[Array, Array, float]:
    """Each weekday's orders over the mean, how many that is known of, and the spread of days beside it and chance.

    Of less than a week all weekdays count alike, and what differs between them is in the spread.
    """
    day, orders = profile.by_day["day"].dt.day_of_week.to_numpy(), profile.by_day["orders"].to_numpy(dtype=np.float64)
    if profile.weekday_share is None:
        factor, seen, fitted = np.ones(WEEK_DAYS), np.full(WEEK_DAYS, orders.sum()), 1
    else:
        seen = np.bincount(day, weights=orders, minlength=WEEK_DAYS)
        factor, fitted = profile.weekday_share * WEEK_DAYS, WEEK_DAYS
    expected = factor[day] * orders.sum() / factor[day].sum()
    free = max(1, orders.size - fitted)
    beside_chance = float(((orders - expected) ** 2 / expected**2).sum() / free - (1.0 / expected).mean())
    return factor, seen, float(np.sqrt(max(0.0, beside_chance)))


def _asking(evidence: Evidence, world: Scenario) -> Asking:
    """Hazards of contacts: from the tables where they tell, else the world's, less those who look elsewhere first."""
    buyers, passes = world.buyers, 1.0 - world.fallback.aware_at_start * world.fallback.satisfied
    rates = {"base": buyers.base * passes, "silent": buyers.silent * passes, "late": buyers.late * passes}
    spread, again_share, again_h = dict.fromkeys(PARTS, 0.0), 0.0, np.zeros(0)
    told = evidence.waiting
    if told is not None:
        rates |= told.rates
        spread |= {name: min(1.0, np.log(told.high[name] / told.rates[name]) / Z90) for name in told.rates}
        again_share, again_h = told.again_share, told.again_h
    quiet = {str(shown): hours for shown, hours in buyers.quiet.items()}
    quiet_h = np.array([quiet["none"], *(quiet.get(name, quiet["picked_up"]) for name in MILESTONES[1:])])
    return Asking(
        rates["base"], rates["silent"], rates["late"], buyers.alarm * passes, quiet_h,
        buyers.silent_ramp, buyers.late_ramp, buyers.alarm_ramp, buyers.promise,
        np.array([spread[name] for name in PARTS]), again_share, again_h,
    )  # fmt: skip
