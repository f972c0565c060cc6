"""Pairs of numbers that observations cannot tell apart, said plainly. Knows the posterior, not where it comes from."""

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from sim.validate.information import Posterior

UNTOUCHED = 0.95
"""A number counts as not told of at all where more than this part of its prior's standard deviation is left."""
CONFUSED = 0.5
"""Two numbers count as confused where their correlation afterwards is at least so strong, either way."""


def pairs_of(paths: Sequence[str], posterior: Posterior) -> pd.DataFrame:
    """What is known of every two numbers: first, second, correlation (of their logarithms afterwards), are_apart, says.

    Args:
        paths: of the numbers, in the posterior's order.
        posterior: of their logarithms.
    """
    rows = []
    for one, other in combinations(range(len(paths)), 2):
        correlation = float(posterior.correlation[one, other])
        untouched = [paths[each] for each in (one, other) if posterior.sd[each] > UNTOUCHED]
        apart, says = _verdict(correlation, untouched)
        rows.append((paths[one], paths[other], correlation, apart, says))
    return pd.DataFrame(rows, columns=["first", "second", "correlation", "are_apart", "says"])


def _verdict(correlation: float, untouched: Sequence[str]) -> tuple[bool, str]:
    if len(untouched) == 2:
        return False, "neither is told of: both keep their ranges, whatever the other is"
    if untouched:
        return False, f"{untouched[0]} is not told of and keeps its range, whatever the other is"
    if correlation <= -CONFUSED:
        return False, "cannot be told apart: more of one and less of the other gives the same; their product is told of"
    if correlation >= CONFUSED:
        return False, "cannot be told apart: more of both gives the same; their ratio is told of"
    return True, "told apart, as far as each is told of"
