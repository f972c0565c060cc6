"""Boxes: found where planted, texts among their limits, nothing where there is nothing."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity import Design, FoundBox, Parameter, discover
from sim.study.sensitivity.box import Box, Inputs, Limit
from sim.study.sensitivity.prim import find_box, peel, quasi_p_values
from tests.unit.study.sensitivity.planted import MEASURE, sobol_points, tables

PARAMETERS = (
    Parameter("outage", 0.0, 24.0, "h"),
    Parameter("spare", 0.0, 0.2),
    Parameter("idle", 0.0, 1.0),
)
LHS = Design("lhs", PARAMETERS)


def drawn(n: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).random((n, 3)) * [24.0, 0.2, 1.0]


def planted(x: np.ndarray) -> np.ndarray:
    """Excess 100 where the outage is longer than 9 h and rivals' spare capacity below 8 %, else 10."""
    return np.where((x[:, 0] > 9) & (x[:, 1] < 0.08), 100.0, 10.0)


def by_side(box: FoundBox) -> dict[tuple[str, str], float]:
    return {each.limit[:2]: each.limit.value for each in box.limits}  # type: ignore[misc]


def test_a_planted_box_is_found_with_its_limits_and_nothing_more() -> None:
    points, values = tables(LHS, drawn(800), planted, replications=2, noise=5.0)
    found = discover(points, values, LHS, measure=MEASURE, limit=50.0, bootstraps=20)

    assert 1 == len(found.boxes)
    sides = by_side(found.boxes[0])
    assert {("outage", "above"), ("spare", "below")} == set(sides)
    assert 9.0 == pytest.approx(sides["outage", "above"], abs=0.5)
    assert 0.08 == pytest.approx(sides["spare", "below"], abs=0.005)
    assert found.boxes[0].density > 0.97
    assert found.boxes[0].coverage > 0.97


def test_the_limits_of_a_planted_box_come_back_in_every_resample() -> None:
    points, values = tables(LHS, drawn(500), planted, replications=2, noise=5.0)
    found = discover(points, values, LHS, measure=MEASURE, limit=50.0, bootstraps=20).boxes[0]

    for each in found.limits:
        assert 1.0 == each.stability
        assert each.quasi_p < 0.01
        assert each.low <= each.limit.value <= each.high
    assert found.density_elsewhere[0] > 0.9
    assert found.density_elsewhere[0] <= 1.0


def test_a_policy_can_limit_a_box() -> None:
    policies = {"wait": planted, "switch": lambda x: np.full(len(x), 10.0), "both": planted}
    points, values = tables(LHS, drawn(300), planted, policies=policies)
    found = discover(points, values, LHS, measure=MEASURE, limit=50.0, bootstraps=5).boxes[0]
    kept = {each.limit.name: each.limit.value for each in found.limits if each.limit.side == "is"}

    assert {"policy": ("wait", "both")} == kept
    assert "scenario" not in kept, "it does not vary"


def test_two_planted_boxes_are_found_one_after_the_other() -> None:
    def two(x: np.ndarray) -> np.ndarray:
        return np.where((x[:, 0] > 18) | ((x[:, 1] > 0.14) & (x[:, 2] > 0.6)), 1.0, 0.0)

    points, values = tables(LHS, drawn(800), two)
    found = discover(points, values, LHS, measure=MEASURE, limit=0.5, bootstraps=3)

    assert 2 == len(found.boxes)
    assert ("outage", "above") in by_side(found.boxes[0])
    assert {("spare", "above"), ("idle", "above")} == set(by_side(found.boxes[1]))
    assert sum(box.coverage for box in found.boxes) > 0.95


def test_cases_below_a_limit_can_be_sought() -> None:
    points, values = tables(LHS, drawn(400), lambda x: x[:, 0])
    found = discover(points, values, LHS, measure=MEASURE, limit=6.0, is_above=False, bootstraps=3)

    assert [("outage", "below")] == list(by_side(found.boxes[0]))


def test_noise_has_no_box_that_is_dense_elsewhere() -> None:
    rng = np.random.default_rng(8)
    points, values = tables(LHS, drawn(400), lambda x: rng.random(len(x)))
    found = discover(points, values, LHS, measure=MEASURE, limit=0.7, bootstraps=20)

    share = found.cases / found.points
    assert all(box.density_elsewhere[0] < share + 0.12 for box in found.boxes)
    assert all(max(each.stability for each in box.limits) < 0.95 for box in found.boxes)


def test_too_few_cases_give_no_box() -> None:
    points, values = tables(LHS, drawn(100), planted)
    found = discover(points, values, LHS, measure=MEASURE, limit=1e9)

    assert 0 == found.cases
    assert () == found.boxes


def test_failed_points_are_left_out_and_counted() -> None:
    points, values = tables(LHS, drawn(300), planted)
    lost = values[values["point"] % 10 != 0]
    found = discover(points, lost, LHS, measure=MEASURE, limit=50.0, bootstraps=3)

    assert 30 == found.failed
    assert 270 == found.points


def test_a_saltelli_plan_is_judged_by_its_independent_points() -> None:
    design = Design("sobol", PARAMETERS)
    points, values = tables(design, sobol_points(PARAMETERS, 128), planted)
    found = discover(points, values, design, measure=MEASURE, limit=50.0, bootstraps=10).boxes[0]

    assert {("outage", "above"), ("spare", "below")} == set(by_side(found))
    assert found.density > 0.95


def test_each_peel_leaves_a_part_of_the_box_before() -> None:
    inputs = Inputs.from_frame(pd.DataFrame(drawn(300), columns=LHS.names))
    is_case = planted(inputs.numbers) > 50
    path = [box.holds(inputs) for box in peel(inputs, is_case)]

    assert path[0].all()
    assert all((later <= earlier).all() and later.sum() < earlier.sum() for earlier, later in pairwise(path))
    assert 10 <= path[-1].sum()
    assert 1.0 == is_case[path[-1]].mean()


def test_a_limit_that_chance_explains_has_a_high_quasi_p_value() -> None:
    """Among points of one density, any half has as many cases as the other, give or take."""
    x = np.linspace(0, 1, 200)
    inputs = Inputs.from_frame(pd.DataFrame({"x": x, "z": np.tile([0.0, 1.0], 100)}))
    is_case = np.arange(200) % 4 < 2
    half = Box.everything(inputs).with_high(0, 0.5)

    assert quasi_p_values(half, inputs, is_case)[Limit("x", "below", 0.5)] > 0.4
    assert Box.everything(inputs).holds(inputs).all()


def test_a_few_levels_are_peeled_level_by_level() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"agents": rng.choice([1.0, 1.5, 2.0], 300), "idle": rng.random(300)})
    inputs = Inputs.from_frame(frame)
    box = find_box(inputs, (frame["agents"] < 1.25).to_numpy())

    assert [Limit("agents", "below", 1.25)] == list(box.limits(inputs))
