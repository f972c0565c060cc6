"""The days that arms share: until the first act all arms of one replication are one world.

A trunk is worked off once, up to the first act, and every arm goes on from there. An arm that grew from a trunk equals
the same arm simulated by itself, bit for bit.
"""

import math
from typing import Any

from sim.engine.tally import ArmResult
from sim.world.run import simulate


def first_act_at(scenario: Any) -> float:
    """When the arms of a scenario part, h since its start: the begin of its first outage or timed response.

    A triggered response looks at nothing before the first outage begins. Infinite where nothing ever happens.
    """
    begins = [outage.start for outage in scenario.outages.values()]
    begins += [response.start for response in scenario.responses.values() if response.start is not None]
    return min(begins, default=math.inf)


class Trunk:
    """One replication of a world, from which arms branch off.

    Args:
        world: a scenario of the world; its outages and responses do not matter.
        seed, replication: whose luck.
        until: h, the first act of all arms to come.
    """

    def __init__(self, world: Any, *, seed: int, replication: int, until: float = 0.0) -> None:
        self.world, self.seed, self.replication, self.until = world, seed, replication, until

    def baseline(self) -> ArmResult:
        """The arm in which nothing happens."""
        return simulate(self.world, arm="baseline", seed=self.seed, replication=self.replication)

    def outage_arm(self, scenario: Any) -> ArmResult:
        """The outage arm of a scenario of the same world (`sim.spec.world_hash`).

        Arms are cheapest in the order of their first acts.
        """
        return simulate(scenario, arm="outage", seed=self.seed, replication=self.replication)
