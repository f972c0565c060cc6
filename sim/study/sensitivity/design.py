"""What a sweep varied, between which bounds and by which plan. Knows no figure that came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.report import labels

KINDS = ("grid", "lhs", "sobol", "morris", "csv")
POINT = "point"
SLICES = ("scenario", "policy")
"""Text columns a table of points may have besides the parameters."""


@dataclass(frozen=True)
class Parameter:
    """A quantity that was varied.

    Attributes:
        name: column of the table of points, a path such as `outages.sf_feed.duration`.
        low: smallest value, in the model's own unit.
        high: largest value.
        unit: such as "h"; empty = a bare number.
        is_log: spread evenly over its logarithm.
    """

    name: str
    low: float
    high: float
    unit: str = ""
    is_log: bool = False


@dataclass(frozen=True)
class Design:
    """The plan of a sweep.

    Attributes:
        kind: one of `KINDS`.
        parameters: what was varied; the levers that the plan was crossed with are not among them.
        second_order: a Sobol plan with the points for indices of pairs.
        levels: of a Morris plan.
    """

    kind: str
    parameters: tuple[Parameter, ...]
    second_order: bool = False
    levels: int = 4

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a design is one of {', '.join(KINDS)}, got {self.kind!r}")

    @property
    def names(self) -> list[str]:
        """Columns of the parameters."""
        return [each.name for each in self.parameters]

    @property
    def titles(self) -> dict[str, str]:
        """What each parameter is called in words: its path's last steps, as many as tell it from the others.

        >>> Design("lhs", (Parameter("a.sf.factor", 0, 1), Parameter("b.sf.factor", 0, 1))).titles["a.sf.factor"]
        'a SF factor'
        """
        found = {}
        for name in self.names:
            steps = name.split(".")
            count = min(2, len(steps))
            while count < len(steps) and sum(other.endswith(".".join(steps[-count:])) for other in self.names) > 1:
                count += 1
            found[name] = labels.in_words(" ".join(steps[-count:]))
        return found

    @property
    def block(self) -> int:
        """Consecutive points that belong together and are lost together.

        Saltelli's (D + 2) or (2D + 2) of a Sobol plan, the (D + 1) of a Morris trajectory; 1 otherwise.
        """
        count = len(self.parameters)
        if self.kind == "sobol":
            return 2 * count + 2 if self.second_order else count + 2
        return count + 1 if self.kind == "morris" else 1

    def unit_of(self, name: str) -> str:
        """Unit of a column; empty for one that is no parameter."""
        return next((each.unit for each in self.parameters if each.name == name), "")

    def independent(self, n_points: int) -> NDArray[np.intp]:
        """Rows that are draws of the parameters' own distribution, each independent of the others.

        Of a Sobol plan the first and the last point of each block; the points between share coordinates with them.
        """
        rows = np.arange(n_points)
        if self.kind != "sobol":
            return rows
        place = rows % self.block
        return np.flatnonzero((place == 0) | (place == self.block - 1))

    def slices(self, points: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
        """The points of each combination of scenario, policy and levers, each in the order of the plan.

        Yields:
            What is common to the slice (column -> value), and its rows of `points`.

        Raises:
            ValueError: a parameter has no column.
        """
        missing = [name for name in self.names if name not in points]
        if missing:
            raise ValueError(f"the table of points has no column {missing[0]!r}")
        keys = [str(name) for name in points.columns if name != POINT and name not in self.names]
        if not keys:
            yield {}, points.sort_values(POINT, kind="stable")
            return
        for values, rows in points.groupby(keys, sort=False, dropna=False):
            yield dict(zip(keys, values, strict=True)), rows.sort_values(POINT, kind="stable")


def design_of(told: Mapping[str, Any]) -> Design:
    """The plan of a sweep, from what its manifest tells.

    Args:
        told: `design` with its kind, `second_order` of a Sobol plan and `levels` of a Morris one; `uncertainties`, each
            with path, low, high, unit and is_log.

    Raises:
        ValueError: something of it is missing or is no plan.

    >>> range_ = {"path": "outages.sf_feed.duration", "low": 6.0, "high": 120.0, "unit": "h", "is_log": False}
    >>> design_of({"design": {"kind": "lhs", "n": 64}, "uncertainties": [range_]}).names
    ['outages.sf_feed.duration']
    """
    try:
        plan = told["design"]
        parameters = tuple(
            Parameter(each["path"], float(each["low"]), float(each["high"]), each["unit"], bool(each["is_log"]))
            for each in told["uncertainties"]
        )
        levels = int(plan["levels"]) if plan["kind"] == "morris" else 4
        return Design(plan["kind"], parameters, bool(plan.get("second_order", False)), levels)
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"not a sweep's design: {problem}") from problem
