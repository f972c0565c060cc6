"""Runs made before are compared where they share world and luck; where not, the reason is told."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.spec import load_scenario
from sim.study.compare import comparison_of_runs
from sim.study.result import Result
from tests.unit.study.family_frames import family

NOTHING = pd.DataFrame()


def run_of(
    root: Path, outage: Sequence[float], baseline: Sequence[float], *, seed: int = 1, **overrides: object
) -> Result:
    """A run that made so many contacts in each replication."""
    scenario = load_scenario(root / "scenarios" / "cainiao_sf_2017.yaml", {"seed": seed, **overrides})
    values = family({"": outage}, baseline).drop(columns="variant")
    return Result(
        scenario, seed, len(outage), "0123", NOTHING, NOTHING, values, NOTHING, NOTHING, NOTHING, [], {}, [], 0.0
    )  # fmt: skip


def test_the_difference_is_paired_by_replication(root: Path) -> None:
    usual = [100.0, 300.0]
    runs = {"a": run_of(root, [150.0, 350.0], usual), "b": run_of(root, [160.0, 360.0], usual)}
    (row,) = comparison_of_runs(runs).differences.to_dict("records")

    assert ("a", "b", 10.0) == (row["a"], row["b"], row["difference"])
    assert (10.0, 10.0) == (row["ci_low"], row["ci_high"])


def test_only_the_replications_that_all_have_count(root: Path) -> None:
    runs = {
        "a": run_of(root, [150.0, 350.0, 999.0], [100.0, 300.0, 0.0]),
        "b": run_of(root, [160.0, 380.0], [100.0, 300.0]),
    }
    found = comparison_of_runs(runs)

    assert 2 == found.replications
    assert 20.0 == found.differences["difference"].item()


def test_other_acts_are_compared_and_another_world_is_not(root: Path) -> None:
    usual = [1.0, 2.0]
    whole = run_of(root, [2.0, 3.0], usual)
    shorter = run_of(root, [2.0, 3.0], usual, **{"outages.sf_feed.duration": "2h"})
    larger = run_of(root, [2.0, 3.0], usual, **{"orders.per_day": "60e6"})

    assert 0.0 == comparison_of_runs({"a": whole, "b": shorter}).differences["difference"].item()
    with pytest.raises(ScenarioError, match=r"orders\.per_day: not of the world of a"):
        comparison_of_runs({"a": whole, "b": larger})


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"outage": [2.0, 3.0], "baseline": [1.0, 2.0], "seed": 2}, "seed: not the luck of a"),
        ({"outage": [2.0, 3.0], "baseline": [1.0, 2.5]}, "its counterfactual is not that of a"),
        ({"outage": [2.0], "baseline": [1.0]}, "at least two in common"),
    ],
)
def test_runs_of_other_luck_are_refused_with_the_reason(root: Path, other: dict[str, object], reason: str) -> None:
    runs = {"a": run_of(root, [2.0, 3.0], [1.0, 2.0]), "b": run_of(root, **other)}  # type: ignore[arg-type]

    with pytest.raises(ScenarioError, match=reason):
        comparison_of_runs(runs)


def test_one_run_is_no_comparison(root: Path) -> None:
    with pytest.raises(ScenarioError, match="at least two"):
        comparison_of_runs({"a": run_of(root, [2.0, 3.0], [1.0, 2.0])})
