"""The natural experiment done again: sales of every good before, during and after the removal, and the estimator.

Sales are Poisson. The world in which nothing was removed shares its luck with the one in which it was: a good that
sells less keeps each of its sales with the ratio of the two means, one that sells more keeps all and adds some. Each is
Poisson by itself, and where nothing is removed both are equal, sale by sale.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.validate.goods import Array, Goods
from sim.validate.shoppers import Choice

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Windows:
    """The three spans that are compared, in hours of ordinary trade.

    An hour in which twice as many orders are placed as on the average counts twice.
    """

    before: float
    during: float
    after: float


@dataclass(frozen=True)
class Waiting:
    """Shoppers who bought nothing for want of the carrier and wait for it.

    Attributes:
        share: of those who leave, 0-1.
        within_h: mean hours after the carrier's return until they buy, exponential.
        after_h: hours of the window after it.
    """

    share: float
    within_h: float
    after_h: float

    @property
    def back_share(self) -> float:
        """Share of those who leave that has bought by the end of the window after."""
        return self.share * float(-np.expm1(-self.after_h / self.within_h))


class Means(NamedTuple):
    """Expected sales of each good, (niches, goods): before; during and after with the removal; both without it."""

    before: Array
    during: Array
    after: Array
    during_without: Array
    after_without: Array


class Sales(NamedTuple):
    """Sales of each good, (niches, goods), as `Means` has them."""

    before: Counts
    during: Counts
    after: Counts
    during_without: Counts
    after_without: Counts


class Effect(NamedTuple):
    """A difference in differences: relative change, and the standard error of its logarithm, by goods."""

    change: float
    log_error: float


def expected_sales(
    goods: Goods, offered: Choice, removed: Choice, windows: Windows, waiting: Waiting, sales_per_hour: float
) -> Means:
    """Expected sales of each good in the three windows.

    Args:
        goods: on sale.
        offered, removed: what visitors choose with the cut carrier and without.
        windows: their lengths.
        waiting: of those who buy nothing only because of the removal, who comes back.
        sales_per_hour: mean sales of a good in an ordinary hour while everything is offered.
    """
    usual = goods.visitors[:, None] * offered.bought
    scale = sales_per_hour / usual.mean()
    rate = scale * usual
    rate_removed = scale * goods.visitors[:, None] * removed.bought
    left = scale * goods.visitors * (removed.nothing - offered.nothing)
    by_cut = offered.by_cut.sum(axis=1, keepdims=True)
    # Who leaves is who wanted the carrier: each comes back for the good of his choice.
    part = np.divide(offered.by_cut, by_cut, out=np.zeros_like(offered.by_cut), where=by_cut > 0.0)
    back = waiting.back_share * windows.during * left[:, None] * part
    after = windows.after * rate
    return Means(windows.before * rate, windows.during * rate_removed, after + back, windows.during * rate, after)


def draw_sales(luck: np.random.Generator, means: Means) -> Sales:
    """Sales drawn in both worlds with shared luck."""
    during_without = luck.poisson(means.during_without)
    after_without = luck.poisson(means.after_without)
    return Sales(
        before=luck.poisson(means.before),
        during=_with_shared_luck(luck, during_without, means.during_without, means.during),
        after=_with_shared_luck(luck, after_without, means.after_without, means.after),
        during_without=during_without,
        after_without=after_without,
    )


def difference_in_differences(earlier: Array | Counts, later: Array | Counts, is_treated: NDArray[np.bool_]) -> Effect:
    """Relative change of the treated goods' sales over that of the others'.

    The Poisson regression with an effect of each good and of each period, which for two groups and two periods is the
    ratio of the groups' ratios of sums. Its error is clustered by good, so that it holds whatever the dispersion.

    Args:
        earlier, later: sales of each good in two windows of whatever lengths.
        is_treated: which goods' sellers offer the cut carrier.

    Raises:
        ValueError: a group sold nothing in a window.
    """
    log_change, variance = 0.0, 0.0
    for sign, group in ((1.0, is_treated), (-1.0, ~is_treated)):
        first, second = earlier[group], later[group]
        sold, sold_later = float(first.sum()), float(second.sum())
        if sold == 0.0 or sold_later == 0.0:
            raise ValueError("a group of goods sold nothing in a window: there is nothing to compare")
        log_change += sign * float(np.log(sold_later / sold))
        residual = second / sold_later - first / sold
        variance += float((residual**2).sum())
    return Effect(float(np.expm1(log_change)), float(np.sqrt(variance)))


def excess_effect(with_removal: Effect, without: Effect) -> float:
    """The effect over that found in the world without the removal, same luck: relative change, exactly 0 if equal."""
    return (1.0 + with_removal.change) / (1.0 + without.change) - 1.0


def tail_share(sales: Array | Counts, is_tail: NDArray[np.bool_]) -> float:
    """Share of the long-tail goods in all sales."""
    return float(sales[is_tail].sum() / sales.sum())


def long_tail(sales_before: Array | Counts, head_share: float) -> NDArray[np.bool_]:
    """All goods but the best-selling share of them, by sales before; of equals the first stay in the head."""
    n_head = round(head_share * sales_before.size)
    best_first = np.argsort(-sales_before, axis=None, kind="stable")
    is_tail = np.ones(sales_before.size, dtype=np.bool_)
    is_tail[best_first[:n_head]] = False
    return is_tail.reshape(sales_before.shape)


def expected_variety(means: Array, group: NDArray[np.bool_]) -> float:
    """Expected number of different goods of a group that are sold at least once."""
    return float(-np.expm1(-means[group]).sum())


def _with_shared_luck(luck: np.random.Generator, drawn: Counts, mean: Array, other_mean: Array) -> Counts:
    kept = luck.binomial(drawn, np.minimum(1.0, np.divide(other_mean, mean, out=np.ones_like(mean), where=mean > 0.0)))
    more = luck.poisson(np.maximum(0.0, other_mean - mean))
    return np.asarray(kept + more, dtype=np.int64)
