"""From runs to elasticities: pure functions over the totals of a family. Runs nothing and reads no file.

An elasticity says by how many per cent the answer moves for one per cent of the number, averaged over the number's
range: ((y_high - y_low) / y) / ((x_high - x_low) / x), y the excess over the counterfactual as told. It is exact where
the answer is linear in the number, and where the range is even about a number whose square the answer follows.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.batch import BASELINE, OUTAGE
from sim.measures.pairing import paired_ratio, t_half_width
from sim.spec import Move
from sim.study.assumptions.moving import AS_TOLD, ENDS, farther_end, variant

Array = NDArray[np.float64]
COLUMNS = [
    "path",
    "measure",
    "unit",
    "x",
    "x_low",
    "x_high",
    "x_unit",
    "excess",
    "elasticity",
    "low",
    "high",
    "at_low",
    "at_low_low",
    "at_low_high",
    "at_high",
    "at_high_low",
    "at_high_high",
    "swing",
    "swing_low",
    "swing_high",
    "swing_share",
    "is_clear",
]
FACTOR = "times as told"
"""Unit of what is moved by a factor: a distribution, or a table."""
SCREENED = ["path", "measure", "unit", "end", "shift", "share_of_largest"]
Excesses = Mapping[tuple[str, str], Array]


def excesses_of(totals: pd.DataFrame, measures: Sequence[str]) -> dict[tuple[str, str], Array]:
    """Paired excess of each replication, by (run, measure).

    Args:
        totals: variant, replication, measure, unit, baseline, outage.
        measures: which are kept.
    """
    kept = totals[totals["measure"].isin(measures)]
    kept = kept.assign(excess=kept[OUTAGE] - kept[BASELINE]).sort_values("replication", kind="stable")
    groups = kept.groupby(["variant", "measure"], sort=False)["excess"]
    return {(str(name), str(measure)): values.to_numpy(dtype=np.float64) for (name, measure), values in groups}


def units_of(totals: pd.DataFrame) -> dict[str, str]:
    """Unit of each measure."""
    return dict(zip(totals["measure"], totals["unit"].astype(str), strict=True))


def screening(moves: Sequence[Move], totals: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """By how much each number alone, at its farther end, shifts the excess of one pair of arms.

    Returns:
        Columns `SCREENED`: `shift` in units of the measure, `share_of_largest` its size over the largest of that
        measure, 0-1; zero where nothing shifts the measure.
    """
    excess, units = excesses_of(totals, measures), units_of(totals)
    rows = []
    for measure in measures:
        told = excess[AS_TOLD, measure]
        ends = [farther_end(move) for move in moves]
        shifts = [
            float((excess[variant(move.row.path, end), measure] - told).mean())
            for move, end in zip(moves, ends, strict=True)
        ]
        largest = max((abs(shift) for shift in shifts), default=0.0)
        rows += [
            (move.row.path, measure, units[measure], end, shift, abs(shift) / largest if largest else 0.0)
            for move, end, shift in zip(moves, ends, shifts, strict=True)
        ]
    return pd.DataFrame(rows, columns=SCREENED)


def leading(screened: pd.DataFrame, top: int) -> list[str]:
    """Paths of the numbers that shift some measure most, each measure having an equal say; those of no effect never."""
    strongest = screened.groupby("path", sort=False)["share_of_largest"].max()
    strongest = strongest[strongest > 0.0].sort_values(ascending=False, kind="stable")
    return [str(path) for path in strongest.index[:top]]


def elasticities(moves: Sequence[Move], totals: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Elasticity and swing of each measure to each number, with 95 % intervals over paired replications.

    The interval of an elasticity is that of the ratio of two means (linearised residuals); of a swing, that of the
    paired difference of both ends. Where the excess as told is not clear of zero, or the number is zero, there is no
    elasticity (NaN): a per cent of nothing.

    Args:
        moves: the numbers.
        totals: of `AS_TOLD` and of both ends of every number.
        measures: which are asked for.

    Returns:
        Columns `COLUMNS`, by measure as asked, the largest swing first: `x`, `x_low`, `x_high` the number as told and
        at its ends; `excess` as told; `low` and `high` the interval of `elasticity`; `at_low` and `at_high` the excess
        at the ends, their intervals those of the paired difference to the excess as told; `swing` = at_high - at_low;
        `swing_share` its size over the excess as told; `is_clear` whether its interval excludes zero.
    """
    excess, units = excesses_of(totals, measures), units_of(totals)
    frames = []
    for measure in measures:
        rows = [_row(move, measure, units[measure], excess) for move in moves]
        frame = pd.DataFrame(rows, columns=COLUMNS)
        order = frame["swing"].abs().sort_values(ascending=False, kind="stable").index
        frames.append(frame.loc[order])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


def _row(move: Move, measure: str, unit: str, excess: Excesses) -> list[object]:
    told = excess[AS_TOLD, measure]
    at_low, at_high = (excess[variant(move.row.path, end), measure] for end in ENDS)
    difference = at_high - at_low
    middle, swing = float(told.mean()), float(difference.mean())
    half = _half(difference)
    ratio = np.array(paired_ratio(told, difference)) if difference.any() else np.zeros(3)
    span = (move.high - move.low) / move.value if move.value else float("nan")
    is_told = abs(middle) > _half(told)
    elasticity = ratio / span if is_told else np.full(3, float("nan"))
    ends = [edge for end in (at_low, at_high) for edge in _at_end(end, told)]
    share = abs(swing / middle) if middle else float("nan")
    x = [move.value, move.low, move.high, FACTOR if move.is_factor else move.row.unit]
    return [move.row.path, measure, unit, *x, middle, *elasticity, *ends, swing, swing - half, swing + half,
            share, abs(swing) > half]  # fmt: skip


def _at_end(values: Array, told: Array) -> tuple[float, float, float]:
    mean, half = float(values.mean()), _half(values - told)
    return mean, mean - half, mean + half


def _half(differences: Array) -> float:
    """Half the width of the interval of a paired difference; exactly zero where nothing differs."""
    return float(t_half_width(differences)) if differences.any() else 0.0
