"""A what-if question and its base run: a pair of the same luck, or words that say what to change in the app."""

from pathlib import Path

import pandas as pd
import pytest

from sim.app.bases import UPLOADED
from sim.app.comparing import against_base
from sim.app.shelf import Shelf
from sim.errors import ScenarioError
from sim.spec import load_scenario
from sim.study.result import Result
from tests.unit.study.family_frames import family

NOTHING = pd.DataFrame()


class OneRun(Shelf):
    """A shelf that has one run at every place."""

    def __init__(self, run: Result) -> None:
        super().__init__(Path("results"))
        self.run_there = run

    def result(self, place: str) -> Result:  # noqa: ARG002 (the same run everywhere)
        return self.run_there


def run_of(root: Path, outage: list[float], **overrides: object) -> Result:
    scenario = load_scenario(root / "scenarios" / "cainiao_sf_2017.yaml", {"sample": "0.1%", **overrides})
    values = family({"": outage}, [100.0, 300.0, 200.0][: len(outage)]).drop(columns="variant")
    return Result(
        scenario, 1, len(outage), "0123", NOTHING, NOTHING, values, NOTHING, NOTHING, NOTHING, [], {}, [], 0.0
    )  # fmt: skip


def test_the_difference_is_that_of_the_replications_both_have(root: Path) -> None:
    base, now = run_of(root, [150.0, 350.0]), run_of(root, [160.0, 360.0, 999.0], **{"outages.sf_feed.duration": "9h"})
    pair = against_base(OneRun(base), "a/1", now)

    assert 2 == pair.replications
    assert 10.0 == pair.differences["difference"].item()


@pytest.mark.parametrize(
    ("place", "outage", "overrides", "reason"),
    [
        (UPLOADED, [1.0, 2.0], {}, "the base was uploaded"),
        ("a/1", [1.0, 2.0], {"sample": "0.02%"}, "say 0.1% at “Share of the orders simulated”"),
        ("a/1", [1.0, 2.0], {"orders.per_day": "60e6"}, "orders.per_day: not of the world of base run"),
        ("a/1", [1.0], {}, "at least two in common"),
    ],
)
def test_what_is_no_pair_is_refused_with_what_to_do(
    root: Path, place: str, outage: list[float], overrides: dict[str, object], reason: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        against_base(OneRun(run_of(root, [150.0, 350.0])), place, run_of(root, outage, **overrides))

    assert reason in str(raised.value)
    assert "--" not in str(raised.value)
