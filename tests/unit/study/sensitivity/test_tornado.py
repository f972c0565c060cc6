"""The tornado: ends in units of excess, from levels or from fifths, with honest intervals."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity import Design
from sim.study.sensitivity.response import responses
from sim.study.sensitivity.tornado import tornado
from tests.unit.study.sensitivity.planted import MEASURE, sobol_points, tables, unit_parameters


def of(design: Design, x: np.ndarray, slope: tuple[float, ...], **luck: float) -> pd.DataFrame:
    points, values = tables(design, x, lambda x: x @ np.array(slope), **luck)  # type: ignore[arg-type]
    return tornado(responses(points, values, design, MEASURE)[0]).set_index("parameter")


def test_a_grid_gives_the_excess_at_its_end_levels() -> None:
    x = np.array(list(itertools.product([0.0, 0.5, 1.0], [0.0, 1.0])))
    found = of(Design("grid", unit_parameters(2)), x, (10.0, -4.0))

    assert [10.0, -4.0] == pytest.approx(found["swing"].tolist())
    assert 0.0 * 10 - 4 * 0.5 == pytest.approx(found.loc["x1", "at_low"])
    assert 10.0 - 4 * 0.5 == pytest.approx(found.loc["x1", "at_high"])
    assert [0.0, 0.0, 1.0, 1.0] == found.loc["x1", ["low_from", "low_to", "high_from", "high_to"]].tolist()


def test_the_widest_swing_comes_first_whatever_its_sign() -> None:
    x = np.random.default_rng(1).random((400, 3))
    found = of(Design("lhs", unit_parameters(3)), x, (1.0, -9.0, 4.0))

    assert ["x2", "x3", "x1"] == found.index.tolist()


def test_fifths_of_a_random_plan_hold_the_conditional_means() -> None:
    """The mean of the lowest fifth of a uniform is 0.1, of the highest 0.9."""
    x = np.random.default_rng(1).random((1000, 2))
    found = of(Design("lhs", unit_parameters(2)), x, (10.0, 3.0)).loc["x1"]

    assert found["at_low_low"] <= 0.1 * 10 + 0.5 * 3 <= found["at_low_high"]
    assert found["at_high_low"] <= 0.9 * 10 + 0.5 * 3 <= found["at_high_high"]
    assert found["is_clear"]


def test_a_saltelli_plan_uses_only_points_that_are_independent() -> None:
    parameters = unit_parameters(3)
    design = Design("sobol", parameters)

    assert [0, 4, 5, 9] == design.independent(10).tolist()
    found = of(design, sobol_points(parameters, 256), (10.0, 0.0, 0.0))
    assert 8.0 == pytest.approx(found.loc["x1", "swing"], abs=0.1)
    assert not found.loc["x2", "is_clear"]


def test_one_point_a_level_takes_its_interval_from_the_replications() -> None:
    x = np.linspace(0, 1, 5)[:, None]
    design = Design("grid", unit_parameters(1))
    one = of(design, x, (10.0,), replications=1)
    assert np.isnan(one.loc["x1", "swing_low"])
    assert not one.loc["x1", "is_clear"]
    held = 0
    for seed in range(100):
        row = of(design, x, (10.0,), replications=4, noise=1.0, common=3.0, seed=seed).loc["x1"]
        held += bool(row["swing_low"] <= 10.0 <= row["swing_high"])
    assert 88 <= held <= 100


def test_the_interval_of_a_swing_holds_the_truth_about_as_often_as_it_says() -> None:
    """Slope 5, so the fifths lie 4 apart; 95 % of 100 sweeps is 95, and 88 is three standard deviations less."""
    design = Design("lhs", unit_parameters(2))
    held = 0
    for seed in range(100):
        x = np.random.default_rng(seed).random((60, 2))
        points, values = tables(design, x, lambda x: 5 * x[:, 0], replications=3, noise=2.0, common=1.0, seed=seed)
        row = tornado(responses(points, values, design, MEASURE)[0]).set_index("parameter").loc["x1"]
        held += bool(row["swing_low"] <= 4.0 <= row["swing_high"])

    assert held >= 88
