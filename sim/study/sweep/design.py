"""Which points of the uncertainties a design runs: in the unit cube, then in the units of the model.

The designs are SciPy's and SALib's; a design and its seed give the same points everywhere. Must not know scenarios.
"""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.spec import Range, Sweep
from sim.spec.sweep_fields import Design, Grid

Array = NDArray[np.float64]


def points_of(sweep: Sweep) -> Array:
    """(points, uncertainties) values in the model's units, in the order the analysis of the design expects.

    A sweep without uncertainties has one point without columns.
    """
    if sweep.given is not None:
        return np.array(sweep.given, dtype=np.float64)
    if not sweep.ranges:
        return np.empty((1, 0))
    cube = unit_points(sweep.design, [each.path for each in sweep.ranges], sweep.said.seed)
    columns = [values_at(each, cube[:, column]) for column, each in enumerate(sweep.ranges)]
    return np.column_stack(columns)


def n_points_of(design: Design, names: Sequence[str]) -> int:
    """Points that a design has for these uncertainties, before it is made; 0 for csv, whose file says it."""
    k = len(names)
    if design.grid is not None:
        return math.prod(_levels(design.grid, names))
    if design.lhs is not None:
        return design.lhs.n
    if design.sobol is not None:
        return design.sobol.n * ((2 * k + 2) if design.sobol.second_order else (k + 2))
    return design.morris.trajectories * (k + 1) if design.morris is not None else 0


def unit_points(design: Design, names: Sequence[str], seed: int) -> Array:
    """(points, uncertainties) of a design, in 0–1.

    Raises:
        ValueError: a csv design, whose points stand in its file.
    """
    k = len(names)
    if design.grid is not None:
        return _grid(design.grid, names)
    if design.lhs is not None:
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(k, rng=seed).random(design.lhs.n))
    problem = {"num_vars": k, "names": list(names), "bounds": [[0.0, 1.0]] * k}
    if design.sobol is not None:
        from SALib.sample import sobol  # late: it takes a second to import

        sobol_points = sobol.sample(
            problem, design.sobol.n, calc_second_order=design.sobol.second_order, scramble=True, seed=seed
        )
        return np.asarray(sobol_points)
    if design.morris is not None:
        from SALib.sample import morris

        walks = morris.sample(problem, design.morris.trajectories, num_levels=design.morris.levels, seed=seed)
        return np.asarray(walks)
    raise ValueError(f"a {design.kind} design has its points in a file")


def values_at(range_: Range, shares: Array) -> Array:
    """Values of a range at shares 0–1 of its probability.

    >>> values_at(Range("a", "h", 1.0, 100.0, is_log=True), np.array([0.0, 0.5, 1.0])).round(9).tolist()
    [1.0, 10.0, 100.0]
    >>> values_at(Range("a", "h", 0.0, 4.0, peak=1.0), np.array([0.0, 0.25, 1.0])).tolist()
    [0.0, 1.0, 4.0]
    >>> values_at(Range("a", "", 1.0, 3.0, is_whole=True), np.array([0.0, 0.5, 1.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    low, high = range_.low, range_.high
    if range_.is_whole and range_.peak is None and not range_.is_log:
        return np.minimum(np.floor(low + shares * (high - low + 1.0)), high)
    if range_.is_log:
        values = low * np.exp(shares * math.log(high / low))
    elif range_.peak is not None:
        values = _triangular(low, range_.peak, high, shares)
    else:
        values = low + shares * (high - low)
    values = np.clip(values, low, high)
    return np.round(values) if range_.is_whole else values


def _triangular(low: float, peak: float, high: float, shares: Array) -> Array:
    at_peak = (peak - low) / (high - low)
    rising = low + np.sqrt(shares * (high - low) * (peak - low))
    falling = high - np.sqrt((1.0 - shares) * (high - low) * (high - peak))
    return np.where(shares < at_peak, rising, falling)


def _grid(grid: Grid, names: Sequence[str]) -> Array:
    return np.array(list(product(*(np.linspace(0.0, 1.0, n) for n in _levels(grid, names)))))


def _levels(grid: Grid, names: Sequence[str]) -> list[int]:
    usual: int = Grid.model_fields["levels"].default
    return [grid.levels.get(name, usual) if isinstance(grid.levels, dict) else grid.levels for name in names]
