"""`simulate`: one replication of one arm, from a scenario to the arrays it counted."""

from typing import Any

from sim.engine.tally import ArmResult
from sim.world.books import result_of
from sim.world.replication import Replication


def simulate(scenario: Any, *, arm: str, seed: int, replication: int, check: bool = False) -> ArmResult:
    """Run one replication of one arm.

    Args:
        scenario: a validated scenario (`sim.spec.load_scenario`).
        arm: "baseline" or "outage"; the baseline has neither outages nor responses.
        seed, replication: whose luck. The two arms of a replication share it, order by order.
        check: recount every parcel at every period (about twice as slow).

    Returns:
        What was counted, at the sample's scale.

    Raises:
        ValueError: an arm that does not exist.
    """
    if arm not in ("baseline", "outage"):
        raise ValueError(f"an arm is 'baseline' or 'outage', not {arm!r}")
    run = Replication(scenario, arm, seed, replication, check)
    run.run()
    result = result_of(run)
    run.forget()
    return result


def warm_up(scenario: Any) -> None:
    """Compile every kernel (or load it from the cache) by running a small world of a few hours."""
    simulate(scenario, arm="outage", seed=0, replication=0)
