"""A policy: for each lever, when and how strongly it is used. What it means in a world, and what using it costs.

Knows levers; must not know what a policy is worth.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim import units
from sim.spec import Scenario
from sim.spec.responses import AnyResponse
from sim.spec.search_space import Lever, SearchSpace

NOTHING = "nothing"


class Use(NamedTuple):
    """How a lever is used: the place of its time and of its setting in the space; both 0 where it is not used."""

    at: int
    setting: int


Policy = tuple[Use, ...]
"""One use a lever, in the order of the space."""


def unused(lever: Lever) -> Use | None:
    """The use of a lever that is not used; None where it must be used."""
    return Use(lever.at.index(None), 0) if None in lever.at else None


def canonical(space: SearchSpace, policy: Sequence[Use]) -> Policy:
    """The policy with no strength where a lever is not used, so that equal policies are equal."""
    return tuple(
        Use(use.at, 0) if lever.at[use.at] is None else use for lever, use in zip(space.levers, policy, strict=True)
    )


def uses_of(lever: Lever) -> list[Use]:
    """Every different use of a lever, in the order of the file."""
    return [
        Use(at, setting)
        for at, hours in enumerate(lever.at)
        for setting in range(1 if hours is None else len(lever.settings))
    ]


def restrained(space: SearchSpace) -> Policy:
    """The policy that uses no lever; one that must be used is used in its first way."""
    return tuple(unused(lever) or Use(0, 0) for lever in space.levers)


def use_in_words(lever: Lever, use: Use) -> str:
    """When and how strongly, such as "after 4h, factor 1.15"; "never" where it is not used."""
    hours = lever.at[use.at]
    if hours is None:
        return "never"
    label = lever.settings[use.setting].label
    return f"after {units.format_hours(hours)}" + (f", {label}" if label else "")


def name_of(space: SearchSpace, policy: Policy) -> str:
    """Name of a policy in tables: the levers it uses, and how."""
    used = [
        f"{lever.name} {use_in_words(lever, use)}"
        for lever, use in zip(space.levers, policy, strict=True)
        if lever.at[use.at] is not None
    ]
    return "; ".join(used) or NOTHING


def responses_of(space: SearchSpace, policy: Policy, length: float) -> dict[str, AnyResponse]:
    """The responses given where the outage lasts `length` hours: those whose time comes before it is over."""
    begin, horizon = space.begins_at(), space.scenario.horizon
    given: dict[str, AnyResponse] = {}
    for lever, use in zip(space.levers, policy, strict=True):
        hours = lever.at[use.at]
        if hours is not None and hours < length:
            end = begin + length + lever.stays
            times = {"start": begin + hours, "end": end if end < horizon else None}
            given[lever.name] = lever.settings[use.setting].response.model_copy(update=times)
    return given


def scenario_of(space: SearchSpace, policy: Policy, length: float) -> Scenario:
    """The scenario with the outage of that length and the policy's responses beside those that stay."""
    outage = space.scenario.outages[space.outage].model_copy(update={"duration": length, "end": None})
    return space.scenario.model_copy(
        update={
            "outages": {**space.scenario.outages, space.outage: outage},
            "responses": {**space.scenario.responses, **responses_of(space, policy, length)},
        }
    )


def cost_cny(space: SearchSpace, policy: Policy, length: float) -> float:
    """What using the policy's levers costs where the outage lasts `length` hours, CNY."""
    begin = space.begins_at()
    given: Mapping[str, AnyResponse] = responses_of(space, policy, length)
    total = 0.0
    for lever, use in zip(space.levers, policy, strict=True):
        response = given.get(lever.name)
        if response is None or response.start is None:
            continue
        hours = min(begin + length + lever.stays, space.scenario.horizon) - response.start
        rate = lever.cost.per_h + lever.cost.per_h_at_full * lever.settings[use.setting].strength
        total += lever.cost.once + hours * rate
    return total
