"""Sobol indices: those of the closed forms, those of another library, and honest about luck and lost points."""

import numpy as np
import pytest
from scipy import stats

from sim.study.sensitivity import Design
from sim.study.sensitivity.luck import luck_share
from sim.study.sensitivity.response import Response, responses
from sim.study.sensitivity.sobol import sobol_indices
from tests.unit.study.sensitivity.planted import (
    ISHIGAMI,
    MEASURE,
    g_function,
    g_indices,
    ishigami,
    ishigami_indices,
    sobol_points,
    tables,
    unit_parameters,
)


def ishigami_response(
    n: int = 512, *, second_order: bool = False, replications: int = 1, noise: float = 0.0, common: float = 0.0
) -> Response:
    design = Design("sobol", ISHIGAMI, second_order)
    x = sobol_points(ISHIGAMI, n, second_order)
    points, values = tables(design, x, ishigami, replications=replications, noise=noise, common=common)
    return responses(points, values, design, MEASURE)[0]


def test_ishigami_has_the_indices_of_its_closed_form() -> None:
    first, total, pair = ishigami_indices()
    indices, pairs = sobol_indices(ishigami_response(1024, second_order=True))

    assert first == pytest.approx(indices["s1"].to_numpy(), abs=0.02)
    assert total == pytest.approx(indices["st"].to_numpy(), abs=0.02)
    found = pairs.set_index(["parameter", "with"]).loc[("x1", "x3")]
    assert pair == pytest.approx(found["s2"], abs=0.03)
    assert found["is_clear"]


def test_intervals_hold_the_closed_form_and_are_no_wider_than_they_need() -> None:
    first, total, _ = ishigami_indices()
    indices, _ = sobol_indices(ishigami_response(1024))

    assert ((indices["s1_low"] <= first) & (first <= indices["s1_high"])).all()
    assert ((indices["st_low"] <= total) & (total <= indices["st_high"])).all()
    assert 0.25 > (indices["s1_high"] - indices["s1_low"]).max() > 0.01


def test_the_g_function_has_the_indices_of_its_closed_form() -> None:
    first, total = g_indices()
    parameters = unit_parameters(first.size)
    design = Design("sobol", parameters)
    points, values = tables(design, sobol_points(parameters, 1024), g_function)
    indices, _ = sobol_indices(responses(points, values, design, MEASURE)[0])

    assert first == pytest.approx(indices["s1"].to_numpy(), abs=0.03)
    assert total == pytest.approx(indices["st"].to_numpy(), abs=0.03)


def test_scipy_finds_the_same_indices() -> None:
    """SciPy's estimator is another one, on points of its own."""
    independent = stats.sobol_indices(
        func=lambda x: ishigami(x.T), n=4096, dists=[stats.uniform(-np.pi, 2 * np.pi)] * 3, rng=5
    )
    indices, _ = sobol_indices(ishigami_response(2048))

    assert independent.first_order == pytest.approx(indices["s1"].to_numpy(), abs=0.02)
    assert independent.total_order == pytest.approx(indices["st"].to_numpy(), abs=0.02)


def test_luck_common_to_all_points_changes_no_index() -> None:
    still, _ = sobol_indices(ishigami_response(256))
    shaken, _ = sobol_indices(ishigami_response(256, replications=4, common=30.0))

    assert still["st"].to_numpy() == pytest.approx(shaken["st"].to_numpy(), abs=1e-9)
    assert 0.0 == pytest.approx(luck_share(ishigami_response(256, replications=4, common=30.0).y), abs=1e-12)


def test_the_share_of_luck_is_the_variance_that_was_added() -> None:
    """Ishigami's variance is 13.84; luck of spread 3 over 4 replications adds 9 / 4."""
    response = ishigami_response(1024, replications=4, noise=3.0)

    assert 2.25 / (13.84 + 2.25) == pytest.approx(luck_share(response.y), abs=0.015)


def test_a_parameter_that_does_nothing_is_not_clear_of_luck() -> None:
    parameters = unit_parameters(4)
    design = Design("sobol", parameters)
    x = sobol_points(parameters, 256)
    points, values = tables(design, x, lambda x: x[:, 0], replications=3, noise=0.3)
    indices, _ = sobol_indices(responses(points, values, design, MEASURE)[0])

    assert [True, False, False, False] == indices["is_clear"].tolist()
    assert indices["st"].iloc[1] > 0.1, "luck looks like a total index"


def test_luck_that_differs_widens_the_intervals() -> None:
    still, _ = sobol_indices(ishigami_response(256, replications=3))
    shaken, _ = sobol_indices(ishigami_response(256, replications=3, noise=4.0))

    width = (shaken["s1_high"] - shaken["s1_low"]) / (still["s1_high"] - still["s1_low"])
    assert (width > 1.0).all()


def test_a_failed_point_takes_its_whole_block_and_no_other() -> None:
    response = ishigami_response(256)
    y = response.y.copy()
    y[[7, 9]] = np.nan  # blocks of 5: both in the second
    y[500] = np.nan
    holed = Response(response.measure, response.unit, response.design, response.x, y, response.points, response.common)
    kept, dropped = holed.whole_blocks()
    of_kept, _ = sobol_indices(kept)
    of_holed, _ = sobol_indices(holed)

    assert 2 == dropped
    assert 254 * 5 == len(kept.y)
    assert 3 == holed.failed
    assert of_kept.equals(of_holed)


def test_no_whole_block_is_an_error_that_says_so() -> None:
    response = ishigami_response(8)
    y = np.full_like(response.y, np.nan)
    lost = Response(response.measure, response.unit, response.design, response.x, y, response.points, response.common)

    with pytest.raises(ValueError, match="every block of 5 points has one that failed"):
        sobol_indices(lost)


def test_a_measure_that_never_moves_has_indices_of_zero() -> None:
    design = Design("sobol", ISHIGAMI)
    points, values = tables(design, sobol_points(ISHIGAMI, 16), lambda x: np.zeros(len(x)))
    indices, _ = sobol_indices(responses(points, values, design, MEASURE)[0])

    assert [0.0] * 3 == indices["st"].tolist()
    assert not indices["is_clear"].any()


def test_an_unknown_measure_is_answered_with_those_there_are() -> None:
    design = Design("sobol", ISHIGAMI)
    points, values = tables(design, sobol_points(ISHIGAMI, 8), ishigami)

    with pytest.raises(ValueError, match="did not measure 'contact'; it has contacts"):
        responses(points, values, design, "contact")
