"""Who asks, who answers and who pays: buyers, support desks, settlement, costs and what is measured."""

from typing import Annotated, Literal

from pydantic import Field

from sim.spec.base import Model
from sim.spec.distribution_fields import DurationDistribution
from sim.spec.fields import Clock, Count, Hours, PerHour, Share, Unit
from sim.spec.market import Cny

Shown = Literal[
    "none", "picked_up", "origin_sorted", "linehaul_departed", "destination_arrived", "out_for_delivery",
    "attempt_failed", "locker_deposited",
]  # fmt: skip
"""Last visible milestone of a parcel that its buyer still waits for."""
DeskName = Literal["merchant", "platform", "carrier"]
"""The three support desks."""


class Buyers(Model):
    """When buyers ask, whom, and what an unanswered question becomes."""

    quiet: dict[Shown, Hours]
    """Hours without news that worry nobody, by last visible milestone."""
    base: PerHour
    """Contact hazard while the news is fresh."""
    silent: PerHour
    """Top of the hazard added by silence."""
    silent_ramp: Annotated[Hours, Field(gt=0)]
    """Time over which the hazard of silence grows after `quiet`."""
    late: PerHour
    """Top of the hazard added once the promised time has passed."""
    late_ramp: Annotated[Hours, Field(gt=0)]
    """Time over which the hazard of lateness grows."""
    alarm: PerHour
    """Top of the hazard added while the tracking page says that the carrier sends nothing, for parcels seen before."""
    alarm_ramp: Annotated[Hours, Field(gt=0)]
    """Time over which the alarm spreads after a link is closed."""
    promise: Hours
    """Order to promised delivery."""
    goes_to: dict[DeskName, Share]
    """Share of the contacts that go to each desk."""
    repeat: Share
    """Unresolved contacts that are followed by another."""
    repeat_after: DurationDistribution
    """Unresolved answer until the next contact."""
    complaint: Share
    """Unresolved contacts that become a formal complaint."""
    complaint_after: DurationDistribution
    """Unresolved answer until the complaint."""
    refund: Share
    """Complaints that become a refund claim, if the parcel has not come by then."""
    refund_after: DurationDistribution
    """Complaint until the refund claim."""
    petition: Share
    """Complaints that become a petition to the regulator, answered or not."""
    petition_after: DurationDistribution
    """Complaint until the petition."""
    spoiled_claim: Share
    """Spoiled fresh goods that are claimed back."""


class Desk(Model):
    """A support desk. What is not given comes from `desk_defaults`."""

    agents: Annotated[dict[Clock, Annotated[Count, Unit("agents")]], Field(min_length=1)]
    """Agents on duty from each clock time on, full population, net of other work."""
    handling: DurationDistribution
    """Time an agent needs for a contact."""
    patience: DurationDistribution
    """Time a buyer waits before giving up."""
    resolves_seen: Share
    """Answered contacts that are resolved when the platform shows fresh news."""
    resolves_dark: Share
    """Answered contacts that are resolved when it does not."""
    carrier_resolves: Share
    """Answered contacts that the carrier's own desk resolves, which knows where the parcel is."""
    redial: Share
    """Of the buyers who gave up waiting, those who try again."""
    redial_after: DurationDistribution
    """Giving up until the next try."""
    abandoned_complaint: Share
    """Of the buyers who gave up for good, those who complain formally."""


class Settlement(Model):
    """When merchants are paid, and what late dispatch costs them."""

    confirm_after: DurationDistribution
    """Visible delivery until the buyer confirms."""
    auto_confirm: Hours
    """Hand-over until payment is released without confirmation."""
    dispatch_rule: Hours
    """Order until `picked_up` must be visible."""
    dispatch_penalty: Share
    """Penalty for late dispatch, of the price."""
    dispatch_penalty_most: Cny
    """Greatest penalty for late dispatch."""


class Costs(Model):
    """What things cost, for the table of who pays."""

    contact: Cny
    """A contact handled."""
    complaint: Cny
    """A formal complaint handled."""
    petition: Cny
    """A petition to the regulator handled."""
    refund_share: dict[DeskName, Share]
    """Who bears refunds."""
    margin: Share
    """Merchant's margin of an order's value, lost with the order."""
    platform_fee: Share
    """Platform's fee of an order's value."""
    capital: Annotated[Share, Unit("share per year")]
    """Cost of capital a year, on money held back."""
    delivery_failed: Cny
    """Courier's cost of an attempt that failed."""


class Measurement(Model):
    """Limits that define measures."""

    dark_grace: Hours
    """Time after a scan from which a parcel whose scan is not visible counts as dark."""
    recovery_band: Share
    """Share of the peak excess below which a measure counts as recovered."""
