"""Elasticities of planted models are recovered; what moves nothing has none; the strongest are kept."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from sim.spec import Assumption, Move
from sim.study.assumptions.elasticity import elasticities, leading, screening
from sim.study.assumptions.moving import AS_TOLD, variant

Answer = Callable[[Mapping[str, float]], float]
LUCK = (0.0, 1.0, 2.0)


def number(path: str, value: float, low: float, high: float) -> Move:
    row = Assumption(path, str(value), "", "", "guess", "L", (str(low), str(high)), "world.yaml", 1)
    return Move(row, value, low, high, {path: low}, {path: high})


def totals(moves: Sequence[Move], answer: Answer, luck: Sequence[float] = (0.0, 0.0)) -> pd.DataFrame:
    """Runs of a planted answer: the outage arm is the baseline's 100 plus the answer times (1 + luck / 10)."""
    told = {move.row.path: move.value for move in moves}
    points = {AS_TOLD: told}
    for move in moves:
        points |= {
            variant(move.row.path, end): told | {move.row.path: at}
            for end, at in (("low", move.low), ("high", move.high))
        }
    rows = [
        (name, replication, "contacts", "contacts", 100.0, 100.0 + answer(point) * (1.0 + by / 10.0))
        for name, point in points.items()
        for replication, by in enumerate(luck)
    ]
    return pd.DataFrame(rows, columns=["variant", "replication", "measure", "unit", "baseline", "outage"])


def found(moves: Sequence[Move], answer: Answer, luck: Sequence[float] = (0.0, 0.0)) -> pd.DataFrame:
    return elasticities(moves, totals(moves, answer, luck), ["contacts"]).set_index("path")


def test_a_linear_model_gives_its_own_elasticity_whatever_the_range() -> None:
    moves = [number("a", 2.0, 0.5, 7.0), number("b", 4.0, 3.0, 5.0)]
    table = found(moves, lambda at: 10.0 + 3.0 * at["a"] - 1.0 * at["b"])
    assert pytest.approx(3.0 * 2.0 / 12.0) == table.loc["a", "elasticity"]
    assert pytest.approx(-4.0 / 12.0) == table.loc["b", "elasticity"]
    assert pytest.approx(19.5) == table.loc["a", "swing"]


@pytest.mark.parametrize("power", [-1.0, 0.5, 1.0, 2.0, 3.0])
def test_a_power_model_gives_its_exponent_where_the_range_is_narrow(power: float) -> None:
    table = found([number("a", 2.0, 1.999, 2.001)], lambda at: 5.0 * at["a"] ** power)
    assert pytest.approx(power, abs=1e-5) == table.loc["a", "elasticity"]


def test_a_square_gives_exactly_two_over_an_even_range() -> None:
    assert pytest.approx(2.0) == found([number("a", 3.0, 1.0, 5.0)], lambda at: at["a"] ** 2).loc["a", "elasticity"]


def test_luck_that_all_runs_share_does_not_blur_an_elasticity() -> None:
    moves = [number("a", 2.0, 1.8, 2.2)]
    table = found(moves, lambda at: 7.0 * at["a"], LUCK)
    assert pytest.approx((1.0, 1.0, 1.0)) == tuple(table.loc["a", ["elasticity", "low", "high"]])
    assert table.loc["a", "swing_low"] < table.loc["a", "swing"] < table.loc["a", "swing_high"]


def test_a_number_that_moves_nothing_swings_by_exactly_zero_and_is_not_clear() -> None:
    table = found([number("a", 2.0, 1.0, 3.0)], lambda _: 5.0, LUCK)
    assert (0.0, 0.0, 0.0, 0.0) == tuple(table.loc["a", ["elasticity", "swing", "swing_low", "swing_high"]])
    assert not table.loc["a", "is_clear"]


def test_an_excess_that_is_not_clear_of_zero_has_no_elasticity_but_a_swing() -> None:
    moves = [number("a", 2.0, 1.0, 3.0)]
    frame = totals(moves, lambda at: at["a"])
    frame["outage"] += np.where(frame["replication"] == 0, -50.0, 50.0)
    table = elasticities(moves, frame, ["contacts"]).set_index("path")
    assert np.isnan(table.loc["a", "elasticity"])
    assert pytest.approx(2.0) == table.loc["a", "swing"]


def test_the_widest_swing_stands_first() -> None:
    moves = [number("weak", 1.0, 0.9, 1.1), number("strong", 1.0, 0.1, 3.0)]
    table = elasticities(moves, totals(moves, lambda at: at["weak"] + at["strong"]), ["contacts"])
    assert ["strong", "weak"] == list(table["path"])


def test_screening_keeps_what_shifts_most_and_never_what_shifts_nothing() -> None:
    moves = [number(name, 1.0, 0.5, 2.0) for name in ("idle", "weak", "strong")]
    screened = screening(moves, totals(moves, lambda at: at["weak"] + 5.0 * at["strong"]), ["contacts"])
    assert {"idle": 0.0, "weak": 0.2, "strong": 1.0} == dict(
        zip(screened["path"], screened["share_of_largest"], strict=True)
    )
    assert ["strong"] == leading(screened, 1)
    assert ["strong", "weak"] == leading(screened, 3)
