"""Several arm results laid side by side: arrays with the arm as first axis, and the names of the other axes.

Every measure starts from a `Batch`, so that it is computed for all arms at once and no measure needs to
know how a run keeps its arrays. Knows the tally's axes and the scenario's names; knows no cost, no claim and no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.tally import COUNT_ROW, COUNTS, LEVEL_ROW, SIZES, ArmResult

if TYPE_CHECKING:
    from sim.spec import Scenario

Array = NDArray[np.float64]

TOTAL = "total"
BASELINE = "baseline"
OUTAGE = "outage"
UNSCALED = frozenset(name for name, (unit, _) in COUNTS.items() if unit == "merchants")
"""Counts of merchants: the population of merchants is never sampled, so these are not divided by the sample."""
UNSCALED_LEVELS = frozenset({"merchants_away", "published_backlog_h"})
"""Levels that are not parcels or scans of the sample: merchants, and hours of work."""


class Series(NamedTuple):
    """One measure of one group: its value in each arm of a batch, in the order of the arms."""

    measure: str
    group: str
    unit: str
    values: Array


@dataclass(frozen=True)
class Batch:
    """The arms of a study, side by side. All counts at the sample's scale.

    Attributes:
        arms: the arm results, in the order given.
        carriers, regions, categories, operators: names along the tally's axes, in the scenario's order.
        links: names along the link axis: carriers, then locker operators.
        by_carrier: (arms, counts, carriers) whole run.
        by_region: (arms, counts, regions) whole run.
        by_category: (arms, counts, categories) whole run.
        by_size: (arms, counts, sizes) whole run.
        sample: (arms,) share of the population that was simulated.
    """

    arms: tuple[ArmResult, ...]
    carriers: tuple[str, ...]
    regions: tuple[str, ...]
    categories: tuple[str, ...]
    operators: tuple[str, ...]
    by_carrier: Array
    by_region: Array
    by_category: Array
    by_size: Array
    sample: Array

    @property
    def links(self) -> tuple[str, ...]:
        """Names of the links, carriers first, then locker operators."""
        return self.carriers + self.operators

    @property
    def horizon_h(self) -> int:
        """Full hours simulated."""
        return int(self.arms[0].hourly.shape[0])

    def count(self, name: str) -> Array:
        """(arms,) a count over the whole run and population."""
        return self._full(name, self.by_carrier[:, COUNT_ROW[name]].sum(axis=-1))

    def count_by_carrier(self, name: str) -> Array:
        """(arms, carriers) a count over the whole run and population."""
        return self._full(name, self.by_carrier[:, COUNT_ROW[name]])

    def count_by_group(self, name: str) -> dict[str, Array]:
        """(arms,) a count over the whole run and population, for "total", each carrier, region, category, size."""
        row = COUNT_ROW[name]
        found = {TOTAL: self.count(name)}
        for axis, names, table in (
            ("carrier", self.carriers, self.by_carrier),
            ("region", self.regions, self.by_region),
            ("category", self.categories, self.by_category),
            ("size", SIZES, self.by_size),
        ):
            values = self._full(name, table[:, row])
            found |= {f"{axis}={each}": values[:, index] for index, each in enumerate(names)}
        return found

    def level(self, name: str) -> Array:
        """(arms, hours + 1, carriers) a level at full hours, for the whole population."""
        values = np.stack([arm.levels[:, LEVEL_ROW[name]] for arm in self.arms])
        return values if name in UNSCALED_LEVELS else values / self.sample[:, None, None]

    def dark(self) -> Array:
        """(arms, hours + 1, carriers) parcels dark at full hours, for the whole population."""
        return np.stack([arm.dark for arm in self.arms]) / self.sample[:, None, None]

    def _full(self, name: str, values: Array) -> Array:
        """Values (arms, …) of a count scaled up to the full population, where it was sampled."""
        if name in UNSCALED:
            return values
        return values / self.sample.reshape(-1, *([1] * (values.ndim - 1)))


def batch_of(arms: Sequence[ArmResult], scenario: Scenario) -> Batch:
    """The arms side by side, with the scenario's names for their axes.

    Raises:
        ValueError: no arm was given, or an arm's axes are not those of the scenario.
    """
    if not arms:
        raise ValueError("no arm results to measure")
    names = {
        "carriers": tuple(scenario.carriers),
        "regions": tuple(scenario.regions),
        "categories": tuple(scenario.categories),
        "operators": tuple(scenario.lockers),
    }
    expected = (arms[0].hourly.shape[0], len(COUNTS), len(names["carriers"]), len(names["regions"]))
    for arm in arms:
        if arm.hourly.shape != expected:
            raise ValueError(
                f"replication {arm.replication}, arm {arm.arm}: counted (hours, counts, carriers, regions) = "
                f"{arm.hourly.shape}, the scenario has {expected}"
            )
    by_carrier_region = np.stack([arm.hourly.sum(axis=0) for arm in arms])
    groups = np.stack([arm.groups for arm in arms])
    return Batch(
        arms=tuple(arms),
        by_carrier=by_carrier_region.sum(axis=3),
        by_region=by_carrier_region.sum(axis=2),
        by_category=groups.sum(axis=(2, 4)),
        by_size=groups.sum(axis=(2, 3)),
        sample=np.array([arm.sample for arm in arms], dtype=np.float64),
        **names,
    )
