"""All that was learnt of the tables, before anybody says which field of a world it belongs to."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.answers import TabulatedDelay, Told
from sim.calibrate.complaining import Complaining, Resolving, complaining, messages_by_time
from sim.calibrate.feed import Feed, Share, feed_of
from sim.calibrate.loading import Desk
from sim.calibrate.rates import OrderProfile, door_success, order_profile, parcels_by
from sim.calibrate.stage_fits import StageFit, fit_stage
from sim.calibrate.steps import Stage, StageTimes, stage_times, stages_of, total_times
from sim.calibrate.tracking import Read
from sim.calibrate.travel import Travel, fit_travel
from sim.calibrate.waiting import Patience, Waiting, waiting
from sim.calibrate.waves import Waves, waves_of
from sim.spec import Scenario

MOST_CARRIERS = 12
LEAST_PARCELS = 200
"""Parcels a carrier needs for figures of its own."""
IN_WAVES = {"picked_up": "pick_up_waves", "linehaul_departed": "departures", "out_for_delivery": "courier_waves"}


@dataclass(frozen=True)
class Evidence:
    """What the tables tell; a carrier named "" stands for all.

    Attributes:
        fits: each stage of all parcels, then of each carrier.
        not_fitted: stages without a fit, and why.
        waves: by (milestone, carrier).
        travel: by carrier; only where the regions are the world's own.
        feeds: by carrier.
        door: share of attempts at the door that succeed, by carrier.
        profile: when orders come.
        parcels: by carrier, origin and destination.
        waiting: contacts of buyers who wait.
        complaining: what comes of contacts.
        messages: how often buyers write, waiting or with the parcel in hand; see `messages_by_time`.
    """

    fits: tuple[StageFit, ...]
    not_fitted: dict[str, str]
    waves: dict[tuple[str, str], Waves]
    travel: dict[str, Travel]
    feeds: dict[str, Feed]
    door: dict[str, Share]
    profile: OrderProfile | None
    parcels: dict[str, dict[str, int]]
    waiting: Waiting | None
    complaining: Complaining | None = None
    messages: pd.DataFrame = field(default_factory=pd.DataFrame)

    def fit(self, begin: str, end: str, carrier: str = "") -> StageFit | None:
        """The fit of the stage between two milestones."""
        for each in self.fits:
            stage = each.times.stage
            if stage.begin == begin and end in stage.ends and each.carrier == carrier:
                return each
        return None

    def to_json(self) -> dict[str, Any]:
        """What was learnt beside the stages, as plain values; intervals of 90 %, a carrier None = all."""
        told: dict[str, Any] = {
            "waves": [
                {
                    "milestone": milestone,
                    "carrier": name or None,
                    "clock": list(each.clock_h),
                    "share": list(each.share),
                }
                for (milestone, name), each in self.waves.items()
            ],
            "travel": [{"carrier": name or None, **asdict(each)} for name, each in self.travel.items()],
            "feeds": [
                {
                    "carrier": name or None,
                    "published": each.n,
                    "latency_h": [float(part) for part in np.quantile(each.latency_h, [0.5, 0.95])],
                    "loss": None if each.loss is None else asdict(each.loss),
                    "loss_is_seen_by": each.assumed,
                }
                for name, each in self.feeds.items()
            ],
            "door_success": [{"carrier": name or None, **asdict(each)} for name, each in self.door.items()],
        }
        if self.waiting is not None:
            asked = self.waiting
            told["contacts"] = {
                "per_hour": [
                    {"part": name, "rate": asked.rates[name], "range90": [asked.low[name], asked.high[name]]}
                    for name in asked.rates
                ],
                "first_contacts": asked.n,
                "hours_waited": asked.exposure_h,
                "per_parcel_in_72h_after_delivery": asked.after_delivery,
            }
        if self.complaining is not None:
            told["complaints"] = asdict(self.complaining)
        if len(self.messages):
            told["messages"] = self.messages.replace(np.inf, None).to_dict("records")
        return told


def gather(at: Desk, read: Read, world: Scenario, until_us: int) -> Evidence:
    """Fit all that the tables hold.

    Args:
        at: where the tables are; `step` is laid.
        read: what was read.
        world: the world that is extended, for distances and for what is given when contacts are fitted.
        until_us: last instant known, microseconds since 1970.
    """
    parcels = {group: parcels_by(at, group) for group in ("carrier", "origin", "destination")}
    carriers = [name for name, rows in parcels["carrier"].items() if rows >= LEAST_PARCELS][:MOST_CARRIERS]
    whose = ["", *carriers]
    fits: list[StageFit] = []
    not_fitted: dict[str, str] = {}
    travel: dict[str, Travel] = {}
    stages = stages_of(at)
    for stage in stages:
        times = stage_times(at, stage, until_us)
        made = [fit_stage(at, times.of(name) if name else times, name, until_us) for name in whose]
        fits += [each for each in made if each is not None]
        if made[0] is None:
            not_fitted[stage.title] = _why_not(at, stage, int(np.isfinite(times.hours).sum()))
        if stage.begin == "linehaul_departed" and stage.ends[0] == "destination_arrived":
            for name in whose:
                found = _travel(times.of(name) if name else times, world)
                if found is not None:
                    travel[name] = found
    total = total_times(at, until_us)
    if total is not None and len(stages) > 1:
        made = [fit_stage(at, total.of(name) if name else total, name, until_us) for name in whose]
        fits += [each for each in made if each is not None]
    buyers = world.buyers
    quiet_h = {str(shown): hours for shown, hours in buyers.quiet.items()}
    content = world.fallback.aware_at_start * world.fallback.satisfied
    patience = Patience(quiet_h, buyers.silent_ramp, buyers.late_ramp, buyers.promise, content)
    waves = {(milestone, name): waves_of(at, milestone, name or None) for milestone in IN_WAVES for name in whose}
    feeds = {name: feed_of(at, name) for name in whose} if read.has_record else {}
    door = {name: door_success(at, name) for name in whose}
    return Evidence(
        tuple(fits),
        not_fitted,
        {key: each for key, each in waves.items() if each is not None},
        travel,
        {name: each for name, each in feeds.items() if each is not None},
        {name: each for name, each in door.items() if each is not None},
        order_profile(at),
        parcels,
        waiting(at, patience, until_us) if read.has_contacts else None,
        complaining(at, _resolving(world), until_us) if read.has_contacts else None,
        messages_by_time(at, until_us) if read.has_contacts else pd.DataFrame(),
    )


def _resolving(world: Scenario) -> Resolving:
    """What the world says of answers, over the desks that contacts go to."""
    buyers = world.buyers
    desks = [(share, world.desks[name], name == "carrier") for name, share in buyers.goes_to.items()]
    fresh = sum(share * (1.0 - (desk.carrier_resolves if own else desk.resolves_seen)) for share, desk, own in desks)
    stale = sum(share * (1.0 - (desk.carrier_resolves if own else desk.resolves_dark)) for share, desk, own in desks)
    told = Told(
        answer_h=sum(share * desk.handling.mean() for share, desk, _ in desks),
        repeats=buyers.repeat,
        repeat_after=TabulatedDelay.of([(1.0, buyers.repeat_after)]),
        redials=sum(share * desk.redial for share, desk, _ in desks),
        redial_after=TabulatedDelay.of([(share, desk.redial_after) for share, desk, _ in desks]),
        gives_up_complains=sum(share * desk.abandoned_complaint for share, desk, _ in desks),
    )
    return Resolving(
        fresh, stale, {str(shown): hours + buyers.silent_ramp for shown, hours in buyers.quiet.items()}, told
    )


def _why_not(at: Desk, stage: Stage, whole: int) -> str:
    waves = waves_of(at, stage.ends[0])
    if waves is not None and whole:
        return f"waits for the next of {len(waves.clock_h)} waves a day; nothing to fit"
    return f"only {whole} whole durations"


def _travel(times: StageTimes, world: Scenario) -> Travel | None:
    from sim.actors.carriers import road_km  # late: it brings the compiler

    names = list(world.regions)
    known = np.isin(times.origin, names) & np.isin(times.destination, names)
    if not np.any(known):
        return None
    place = {name: i for i, name in enumerate(names)}
    km = road_km(world)
    one = [place[name] for name in times.origin[known]]
    other = [place[name] for name in times.destination[known]]
    return fit_travel(km[one, other], times.hours[known], times.age_h[known])
