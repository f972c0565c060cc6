"""The points of a sweep's designs: how many, where, and the same each time."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import qmc, triang

from sim.spec import Range
from sim.spec.sweep_fields import Design, Grid, Lhs, Morris, Sobol
from sim.study.sweep.design import n_points_of, unit_points, values_at

NAMES = ["a", "b", "c"]
DESIGNS = {
    "grid": Design(grid=Grid(levels={"a": 2, "c": 3})),
    "lhs": Design(lhs=Lhs(n=20)),
    "sobol": Design(sobol=Sobol(n=16)),
    "sobol with pairs": Design(sobol=Sobol(n=16, second_order=True)),
    "morris": Design(morris=Morris(trajectories=6)),
}


def test_a_grid_has_every_combination_of_levels_and_both_ends() -> None:
    points = unit_points(Design(grid=Grid(levels=3)), ["a", "b"], seed=1)
    assert [[0, 0], [0, 0.5], [0, 1], [0.5, 0], [0.5, 0.5], [0.5, 1], [1, 0], [1, 0.5], [1, 1]] == points.tolist()


def test_a_grid_may_give_each_uncertainty_its_own_levels() -> None:
    points = unit_points(Design(grid=Grid(levels={"b": 2})), ["a", "b"], seed=1)
    assert (5 * 2, 2) == points.shape
    assert [5, 2] == [len(set(column)) for column in points.T]


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_has_the_points_it_says_before_it_is_made(name: str) -> None:
    assert n_points_of(DESIGNS[name], NAMES) == len(unit_points(DESIGNS[name], NAMES, seed=1))


@pytest.mark.parametrize("name", [name for name in DESIGNS if name != "grid"])
def test_the_seed_alone_decides_the_points(name: str) -> None:
    points = unit_points(DESIGNS[name], NAMES, seed=5)
    assert points.tolist() == unit_points(DESIGNS[name], NAMES, seed=5).tolist()
    assert points.tolist() != unit_points(DESIGNS[name], NAMES, seed=6).tolist()
    assert 0.0 <= points.min() <= points.max() <= 1.0


def test_a_latin_hypercube_meets_each_part_of_each_range_once() -> None:
    points = unit_points(DESIGNS["lhs"], NAMES, seed=1)
    for column in points.T:
        assert list(range(20)) == sorted(int(share * 20) for share in column)


def test_sobol_points_lie_more_evenly_than_random_ones() -> None:
    points = unit_points(Design(sobol=Sobol(n=256)), NAMES, seed=1)
    random = np.random.default_rng(1).random((256, 3))
    first_of_blocks = points[::5]
    assert qmc.discrepancy(first_of_blocks) < qmc.discrepancy(random) / 3


def test_a_block_of_saltelli_changes_one_column_at_a_time() -> None:
    block = unit_points(DESIGNS["sobol"], NAMES, seed=1)[:5]
    first, *mixed, last = block
    for column, point in enumerate(mixed):
        changed = [place for place in range(3) if point[place] != first[place]]
        assert [column] == changed
        assert last[column] == point[column]


def test_a_step_of_morris_moves_one_uncertainty() -> None:
    walk = unit_points(DESIGNS["morris"], NAMES, seed=1)[:4]
    moved = [int(np.flatnonzero(after != before)[0]) for before, after in pairwise(walk)]
    assert [0, 1, 2] == sorted(moved)
    assert [1, 1, 1] == [int((after != before).sum()) for before, after in pairwise(walk)]


def test_a_peak_makes_the_triangular_distribution() -> None:
    shares = np.linspace(0.0, 1.0, 11)
    expected = triang(0.25, loc=2.0, scale=8.0).ppf(shares)
    np.testing.assert_allclose(expected, values_at(Range("a", "h", 2.0, 10.0, peak=4.0), shares))


def test_equal_shares_of_a_log_range_are_equal_factors() -> None:
    values = values_at(Range("a", "per h", 0.01, 1.0, is_log=True), np.linspace(0.0, 1.0, 5))
    np.testing.assert_allclose(np.full(4, 100.0**0.25), values[1:] / values[:-1])


def test_whole_numbers_are_equally_likely() -> None:
    values = values_at(Range("a", "", 1.0, 4.0, is_whole=True), np.linspace(0.0, 1.0, 4001)[:-1])
    assert [1000] * 4 == np.bincount(values.astype(int))[1:].tolist()


def test_no_rounding_leaves_the_range() -> None:
    kept = Range("a", "per h", 0.03, 0.5, is_log=True)
    assert (0.03, 0.5) == tuple(values_at(kept, np.array([0.0, 1.0])))
