"""Goods on sale: in niches, between which no shopper chooses, some far more liked than others. Knows no delivery."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ZIPF = 0.8
"""Fall of a good's appeal with its rank in its niche, as an exponent; an assumption (0.6 to 1.0 are usual)."""
NICHE_SPREAD = 1.0
"""Log-sigma of visitors over niches; an assumption."""
PRICE_SPREAD = 0.75
"""Log-sigma of prices within a niche; an assumption near that of baskets in the world of 2017."""
PRICE_WEIGHT = 1.0
"""Utility lost per log of the price; an assumption. It falls out of every effect: a good's price does not change."""


@dataclass(frozen=True)
class Goods:
    """Goods (SKUs) in niches.

    Attributes:
        utility: (niches, goods) what a shopper sees in a good before its delivery, price included.
        log_price: (niches, goods) of its price over the niche's median.
        visitors: (niches,) relative number of shoppers, mean 1.
    """

    utility: Array
    log_price: Array
    visitors: Array

    @property
    def n_goods(self) -> int:
        """Goods in all niches."""
        return int(self.utility.size)

    @cached_property
    def usual_sales(self) -> Array:
        """(niches, goods) relative sales of each where all deliveries are alike."""
        weight = np.exp(self.utility)
        return np.asarray(self.visitors[:, None] * weight / weight.sum(axis=1, keepdims=True))

    @cached_property
    def popularity(self) -> Array:
        """(niches, goods) share of all goods that sell less, 0-1: 0 the one that sells least, 1 the star."""
        order = np.argsort(self.usual_sales, axis=None, kind="stable")
        rank = np.empty(self.n_goods)
        rank[order] = np.arange(self.n_goods) / max(self.n_goods - 1, 1)
        return rank.reshape(self.utility.shape)


def draw_goods(luck: np.random.Generator, n_niches: int, n_in_niche: int) -> Goods:
    """Goods whose appeal falls with rank as Zipf's law has it, their prices independent of it.

    Args:
        luck: drawn from.
        n_niches, n_in_niche: at least 1 each.

    Raises:
        ValueError: no niche, or nothing in it.
    """
    if n_niches < 1 or n_in_niche < 1:
        raise ValueError(f"at least one good in one niche, got {n_niches} niches of {n_in_niche}")
    rank = np.arange(1, n_in_niche + 1, dtype=np.float64)
    log_price = luck.normal(0.0, PRICE_SPREAD, (n_niches, n_in_niche))
    utility = -ZIPF * np.log(rank) - PRICE_WEIGHT * log_price
    visitors = luck.lognormal(-0.5 * NICHE_SPREAD**2, NICHE_SPREAD, n_niches)
    return Goods(utility, log_price, visitors / visitors.mean())
