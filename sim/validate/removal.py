"""The removal as the scenario tells it: which carrier, when, and how much is ordered in the hours around it."""

from dataclasses import dataclass

import numpy as np

from sim.actors.orders import expected_per_period
from sim.errors import ScenarioError
from sim.spec import Scenario
from sim.validate.experiment import Windows
from sim.validate.goods import Array

AFTER_H = 168.0
"""Longest time after the carrier's return that is compared."""


@dataclass(frozen=True)
class Removal:
    """A carrier taken off the list for some hours.

    Attributes:
        carrier: which.
        began_at, ended_at: hours since the scenario's start, full hours.
        trade: (hours,) orders expected in each hour until the last that is compared, over the mean.
    """

    carrier: str
    began_at: int
    ended_at: int
    trade: Array

    @property
    def windows(self) -> Windows:
        """Lengths of the three spans in hours of ordinary trade."""
        parts = np.split(self.trade, [self.began_at, self.ended_at])
        return Windows(*(float(part.sum()) for part in parts))

    @property
    def after_h(self) -> int:
        """Hours compared after its return."""
        return len(self.trade) - self.ended_at


def removal_of(scenario: Scenario) -> Removal:
    """The first delisting of the scenario that begins and ends by the clock.

    Raises:
        ScenarioError: there is none, or nothing is left of the run before or after it.
    """
    for name, response in scenario.responses.items():
        if response.action != "delist" or response.start is None:
            continue
        end = response.end if response.end is not None else response.start + (response.duration or 0.0)
        began_at, ended_at = int(response.start), int(end)
        last = int(min(scenario.horizon, end + AFTER_H))
        if not 0 < began_at < ended_at < last:
            problem = "what was sold before a removal, during it and after it is compared; the run has no such span"
            raise ScenarioError.of(
                f"responses.{name}", problem, f"{began_at} h to {ended_at} h of {scenario.horizon:g} h"
            )
        by_period = expected_per_period(scenario)
        in_hour = np.arange(len(by_period)) * float(scenario.control_period) // 1.0
        trade = np.bincount(in_hour.astype(np.intp), weights=by_period)[:last]
        return Removal(response.carrier, began_at, ended_at, trade / trade.mean())
    problem = (
        "no carrier is taken off the list by the clock (action: delist), so there is no removal to hold sales against"
    )
    raise ScenarioError.of("responses", problem)
