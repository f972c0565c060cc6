"""Random small worlds: the engine, a period at a time, and the reference, an event at a time, give one account.

Many more of them: `python -m tests.differential --worlds 1000 --seed 1`.
"""

from hypothesis import HealthCheck, Phase, given, settings

from tests.differential.random_worlds import RandomWorld, worlds
from tests.differential.side_by_side import run_both


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # reducing a world that fails takes minutes: the command does it
)
@given(worlds())
def test_engine_and_reference_agree_in_any_small_world(world: RandomWorld) -> None:
    found, _ = run_both(world)
    assert [] == found, "\n".join(found)
