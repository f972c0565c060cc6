"""Which orders are watched: by luck of their own, the same in both arms, and no luck that the model uses."""

import numpy as np

from sim.engine.luck import STREAMS, key_of, luck
from sim.study.events.sampling import WATCHED_BLOCK, chosen_orders, is_among, orders_of

ORDERS = orders_of(np.array([0, 4000, 0, 6000]))


def test_no_decision_of_the_model_draws_from_the_block_of_luck_that_chooses() -> None:
    assert WATCHED_BLOCK not in {stream.block for stream in STREAMS.values()}


def test_an_order_is_chosen_if_its_own_luck_is_below_the_share() -> None:
    key = key_of(7, 2)
    expected = [order for order in ORDERS.tolist() if luck(key, np.uint64(order), WATCHED_BLOCK, 0)[0] < 0.05]
    assert expected == chosen_orders(ORDERS, key, 0.05).tolist()


def test_a_larger_share_holds_the_parcels_of_a_smaller_one_and_all_are_all() -> None:
    key = key_of(7, 2)
    few, more = chosen_orders(ORDERS, key, 0.01), chosen_orders(ORDERS, key, 0.1)
    assert 0 < len(few) < len(more) < len(ORDERS)
    assert is_among(few, more).all()
    assert ORDERS.tolist() == chosen_orders(ORDERS, key, 1.0).tolist()


def test_another_replication_has_others() -> None:
    assert chosen_orders(ORDERS, key_of(7, 2), 0.01).tolist() != chosen_orders(ORDERS, key_of(7, 3), 0.01).tolist()


def test_nothing_is_among_no_orders() -> None:
    assert [False, False] == is_among(ORDERS[:2], ORDERS[:0]).tolist()
    assert [True, False, True] == is_among(ORDERS[[0, 1, 2]], ORDERS[[0, 2]]).tolist()
