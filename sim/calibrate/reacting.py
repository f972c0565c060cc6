"""The next hours as the engine itself goes on from the parcels in flight: buyers, desks and merchants react.

The fitted world begins some days before the instant with nothing under way, and at the instant with what the tables
know of each parcel; both arms of a replication share start and luck. Tables that name carriers the world does not have
cannot be gone on from; why is said.
"""

import math
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.arms import AHEAD_H
from sim.calibrate.durations import Array
from sim.calibrate.nowcast import ARMS, SO_FAR, Draws, bands_of
from sim.engine.record import MILESTONES, NONE, PICKED_UP
from sim.engine.tally import COUNT_ROW, ArmResult
from sim.errors import ScenarioError
from sim.spec import Scenario, load_scenario
from sim.world import InFlight, InFlightTrunk

REPLICATIONS = 20
MOST_DAYS = 30
"""Parcels ordered longer ago are taken to have been ordered then."""
CONTACTS = ("contacts_merchant", "contacts_platform", "contacts_carrier")
REROUTED, LOST = "rerouted_so_far", "orders_lost_so_far"


@dataclass(frozen=True)
class Reacting:
    """What may come when everybody reacts.

    Attributes:
        bands: as `nowcast.bands_of` gives them, with what was rerouted and the orders lost since the instant; empty
            where the tables cannot be gone on from.
        replications: pairs of arms.
        why_not: why there is none; empty where there is.
    """

    bands: pd.DataFrame
    replications: int
    why_not: str = ""

    def to_json(self, hours: tuple[int, ...]) -> dict[str, Any]:
        """As plain values, at some hours."""
        if self.why_not:
            return {"why_not": self.why_not}
        shown = self.bands[self.bands["hour"].isin(hours)]
        return {"replications": self.replications, "band": "80 %", "hours": shown.to_dict("records")}


