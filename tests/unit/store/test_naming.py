"""What a run is called."""

import pytest

from sim import store
from sim.store import naming

GIVEN = {"seed": 1, "replications": 10, "sample": 0.01}


def test_the_same_run_has_the_same_name() -> None:
    assert store.run_id("abc", **GIVEN) == store.run_id("abc", **GIVEN)


@pytest.mark.parametrize("other", [{"seed": 2}, {"replications": 11}, {"sample": 0.02}])
def test_another_run_has_another_name(other: dict[str, float]) -> None:
    assert store.run_id("abc", **GIVEN) != store.run_id("abc", **{**GIVEN, **other})


def test_another_scenario_has_another_name() -> None:
    assert store.run_id("abc", **GIVEN) != store.run_id("abd", **GIVEN)


def test_a_changed_program_makes_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.run_id("abc", **GIVEN)
    monkeypatch.setattr(naming, "version", lambda: "0.1.0+ffffffff")
    assert before != store.run_id("abc", **GIVEN)


def test_the_versions_name_this_program_and_its_libraries() -> None:
    versions = store.package_versions()
    assert {"python", "logistics-outage-sim", "numpy", "simpy"} <= set(versions)
