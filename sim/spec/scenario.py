"""A complete scenario: a world, what goes wrong in it, and what is done about it.

Made by `sim.spec.load_scenario`; every entry is complete (defaults already merged in). Parameters only.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, PrivateAttr, SerializationInfo

from sim import units
from sim.spec.assumption import Assumption
from sim.spec.base import Model
from sim.spec.fields import Count, Hours, Name, Share, Text, Unit, reads
from sim.spec.market import Category, Demand, Geography, Merchants, Orders, Region
from sim.spec.network import Carrier, Fallback, Link, Locker
from sim.spec.outages import Outage
from sim.spec.people import Buyers, Costs, Desk, DeskName, Measurement, Settlement
from sim.spec.responses import AnyResponse
from sim.spec.terms import Claim, LinkTerms


def _write_start(value: datetime, info: SerializationInfo) -> datetime | str:
    return value.isoformat(timespec="minutes") if info.context and info.context.get("as_written") else value


Start = Annotated[datetime, BeforeValidator(reads(units.parse_start).func), PlainSerializer(_write_start)]
Entries = Field(min_length=1, max_length=180)
"""Carriers times regions, twice over, and a parcel's carrier and region, must fit two bytes and one each."""
Kinds = Field(min_length=1, max_length=85)
"""Category of goods and size of merchant share a byte."""


class Scenario(Model):
    """Everything a run needs to know; times are hours since `start`, shares 0–1, money CNY."""

    name: Name
    """Short name, also of the results' folder."""
    title: Text = ""
    """One line for headings."""
    story: Text = ""
    """What happens, in a few sentences."""
    start: Start
    """Instant the run begins, with the zone all clock times are in."""
    horizon: Annotated[Hours, Field(gt=0)]
    """How long the run lasts."""
    control_period: Annotated[Hours, Field(gt=0)] = 0.25
    """How often merchants and rules decide; also the length of an engine step."""
    sample: Annotated[Share, Field(gt=0)] = 0.01
    """Share of the orders, capacities and cells that is simulated."""
    replications: Annotated[Count, Field(ge=1), Unit("replications")] = 10
    """Runs of each arm with different luck."""
    seed: Annotated[Count, Field(lt=2**64)] = 1
    """Seed of all luck."""
    regions: Annotated[dict[Name, Region], Entries]
    """Parts of the country."""
    geography: Geography
    """How far parcels travel."""
    orders: Orders
    """How many orders are placed, when and where to."""
    categories: Annotated[dict[Name, Category], Kinds]
    """Kinds of goods."""
    demand: Demand
    """How shoppers react to worse delivery."""
    merchants: Merchants
    """The sellers."""
    carriers: Annotated[dict[Name, Carrier], Entries]
    """Parcel carriers."""
    lockers: dict[Name, Locker] = Field(default_factory=dict, max_length=180)
    """Locker operators."""
    links: dict[Name, Link]
    """Data feeds: one for each carrier, then one for each locker operator, under the same names."""
    fallback: Fallback
    """Carriers' own sites."""
    buyers: Buyers
    """When buyers ask, and what becomes of it."""
    desks: dict[DeskName, Desk]
    """Support desks."""
    settlement: Settlement
    """When merchants are paid."""
    costs: Costs
    """What things cost."""
    measurement: Measurement
    """Limits that define measures."""
    terms: dict[Name, LinkTerms] = Field(default_factory=dict)
    """What each link's contract lets through."""
    outages: dict[Name, Outage] = Field(default_factory=dict)
    """What goes wrong."""
    responses: dict[Name, AnyResponse] = Field(default_factory=dict)
    """What is done about it."""
    claims: Annotated[tuple[Claim, ...], Field(strict=False)] = ()
    """Statements to hold against the run."""

    _assumptions: tuple[Assumption, ...] = PrivateAttr(default=())

    def hours(self, moment: datetime | str) -> float:
        """Hours since `start` of an instant; one without zone is in the scenario's zone.

        Raises:
            UnitError: the text is no instant.
        """
        if isinstance(moment, str):
            return units.parse_instant(moment, self.start)
        return units.hours_between(self.start, moment)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Every number of the scenario files, in file order, with its unit, meaning, source and certainty."""
        return self._assumptions
