"""The population: who sells what, from where, with whom; drawn once, by each merchant's own luck."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.actors.merchants import Merchants, build, normal_flow
from sim.engine.luck import key_of, uniform
from sim.engine.quantiles import Tables
from tests.unit.actors.bench import always, exponential

N = 3000
SHARES = {"sf": {"general": 0.1, "fresh": 0.5}, "yto": {"general": 0.6, "fresh": 0.5}, "zto": {"general": 0.3}}


def population(seed: int = 1, n: int = N) -> Merchants:
    scenario = SimpleNamespace(
        merchants=SimpleNamespace(
            count=n, size=exponential(1.0), threshold=exponential(0.5), large=0.01, medium=0.09, leave_rate=0.1,
            delisted_rate=0.5, hold_share=0.2, never_back=0.05, hold_patience=always(30.0), set_up=always(8.0),
            return_after=always(24.0), pressure=SimpleNamespace(advice=0.6, dark=0.8, contacts=2.0),
            choice=SimpleNamespace(price=0.15, speed=0.04, quality=8.0, backlog=0.03),
        ),
        categories={"general": SimpleNamespace(share=0.8), "fresh": SimpleNamespace(share=0.2)},
        regions={"a": SimpleNamespace(merchants=0.7), "b": SimpleNamespace(merchants=0.3)},
        carriers={
            name: SimpleNamespace(share=share, quality=0.9 - 0.1 * i, price=10.0 + i)
            for i, (name, share) in enumerate(SHARES.items())
        },
        demand=SimpleNamespace(elasticity=1.0, tracking_value=0.04, holding_value=0.25),
    )  # fmt: skip
    return build(scenario, Tables(), key_of(seed, 0), np.array([20.0, 30.0, 40.0]))


@pytest.fixture(scope="module")
def merchants() -> Merchants:
    return population()


def test_each_merchant_is_what_its_own_luck_says(merchants: Merchants) -> None:
    for m in range(50):
        merchant = merchants.rec[m]
        category = int(uniform(1, 0, "category", m) >= 0.8)
        upto = np.cumsum([share.get(["general", "fresh"][category], 0.0) for share in SHARES.values()])
        home = int(np.searchsorted(upto, uniform(1, 0, "home", m), side="right"))
        assert (category, home, home) == tuple(int(merchant[f]) for f in ("category", "home", "ships_with"))
        assert int(uniform(1, 0, "region", m) >= 0.7) == merchant["region"]
        assert -np.log1p(-uniform(1, 0, "size", m)) == pytest.approx(merchant["size"])
        assert -0.5 * np.log1p(-uniform(1, 0, "threshold", m)) == pytest.approx(merchant["threshold"])
        assert -np.log1p(-uniform(1, 0, "leave", m, 0)) == pytest.approx(merchant["patience"])
        assert uniform(1, 0, "partial", m) == merchant["partial"]


def test_more_merchants_change_nothing_in_those_there_were(merchants: Merchants) -> None:
    fields = ["size", "threshold", "patience", "home", "category", "region"]
    assert merchants.rec[fields].tolist() == population(n=2 * N).rec[fields][:N].tolist()


def test_a_carrier_without_a_share_of_a_category_has_no_merchant_in_it(merchants: Merchants) -> None:
    assert 0 == np.count_nonzero((merchants.rec["home"] == 2) & (merchants.rec["category"] == 1))


def test_the_largest_by_rank_are_large_and_the_next_medium(merchants: Merchants) -> None:
    sizes, classes = merchants.rec["size"], merchants.rec["size_class"]
    assert [N - 300, 270, 30] == np.bincount(classes).tolist()
    assert sizes[classes == 2].min() > sizes[classes == 1].max() > sizes[classes == 1].min() > sizes[classes == 0].max()


def test_orders_go_to_merchants_in_proportion_to_their_size(merchants: Merchants) -> None:
    share = np.diff(merchants.upto, prepend=0.0)
    assert (merchants.rec["size"] / merchants.rec["size"].sum()).tolist() == pytest.approx(share.tolist(), abs=1e-12)
    assert 1.0 == merchants.upto[-1]
    assert np.searchsorted(merchants.upto, np.arange(N) / N, side="right").tolist() == merchants.guide.tolist()


def test_merchants_of_one_home_carrier_lie_together(merchants: Merchants) -> None:
    for c in range(3):
        mine = merchants.by_home[merchants.home_first[c] : merchants.home_first[c + 1]]
        assert np.flatnonzero(merchants.rec["home"] == c).tolist() == mine.tolist()


def test_the_constant_part_of_utility_weighs_price_speed_and_quality(merchants: Merchants) -> None:
    expected = [-0.15 * (10.0 + i) - 0.04 * (20.0 + 10.0 * i) + 8.0 * (0.9 - 0.1 * i) for i in range(3)]
    assert expected == pytest.approx(merchants.choice.tolist())


def test_the_normal_flow_is_the_share_of_size_by_carrier_and_region(merchants: Merchants) -> None:
    flow, rec = normal_flow(merchants, 3, 2), merchants.rec
    assert 1.0 == pytest.approx(flow.sum())
    mine = (rec["home"] == 1) & (rec["region"] == 0)
    assert rec["size"][mine].sum() / rec["size"].sum() == pytest.approx(flow[1, 0])
