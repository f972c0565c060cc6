"""What the model is held against: published figures, each with its source and the band in which it holds.

The bands were written down before anything was simulated and are not moved afterwards: a figure outside its band is a
finding about the model. One row, the second reading of the long tail, was added later, with the band of the first.
Knows no simulation.
"""

from dataclasses import dataclass
from typing import Literal

from sim.report import labels

Status = Literal["fitted", "put in", "held out"]

PAPER = "Cui, Li & Li (SSRN 3234023)"
LATER = f"{PAPER}, later abstract"
DRAFT = f"{PAPER}, draft of October 2018, abstract"
POST_BUREAU = "State Post Bureau, timeliness 2017"
REMOVAL_ERROR = 0.01
"""Standard error of the published fall in sales: the abstracts give none; a percentage point is assumed."""


@dataclass(frozen=True)
class Target:
    """A published figure.

    Attributes:
        name: of the figure, unique.
        what: it in words.
        value: as published, in `unit`; effects on sales are relative changes.
        low, high: ends of the band in which the model's figure holds, stated beforehand.
        unit: of the value.
        status: `fitted`: some number of the model was set so that this comes out, by the fit or by hand; `put in`: the
            figure itself is an input, and shows only that it comes through; `held out`: neither.
        source: who says so.
        certainty: H read in a published source, M derived or second-hand, L our reading of a vague one.
    """

    name: str
    what: str
    value: float
    low: float
    high: float
    unit: str
    status: Status
    source: str
    certainty: Literal["H", "M", "L"]

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name}: {self.value:g} lies outside its own band {self.low:g} to {self.high:g}")

    @property
    def is_held_out(self) -> bool:
        """Whether nothing of the model was set by it."""
        return self.status == "held out"


REMOVAL = Target(
    "sales_at_removal", "Sales of goods whose seller offered the carrier, while it was removed", -0.1456, -0.1656,
    -0.1256, "share", "fitted", LATER, "H",
)  # fmt: skip
DRAFT_REMOVAL = Target(
    "sales_at_removal_draft", "The same, as the draft had it", -0.1642, -0.1842, -0.1442, "share", "fitted", DRAFT, "H"
)
RESUMPTION = Target(
    "sales_at_resumption", "Their sales once the carrier was back, over those during the removal", 0.1883, 0.1683,
    0.2083, "share", "held out", DRAFT, "H",
)  # fmt: skip
LONG_TAIL = Target(
    "long_tail_share", "Contribution of long-tail goods to all sales, during the removal", 0.03, 0.02, 0.04, "share",
    "held out", f"{LATER}; read as a relative change, the tail as all but the best-selling fifth", "M",
)  # fmt: skip
LONG_TAIL_TREATED = Target(
    "long_tail_share_treated", "The same among goods whose seller offered the carrier", 0.03, 0.02, 0.04, "share",
    "held out", f"{LATER}; read the other way, as theirs; added once the first reading had failed, with its band", "L",
)  # fmt: skip
RATING = Target(
    "logistics_rating", "Logistics rating of goods sold, during the removal", 0.0, -0.05, 0.05, "stars", "held out",
    f"{LATER}: no impact; that a twentieth of a star would go unnoticed is our reading", "L",
)  # fmt: skip
VARIETY = Target(
    "variety_sold", "Number of different goods sold, during the removal", 0.0, -0.02, 0.02, "share", "held out",
    f"{LATER}: no impact; that two per cent would go unnoticed is our reading", "L",
)  # fmt: skip
DEMAND_TARGETS = (REMOVAL, DRAFT_REMOVAL, RESUMPTION, LONG_TAIL, LONG_TAIL_TREATED, RATING, VARIETY)

