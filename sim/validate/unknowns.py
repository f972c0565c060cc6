"""What the published fall in sales says nothing about: drawn from ranges, and the fit done again for each draw."""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np


class Range(NamedTuple):
    """Where an unknown is drawn from, evenly, and what it is in words."""

    low: float
    high: float
    what: str


@dataclass(frozen=True)
class Unknowns:
    """One draw.

    Attributes:
        fee_weight: utility per CNY of delivery fee.
        leaving: how readily shoppers leave a niche.
        staying: how much more readily they stay with a good that seldom sells than with a star.
        adoption: share of sales whose seller offers the cut carrier.
        gradient: how much more liked and dearer goods' sellers offer it.
        waiting: share of those who leave that waits for the carrier.
        waiting_h: mean hours after its return until they buy.
        adaptation: how far buyers expect of each carrier what it usually does.
        sales_per_day: mean sales of a good.
    """

    fee_weight: float
    leaving: float
    staying: float
    adoption: float
    gradient: float
    waiting: float
    waiting_h: float
    adaptation: float
    sales_per_day: float


RANGES = {
    "fee_weight": Range(0.05, 0.3, "Utility per CNY of delivery fee"),
    "leaving": Range(0.0, 1.0, "How readily shoppers buy nothing instead"),
    "staying": Range(0.0, 1.0, "How much more buyers of goods that seldom sell stay with the good"),
    "adoption": Range(0.10, 0.20, "Share of sales whose seller offers the carrier"),
    "gradient": Range(0.0, 1.0, "How much more sellers of liked and dear goods offer it"),
    "waiting": Range(0.0, 1.0, "Share of those who leave that waits for it"),
    "waiting_h": Range(6.0, 72.0, "Hours until those who waited have bought"),
    "adaptation": Range(0.0, 1.0, "How far a buyer expects of each carrier what it usually does"),
    "sales_per_day": Range(2.0, 20.0, "Mean sales of a good a day"),
}
"""Range of each unknown. All assumptions: merchants weigh a CNY with 0.15 in the world, and 1.5-3 % of the platform's
parcels, if one buyer in seven takes the carrier where it is offered, are 10-20 % of sales."""


def draw_unknowns(luck: np.random.Generator) -> Unknowns:
    """One draw, each evenly from its range."""
    return Unknowns(**{field.name: float(luck.uniform(*RANGES[field.name][:2])) for field in fields(Unknowns)})
