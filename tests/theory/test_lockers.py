"""A cabinet as Erlang's loss system: the share refused, whatever the distribution of dwell times.

Erlang (1917) for exponential times; that only the mean counts is due to Sevastyanov (1957).
"""

import numpy as np
import pytest

from tests.theory.evidence import WRONG, agrees
from tests.theory.formulas import erlang_b
from tests.theory.lockers import PERIOD, Cabinet
from tests.unit.actors.bench import Quantiles, always, exponential

REPLICATIONS = 16
CELLS, LOAD = 20, 20.0
HYPER = Quantiles("two kinds", lambda u: np.where(u < 0.9, 40.0 / 9.0 * u, 40.0))
"""Nine in ten come within four hours, the others after forty."""


def mean_dwell(walk: Quantiles) -> float:
    """Mean of max(period, walk), by the midpoint rule."""
    u = (np.arange(1_000_000) + 0.5) / 1_000_000
    return float(np.maximum(PERIOD, walk.quantile(u)).mean())


def refused(cells: int, load: float, walk: Quantiles) -> list[float]:
    """Share of couriers refused, by replication; `load` parcels come in a mean dwell."""
    arrivals = load / mean_dwell(walk)
    return [Cabinet(cells, arrivals, walk, parcels=9000, replication=r).share_refused() for r in range(REPLICATIONS)]


@pytest.mark.parametrize("walk", [exponential(8.0), always(8.0), HYPER], ids=["exponential", "constant", "two kinds"])
def test_the_share_refused_is_erlang_b_whatever_the_distribution_of_dwell(walk: Quantiles) -> None:
    expected = erlang_b(LOAD, CELLS)
    assert agrees(expected, refused(CELLS, LOAD, walk))
    assert not agrees(expected, refused(CELLS, LOAD * WRONG, walk))


def test_a_cabinet_one_cell_short_of_twenty_refuses_more_than_theory_allows() -> None:
    assert not agrees(erlang_b(LOAD, CELLS), refused(CELLS - 1, LOAD, exponential(8.0)))


def test_a_cell_is_never_given_twice_and_all_are_used() -> None:
    cabinet = Cabinet(20, 2.5, exponential(8.0), parcels=3000, replication=0)
    assert (0.0, 20.0) == (cabinet.occupied[0].clip(max=0.0), cabinet.occupied.max())