def react(
    known: pd.DataFrame,
    write_world: Callable[[Path], str],
    *,
    now: pd.Timestamp,
    per_day: float | None,
    named: Mapping[str, str | None],
    has_orders: bool,
    dark: tuple[str, ...],
    replications: int = REPLICATIONS,
) -> Reacting:
    """Go on from the parcels in flight by the fitted world, with and without an outage from the instant on.

    Args:
        known: parcels not finished, see `in_flight`, with is_silent and chance_gone.
        write_world: YAML text of the fitted world, as a file in a given folder.
        now: the instant, in the tables' zone.
        per_day: orders of the tables on an average day; None = not known.
        named: the world's name of each carrier of the tables; None = the world does not have it.
        has_orders: whether the tables say what is ordered and not picked up yet.
        dark: carriers of the tables whose feed is shut; none = all.
        replications: pairs of arms.
    """
    strange = sorted(name for name in set(known["carrier"]) - {""} if not named.get(name))
    if strange:
        return _not(f"carriers the world does not have: {', '.join(map(repr, strange[:5]))}")
    if not per_day:
        return _not("no whole day of orders or pick-ups in the tables, so nobody knows how many follow")
    oldest = (now - known["known"].min()) / pd.Timedelta(days=1)
    days = min(MOST_DAYS, math.ceil(oldest) + 1)
    start = now - pd.Timedelta(days=days)
    told = {"start": start.isoformat(timespec="minutes"), "horizon": f"{24 * days + AHEAD_H + 1}h"}
    cut = {"start": now.isoformat(timespec="minutes"), "duration": f"{AHEAD_H + 1}h"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.yaml"
        path.write_text(write_world(Path(folder)), encoding="utf-8")
        try:
            world = _alone(load_scenario(path, overrides=told), ())
            ours = sorted({own for own in named.values() if own}) or list(world.carriers)
            shut = sorted({str(named[name]) for name in dark}) or ours
            outages = {f"outages.nowcast_{name}": cut | {"link": name, "by": name} for name in shut}
            hit = _alone(load_scenario(path, overrides=told | outages), tuple(each.split(".")[1] for each in outages))
        except ScenarioError as problem:
            return _not(f"the fitted world cannot begin then: {problem}")
    own = [i for i, name in enumerate(world.carriers) if name in ours]
    sample = per_day / (world.orders.per_day * _share_of(world, own))
    if sample > 1.0:
        return _not("the tables hold more orders a day than the world has")
    world, hit = (each.model_copy(update={"sample": sample}) for each in (world, hit))
    parcels, chance_gone = _parcels(known, world, named, start), known["chance_gone"].to_numpy(np.float64)
    found: dict[tuple[str, str], list[Array]] = {}
    for replication in range(replications):
        rng = np.random.default_rng([world.seed, replication])
        there = np.flatnonzero(rng.random(len(parcels)) >= chance_gone)
        trunk = InFlightTrunk(
            world, parcels.of(there), now=24.0 * days, seed=world.seed, replication=replication, has_orders=has_orders
        )
        for name, arm in zip(ARMS, (trunk.baseline(), trunk.outage_arm(hit)), strict=True):
            for measure, values in _hours_of(arm, 24 * days, own).items():
                found.setdefault((name, measure), []).append(values)
        trunk.forget()
    draws: Draws = {key: np.array(values) for key, values in found.items()}
    return Reacting(bands_of(draws), replications)


def _not(why: str) -> Reacting:
    return Reacting(pd.DataFrame(), 0, why)


def _alone(world: Scenario, names: tuple[str, ...]) -> Scenario:
    """The world without what happens in it but for some outages."""
    return world.model_copy(
        update={"outages": {name: world.outages[name] for name in names}, "responses": {}, "claims": {}}
    )


def _share_of(world: Scenario, own: list[int]) -> float:
    """Share of all orders that some carriers take on a normal day."""
    carriers = list(world.carriers.values())
    return float(
        sum(each.share * sum(carriers[i].share.get(name, 0.0) for i in own) for name, each in world.categories.items())
    )


def _parcels(known: pd.DataFrame, world: Scenario, named: Mapping[str, str | None], start: pd.Timestamp) -> InFlight:
    """What the tables know, as the engine is told it: instants in hours since the start."""

    def hours(name: str) -> Array:
        return np.asarray((known[name] - start) / pd.Timedelta(hours=1), np.float64)

    def places(column: "pd.Series[str]", names: list[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.array([names.index(each) if each in names else -1 for each in column], np.int64)

    state = known["state"].replace({"ordered": MILESTONES[NONE], "origin_arrived": MILESTONES[PICKED_UP]})
    return InFlight(
        carrier=places(known["carrier"].map(dict(named)), list(world.carriers)),
        origin=places(known["origin"], list(world.regions)),
        destination=places(known["destination"], list(world.regions)),
        state=places(state, list(MILESTONES)),
        since=hours("since"),
        placed=np.maximum(hours("known"), 0.0),
        picked_up=hours("picked_up"),
        tries=known["tries"].to_numpy(np.int64),
        asked=hours("asked"),
    )


def _hours_of(arm: ArmResult, first: int, own: list[int]) -> dict[str, Array]:
    """Figures of the hours after the instant, of the tables' carriers, as `nowcast` measures them."""
    hourly = arm.hourly[:, :, own].sum(axis=(2, 3))

    def of(*names: str) -> Array:
        return np.asarray(sum(hourly[:, COUNT_ROW[name]] for name in names), np.float64)

    flow = of("parcels_handed_over") - of("parcels_delivered") - of("parcels_returned")
    told = {
        "delivered": of("parcels_delivered"),
        "in_flight": np.cumsum(flow),
        "contacts": of(*CONTACTS),
    }
    after = {name: values[first : first + AHEAD_H] for name, values in told.items()}
    after["dark"] = arm.dark[first + 1 : first + 1 + AHEAD_H, own].sum(axis=1)
    after[SO_FAR] = np.cumsum(after["contacts"])
    for name, measure in ((REROUTED, "parcels_rerouted"), (LOST, "orders_lost")):
        after[name] = np.cumsum(of(measure)[first : first + AHEAD_H])
    return after
