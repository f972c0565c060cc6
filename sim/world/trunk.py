"""The days that arms share: until the first act all arms of one replication are one world.

A trunk is worked off once, up to the first act, under a veil that lets nothing beyond it be taken for certain; every
arm goes on from there. Since sums are exact in whatever order they are added, an arm that grew from a trunk equals the
same arm simulated by itself, bit for bit.
"""

import math
from typing import Any

from sim.engine.gates import veil
from sim.engine.instants import on_grid
from sim.engine.tally import ArmResult
from sim.world.books import result_of
from sim.world.replication import Replication


def first_act_at(scenario: Any) -> float:
    """When the arms of a scenario part, h since its start: the begin of its first outage or timed response.

    A triggered response looks at nothing before the first outage begins. Infinite where nothing ever happens.
    """
    begins = [outage.start for outage in scenario.outages.values()]
    begins += [response.start for response in scenario.responses.values() if response.start is not None]
    return float(on_grid(min(begins, default=math.inf)))


def both_arms(scenario: Any, *, seed: int, replication: int) -> list[ArmResult]:
    """Baseline and outage arm of one replication, the days before the first act worked off once."""
    trunk = Trunk(scenario, seed=seed, replication=replication, until=first_act_at(scenario))
    arms = [trunk.baseline(), trunk.outage_arm(scenario)]
    trunk.forget()
    return arms


class Trunk:
    """One replication of a world, from which arms branch off.

    Args:
        world: a scenario of the world; its outages and responses do not matter.
        seed, replication: whose luck.
        until: h, the first act of all arms to come.
    """

    def __init__(self, world: Any, *, seed: int, replication: int, until: float) -> None:
        self.world, self.seed, self.replication = world, seed, replication
        self._stem = self._sown()
        self._grow(until)

    def baseline(self) -> ArmResult:
        """The arm in which nothing happens."""
        return self._branch(self.world, "baseline")

    def outage_arm(self, scenario: Any) -> ArmResult:
        """The outage arm of a scenario of the same world (`sim.spec.world_hash`).

        The trunk grows up to its first act; arms are cheapest in the order of their first acts.
        """
        until = first_act_at(scenario)
        if until < self._until:
            self._stem.forget()
            self._stem = self._sown()
        self._grow(until)
        return self._branch(scenario, "outage")

    def forget(self) -> None:
        """Give the memory back at once: no more arms are to branch off."""
        self._stem.forget()

    def _sown(self) -> Replication:
        return Replication(self.world, "baseline", self.seed, self.replication)

    def _grow(self, until: float) -> None:
        """Work off all periods that end before `until`."""
        self._until = until
        stem, clock = self._stem, self._stem.clock
        stem.links.shuttings = veil(len(stem.links.rows), until)
        after = clock.n_periods
        if until < clock.boundary(after):
            after = math.ceil(until / clock.period)
            while after > 0 and clock.boundary(after) >= until:
                after -= 1
        stem.work_off(max(after, stem.done))

    def _branch(self, scenario: Any, arm: str) -> ArmResult:
        branch = Replication(scenario, arm, self.seed, self.replication, trunk=self._stem)
        branch.run()
        result = result_of(branch)
        branch.forget()
        return result
