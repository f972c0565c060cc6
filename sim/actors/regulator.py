"""The regulator: mediates from a time or a level of petitions on, and after a while the links are restored."""

from collections.abc import Callable
from typing import Any

from sim.engine.clock import Clock, Steps
from sim.engine.luck import uniform


class Regulator:
    """Runs mediations.

    Args:
        clock: Clock.
        seed, replication: whose luck decides how long a mediation takes.
        restore: restore(outage name, at): brings the end of an outage forward to `at`.
    """

    def __init__(self, clock: Clock, seed: int, replication: int, restore: Callable[[str, float], None]) -> None:
        self.clock, self.seed, self.replication, self.restore = clock, seed, replication, restore

    def hours_needed(self, place: int, mediation: Any) -> float:
        """Hours from the begin of a mediation to restoration; `place` is its place among the responses."""
        return float(mediation.after.quantile(uniform(self.seed, self.replication, "mediation", place)))

    def run_mediation(self, place: int, mediation: Any) -> Steps:
        """One mediation, from now on."""
        if not mediation.restores:
            return
        at = self.clock.now + self.hours_needed(place, mediation)
        yield self.clock.at(at)
        for outage in mediation.restores:
            self.restore(outage, at)
