"""Pairs: what only a product or a ratio is known of cannot be told apart."""

import numpy as np
import pytest

from sim.validate.information import linear_posterior
from sim.validate.pairs import pairs_of


@pytest.mark.parametrize(("sign", "told"), [(1.0, "their product is told of"), (-1.0, "their ratio is told of")])
def test_two_numbers_of_which_one_mixture_is_seen_are_not_told_apart(sign: float, told: str) -> None:
    posterior = linear_posterior(np.array([[3.0, 3.0 * sign]]), np.array([0.4]), np.array([0.3]))
    (row,) = pairs_of(["a", "b"], posterior).to_dict("records")
    assert not row["are_apart"]
    assert told in row["says"]


def test_two_numbers_each_seen_by_itself_are_told_apart() -> None:
    posterior = linear_posterior(3.0 * np.eye(2), np.array([0.4, 0.1]), np.array([0.3, 0.3]))
    (row,) = pairs_of(["a", "b"], posterior).to_dict("records")
    assert row["are_apart"]
