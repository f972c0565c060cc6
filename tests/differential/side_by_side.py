"""One world through both models."""

from typing import Any

from numpy.typing import NDArray

from sim.engine.tally import ArmResult
from sim.world.books import result_of
from sim.world.replication import Replication
from tests.differential.comparison import differences
from tests.differential.decisions import (
    Watcher,
    acts_of_engine,
    acts_of_reference,
    steps_of_reference,
    unlike_acts,
    unlike_steps,
)
from tests.differential.instants import facts_of_engine, facts_of_reference, ran_full, unlike
from tests.differential.random_worlds import RandomWorld
from tests.reference import Account, simulate_slowly

ROOM = 1_000_000
"""Notes the engine's journal has room for; a world of a few hundred parcels needs a tenth."""


class Pair:
    """A world's two accounts.

    Attributes:
        result: the engine's. journal: its notes. watcher: its merchants' steps.
        account: the reference's.
    """

    def __init__(self, world: RandomWorld) -> None:
        scenario = world.scenario()
        self.run = Replication(scenario, world.arm, world.seed, 0, check=True)
        self.run.keep_journal(ROOM)
        self.watcher = Watcher(self.run)
        self.run.run()
        self.result: ArmResult = result_of(self.run)
        self.journal: NDArray[Any] = self.run.journal
        self.account: Account = simulate_slowly(scenario, arm=world.arm, seed=world.seed, replication=0)

    def differences(self) -> list[str]:
        """Everything the two do not agree on, in words: counts, levels and tables, then instants and decisions."""
        account = self.account
        return [
            *(f"the engine's audit: {problem}" for problem in self.result.audit["problems"]),
            *ran_full(self.journal, ROOM),
            *differences(self.result, account),
            *unlike(facts_of_reference(account), facts_of_engine(self.journal)),
            *unlike_steps(steps_of_reference(account), self.watcher.steps),
            *unlike_acts(acts_of_reference(account), acts_of_engine(self.run)),
        ]


def run_both(world: RandomWorld) -> tuple[list[str], int]:
    """Where engine and reference differ (nothing, if all is well), and how many parcels there were."""
    pair = Pair(world)
    return pair.differences(), len(pair.account.world.parcels)
