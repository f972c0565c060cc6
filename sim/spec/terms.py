"""What may pass a link: contract terms, what a side asked beyond them, and the article's statements to check."""

from typing import Annotated, Literal

from pydantic import Field

from sim.spec.base import Model
from sim.spec.fields import Flag, Instant, Number, Party, Text, Unit

Scope = Literal["platform_orders", "all_orders"]
Content = Literal["status", "phone_number", "pick_up_code"]
Contents = Annotated[tuple[Content, ...], Field(strict=False, min_length=1)]
ClaimId = Literal[
    "enquiries_surge_within_hours",
    "millions_of_buyers_touched",
    "carrier_share_is_limited",
    "merchants_ship_normally_on_2_june_16h",
]
"""Statements that the measures know how to check."""


class Demanded(Model):
    """Terms a side asked for beyond the contract."""

    by: Party
    """Who asked."""
    start: Instant
    """When the demand was made, or began to be met."""
    scope: Scope
    """Whose orders' records were asked for."""
    contents: Contents
    """What a record was asked to hold."""
    honoured: Flag = False
    """Whether the other side sent it."""


class LinkTerms(Model):
    """What a link's contract lets through."""

    scope: Scope
    """Whose orders' records may pass: the platform's, or all the source carries."""
    contents: Contents
    """What a record may hold."""
    other_orders_ratio: Annotated[Number, Unit("orders per platform order")]
    """Orders of other platforms that the source carries per order of this platform."""
    demanded: Demanded | None = None
    """What a side asked beyond the contract."""


class Claim(Model):
    """A statement of the article, to be held against the run."""

    id: ClaimId
    """Name of its check."""
    claim: Text
    """The statement, in our words."""
    source: Text
    """Who said it, and where."""
