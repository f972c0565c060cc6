"""What a search file may say: levers with their times, strengths and prices, and what counts as harm."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim import units
from sim.spec.base import Model, misfit
from sim.spec.fields import Hours, Name, Number, Party, Unit, reads
from sim.spec.market import Cny

NEVER = "never"
"""The time of a lever that is not used."""
Action = Literal[
    "advise_switch", "delist", "mobilise_capacity", "fresh_bases", "extend_auto_confirm", "waive_late_dispatch",
    "add_agents", "poll_fallback", "public_notice",
]  # fmt: skip
"""What can be chosen: all that a party may do by itself."""


def _time(raw: Any) -> float | None:
    return None if raw == NEVER else units.parse_hours(raw)


At = Annotated[float | None, BeforeValidator(reads(_time).func)]


class LeverCost(Model):
    """What using a lever costs, beside what the model counts."""

    once: Cny = 0.0
    """Each time it is used."""
    per_h: Annotated[Cny, Unit("CNY per h")] = 0.0
    """While it is in force."""
    per_h_at_full: Annotated[Cny, Unit("CNY per h")] = 0.0
    """While it is in force, at strength 1: capacity or agents added per usual one, coverage, effect."""


class LeverFields(Model):
    """A response that may be given, when and how."""

    action: Action
    """What is done."""
    with_: Annotated[dict[Name, Any], Field(alias="with", default_factory=dict)]
    """Fields of the response that are not chosen."""
    at: Annotated[tuple[At, ...], Field(strict=False, min_length=1)]
    """Hours from the begin of the outage to choose from; never = not at all. None of them counts where it is over."""
    choose: Annotated[
        dict[Name, Annotated[tuple[Any, ...], Field(strict=False, min_length=1)]], Field(default_factory=dict)
    ]
    """Fields of the response to choose from a list."""
    stays: Hours = 0.0
    """How long it stays in force after the outage is over."""
    by: Party = "platform"
    """Who acts."""
    cost: LeverCost = LeverCost()
    """What it costs."""

    @model_validator(mode="after")
    def _each_field_once(self) -> "LeverFields":
        for name in ("start", "end", "duration", "when", "action", "by"):
            if name in self.with_ or name in self.choose:
                raise misfit(f"{name} is not said here: a lever begins `at` and `stays` beyond the outage", key="with")
        for name in self.choose:
            if name in self.with_:
                raise misfit(f"{name} stands both in with and in choose", key="choose")
        if len(set(self.at)) < len(self.at):
            raise misfit("a time stands twice", key="at")
        return self


class SearchFile(Model):
    """A search: what may be done, in which uncertain worlds, and what is bad."""

    name: Name
    """Short name."""
    outage: Name
    """Outage whose length is uncertain; hours of levers count from its begin."""
    lengths: Annotated[tuple[Annotated[Hours, Field(gt=0)], ...], Field(strict=False, min_length=1)]
    """Lengths it may have, equally likely."""
    keep: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """Responses of the scenario that stay; all others make room for the levers."""
    harm: Annotated[dict[Name, Number], Field(min_length=1)]
    """Measures whose excess is harm, with their weights."""
    harm_price: Annotated[Cny, Unit("CNY per unit of harm")]
    """What a unit of harm is worth, where a single best has to be named."""
    levers: Annotated[dict[Name, LeverFields], Field(min_length=1)]
    """What may be done."""
