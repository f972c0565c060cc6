"""A measure's excess as an array, points by replications, ready for analysis. Knows no method."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.sensitivity.design import POINT, Design

TOTAL = "total"
Array = NDArray[np.float64]


class NothingToAnalyseError(ValueError):
    """Every point of a slice failed, or every block of its plan lost one."""


@dataclass(frozen=True)
class Response:
    """What a measure did at the points of one slice.

    Attributes:
        measure: its name.
        unit: of the excess.
        design: the plan; its parameters are the columns of `x`.
        x: (points, parameters) values in the model's units.
        y: (points, replications) excess over the counterfactual; a row of NaN is a point that failed.
        points: (points,) numbers of the points.
        common: scenario, policy and levers of the slice.
    """

    measure: str
    unit: str
    design: Design
    x: Array
    y: Array
    points: NDArray[np.int64]
    common: Mapping[str, object]

    @property
    def mean(self) -> Array:
        """(points,) excess averaged over the replications; NaN where the point failed."""
        return np.asarray(self.y.mean(axis=1))

    @property
    def is_whole(self) -> NDArray[np.bool_]:
        """(points,) whether every replication of the point is there."""
        return np.asarray(np.isfinite(self.y).all(axis=1))

    @property
    def failed(self) -> int:
        """Points without a figure."""
        return int((~self.is_whole).sum())

    def whole_blocks(self) -> tuple["Response", int]:
        """The response without the blocks in which a point failed, and how many those were.

        Raises:
            ValueError: the slice is no whole number of blocks.
            NothingToAnalyseError: none is left.
        """
        size = self.design.block
        if len(self.y) % size:
            raise ValueError(f"{len(self.y)} points are no whole number of the {self.design.kind} plan's {size}")
        is_kept = self.is_whole.reshape(-1, size).all(axis=1)
        if not is_kept.any():
            raise NothingToAnalyseError(f"{self.measure}: every block of {size} points has one that failed")
        rows = np.repeat(is_kept, size)
        return self.only(np.flatnonzero(rows)), int((~is_kept).sum())

    def only(self, rows: NDArray[np.intp]) -> "Response":
        """The response at some rows."""
        return Response(
            self.measure, self.unit, self.design, self.x[rows], self.y[rows], self.points[rows], self.common
        )


def responses(points: pd.DataFrame, values: pd.DataFrame, design: Design, measure: str) -> list[Response]:
    """The excess of a measure in total, one response a slice.

    Args:
        points: column point, a numeric column per parameter and lever, text columns scenario and policy.
        values: columns point, replication, measure, group, excess, unit.
        design: the plan.
        measure: name of the measure.

    Raises:
        ValueError: the sweep has no such measure.
    """
    rows = values[(values["measure"] == measure) & (values["group"] == TOTAL)]
    if rows.empty:
        if values.empty:
            raise NothingToAnalyseError("every point failed")
        known = ", ".join(sorted(values["measure"].unique()))
        raise ValueError(f"the sweep did not measure {measure!r}; it has {known}")
    table = rows.pivot_table(index=POINT, columns="replication", values="excess", aggfunc="first", dropna=False)
    unit = str(rows["unit"].iloc[0])
    found = []
    for common, part in design.slices(points):
        numbers = part[POINT].to_numpy(dtype=np.int64)
        y = table.reindex(numbers).to_numpy(dtype=np.float64)
        x = part[design.names].to_numpy(dtype=np.float64)
        found.append(Response(measure, unit, design, x, y, numbers, common))
    return found
