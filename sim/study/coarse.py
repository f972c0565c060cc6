"""What a small sample cannot show. Knows sizes; must not know figures."""

from collections.abc import Iterator

from sim.spec import Scenario

LEAST_AGENTS = 2.0


def coarse_desks(scenario: Scenario) -> Iterator[str]:
    """Sentences on support desks of which the sample leaves too few agents to have a queue like the true one.

    Agents are scaled by the sample and rounded to whole ones, at least one.
    """
    few = {
        name: least
        for name, desk in scenario.desks.items()
        if (least := min(desk.agents.values()) * scenario.sample) < LEAST_AGENTS
    }
    if few:
        told = ", ".join(f"{name} {least:.2g}" for name, least in few.items())
        yield (
            f"at a sample of {100 * scenario.sample:g} % a desk has fewer than {LEAST_AGENTS:g} agents ({told}), "
            "rounded and at least 1: waits, and what more agents do, are not to be trusted; a larger sample shows them"
        )
