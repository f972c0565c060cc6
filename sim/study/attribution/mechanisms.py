"""Ways by which an outage does its harm, and how each is taken out of a world.

A knock-out changes the world in both arms; what a mechanism did is the excess of the world as it is, less the excess
of the world without it. Knows the scenario's parameters; must not know how excesses are made.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from sim.spec import Scenario
from sim.spec.base import Model
from sim.spec.responses import Delist

AnyModel = TypeVar("AnyModel", bound=Model)
ENOUGH = 100.0
"""Times the usual agents, or a hundredth of the usual load: as good as no queue."""


class Mechanism(NamedTuple):
    """A way of harm.

    Attributes:
        name, title: of the figure.
        knock_out: what is changed, in the words of the scenario's paths.
        without: the scenario without it.
    """

    name: str
    title: str
    knock_out: str
    without: Callable[[Scenario], Scenario]


def mechanisms_of(scenario: Scenario) -> list[Mechanism]:
    """The mechanisms that this scenario can have: no lockers without operators, no backfill without an outage."""
    absent = set()
    if not scenario.lockers:
        absent.add("lockers")
    if not scenario.outages:
        absent |= {"backfill", "congestion"}
    return [mechanism for mechanism in MECHANISMS if mechanism.name not in absent]


def _of(model: AnyModel, **changes: Any) -> AnyModel:
    """A copy of a frozen model with other values."""
    return model.model_copy(update=changes)


def _without_darkness(scenario: Scenario) -> Scenario:
    return _of(scenario, buyers=_of(scenario.buyers, alarm=0.0, silent=0.0))


def _without_blind_desks(scenario: Scenario) -> Scenario:
    desks = {name: _of(desk, resolves_dark=desk.resolves_seen) for name, desk in scenario.desks.items()}
    return _of(scenario, desks=desks)


def _without_queue(scenario: Scenario) -> Scenario:
    desks = {
        name: _of(desk, agents={clock: math.ceil(ENOUGH * max(1, number)) for clock, number in desk.agents.items()})
        for name, desk in scenario.desks.items()
    }
    return _of(scenario, desks=desks)


def _without_rerouting(scenario: Scenario) -> Scenario:
    merchants = _of(scenario.merchants, leave_rate=0.0, delisted_rate=0.0)
    responses = {name: response for name, response in scenario.responses.items() if not isinstance(response, Delist)}
    return _of(scenario, merchants=merchants, responses=responses)


def _without_congestion(scenario: Scenario) -> Scenario:
    hit = {outage.link for outage in scenario.outages.values()}
    carriers = {
        name: carrier
        if name in hit
        else _of(carrier, sort_hours=carrier.sort_hours / ENOUGH, utilisation=carrier.utilisation / ENOUGH)
        for name, carrier in scenario.carriers.items()
    }
    return _of(scenario, carriers=carriers)


def _without_locker_codes(scenario: Scenario) -> Scenario:
    lockers = {
        name: _of(locker, sms_share=1.0, sms_delay=scenario.links[locker.link].latency)
        for name, locker in scenario.lockers.items()
    }
    return _of(scenario, lockers=lockers)


def _without_backfill(scenario: Scenario) -> Scenario:
    outages = {name: _of(outage, replay=_of(outage.replay, rate=math.inf)) for name, outage in scenario.outages.items()}
    return _of(scenario, outages=outages)


def _without_lost_demand(scenario: Scenario) -> Scenario:
    return _of(scenario, demand=_of(scenario.demand, elasticity=0.0))


MECHANISMS = (
    Mechanism(
        "darkness",
        "Buyers worry at what they do not see",
        "buyers.alarm = 0, buyers.silent = 0: only lateness worries",
        _without_darkness,
    ),
    Mechanism(
        "blind_desks",
        "Desks cannot answer in the dark",
        "desks.*.resolves_dark = desks.*.resolves_seen",
        _without_blind_desks,
    ),
    Mechanism(
        "support_queue",
        "Desks are full",
        f"desks.*.agents × {ENOUGH:g}: nobody waits, nobody gives up",
        _without_queue,
    ),
    Mechanism(
        "rerouting",
        "Merchants leave or hold back",
        "merchants.leave_rate = 0, merchants.delisted_rate = 0, delistings taken out: all go on as before",
        _without_rerouting,
    ),
    Mechanism(
        "congestion",
        "Other carriers choke",
        f"sort_hours and utilisation of carriers not hit / {ENOUGH:g}: they have room for all",
        _without_congestion,
    ),
    Mechanism(
        "lockers",
        "Locker codes come by the link",
        "lockers.*.sms_share = 100 %, lockers.*.sms_delay = the link's latency: codes come as ever",
        _without_locker_codes,
    ),
    Mechanism(
        "backfill",
        "Kept scans come back slowly",
        "outages.*.replay.rate = unlimited: all are shown at the restoration",
        _without_backfill,
    ),
    Mechanism(
        "lost_demand",
        "Shoppers stay away",
        "demand.elasticity = 0",
        _without_lost_demand,
    ),
)
