"""Values of games whose solution is known, exact and from drawn orders."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.attribution.shapley import (
    Array,
    Coalition,
    all_coalitions,
    coalitions_of,
    drawn_orders,
    exact_values,
    gains_by_pair,
    half_width,
)

FIVE = ["a", "b", "c", "d", "e"]
RUNWAY = {"small": 12.0, "medium": 18.0, "large": 40.0}


def glove(having: Coalition) -> Array:
    """One left glove, two right ones; a pair is worth 1."""
    return np.array(float(min(len(having & {"left"}), len(having & {"right_1", "right_2"}))))


def airport(having: Coalition) -> Array:
    """A runway must serve the largest aeroplane that uses it."""
    return np.array(max((RUNWAY[name] for name in having), default=0.0))


def random_game(seed: int, players: list[str]) -> dict[Coalition, Array]:
    luck = np.random.default_rng(seed)
    game = {coalition: luck.normal(size=(3, 2)) for coalition in all_coalitions(players)}
    game[Coalition()] = np.zeros((3, 2))
    return game


def test_additive_effects_are_given_back() -> None:
    effects = {"a": 5.0, "b": -2.0, "c": 0.5}
    values = exact_values(list(effects), lambda having: np.array(sum(effects[name] for name in having)))
    for name, effect in effects.items():
        assert effect == pytest.approx(values[name])


def test_glove_game_has_its_textbook_values() -> None:
    values = exact_values(["left", "right_1", "right_2"], glove)
    assert pytest.approx([2 / 3, 1 / 6, 1 / 6]) == [float(value) for value in values.values()]


def test_airport_game_shares_each_piece_of_runway_among_those_who_need_it() -> None:
    values = exact_values(list(RUNWAY), airport)
    assert 12 / 3 == pytest.approx(float(values["small"]))
    assert 12 / 3 + 6 / 2 == pytest.approx(float(values["medium"]))
    assert 12 / 3 + 6 / 2 + 22 == pytest.approx(float(values["large"]))


def test_null_player_has_exactly_nothing() -> None:
    game = random_game(7, ["a", "b", "c"])
    values = exact_values(["a", "b", "c", "null"], lambda having: game[having - {"null"}])
    assert (values["null"] == 0.0).all()


def test_null_player_takes_nothing_from_the_others() -> None:
    game = random_game(7, ["a", "b", "c"])
    alone = exact_values(["a", "b", "c"], game.__getitem__)
    beside = exact_values(["a", "null", "b", "c"], lambda having: game[having - {"null"}])
    for name, value in alone.items():
        np.testing.assert_allclose(beside[name], value, rtol=1e-12, atol=1e-12)


def test_players_that_add_the_same_have_the_same_value() -> None:
    values = exact_values(["left", "right_1", "right_2"], glove)
    assert float(values["right_1"]) == float(values["right_2"])


@given(seed=st.integers(0, 2**32), size=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_values_add_up_to_the_whole_to_float_rounding(seed: int, size: int) -> None:
    players = [f"p{number}" for number in range(size)]
    game = random_game(seed, players)
    total = np.sum(list(exact_values(players, game.__getitem__).values()), axis=0)
    np.testing.assert_allclose(game[Coalition(players)], total, rtol=0, atol=1e-13 * 2**size)


def test_each_drawn_order_adds_up_to_the_whole() -> None:
    game = random_game(3, FIVE)
    gains = gains_by_pair(FIVE, drawn_orders(FIVE, 6, seed=1), game.__getitem__)
    total = np.sum(list(gains.values()), axis=0)
    np.testing.assert_allclose(np.broadcast_to(game[Coalition(FIVE)], total.shape), total, atol=1e-12)


def test_all_orders_give_the_exact_values() -> None:
    from itertools import permutations

    game = random_game(5, FIVE[:4])
    orders = [each for order in permutations(FIVE[:4]) if order < order[::-1] for each in (order, order[::-1])]
    gains = gains_by_pair(FIVE[:4], orders, game.__getitem__)
    for name, value in exact_values(FIVE[:4], game.__getitem__).items():
        np.testing.assert_allclose(value, gains[name].mean(axis=0), atol=1e-12)


def test_interval_of_drawn_orders_holds_the_exact_value_about_as_often_as_it_says() -> None:
    # the game has no luck of replications: only the draw of orders can miss. 60 seeds, 5 players, 2 measures:
    # 600 intervals of nominal 95 %; 90 % is 5 standard errors below, given that they are not independent.
    game = random_game(11, FIVE)
    same = {coalition: np.broadcast_to(worth[:1], worth.shape) for coalition, worth in game.items()}
    exact = exact_values(FIVE, same.__getitem__)
    hits = 0
    for seed in range(60):
        gains = gains_by_pair(FIVE, drawn_orders(FIVE, 12, seed), same.__getitem__)
        for name, gain in gains.items():
            for measure in range(2):
                off = abs(gain[..., measure].mean() - exact[name][0, measure])
                hits += off <= half_width(gain[..., measure])
    assert hits / 600 >= 0.90


def test_interval_of_one_pair_is_the_t_interval_over_replications() -> None:
    # mean 2, s = 1, n = 3: half-width = t(0.975; 2) / sqrt(3) = 4.302653 / 1.732051
    assert 4.302653 / math.sqrt(3) == pytest.approx(half_width(np.array([[1.0, 2.0, 3.0]])), rel=1e-6)


def test_one_replication_gives_no_interval() -> None:
    assert math.isnan(half_width(np.array([[1.0], [2.0]])))


def test_same_seed_draws_the_same_orders_and_more_begin_alike() -> None:
    assert drawn_orders(FIVE, 3, seed=2) == drawn_orders(FIVE, 5, seed=2)[:6]
    assert drawn_orders(FIVE, 3, seed=2) != drawn_orders(FIVE, 3, seed=3)


def test_coalitions_on_the_way_hold_the_empty_and_the_whole_once() -> None:
    found = coalitions_of(drawn_orders(FIVE, 2, seed=1))
    assert len(found) == len(set(found))
    assert [0, 5] == [len(found[0]), len(found[-1])]
