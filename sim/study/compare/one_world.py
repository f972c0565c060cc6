"""Whether scenarios are of one world, so that orders and luck are the same and only the acts differ."""

from collections.abc import Mapping

from sim.errors import Problem, ScenarioError
from sim.spec import Scenario, differing_world, world_hash

MOST_TOLD = 12
ANYHOW = "--different-worlds compares the excesses anyhow"


def check_one_world(scenarios: Mapping[str, Scenario], instead: str = ANYHOW) -> None:
    """See that all scenarios have the world of the first.

    Args:
        scenarios: at least one, by the name they are told by.
        instead: what can be done where they have not.

    Raises:
        ScenarioError: one has another; names every path that differs, with both values.
    """
    (first, world), *others = scenarios.items()
    problems = [
        problem
        for name, other in others
        if world_hash(other) != world_hash(world)
        for problem in _problems(first, world, name, other, instead)
    ]
    if problems:
        raise ScenarioError(problems)


def is_one_world(scenarios: Mapping[str, Scenario]) -> bool:
    """Whether all scenarios have the same world."""
    return len({world_hash(scenario) for scenario in scenarios.values()}) == 1


def _problems(first: str, world: Scenario, name: str, other: Scenario, instead: str) -> list[Problem]:
    found = differing_world(world, other)
    told = [
        Problem(name, 0, 0, each.path, f"not of the world of {first}, which says {each.a}", each.b)
        for each in found[:MOST_TOLD]
    ]
    if len(found) > MOST_TOLD:
        told.append(Problem(name, 0, 0, "", f"and {len(found) - MOST_TOLD} more paths differ"))
    told.append(Problem(name, 0, 0, "", f"not of one world; {instead}"))
    return told
