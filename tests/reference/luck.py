"""Luck by name and owner, and durations looked up with it."""

from typing import Any

import numpy as np

from sim.engine.luck import uniform
from sim.engine.quantiles import grid, quantile


class Luck:
    """The uniforms of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self._tables: dict[str, Any] = {}

    def u(self, name: str, owner: int, draw: int = 0) -> float:
        """One named uniform."""
        return uniform(self.seed, self.replication, name, owner, draw)

    def quantile(self, distribution: Any, u: float) -> float:
        """Value of a distribution at `u`, by the table of 4097 quantiles."""
        name = repr(distribution)
        if name not in self._tables:
            self._tables[name] = np.asarray(distribution.quantile(grid()), dtype=np.float32)[None, :]
        return float(quantile(self._tables[name], 0, u))

    def exactly(self, distribution: Any, name: str, owner: int) -> float:
        """A number drawn once a run, without the table."""
        return float(distribution.quantile(self.u(name, owner)))

    def draw(self, distribution: Any, name: str, owner: int, draw: int = 0) -> float:
        """A duration or number of a named decision."""
        return self.quantile(distribution, self.u(name, owner, draw))


def normalised(shares: list[float]) -> list[float]:
    """Shares that add up to one exactly; a scenario's may miss it by a rounding."""
    return [share / sum(shares) for share in shares]


def pick(shares: list[float], u: float) -> int:
    """Place in the walk along cumulated shares at which `u` (of their total) falls."""
    level = u * sum(shares)
    cumulated = 0.0
    for place, share in enumerate(shares):
        cumulated += share
        if level < cumulated:
            return place
    return len(shares) - 1
