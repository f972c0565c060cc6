"""Shoppers: a nested logit over goods with their deliveries, beside buying nothing.

An alternative is a good with one of the deliveries its seller offers. Within a niche shoppers choose by multinomial
logit; buying nothing stands beside the niche as a whole (McFadden 1978; Ben-Akiva & Lerman, Discrete Choice Analysis,
ch. 10). Taking away the delivery that a share p of a good's buyers choose multiplies its attraction by exactly 1 - p.
"""

from dataclasses import dataclass

import numpy as np

from sim.validate.goods import Array, Goods
from sim.validate.sellers import Carriers, Offers


@dataclass(frozen=True)
class Shoppers:
    """What shoppers want.

    Attributes:
        quality_value: utility of a unit of delivery quality (from 0 to 1).
        fee_weight: utility lost per CNY of delivery fee.
        leaving: how readily the niche is left, 0-1: the nest's dissimilarity parameter. 0 = whoever loses his delivery
            buys another way; 1 = buying nothing is an alternative like any other.
        conversion: share of visitors who buy while everything is offered.
    """

    quality_value: float
    fee_weight: float
    leaving: float
    conversion: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.leaving <= 1.0:
            raise ValueError(f"leaving is a share, got {self.leaving}")
        if not 0.0 < self.conversion < 1.0:
            raise ValueError(f"conversion is above 0 and below 1, got {self.conversion}")

    def delivery_utility(self, carriers: Carriers) -> Array:
        """(carriers,) utility of a delivery by each carrier."""
        return np.asarray(self.quality_value * carriers.quality - self.fee_weight * carriers.fee_cny)


@dataclass(frozen=True)
class Choice:
    """Shares of a niche's visitors.

    Attributes:
        by_usual, by_cut: (niches, goods) who buy the good by the seller's usual carrier, and by the cut one.
        nothing: (niches,) who buy nothing.
    """

    by_usual: Array
    by_cut: Array
    nothing: Array

    @property
    def bought(self) -> Array:
        """(niches, goods) who buy the good."""
        return self.by_usual + self.by_cut


def attraction(shoppers: Shoppers, goods: Goods, offers: Offers, carriers: Carriers) -> tuple[Array, Array]:
    """(niches, goods) weight of a good by its usual carrier and by the cut one; the latter is 0 where not offered."""
    delivery = shoppers.delivery_utility(carriers)
    by_usual = np.exp(goods.utility)
    by_cut = by_usual * np.where(offers.is_treated, np.exp(delivery[0] - delivery[offers.usual]), 0.0)
    return by_usual, by_cut


def choose(shoppers: Shoppers, by_usual: Array, by_cut: Array, *, is_removed: bool) -> Choice:
    """What visitors choose, with the cut carrier's delivery or without.

    Args:
        shoppers: who choose.
        by_usual, by_cut: as `attraction` gives them.
        is_removed: whether the cut carrier cannot be chosen.
    """
    whole = (by_usual + by_cut).sum(axis=1)
    offered = by_usual.sum(axis=1) if is_removed else whole
    odds = shoppers.conversion / (1.0 - shoppers.conversion) * (offered / whole) ** shoppers.leaving
    buying = (odds / (1.0 + odds))[:, None] / offered[:, None]
    taken = np.zeros_like(by_cut) if is_removed else by_cut * buying
    return Choice(by_usual * buying, taken, 1.0 / (1.0 + odds))
