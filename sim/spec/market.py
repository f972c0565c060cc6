"""Where orders come from: regions, orders, categories, demand and merchants."""

from typing import Annotated

from pydantic import Field

from sim.spec.base import Model
from sim.spec.distribution_fields import DurationDistribution, NumberDistribution
from sim.spec.fields import Count, Hours, Instant, Name, Number, PerHour, Positive, Share, Signed, Unit

Cny = Annotated[Number, Unit("CNY")]
CnyDistribution = Annotated[NumberDistribution, Unit("CNY")]
Degrees = Annotated[Signed, Field(ge=-180, le=180), Unit("degrees")]
Km = Annotated[Number, Unit("km")]


class Region(Model):
    """A part of the country with one origin and one destination hub for each carrier."""

    orders: Share
    """Share of the orders that go to buyers here."""
    merchants: Share
    """Share of the merchants that send from here."""
    lat: Annotated[Degrees, Field(ge=-90, le=90)]
    """Latitude of the region's hub."""
    lon: Degrees
    """Longitude of the region's hub."""


class Geography(Model):
    """How far parcels travel."""

    detour: Annotated[Positive, Unit("km per km")]
    """Road kilometres per great-circle kilometre between two regions."""
    local: Km
    """Road kilometres of a parcel that stays inside its region."""


class Promotion(Model):
    """A time in which people order more or less than usual."""

    start: Instant
    """When it begins."""
    duration: Hours
    """How long it lasts."""
    factor: Annotated[Number, Unit("factor")]
    """Orders per order of a usual time."""

    @property
    def ends_at(self) -> float:
        """When it ends, hours since start."""
        return self.start + self.duration


class Orders(Model):
    """How many orders are placed, when, and where buyers want them."""

    per_day: Annotated[Positive, Unit("orders per day")]
    """Orders on an average day of the week, full population."""
    hour_share: Annotated[tuple[Share, ...], Field(strict=False, min_length=24, max_length=24)]
    """Share of a day's orders placed in each hour, 0 to 23 o'clock."""
    weekday_share: Annotated[tuple[Share, ...], Field(strict=False, min_length=7, max_length=7)]
    """Share of a week's orders placed on each day, Monday to Sunday."""
    promotions: dict[Name, Promotion] = Field(default_factory=dict)
    """Times of more or fewer orders."""
    locker_share: dict[Name, Share]
    """Share of all orders that go to a locker, by operator."""
    station_share: Share
    """Share of all orders that go to a pick-up station; the rest goes to the door."""


class Category(Model):
    """A kind of goods."""

    share: Share
    """Share of the merchants that sell it."""
    value: CnyDistribution
    """Value of an order."""
    life: DurationDistribution | None = None
    """Time from pick-up after which uncooled goods are spoiled; none for goods that keep."""
    life_cooled: DurationDistribution | None = None
    """The same for goods cooled on the way; as `life` if not given."""


class Demand(Model):
    """How shoppers react to the delivery they are offered."""

    elasticity: Annotated[Number, Unit("per quality point")]
    """Fall of the logarithm of orders per unit of delivery quality lost."""
    tracking_value: Share
    """Quality a carrier loses in shoppers' eyes while its tracking is known to be dark."""
    holding_value: Share
    """Quality lost while a shop says that it ships later."""


class Pressure(Model):
    """What drives a merchant away from a carrier in trouble, as weights of its pressure."""

    advice: Annotated[Number, Unit("weight")]
    """Weight of the platform's advice to switch, while it is in force."""
    dark: Annotated[Number, Unit("weight")]
    """Weight of the share of its parcels in flight that nobody sees moving."""
    contacts: Annotated[Number, Unit("weight")]
    """Weight of recent contacts of its buyers per parcel in flight."""


class Choice(Model):
    """What a merchant weighs when it takes another carrier: weights of a multinomial logit."""

    price: Annotated[Number, Unit("per CNY")]
    """Utility lost per CNY of price."""
    speed: Annotated[Number, Unit("per h")]
    """Utility lost per hour of nominal transit."""
    quality: Annotated[Number, Unit("per quality point")]
    """Utility gained per unit of quality (0–1)."""
    backlog: Annotated[Number, Unit("per h")]
    """Utility lost per hour of published backlog."""


class Merchants(Model):
    """The sellers: how many, how large, how patient."""

    count: Annotated[Count, Field(ge=1, lt=2**24), Unit("merchants")]
    """Merchants simulated."""
    size: Annotated[NumberDistribution, Unit("relative")]
    """Order rate of a merchant relative to the others."""
    large: Share
    """Share of the merchants that count as large, by size rank."""
    medium: Share
    """Share of the merchants that count as medium, after the large ones."""
    handling: DurationDistribution
    """Order to ready for hand-over."""
    threshold: Annotated[NumberDistribution, Unit("pressure")]
    """Pressure a merchant bears before it thinks of leaving its carrier."""
    pressure: Pressure
    """What makes up the pressure."""
    leave_rate: Annotated[PerHour, Unit("per h and unit of pressure")]
    """Hazard of leaving per unit of pressure above the threshold."""
    delisted_rate: PerHour
    """Hazard of acting once the carrier cannot be chosen at all."""
    hold_share: Share
    """Of the merchants that act, those that hold orders back first instead of switching."""
    hold_patience: DurationDistribution
    """How long a merchant holds orders back before it switches after all."""
    set_up: DurationDistribution
    """Decision to switch until ready to ship with another carrier: other labels, another pick-up contract."""
    choice: Choice
    """How the other carrier is chosen."""
    return_after: DurationDistribution
    """Carrier usable again until the merchant is back with it."""
    never_back: Share
    """Of the merchants that left, those that never return."""
