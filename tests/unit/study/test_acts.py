"""When things were done, over several replications."""

from dataclasses import dataclass, field
from typing import Any

from sim.study.acts import acts_of

NEVER = float("nan")


@dataclass
class Arm:
    """The part of an arm's result that acts are read from."""

    arm: str
    acts: list[tuple[str, str, str, float, float]] = field(default_factory=list)


def acts(*replications: list[tuple[str, str, str, float, float]]) -> list[dict[str, Any]]:
    arms: list[Any] = [Arm("baseline"), *(Arm("outage", acts) for acts in replications)]
    return acts_of(arms)


def test_an_act_at_a_fixed_time_is_told_once() -> None:
    cut = ("sf_feed", "full", "sf", 178.0, 228.0)
    (act,) = acts([cut], [cut], [cut])
    assert (178.0, 228.0, 1.0) == (act["began_at"], act["ended_at"], act["share"])


def test_an_act_on_a_trigger_is_told_by_median_first_and_last() -> None:
    (act,) = acts(*([("more_agents", "add_agents", "cainiao", at, NEVER)] for at in (190.0, 186.0, 181.0)))
    assert (186.0, 181.0, 190.0) == (act["began_at"], act["began_first"], act["began_last"])
    assert act["ended_at"] is None


def test_an_act_that_came_in_some_replications_says_in_how_many() -> None:
    (act,) = acts([("more_agents", "add_agents", "cainiao", 190.0, NEVER)], [])
    assert 0.5 == act["share"]


def test_acts_stand_in_the_order_in_which_they_began() -> None:
    found = acts([("later", "delist", "cainiao", 186.0, NEVER), ("earlier", "full", "sf", 178.0, 228.0)])
    assert ["earlier", "later"] == [act["name"] for act in found]
