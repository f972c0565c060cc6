"""What the parties do about an outage: actions at a time, or once a measured trigger holds."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, SerializationInfo, field_serializer, model_validator

from sim import units
from sim.errors import UnitError
from sim.spec.base import Model, misfit
from sim.spec.distribution_fields import DurationDistribution
from sim.spec.fields import Hours, Instant, Name, Party, Positive, Share, Text, Unit
from sim.spec.people import DeskName

Measure = Literal["support_wait_p90", "contacts_per_h", "complaints_per_h", "petitions", "published_backlog_h"]
"""What a trigger may watch: what the platform itself can see."""
Factor = Annotated[Positive, Unit("factor")]


class Trigger(Model):
    """A measured condition: the action begins once it has held long enough."""

    measure: Measure
    """Watched measure."""
    above: Annotated[float, Field(ge=0), Unit("unit of the measure")]
    """Level it must exceed: hours for support_wait_p90 (as 20min) and published_backlog_h, else the plain number."""
    for_: Annotated[Hours, Field(alias="for")] = 0.0
    """How long it must have been above the level."""
    carrier: Name | None = None
    """Carrier whose published backlog is watched."""

    @model_validator(mode="before")
    @classmethod
    def _level_in_unit(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "above" not in data:
            return data
        measure, raw = data.get("measure"), data["above"]
        try:
            if measure == "support_wait_p90" or (measure == "published_backlog_h" and isinstance(raw, str)):
                level = units.parse_hours(raw)
            elif measure in ("contacts_per_h", "complaints_per_h") and isinstance(raw, str) and "/" in raw:
                level = units.parse_rate(raw)
            else:
                level = units.parse_number(raw)
        except UnitError as error:
            raise misfit(error.message, key="above", got=error.got, suggestion=error.suggestion) from None
        return {**data, "above": level}

    @field_serializer("above")
    def _write_level(self, level: float, info: SerializationInfo) -> float | str:
        is_duration = self.measure in ("support_wait_p90", "published_backlog_h")
        return units.format_hours(level) if is_duration and info.context and info.context.get("as_written") else level

    @model_validator(mode="after")
    def _carrier_fits(self) -> "Trigger":
        if (self.measure == "published_backlog_h") != (self.carrier is not None):
            wanted = "needs a carrier" if self.carrier is None else "takes no carrier"
            raise misfit(f"measure {self.measure} {wanted}", key="measure" if self.carrier is None else "carrier")
        return self


class Response(Model):
    """What every action has: a begin, perhaps an end, and who acted."""

    start: Instant | None = None
    """When the action is taken."""
    when: Trigger | None = None
    """Instead of `start`: the condition that sets it off."""
    end: Instant | None = None
    """When it ends; neither `end` nor `duration`: at the horizon."""
    duration: Hours | None = None
    """How long it lasts, instead of `end`."""
    lag: Hours = 0.0
    """Action taken until it bites."""
    by: Party = "unknown"
    """Who acted."""
    because: Text | None = None
    """Why, in words, for the timeline."""

    @model_validator(mode="after")
    def _one_begin_one_end(self) -> "Response":
        if (self.start is None) == (self.when is None):
            raise misfit("say either start or when", key="when" if self.when is not None else None)
        if self.end is not None and self.duration is not None:
            raise misfit("say either end or duration", key="end")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise misfit("an action must not end before it starts", key="end")
        return self


class AdviseSwitch(Response):
    """The platform advises merchants to ship with others."""

    action: Literal["advise_switch"]
    """What is done."""
    carrier: Name
    """Carrier that is advised against."""


class Delist(Response):
    """The platform takes a carrier off the list merchants choose from."""

    action: Literal["delist"]
    """What is done."""
    carrier: Name
    """Carrier that cannot be chosen."""


class Relist(Response):
    """The platform puts a delisted carrier back on the list."""

    action: Literal["relist"]
    """What is done."""
    carrier: Name
    """Carrier that can be chosen again."""


class MobiliseCapacity(Response):
    """Other carriers add hub and courier capacity."""

    action: Literal["mobilise_capacity"]
    """What is done."""
    carriers: Annotated[tuple[Name, ...], Field(strict=False, min_length=1)]
    """Carriers that add capacity."""
    factor: Factor
    """Capacity per normal capacity."""


class FreshBases(Response):
    """Cold depots are opened where fresh goods come from, for merchants whose own carrier would have cooled them."""

    action: Literal["fresh_bases"]
    """What is done."""


class ExtendAutoConfirm(Response):
    """Payment without confirmation is released later."""

    action: Literal["extend_auto_confirm"]
    """What is done."""
    to: Hours
    """Hand-over until payment is released without confirmation."""


class WaiveLateDispatch(Response):
    """Penalties for late dispatch are waived."""

    action: Literal["waive_late_dispatch"]
    """What is done."""


class AddAgents(Response):
    """A support desk gets more agents."""

    action: Literal["add_agents"]
    """What is done."""
    desk: DeskName
    """Desk that gets them."""
    factor: Factor
    """Agents per agent of the shift."""


class PollFallback(Response):
    """The platform reads the carrier's own site while the link is closed."""

    action: Literal["poll_fallback"]
    """What is done."""
    carrier: Name | None = None
    """Carrier whose site is read."""
    link: Name | None = None
    """Instead of `carrier`: link whose source is read."""
    coverage: Share
    """Share of the hit scans that are found there."""

    @model_validator(mode="after")
    def _one_source(self) -> "PollFallback":
        if (self.carrier is None) == (self.link is None):
            raise misfit("say either carrier or link")
        return self

    @property
    def polled_link(self) -> str:
        """Link whose scans are found; a carrier's link has the carrier's name."""
        return self.link or self.carrier or ""


class PublicNotice(Response):
    """A public notice keeps some worried buyers from contacting anyone."""

    action: Literal["public_notice"]
    """What is done."""
    effect: Share
    """Share of the worried buyers who do not contact anyone because of it."""


class Mediate(Response):
    """A regulator mediates until links are restored."""

    action: Literal["mediate"]
    """What is done."""
    restores: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """Outages that end by it, if they have not ended before."""
    after: DurationDistribution | None = None
    """Begin of the mediation until they end."""

    @model_validator(mode="after")
    def _knows_when(self) -> "Mediate":
        if self.restores and self.after is None:
            raise misfit("a mediation that restores outages needs after", key="restores")
        return self


AnyResponse = Annotated[
    AdviseSwitch | Delist | Relist | MobiliseCapacity | FreshBases | ExtendAutoConfirm | WaiveLateDispatch | AddAgents
    | PollFallback | PublicNotice | Mediate,
    Discriminator("action"),
]  # fmt: skip
"""One of the actions, told apart by `action`."""
