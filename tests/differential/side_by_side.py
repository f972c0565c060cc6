"""One world through both models."""

from sim.world import simulate
from tests.differential.comparison import differences
from tests.differential.random_worlds import RandomWorld
from tests.reference import simulate_slowly


def run_both(world: RandomWorld) -> tuple[list[str], int]:
    """Where engine and reference differ (nothing, if all is well), and how many parcels there were."""
    scenario = world.scenario()
    engine = simulate(scenario, arm=world.arm, seed=world.seed, replication=0, check=True)
    reference = simulate_slowly(scenario, arm=world.arm, seed=world.seed, replication=0)
    found = [f"the engine's audit: {problem}" for problem in engine.audit["problems"]]
    return found + differences(engine, reference), len(reference.world.parcels)
