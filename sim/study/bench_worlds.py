"""Worlds for the benchmark: the same scenario with more merchants, or with more carriers and regions.

They are sound scenarios, but say nothing about the world: carriers and regions are the scenario's own, repeated.
Knows what a scenario is made of; must not know how long anything takes.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sim.spec import Scenario
from sim.spec.market import Region
from sim.spec.network import Carrier

MORE_MERCHANTS = 100
CARRIERS, REGIONS = 30, 31
APART_DEGREES = 0.7


class Copy(NamedTuple):
    """A carrier or region that repeats another: the `number`-th (from 0, which is the original) of `times`."""

    of: str
    number: int
    times: int


def worlds_to_scale(scenario: Scenario) -> dict[str, Scenario]:
    """Worlds whose speed is compared with the scenario's own, by what there is more of."""
    merchants = MORE_MERCHANTS * scenario.merchants.count
    carriers, regions = max(CARRIERS, len(scenario.carriers)), max(REGIONS, len(scenario.regions))
    return {
        f"{merchants:,} merchants": with_merchants(scenario, merchants),
        f"{carriers} carriers × {regions} regions": with_network(scenario, carriers, regions),
    }


def with_merchants(scenario: Scenario, count: int) -> Scenario:
    """The scenario with `count` merchants for the same orders."""
    return scenario.model_copy(update={"merchants": scenario.merchants.model_copy(update={"count": count})})


def with_network(scenario: Scenario, carriers: int, regions: int) -> Scenario:
    """The scenario with its carriers and regions repeated until there are as many as asked for.

    Copies share the customers of what they repeat, and a copy of a region lies beside it. Every hub, depot and link
    is one of its own. A carrier whose link an outage hits stays whole, so that the same share of the parcels is hit.
    """
    hit = {outage.link for outage in scenario.outages.values()}
    copies = repeated(scenario.carriers, carriers, whole=hit)
    places = repeated(scenario.regions, regions)
    operators = {name: link for name, link in scenario.links.items() if name not in scenario.carriers}
    return scenario.model_copy(
        update={
            "carriers": {name: _part_of(scenario.carriers[copy.of], copy) for name, copy in copies.items()},
            "regions": {name: _beside(scenario.regions[copy.of], copy) for name, copy in places.items()},
            "links": {name: scenario.links[copy.of] for name, copy in copies.items()} | operators,
        }
    )


def repeated(names: Iterable[str], count: int, *, whole: Collection[str] = ()) -> dict[str, Copy]:
    """`count` names, the given ones first, and of what each is a copy; the `whole` ones are not copied.

    >>> repeated(["sf", "zto", "yto"], 5, whole={"sf"})["zto_2"]
    Copy(of='zto', number=1, times=2)
    """
    names = list(names)
    copied = [name for name in names if name not in whole] or names
    times = dict.fromkeys(names, 1)
    for number in range(count - len(names)):
        times[copied[number % len(copied)]] += 1
    copies = {name: Copy(name, 0, times[name]) for name in names}
    copies.update({f"{name}_{k + 1}": Copy(name, k, times[name]) for name in names for k in range(1, times[name])})
    return copies


def _part_of(carrier: Carrier, copy: Copy) -> Carrier:
    share = {category: share / copy.times for category, share in carrier.share.items()}
    return carrier.model_copy(update={"share": share})


def _beside(region: Region, copy: Copy) -> Region:
    shares = {"orders": region.orders / copy.times, "merchants": region.merchants / copy.times}
    return region.model_copy(update={**shares, "lon": region.lon - APART_DEGREES * copy.number})
