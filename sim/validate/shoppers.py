"""Shoppers: a nested logit over goods with their deliveries, beside buying nothing.

An alternative is a good with one of the deliveries its seller offers. Deliveries of a good stand in a nest, goods in a
niche, and buying nothing beside the niche as a whole (McFadden 1978; Ben-Akiva & Lerman, Discrete Choice Analysis,
ch. 10). How a good's nest answers depends on how well the good sells: a star is sold next door as well, so that whoever
loses his delivery looks on; what few sell, he takes by another carrier. Taking away the delivery that a share p of a
good's buyers choose multiplies its attraction by exactly (1 - p) ** looking_on, 1 for a star.
"""

from dataclasses import dataclass
from typing import NamedTuple

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
        staying: how much more readily buyers of goods that seldom sell stay with the good without the delivery they
            want, 0-1. 0 = as readily as those of a star; 1 = of the good that sells least, all of them.
    """

    quality_value: float
    fee_weight: float
    leaving: float
    conversion: float
    staying: float = 0.0

    def __post_init__(self) -> None:
        for name in ("leaving", "staying"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} is a share, got {getattr(self, name)}")
        if not 0.0 < self.conversion < 1.0:
            raise ValueError(f"conversion is above 0 and below 1, got {self.conversion}")

    def delivery_utility(self, carriers: Carriers) -> Array:
        """(carriers,) utility of a delivery by each carrier."""
        return np.asarray(self.quality_value * carriers.quality - self.fee_weight * carriers.fee_cny)

    def looking_on(self, goods: Goods) -> Array:
        """(niches, goods) dissimilarity parameter of each good's nest of deliveries, 0-1."""
        return np.asarray(1.0 - self.staying * (1.0 - goods.popularity))


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


class Attraction(NamedTuple):
    """Weights of goods in the choice within a niche, (niches, goods).

    Attributes:
        offered: with all deliveries that its seller offers.
        removed: without the cut carrier's.
        part_cut: share of its buyers who take the cut carrier while they may; 0 where it is not offered.
    """

    offered: Array
    removed: Array
    part_cut: Array


def attraction(shoppers: Shoppers, goods: Goods, offers: Offers, carriers: Carriers) -> Attraction:
    """How goods attract, with the cut carrier's delivery and without."""
    delivery = shoppers.delivery_utility(carriers)
    odds = np.where(offers.is_treated, np.exp(delivery[0] - delivery[offers.usual]), 0.0)
    removed = np.exp(goods.utility)
    return Attraction(removed * (1.0 + odds) ** shoppers.looking_on(goods), removed, odds / (1.0 + odds))


def choose(shoppers: Shoppers, weights: Attraction, *, is_removed: bool) -> Choice:
    """What visitors choose, with the cut carrier's delivery or without.

    Args:
        shoppers: who choose.
        weights: as `attraction` gives them.
        is_removed: whether the cut carrier cannot be chosen.
    """
    of_goods = weights.removed if is_removed else weights.offered
    whole = of_goods.sum(axis=1)
    odds = shoppers.conversion / (1.0 - shoppers.conversion) * (whole / weights.offered.sum(axis=1)) ** shoppers.leaving
    bought = of_goods * (odds / (1.0 + odds) / whole)[:, None]
    by_cut = np.zeros_like(bought) if is_removed else bought * weights.part_cut
    return Choice(bought - by_cut, by_cut, 1.0 / (1.0 + odds))
