"""Which fact would settle a dispute: the largest difference in units of its interval; who shut first."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.study.accounts.facts import facts, records, statements, timeline
from sim.study.paired_values import paired_values
from tests.unit.study.family_frames import family

USUAL = [10.0, 20.0, 30.0]
ACCOUNTS = ("cainiao_sf_2017", "account_sf", "account_cainiao")


def test_the_most_telling_count_comes_first_and_what_is_the_same_is_left_out() -> None:
    same = {"one": [1.0, 2.0, 3.0], "two": [1.0, 2.0, 3.0]}
    near = {"one": [1.0, 2.0, 3.0], "two": [2.0, 2.0, 5.0]}
    far = {"one": [0.0, 0.0, 0.0], "two": [50.0, 51.0, 52.0]}
    frame = pd.concat(
        [
            family(same, USUAL, measure="contacts"),
            family(near, USUAL, measure="complaints"),
            family(far, USUAL, measure="out_of_scope_records"),
            family(far, USUAL, measure="out_of_scope_records", group="carrier=sf"),
        ],
        ignore_index=True,
    )
    found = facts(paired_values(frame))
    assert [("out_of_scope_records", "total"), ("complaints", "total"), ("out_of_scope_records", "carrier=sf")] == list(
        zip(found["measure"], found["group"], strict=True)
    )
    # Differences 50, 51, 52: mean 51, s = 1, half-width 4.302653 / sqrt(3) = 2.4841.
    assert pytest.approx(51.0 / 2.4841, rel=1e-4) == found["distance"][0]
    assert (0.0, 51.0, 51.0) == (found["in_a"][0], found["in_b"][0], found["difference"][0])


def test_what_luck_cannot_blur_is_infinitely_far() -> None:
    frame = family({"one": [0.0, 0.0, 0.0], "two": [7.0, 7.0, 7.0]}, USUAL)
    assert math.inf == facts(paired_values(frame))["distance"][0]


def test_one_replication_tells_no_distance() -> None:
    assert math.isnan(facts(paired_values(family({"one": [0.0], "two": [7.0]}, [1.0])))["distance"][0])


def test_a_baseline_counts_for_nothing_because_nobody_can_observe_it() -> None:
    baseline = {"one": [1.0, 2.0, 3.0], "two": [9.0, 9.0, 9.0]}
    assert facts(paired_values(family({"one": [5.0, 6.0, 7.0], "two": [5.0, 6.0, 7.0]}, baseline))).empty


def test_records_are_told_by_account_and_scope() -> None:
    parts = [
        family({"one": [1.0, 3.0], "two": [5.0, 5.0]}, [0.0, 0.0], measure=measure)
        for measure in ("in_scope_records", "out_of_scope_records")
    ]
    found = records(paired_values(pd.concat(parts, ignore_index=True))).set_index(["account", "measure"])
    assert 2.0 == found.loc[("one", "out_of_scope_records"), "records"]
    assert np.array_equal([5.0, 5.0, 5.0], found.loc[("two", "in_scope_records")].to_numpy())


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, Any]:
    return {name: sim.load_scenario(root / f"scenarios/{name}.yaml") for name in ACCOUNTS}


def test_the_accounts_say_otherwise_who_shut_the_feed_and_what_was_demanded(told: dict[str, Any]) -> None:
    found = statements(told).set_index("path")
    assert ["sf", "cainiao", "sf"] == found.loc["outages.sf_feed.by"].tolist()
    assert ["not said", "False", "True"] == found.loc["terms.fengchao.demanded.honoured"].tolist()
    assert not any(path.startswith(("carriers", "buyers", "merchants")) for path in found.index)


def test_who_shut_first_is_told_by_account(told: dict[str, Any]) -> None:
    def acts(scenario: Any) -> list[dict[str, Any]]:
        return [
            {"name": name, "by": outage.by, "began_at": outage.start} for name, outage in scenario.outages.items()
        ] + [{"name": "advise", "by": "cainiao", "began_at": 182.0}]

    found = timeline(told, {name: acts(scenario) for name, scenario in told.items()})
    order = found.groupby("account", sort=False)["by"].agg(list).to_dict()
    assert {
        "cainiao_sf_2017": ["cainiao", "sf"],
        "account_sf": ["cainiao", "cainiao"],
        "account_cainiao": ["cainiao", "sf"],
    } == order
