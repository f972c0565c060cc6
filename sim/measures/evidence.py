"""What a check of a claim may look at: acts in order, counts in a span of hours, levels at an hour, clock times.

Knows no claim and gives no verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim.engine.tally import COUNT_ROW, ArmResult
from sim.measures.batch import Array, Batch, batch_of
from sim.measures.pairing import Pair, pairs_of, t_half_width
from sim.measures.recovery import first_act_h

if TYPE_CHECKING:
    from sim.spec import Scenario


class Closure(NamedTuple):
    """An outage as it took place: its name, the party that acted, the link, and when it began (hours since start)."""

    name: str
    by: str
    link: str
    began_at: float


@dataclass(frozen=True)
class Evidence:
    """Both arms of every replication, the scenario and the impact table, ready to be asked."""

    batch: Batch
    pairs: tuple[Pair, ...]
    scenario: Scenario
    impact: pd.DataFrame

    @property
    def outages(self) -> list[Closure]:
        """Outages that took place in the first replication, earliest first; outages begin by the clock, so in all."""
        planned = self.scenario.outages
        acts = self.batch.arms[self.pairs[0].outage].acts
        found = [Closure(name, by, planned[name].link, began) for name, _, by, began, _ in acts if name in planned]
        return sorted(found, key=lambda each: each.began_at)

    @property
    def first_feed_outage(self) -> Closure | None:
        """The earliest outage of a carrier's own link, None if there was none."""
        return next((each for each in self.outages if each.link in self.batch.carriers), None)

    @property
    def first_act_h(self) -> float:
        """When the first outage or response of any replication began, hours since start; NaN if nothing did."""
        return float(np.fmin.reduce([first_act_h(self.batch.arms[pair.outage]) for pair in self.pairs]))

    def hours(self, name: str, first: int, last: int, carrier: str | None = None) -> tuple[Array, Array]:
        """A parcels' or contacts' count over hours [first, last), whole population: (replications,) in either arm."""
        which = slice(None) if carrier is None else self.batch.carriers.index(carrier)
        summed = [arm.hourly[first:last, COUNT_ROW[name], which].sum() / arm.sample for arm in self.batch.arms]
        return self.baseline_arms(np.array(summed)), self.outage_arms(np.array(summed))

    def level(self, name: str, hour: int, carrier: str) -> tuple[Array, Array]:
        """A carrier's level at a full hour, whole population: (replications,) in either arm."""
        values = self.batch.level(name)[:, hour, self.batch.carriers.index(carrier)]
        return self.baseline_arms(values), self.outage_arms(values)

    def baseline_arms(self, values: Array) -> Array:
        """Of values (arms,) those of the baseline arms, by replication."""
        return values[[pair.baseline for pair in self.pairs]]

    def outage_arms(self, values: Array) -> Array:
        """Of values (arms,) those of the outage arms, by replication."""
        return values[[pair.outage for pair in self.pairs]]

    def hour_of(self, month: int, day: int, hour: int) -> int:
        """Full hours from the scenario's start to a clock time of its year, in its zone; may lie outside the run."""
        start: datetime = self.scenario.start
        at = start.replace(month=month, day=day, hour=hour, minute=0, second=0, microsecond=0)
        return int((at - start) / timedelta(hours=1))

    def clock(self, hour: float) -> str:
        """An hour since start in words, such as `1 June 10:00`."""
        when = self.scenario.start + timedelta(hours=float(hour))
        return f"{when.day} {when:%B %H:%M}"


def evidence_of(arms: Sequence[ArmResult], scenario: Scenario, impact: pd.DataFrame) -> Evidence:
    """The arms and what goes with them, ready for checks.

    Raises:
        ValueError: no arms, a replication without its pair, or axes that are not the scenario's.
    """
    return Evidence(batch_of(arms, scenario), tuple(pairs_of(arms)), scenario, impact)


def mean_interval(values: Array) -> tuple[float, float, float]:
    """Mean over replications and its 95 % t-interval; NaN ends for a single replication.

    >>> mean_interval(np.array([2.0, 2.0]))
    (2.0, 2.0, 2.0)
    """
    mean, half = float(values.mean()), float(t_half_width(values))
    return mean, mean - half, mean + half
