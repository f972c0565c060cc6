"""What is held possible of numbers that nobody has published, from the ranges that stand beside them."""

from dataclasses import dataclass

import numpy as np

from sim import units
from sim.errors import ScenarioError
from sim.spec import Scenario

PATHS = ("buyers.silent", "buyers.alarm", "merchants.leave_rate", "merchants.delisted_rate", "demand.elasticity")
"""Numbers that nobody has published: worry without news, alarm, leaving, acting once removed, answer of demand."""
WITHIN_95 = 1.959963984540054


@dataclass(frozen=True)
class Prior:
    """A number's prior: lognormal, its middle 95 % the range that the scenario says.

    Attributes:
        path: of the number.
        what: its meaning.
        value: as the scenario has it.
        low, high: the range.
    """

    path: str
    what: str
    value: float
    low: float
    high: float

    @property
    def log_sd(self) -> float:
        """Standard deviation of its logarithm."""
        return float(np.log(self.high / self.low) / (2.0 * WITHIN_95))

    @property
    def place(self) -> float:
        """Where the scenario's value lies, in standard deviations from the middle."""
        return float(np.log(self.value / np.sqrt(self.low * self.high)) / self.log_sd)

    def at(self, place: float) -> float:
        """The value so many standard deviations from the middle."""
        return float(np.sqrt(self.low * self.high) * np.exp(place * self.log_sd))


def priors_of(scenario: Scenario) -> list[Prior]:
    """Priors of the numbers, from the ranges that stand beside them.

    Raises:
        ScenarioError: a number has no range above zero.
    """
    said = {row.path: row for row in scenario.assumptions()}
    found = []
    for path in PATHS:
        row = said.get(path)
        if row is None or row.range is None:
            raise ScenarioError.of(path, "needs a range, lowest and highest plausible value, to be identified")
        value, low, high = (_parsed(text) for text in (row.value, *row.range))
        if not 0.0 < low < high or value <= 0.0:
            raise ScenarioError.of(
                path, "needs a range above zero to be identified", f"{row.range[0]} to {row.range[1]}"
            )
        found.append(Prior(path, row.meaning.rstrip("."), value, low, high))
    return found


def _parsed(text: str) -> float:
    return units.parse_rate(text) if "/" in text else units.parse_number(text)
