"""Shoppers: shares are shares, and the closed forms of the nested logit come out."""

import numpy as np
import pytest

from sim.validate.goods import Goods, draw_goods
from sim.validate.sellers import Carriers, Offers, draw_offers
from sim.validate.shoppers import Shoppers, attraction, choose

CARRIERS = Carriers(("cut", "other"), np.array([0.1, 0.9]), np.array([0.9, 0.7]), np.array([20.0, 10.0]))


def goods_and_offers() -> tuple[Goods, Offers]:
    luck = np.random.default_rng(3)
    goods = draw_goods(luck, 40, 12)
    return goods, draw_offers(luck, goods, CARRIERS, adoption=0.4, gradient=0.5)


@pytest.mark.parametrize("leaving", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("is_removed", [False, True])
def test_every_visitor_buys_one_good_one_way_or_nothing(leaving: float, is_removed: bool) -> None:
    shoppers = Shoppers(4.0, 0.1, leaving, 0.2)
    choice = choose(shoppers, attraction(shoppers, *goods_and_offers(), CARRIERS), is_removed=is_removed)
    np.testing.assert_allclose(1.0, choice.bought.sum(axis=1) + choice.nothing, rtol=1e-12)
    assert 0.0 <= min(choice.by_usual.min(), choice.by_cut.min(), choice.nothing.min())


def test_nobody_chooses_a_carrier_that_is_removed_or_not_offered() -> None:
    shoppers = Shoppers(4.0, 0.1, 0.5, 0.2)
    goods, offers = goods_and_offers()
    weights = attraction(shoppers, goods, offers, CARRIERS)
    assert 0.0 == choose(shoppers, weights, is_removed=True).by_cut.max()
    assert 0.0 == choose(shoppers, weights, is_removed=False).by_cut[~offers.is_treated].max()


def test_between_two_deliveries_the_odds_are_those_of_their_utilities() -> None:
    shoppers = Shoppers(4.0, 0.1, 0.5, 0.2)
    goods, offers = goods_and_offers()
    choice = choose(shoppers, attraction(shoppers, goods, offers, CARRIERS), is_removed=False)
    odds = (choice.by_cut / choice.by_usual)[offers.is_treated]
    np.testing.assert_allclose(np.exp(4.0 * (0.9 - 0.7) - 0.1 * (20.0 - 10.0)), odds, rtol=1e-12)


def test_within_a_niche_removal_takes_from_a_good_what_its_buyers_by_that_carrier_were() -> None:
    shoppers = Shoppers(4.0, 0.1, 0.3, 0.2)
    goods, offers = goods_and_offers()
    weights = attraction(shoppers, goods, offers, CARRIERS)
    before, after = (choose(shoppers, weights, is_removed=each) for each in (False, True))
    kept = 1.0 - (before.by_cut / before.bought)[offers.is_treated].mean()
    ratio = after.bought / before.bought
    for niche in range(len(ratio)):
        treated = offers.is_treated[niche]
        if treated.any() and not treated.all():
            np.testing.assert_allclose(kept, ratio[niche, treated].mean() / ratio[niche, ~treated].mean(), rtol=1e-12)


def test_buyers_of_what_seldom_sells_stay_with_it_as_the_nest_of_its_deliveries_says() -> None:
    shoppers = Shoppers(4.0, 0.1, 0.3, 0.2, staying=0.8)
    goods, offers = goods_and_offers()
    weights = attraction(shoppers, goods, offers, CARRIERS)
    before, after = (choose(shoppers, weights, is_removed=each) for each in (False, True))
    lost = before.by_cut / before.bought
    expected = (1.0 - lost) ** (1.0 - 0.8 * (1.0 - goods.popularity))
    ratio = after.bought / before.bought
    for niche in range(len(ratio)):
        treated = offers.is_treated[niche]
        if treated.any() and not treated.all():
            untouched = ratio[niche, ~treated].mean()
            np.testing.assert_allclose(expected[niche, treated], ratio[niche, treated] / untouched, rtol=1e-12)


def test_popularity_runs_from_the_good_that_sells_least_to_the_star() -> None:
    goods, _ = goods_and_offers()
    by_sales = goods.popularity.ravel()[np.argsort(goods.usual_sales, axis=None)]
    np.testing.assert_allclose(np.linspace(0.0, 1.0, goods.n_goods), by_sales)


def test_where_nothing_is_an_alternative_like_any_other_the_loss_is_that_of_the_plain_logit() -> None:
    shoppers = Shoppers(4.0, 0.1, 1.0, 0.2)
    weights = attraction(shoppers, *goods_and_offers(), CARRIERS)
    nothing = weights.offered.sum(axis=1) * (1.0 - 0.2) / 0.2
    expected = weights.removed / (weights.removed.sum(axis=1) + nothing)[:, None]
    np.testing.assert_allclose(expected, choose(shoppers, weights, is_removed=True).bought, rtol=1e-12)


def test_where_nobody_leaves_a_niche_sells_as_much_as_before() -> None:
    shoppers = Shoppers(4.0, 0.1, 0.0, 0.2)
    weights = attraction(shoppers, *goods_and_offers(), CARRIERS)
    np.testing.assert_allclose(0.2, choose(shoppers, weights, is_removed=True).bought.sum(axis=1), rtol=1e-12)


def test_sellers_that_offer_the_carrier_have_the_share_of_sales_asked_for() -> None:
    goods, offers = goods_and_offers()
    sales = goods.usual_sales
    largest = sales.max() / sales.sum()
    assert 0.4 - largest <= sales[offers.is_treated].sum() / sales.sum() <= 0.4


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_leaving_and_staying_are_shares(share: float) -> None:
    with pytest.raises(ValueError, match="leaving is a share"):
        Shoppers(1.0, 0.1, share, 0.2)
    with pytest.raises(ValueError, match="staying is a share"):
        Shoppers(1.0, 0.1, 0.5, 0.2, staying=share)
