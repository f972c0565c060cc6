"""A sweep's tables as figures need them: the excess of a measure by point and replication, points in slices.

A slice is one combination of scenario, policy and levers; its points differ in the uncertainties alone. Knows columns;
draws nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.report import labels, numbers
from sim.report.series import Array

POINT = "point"
ONLY = "all points"


@dataclass(frozen=True)
class Slice:
    """Points of one scenario, policy and combination of levers.

    Attributes:
        name: what they have in common, in words.
        numbers: (points,) their numbers.
        x: (points, uncertainties) in the model's units.
    """

    name: str
    numbers: Array
    x: Array


@dataclass(frozen=True)
class SweepReading:
    """A finished sweep.

    Attributes:
        told: what was run, as in `sweep.json`.
        points: point, scenario, policy, a column for each uncertainty and lever.
        values: point, replication, measure, group, baseline, outage, excess, unit.
        failures: point, what, error.
    """

    told: Mapping[str, Any]
    points: pd.DataFrame
    values: pd.DataFrame
    failures: pd.DataFrame

    @property
    def measures(self) -> list[str]:
        """Names of the measures, in the order asked for."""
        return list(self.told["measures"])

    @property
    def uncertainties(self) -> list[dict[str, Any]]:
        """What was uncertain, in the order of the file."""
        return list(self.told["uncertainties"])

    def unit(self, measure: str) -> str:
        """Unit of a measure."""
        rows = self.values[self.values["measure"] == measure]
        return "" if rows.empty else str(rows["unit"].iloc[0])

    def excess(self, measure: str) -> pd.DataFrame:
        """Excess of a measure, a row a point and a column a replication; NaN where a point failed."""
        rows = self.values[self.values["measure"] == measure]
        table = rows.pivot_table(index=POINT, columns="replication", values="excess", aggfunc="first", dropna=False)
        return table.reindex(self.points[POINT])

    def slices(self) -> list[Slice]:
        """The points in slices, in the order of the sweep."""
        drawn = [each["path"] for each in self.uncertainties]
        keys = [str(name) for name in self.points.columns if name != POINT and name not in drawn]
        told = [name for name in keys if self.points[name].nunique(dropna=False) > 1]
        found = []
        for values, rows in self.points.groupby(keys, sort=False, dropna=False):
            common = dict(zip(keys, values, strict=True))
            name = ", ".join(self._said(key, common[key]) for key in told) or ONLY
            found.append(Slice(name, rows[POINT].to_numpy(), rows[drawn].to_numpy(dtype=np.float64)))
        return found

    def _said(self, key: str, value: Any) -> str:
        if key in ("scenario", "policy"):
            return labels.entity(str(value))
        unit = next((lever["unit"] for lever in self.told["levers"] if lever["path"] == key), "")
        return f"{short_path(key)} {numbers.amount(value, unit) if isinstance(value, float) else value}"


def short_path(path: str) -> str:
    """The last two steps of a path, in words.

    >>> short_path("outages.sf_feed.duration")
    'SF feed duration'
    """
    return labels.in_words(" ".join(path.split(".")[-2:]))
