"""Morris screening: effects of a known function, honest about luck and lost trajectories."""

import numpy as np
import pytest
from numpy.typing import NDArray
from SALib.sample import morris

from sim.study.sensitivity import Design, Parameter
from sim.study.sensitivity.morris import morris_effects
from sim.study.sensitivity.response import Response, responses
from tests.unit.study.sensitivity.planted import MEASURE, tables

PARAMETERS = (
    Parameter("lead", 2.0, 4.0, "h"),
    Parameter("rate", 1.0, 100.0, is_log=True),
    Parameter("idle", 0.0, 1.0),
)


def walked(trajectories: int = 20, *, replications: int = 1, noise: float = 0.0) -> Response:
    """Excess = 10·lead + 3·(log-rate share)·(lead share): linear, an interaction, and nothing."""
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    unit = np.asarray(morris.sample(problem, trajectories, num_levels=4, seed=1))
    x = np.column_stack([2 + 2 * unit[:, 0], 100 ** unit[:, 1], unit[:, 2]])

    def excess(x: NDArray[np.float64]) -> NDArray[np.float64]:
        lead, rate = (x[:, 0] - 2) / 2, np.log(x[:, 1]) / np.log(100)
        return np.asarray(20 * lead + 3 * rate * lead)

    design = Design("morris", PARAMETERS, levels=4)
    points, values = tables(design, x, excess, replications=replications, noise=noise)
    return responses(points, values, design, MEASURE)[0]


def test_effects_are_those_of_the_function_over_the_whole_range() -> None:
    """The effect of lead is 20 + 3·rate, of rate 3·lead, of idle 0."""
    effects = morris_effects(walked()).set_index("parameter")

    assert 20.0 <= effects.loc["lead", "mu_star"] <= 23.0
    assert 0.0 < effects.loc["rate", "mu_star"] <= 3.0
    assert 0.0 == pytest.approx(effects.loc["idle", "mu_star"], abs=1e-9)
    assert 0.0 < effects.loc["rate", "sigma"]
    assert [True, True, False] == effects["is_clear"].tolist()


def test_a_parameter_lost_in_luck_is_not_clear() -> None:
    effects = morris_effects(walked(replications=3, noise=3.0)).set_index("parameter")

    assert effects.loc["lead", "is_clear"]
    assert not effects.loc["idle", "is_clear"]
    assert effects.loc["idle", "mu_star"] > 1.0, "luck looks like an effect"


def test_a_failed_point_takes_its_trajectory() -> None:
    response = walked(10)
    y = response.y.copy()
    y[5] = np.nan  # trajectories of 4
    holed = Response(response.measure, response.unit, response.design, response.x, y, response.points, response.common)
    kept, dropped = holed.whole_blocks()

    assert 1 == dropped
    assert 36 == len(kept.y)
    assert morris_effects(kept).equals(morris_effects(holed))


def test_another_plan_is_refused() -> None:
    design = Design("lhs", PARAMETERS)
    points, values = tables(design, np.ones((4, 3)), lambda x: x[:, 0])

    with pytest.raises(ValueError, match="need a Morris plan, got lhs"):
        morris_effects(responses(points, values, design, MEASURE)[0])
