"""Arms that grow from a common trunk are the arms simulated by themselves, bit for bit."""

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.gates import in_force, veil
from sim.engine.tally import ArmResult
from sim.spec import load_scenario
from sim.world import Trunk, both_arms, first_act_at, simulate

SMALL = {"sample": "0.01%", "merchants.count": "200", "horizon": "4d"}
CUT = {"link": "sf", "start": "2017-05-26T10:00", "duration": "20h", "by": "sf"}
ARRAYS = (
    "hourly", "groups", "levels", "dark", "locker_cells", "link_buffer", "desk_waiting", "waits", "transit"
)  # fmt: skip


def scenario_with(root: Path, **acts: Any) -> Any:
    return load_scenario(root / "scenarios" / "null.yaml", overrides={**SMALL, **acts})


def differing(one: ArmResult, other: ArmResult) -> list[str]:
    names = [name for name in ARRAYS if not np.array_equal(getattr(one, name), getattr(other, name))]
    return names + [name for name in ("acts", "drain_h") if getattr(one, name) != getattr(other, name)]


def alone(scenario: Any, arm: str) -> ArmResult:
    return simulate(scenario, arm=arm, seed=3, replication=1)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"start": "2017-05-26T10:07"},
        {"on_close": "drop"},
        {"mode": "throttled", "rate": "1e5/h"},
        {"mode": "intermittent", "cycle": "4h", "off": "1h"},
    ],
    ids=["full", "between boundaries", "dropped", "throttled", "intermittent"],
)
def test_both_arms_from_a_trunk_equal_those_simulated_by_themselves(root: Path, how: dict[str, Any]) -> None:
    scenario = scenario_with(root, **{"outages.cut": CUT | how})
    baseline, outage = both_arms(scenario, seed=3, replication=1)
    assert [] == differing(alone(scenario, "baseline"), baseline)
    assert [] == differing(alone(scenario, "outage"), outage)
    assert outage.hourly.sum() != baseline.hourly.sum()


def test_arms_of_several_scenarios_grow_from_one_trunk_in_any_order(root: Path) -> None:
    early = scenario_with(root, **{"outages.cut": CUT})
    late = scenario_with(root, **{"outages.cut": CUT | {"start": "2017-05-27T20:00"}})
    trunk = Trunk(early, seed=3, replication=1, until=first_act_at(early))
    for scenario in (early, late, early):
        assert [] == differing(alone(scenario, "outage"), trunk.outage_arm(scenario))
    assert [] == differing(alone(early, "baseline"), trunk.baseline())


def test_where_nothing_happens_the_whole_run_is_trunk(root: Path) -> None:
    scenario = scenario_with(root)
    assert np.inf == first_act_at(scenario)
    baseline, outage = both_arms(scenario, seed=3, replication=1)
    assert [] == differing(baseline, outage)
    assert [] == differing(alone(scenario, "outage"), outage)


def test_the_first_act_is_that_of_outages_and_timed_responses_alone(root: Path) -> None:
    advise = {"action": "advise_switch", "carrier": "sf", "start": "2017-05-26T08:00", "by": "cainiao"}
    watch = {"measure": "contacts_per_h", "above": 1}
    agents = {"action": "add_agents", "desk": "platform", "factor": 2.0, "when": watch, "by": "cainiao"}
    cut = scenario_with(root, **{"outages.cut": CUT})
    advised = scenario_with(root, **{"outages.cut": CUT, "responses.advise": advise, "responses.agents": agents})
    assert first_act_at(cut) - 2.0 == first_act_at(advised)


def test_under_a_veil_nothing_beyond_it_is_certain_and_everything_before_is() -> None:
    shuttings = veil(2, 5.0)
    assert [False, True] == [in_force(shuttings, 1, at) for at in (np.nextafter(5.0, 0.0), 5.0)]


def test_a_run_that_is_over_is_gone_from_memory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only when Python next looks for circles: the arrays of a large run fill the machine."""
    scenario = scenario_with(root, **{"outages.cut": CUT})
    tables: list[weakref.ref[Any]] = []
    monkeypatch.setattr("sim.world.replication.close_books", lambda run: tables.append(weakref.ref(run.table)))
    gc.disable()
    try:
        both_arms(scenario, seed=3, replication=1)
        alone(scenario, "outage")
    finally:
        gc.enable()
    assert 3 == len(tables)
    assert [None, None, None] == [table() for table in tables]