CUT_ORDERS = Target(
    "cut_carriers_orders", "Orders of the removed carrier's merchants in the world itself, while it was removed",
    -0.1456, -0.1656, -0.1256, "share", "fitted", f"{LATER}; demand.elasticity was set by hand for it", "H",
)  # fmt: skip
TRANSIT_MEAN = Target(
    "transit_mean_h", "Mean transit time of all carriers", 56.5, 55.0, 58.0, "h", "fitted", POST_BUREAU, "M"
)
SHARE_72H = Target("share_72h", "Delivered within 72 h", 0.77, 0.75, 0.79, "share", "fitted", POST_BUREAU, "H")
SHARE_48H = Target("share_48h", "Delivered within 48 h", 0.65, 0.63, 0.67, "share", "fitted", POST_BUREAU, "M")
ORDER_OF_CARRIERS = Target(
    "order_of_carriers", "Order of carriers by mean transit time (Kendall's tau)", 1.0, 0.9, 1.0, "tau", "fitted",
    f"{POST_BUREAU}; one exchange of neighbours among nine leaves 0.94", "H",
)  # fmt: skip
PETITIONS = Target(
    "petitions_per_million", "Petitions to the regulator per million parcels", 28.0, 14.0, 56.0, "per million",
    "held out",
    "State Post Bureau notice for May 2017: 93,225 petitions (12,494 of them valid, 3.8 per million; the model does "
    "not judge that); held to a factor of two",
    "M",
)  # fmt: skip
CONTACTS = Target(
    "contacts_per_parcel", "Questions where the order is, per parcel", 0.012, 0.005, 0.03, "per parcel", "fitted",
    "vendors: 6.7 tickets per 100 orders, 16-18 % of them such questions", "M",
)  # fmt: skip
SURGE = Target(
    "enquiries_surge", "Enquiries about the carrier's parcels in six hours from the closure, over usual ones", 3.0,
    1.5, 6.0, "times", "fitted",
    "Cainiao's written answers, The Paper, 2 June 2017: a surge within several hours; 1.5 to 6 times is assumed", "L",
)  # fmt: skip
FIRST_ATTEMPT = Target(
    "door_attempts_that_succeed", "Attempts at the door that succeed", 0.785, 0.76, 0.81, "share", "put in",
    "published shares of first attempts, 76-81 %", "M",
)  # fmt: skip
CABINETS = 60_000
"""Cabinets of the operator whose link was closed; 14,000 more were bought in 2017 and are not counted here."""
LOCKER_USE = Target(
    "parcels_per_cabinet_day", "Parcels of all platforms per locker cabinet and day", 40.0, 30.0, 50.0,
    "parcels", "put in", "about 60,000 cabinets of 80-90 cells, about 40 parcels each a day", "M",
)  # fmt: skip
MEAN_OF_CARRIER = {
    "sf": 38.0, "jd": 40.0, "ems": 46.0, "zto": 54.0, "yunda": 55.0, "best": 57.0, "sto": 58.0, "yto": 59.0,
    "ttk": 63.0,
}  # fmt: skip
"""Mean transit hours of each carrier: the order is published, the levels are read off it."""
CARRIER_MEANS = {
    name: Target(
        f"transit_mean_h_{name}", f"Mean transit time of {labels.entity(name)}", hours, round(0.9 * hours, 1),
        round(1.1 * hours, 1), "h", "fitted", f"{POST_BUREAU}; level second-hand, held to a tenth", "L",
    )
    for name, hours in MEAN_OF_CARRIER.items()
}  # fmt: skip
CARRIER_SHARES_72H = {
    "sf": Target("share_72h_sf", "SF within 72 h", 0.93, 0.90, 0.96, "share", "held out", POST_BUREAU, "M"),
    **{
        name: Target(
            f"share_72h_{name}", f"{labels.entity(name)} within 72 h", 0.78, 0.74, 0.82, "share", "held out",
            f"{POST_BUREAU}: carriers other than SF 74-82 %", "M",
        )
        for name in ("zto", "yunda", "best", "sto", "yto", "ttk")
    },
}  # fmt: skip
BASE_TARGETS = (
    TRANSIT_MEAN, SHARE_72H, SHARE_48H, ORDER_OF_CARRIERS, *CARRIER_MEANS.values(), *CARRIER_SHARES_72H.values(),
    PETITIONS, CONTACTS, FIRST_ATTEMPT, LOCKER_USE,
)  # fmt: skip
"""Base rates, in the order they are told in."""
