"""Shoppers held against the published experiment: draw by draw, the fit and what follows from it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.validate import ratings, targets
from sim.validate.experiment import (
    Means,
    Sales,
    Waiting,
    difference_in_differences,
    draw_sales,
    excess_effect,
    expected_sales,
    expected_variety,
    long_tail,
    tail_share,
)
from sim.validate.fitting import fitted_value
from sim.validate.goods import Array, Goods, draw_goods
from sim.validate.removal import Removal
from sim.validate.sales_by_hour import event_study, hourly_sales, sales_by_hour
from sim.validate.sellers import Carriers, Offers, draw_offers
from sim.validate.shoppers import Choice, Shoppers, attraction, choose
from sim.validate.unknowns import Unknowns, draw_unknowns

CONVERSION = 0.03
"""Share of visitors who buy; an assumption. So low that it matters to nothing."""
HEAD_SHARE = 0.2
"""Share of goods that are not the long tail; an assumption."""


@dataclass(frozen=True)
class Design:
    """How large the simulated experiment is.

    Attributes:
        n_niches, n_in_niche: goods; by default about as many as the paper's 129,448.
        n_draws: worlds of goods, unknowns and luck.
    """

    n_niches: int = 5000
    n_in_niche: int = 26
    n_draws: int = 100


@dataclass(frozen=True)
class Market:
    """One world of goods and sellers with what is not known of its shoppers."""

    goods: Goods
    offers: Offers
    carriers: Carriers
    removal: Removal
    unknowns: Unknowns

    def choices(self, quality_value: float) -> tuple[Choice, Choice]:
        """What visitors choose with the cut carrier offered and removed."""
        known = self.unknowns
        shoppers = Shoppers(quality_value, known.fee_weight, known.leaving, CONVERSION, known.staying)
        weights = attraction(shoppers, self.goods, self.offers, self.carriers)
        return choose(shoppers, weights, is_removed=False), choose(shoppers, weights, is_removed=True)

    def means(self, quality_value: float) -> Means:
        """Expected sales of every good."""
        waiting = Waiting(self.unknowns.waiting, self.unknowns.waiting_h, float(self.removal.after_h))
        return expected_sales(
            self.goods, *self.choices(quality_value), self.removal.windows, waiting, self.unknowns.sales_per_day / 24.0
        )

    def removal_effect(self, quality_value: float) -> float:
        """Expected estimate of the fall in sales, the moment of the fit."""
        # Only a ratio is needed: sales in an hour of visitors, not in the windows.
        offered, removed = (self.goods.visitors[:, None] * choice.bought for choice in self.choices(quality_value))
        return difference_in_differences(offered, removed, self.offers.is_treated).change

    def quality_value_at(self, change: float) -> float:
        """The fit to an observed change of sales.

        Raises:
            RunError: no value of quality gives it.
        """
        return fitted_value(self.removal_effect, change)


@dataclass(frozen=True)
class DemandResult:
    """What the draws gave.

    Attributes:
        draws: a row a draw: figures by target's name, the fit, the unknowns.
        hourly: hour, group, arm ("baseline" without the removal, "outage" with it), sales over the group's mean hour
            before the removal, ci_low, ci_high.
        event_study: hour, arm, change, ci_low, ci_high: the estimate in each span of hours against all before.
    """

    draws: pd.DataFrame
    hourly: pd.DataFrame
    event_study: pd.DataFrame


def draw_market(luck: np.random.Generator, carriers: Carriers, removal: Removal, design: Design) -> Market:
    """A world of goods and sellers, and one draw of what is not known."""
    unknowns = draw_unknowns(luck)
    goods = draw_goods(luck, design.n_niches, design.n_in_niche)
    offers = draw_offers(luck, goods, carriers, adoption=unknowns.adoption, gradient=unknowns.gradient)
    return Market(goods, offers, carriers, removal, unknowns)


def held_against_experiment(
    carriers: Carriers,
    removal: Removal,
    transit: Array,
    *,
    bin_h: float,
    promise_h: float,
    design: Design,
    seed: int,
    told: Callable[[int, int], None],
    published: tuple[float, float] = (targets.REMOVAL.value, targets.DRAFT_REMOVAL.value),
) -> DemandResult:
    """Fit and predict in as many worlds as the design says.

    Args:
        carriers: the cut one first.
        removal: when it took place.
        transit: (carriers, bins) parcels by hours of transit, in the carriers' order.
        bin_h: width of a bin.
        promise_h: the platform's promise.
        design: how large.
        seed: of all luck.
        told: told (draws done, draws in all).
        published: fall in sales as the paper has it, and as its draft, which the figure of the resumption goes with.

    Raises:
        RunError: no value of delivery quality gives the published fall.
    """
    rows, hours = [], []
    for number in range(design.n_draws):
        luck = np.random.Generator(np.random.Philox(key=[seed, number]))
        market = draw_market(luck, carriers, removal, design)
        observed, observed_draft = (luck.normal(change, targets.REMOVAL_ERROR) for change in published)
        stars = ratings.mean_stars(transit, bin_h, promise_h=promise_h, adaptation=market.unknowns.adaptation)
        draft = draw_sales(luck, market.means(market.quality_value_at(observed_draft)))
        value = market.quality_value_at(observed)
        means = market.means(value)
        sales = draw_sales(luck, means)
        rows.append(
            {
                "draw": number,
                "quality_value": value,
                **_figures(market, means, sales, market.choices(value), stars),
                targets.DRAFT_REMOVAL.name: _fall(market, draft),
                targets.RESUMPTION.name: _rise(market, draft),
                **asdict(market.unknowns),
            }
        )
        hours.append(sales_by_hour(luck, sales, market.offers.is_treated, removal, market.unknowns.waiting_h))
        told(number + 1, design.n_draws)
    sold = np.stack(hours)
    return DemandResult(pd.DataFrame(rows), hourly_sales(sold), event_study(sold, removal))


def _fall(market: Market, sales: Sales) -> float:
    treated = market.offers.is_treated
    return excess_effect(
        difference_in_differences(sales.before, sales.during, treated),
        difference_in_differences(sales.before, sales.during_without, treated),
    )


def _rise(market: Market, sales: Sales) -> float:
    treated = market.offers.is_treated
    return excess_effect(
        difference_in_differences(sales.during, sales.after, treated),
        difference_in_differences(sales.during_without, sales.after_without, treated),
    )


def _figures(
    market: Market, means: Means, sales: Sales, choices: tuple[Choice, Choice], stars: Array
) -> dict[str, float]:
    treated = market.offers.is_treated
    is_tail = long_tail(sales.before, HEAD_SHARE)
    offered, _ = choices
    taken = float((market.goods.visitors[:, None] * offered.by_cut).sum())
    bought = market.goods.visitors[:, None] * offered.bought
    take_up = taken / float(bought[treated].sum())
    variety = [
        expected_variety(mean, group) for mean in (means.during, means.during_without) for group in (treated, ~treated)
    ]
    return {
        targets.REMOVAL.name: _fall(market, sales),
        targets.LONG_TAIL.name: _tail_change(sales, is_tail, np.ones_like(treated)),
        targets.LONG_TAIL_TREATED.name: _tail_change(sales, is_tail, treated),
        targets.RATING.name: _rating_change(market, means, choices, stars),
        targets.VARIETY.name: (variety[0] / variety[1]) / (variety[2] / variety[3]) - 1.0,
        "take_up": take_up,
        "cut_share": taken / float(bought.sum()),
        "treated_change": float(means.during[treated].sum() / means.during_without[treated].sum() - 1.0),
        "control_change": float(means.during[~treated].sum() / means.during_without[~treated].sum() - 1.0),
        "market_change": float(means.during.sum() / means.during_without.sum() - 1.0),
    }


def _tail_change(sales: Sales, is_tail: NDArray[np.bool_], group: NDArray[np.bool_]) -> float:
    """Relative change of the long tail's share in the sales of a group, with the removal over without."""
    during, without = (tail_share(each[group], is_tail[group]) for each in (sales.during, sales.during_without))
    return during / without - 1.0


def _rating_change(market: Market, means: Means, choices: tuple[Choice, Choice], stars: Array) -> float:
    """Mean rating of the treated goods' deliveries less the others', with the removal less without."""
    treated, by_usual = market.offers.is_treated, stars[market.offers.usual]
    offered, _ = choices
    part_cut = offered.by_cut / offered.bought
    rated_without = part_cut * stars[0] + (1.0 - part_cut) * by_usual
    changes = [
        np.average(by_usual[group], weights=means.during[group])
        - np.average(rated_without[group], weights=means.during_without[group])
        for group in (treated, ~treated)
    ]
    return float(changes[0] - changes[1])
