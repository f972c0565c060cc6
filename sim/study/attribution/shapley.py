"""Shapley values of a game: what each player adds to a coalition, averaged over all orders in which they may come.

A worth is an array of any shape (replications, measures); so are the values. Knows players by their names; must not
know that they are acts.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]
Coalition = frozenset[str]
Worth = Callable[[Coalition], Array]
Order = tuple[str, ...]
CONFIDENCE = 0.95


def all_coalitions(players: Sequence[str]) -> list[Coalition]:
    """Every coalition, the empty one first and the largest last.

    >>> [sorted(coalition) for coalition in all_coalitions(["a", "b"])]
    [[], ['a'], ['b'], ['a', 'b']]
    """
    return [Coalition(names) for size in range(len(players) + 1) for names in combinations(players, size)]


def exact_values(players: Sequence[str], worth: Worth) -> dict[str, Array]:
    """Value of each player, over all coalitions (Shapley, "A value for n-person games", 1953).

    The values add up to worth(all) − worth(none), to float rounding. A player that adds nothing to any coalition has a
    value of exactly 0.

    >>> glove = lambda having: np.array(float("left" in having and len(having) > 1))
    >>> {name: round(float(value), 3) for name, value in exact_values(["left", "r1", "r2"], glove).items()}
    {'left': 0.667, 'r1': 0.167, 'r2': 0.167}
    """
    n = len(players)
    weights = [math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n) for size in range(n)]
    values = {}
    for player in players:
        others = [name for name in players if name != player]
        gains = (weights[len(having)] * (worth(having | {player}) - worth(having)) for having in all_coalitions(others))
        values[player] = np.sum(np.stack(list(gains)), axis=0)
    return values


def drawn_orders(players: Sequence[str], pairs: int, seed: int) -> list[Order]:
    """Orders drawn at random, each followed by its reverse: what comes early in one comes late in the other.

    Antithetic pairs, as in Mitchell, Cooper, Frank & Holmes, "Sampling permutations for Shapley value estimation",
    JMLR 23 (2022). The same seed gives the same orders, and more of them begin alike.

    >>> first, second = drawn_orders(["a", "b", "c"], pairs=1, seed=1)
    >>> second == first[::-1]
    True
    """
    luck = np.random.default_rng(seed)
    orders: list[Order] = []
    for _ in range(pairs):
        order = tuple(players[place] for place in luck.permutation(len(players)))
        orders += [order, order[::-1]]
    return orders


def coalitions_of(orders: Iterable[Order]) -> list[Coalition]:
    """Every coalition that forms on the way of an order, each once, smallest first."""
    found = {Coalition(order[:size]) for order in orders for size in range(len(order) + 1)}
    return sorted(found, key=lambda coalition: (len(coalition), sorted(coalition)))


def gains_by_pair(players: Sequence[str], orders: Sequence[Order], worth: Worth) -> dict[str, Array]:
    """What each player added in each antithetic pair of orders, (pairs, …): its value is the mean over pairs.

    In every order the gains add up to worth(all) − worth(none), so the means do.
    """
    gains: dict[str, list[Array]] = {player: [] for player in players}
    for order in orders:
        before = worth(Coalition())
        for size, player in enumerate(order, start=1):
            after = worth(Coalition(order[:size]))
            gains[player].append(after - before)
            before = after
    return {player: (np.stack(each[::2]) + np.stack(each[1::2])) / 2 for player, each in gains.items()}


def half_width(values: Array) -> float:
    """Half the 95 % interval of the mean of (pairs, replications) values, about both kinds of luck.

    Orders and replications are crossed: every order is run in every replication. The variance of the mean is then at
    most s²(means of replications)/R + s²(means of pairs)/K, where each counts their interaction once; degrees of
    freedom by Satterthwaite. Exact values are one "pair", and only replications count. NaN for one replication.
    """
    pairs, replications = values.shape
    if replications < 2:
        return math.nan
    parts = [(float(values.mean(axis=0).var(ddof=1)) / replications, replications - 1)]
    if pairs > 1:
        parts.append((float(values.mean(axis=1).var(ddof=1)) / pairs, pairs - 1))
    variance = sum(part for part, _ in parts)
    if variance == 0.0:
        return 0.0
    freedom = variance**2 / sum(part**2 / degrees for part, degrees in parts)
    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2)) * math.sqrt(variance)
