"""Sellers of the goods: by which carrier each ships as a rule, and whether it offers the cut carrier as well."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.spec import Scenario
from sim.validate.goods import Array, Goods


@dataclass(frozen=True)
class Carriers:
    """What shoppers know of the carriers.

    Attributes:
        names: the cut carrier first.
        share: (carriers,) of the platform's parcels.
        quality: (carriers,) of delivery, 0-1, as in the scenario.
        fee_cny: (carriers,) what its delivery costs; the carriers' revenue per parcel, as in the scenario.
    """

    names: tuple[str, ...]
    share: Array
    quality: Array
    fee_cny: Array


@dataclass(frozen=True)
class Offers:
    """What the seller of each good offers.

    Attributes:
        usual: (niches, goods) number of the carrier it ships by as a rule, never the cut one.
        is_treated: (niches, goods) whether it offers the cut carrier as well.
    """

    usual: NDArray[np.intp]
    is_treated: NDArray[np.bool_]


def carriers_of(scenario: Scenario, cut: str) -> Carriers:
    """The carriers of a scenario, the cut one first."""
    names = (cut, *(name for name in scenario.carriers if name != cut))
    each: list[Any] = [scenario.carriers[name] for name in names]
    share = [
        sum(float(category.share) * float(carrier.share[name]) for name, category in scenario.categories.items())
        for carrier in each
    ]
    return Carriers(
        names,
        np.array(share),
        np.array([float(carrier.quality) for carrier in each]),
        np.array([float(carrier.price) for carrier in each]),
    )


def draw_offers(
    luck: np.random.Generator, goods: Goods, carriers: Carriers, *, adoption: float, gradient: float
) -> Offers:
    """Sellers' offers: those of liked and of dear goods offer the cut carrier more often.

    Args:
        luck: drawn from.
        goods: theirs.
        carriers: the cut one first.
        adoption: share of all sales whose seller offers the cut carrier, 0-1.
        gradient: log-odds of offering it per standard deviation of log sales, and of log price.
    """
    sales = goods.usual_sales
    others = carriers.share[1:] / carriers.share[1:].sum()
    usual = 1 + luck.choice(len(others), size=goods.utility.shape, p=others)
    leaning = gradient * (_standardised(np.log(sales)) + _standardised(goods.log_price))
    keenest_first = np.argsort(-(leaning + luck.logistic(size=sales.shape)), axis=None)
    reached = np.cumsum(sales.ravel()[keenest_first]) / sales.sum()
    is_treated = np.zeros(sales.size, dtype=np.bool_)
    is_treated[keenest_first[reached <= adoption]] = True
    return Offers(usual, is_treated.reshape(sales.shape))


def _standardised(values: Array) -> Array:
    spread = float(values.std())
    return np.zeros_like(values) if spread == 0.0 else np.asarray((values - values.mean()) / spread)
