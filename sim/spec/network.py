"""What moves parcels and what carries the news of them: carriers, lockers, links and the carriers' own sites."""

from typing import Annotated

from pydantic import Field

from sim.spec.base import Model
from sim.spec.distribution_fields import DurationDistribution, NumberDistribution
from sim.spec.fields import Clock, Count, Flag, Hours, Name, PerHour, Positive, Share, Unit


class Carrier(Model):
    """A parcel carrier: its customers, network and couriers. What is not given comes from `carrier_defaults`."""

    share: dict[Name, Share]
    """Share of each category's merchants whose home carrier it is."""
    price: Annotated[Positive, Unit("CNY per parcel")]
    """Revenue per parcel."""
    quality: Share
    """Quality of its delivery in shoppers' and merchants' eyes, 0–1."""
    is_cooled: Flag
    """Whether it keeps fresh goods cool on the way."""
    speed: Annotated[Positive, Unit("km/h")]
    """Speed between hubs."""
    utilisation: Annotated[Share, Field(gt=0)]
    """Load of its courier waves on a normal day, as a share of their capacity."""
    pick_up_waves: Annotated[tuple[Clock, ...], Field(strict=False, min_length=1)]
    """When it collects parcels from merchants."""
    first_mile: DurationDistribution
    """Pick-up to arrival at the origin hub."""
    sort_hours: Annotated[Positive, Unit("h")]
    """Hours a hub needs for a normal day's parcels; sets the hub's capacity."""
    departures: Annotated[tuple[Clock, ...], Field(strict=False, min_length=1)]
    """When linehaul vehicles leave the origin hub."""
    travel_fixed: Hours
    """Loading, unloading and transfer of a linehaul trip."""
    travel_spread: Annotated[NumberDistribution, Unit("factor")]
    """Factor on distance / speed of a linehaul trip."""
    courier_waves: Annotated[dict[Clock, Share], Field(min_length=1)]
    """Share of the day's courier capacity that leaves the depot at each clock time."""
    last_mile: DurationDistribution
    """Courier leaves the depot until the attempt."""
    max_last_mile: Hours
    """Longest a courier's round lasts."""
    door_success: Annotated[Share, Field(gt=0)]
    """Share of attempts at the door that succeed."""
    max_attempts: Annotated[Count, Field(ge=1, le=14), Unit("attempts")]
    """Failed attempts at the door after which a parcel is returned."""
    turnaround: Hours
    """Failed or refused until the parcel is back at the depot, ready for a later wave."""


class Locker(Model):
    """An operator of parcel lockers. What is not given comes from `locker_defaults`."""

    cells: Annotated[Count, Field(ge=1), Unit("cells")]
    """Cells usable for the platform's parcels, full population."""
    link: Name
    """Link that carries the operator's scans and pick-up codes."""
    pick_up: DurationDistribution
    """Buyer has the code until the parcel is collected."""
    sms_share: Share
    """Buyers the operator's own message reaches when the platform's app cannot."""
    sms_delay: DurationDistribution
    """Deposit until the operator's own message arrives."""
    max_dwell: Hours
    """Longest a parcel may lie in a cell; then the courier takes it back."""


class Link(Model):
    """The feed from a carrier or locker operator to the platform. What is not given comes from `link_defaults`."""

    latency: DurationDistribution
    """Scan until the platform shows it."""
    loss: Share
    """Share of the scans lost on the way."""
    throughput: Annotated[PerHour, Field(gt=0), Unit("scans per h")]
    """Scans the link passes, full population."""


class Fallback(Model):
    """The carrier's own site and hotline, where buyers may look, and which the platform may poll."""

    aware_at_start: Share
    """Worried buyers who look there first, in normal times."""
    aware_at_most: Share
    """The same after a long closure of the link."""
    awareness_time: Annotated[Hours, Field(gt=0)]
    """Time constant of the growth while the link is closed."""
    satisfied: Share
    """Of those who looked, buyers content with what they saw."""
    poll_latency: DurationDistribution
    """Scan until the platform shows it, when it polls the carrier's own site."""
