"""Differences of scenarios: planted ones are found, equal ones are zero, adjusted intervals cover as they say."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.study.compare.differences import differences, half_width, holm, p_value
from sim.study.paired_values import paired_values
from tests.unit.study.family_frames import family

USUAL = [100.0, 200.0, 300.0, 400.0]


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    return differences(paired_values(frame)).set_index(["a", "b"])


def test_a_planted_difference_is_found_whatever_the_luck_of_the_replications() -> None:
    # The excess is 10 and 17 in every replication; baselines differ wildly between replications and cancel.
    frame = family({"one": [x + 10 for x in USUAL], "two": [x + 17 for x in USUAL]}, USUAL)
    row = compared(frame).loc[("one", "two")]
    assert (7.0, 7.0, 7.0) == (row["difference"], row["ci_low"], row["ci_high"])
    assert (10.0, 17.0) == (row["excess_a"], row["excess_b"])
    assert pytest.approx(0.7) == row["relative"]


def test_the_interval_is_students_of_the_paired_differences() -> None:
    one, two = [110.0, 212.0, 309.0, 415.0], [118.0, 215.0, 311.0, 430.0]
    row = compared(family({"one": one, "two": two}, USUAL)).loc[("one", "two")]
    expected = stats.ttest_rel(two, one).confidence_interval(0.95)
    assert pytest.approx(tuple(expected)) == (row["ci_low"], row["ci_high"])
    assert pytest.approx(stats.ttest_rel(two, one).pvalue) == row["p"] == row["p_holm"]


def test_an_identical_pair_differs_by_exactly_zero_even_where_it_has_no_number() -> None:
    values = [110.0, math.nan, 309.0, 415.0]
    row = compared(family({"one": values, "two": values}, USUAL)).loc[("one", "two")]
    names = ["difference", "ci_low", "ci_high", "adjusted_low", "adjusted_high"]
    assert [0.0] * 5 == [row[name] for name in names]
    assert 1.0 == row["p"]


def test_one_replication_gives_a_difference_and_no_interval() -> None:
    row = compared(family({"one": [110.0], "two": [120.0]}, [100.0])).loc[("one", "two")]
    assert 10.0 == row["difference"]
    assert math.isnan(row["ci_low"])
    assert math.isnan(row["p"])


def test_different_baselines_are_taken_out() -> None:
    baseline = {"one": USUAL, "two": [x + 50 for x in USUAL]}
    frame = family({"one": [x + 10 for x in USUAL], "two": [x + 65 for x in USUAL]}, baseline)
    assert 5.0 == compared(frame).loc[("one", "two")]["difference"]


def test_what_is_relative_to_an_excess_that_may_be_zero_is_not_told() -> None:
    one, two = [90.0, 211.0, 290.0, 409.0], [150.0, 250.0, 350.0, 450.0]
    assert math.isnan(compared(family({"one": one, "two": two}, USUAL)).loc[("one", "two")]["relative"])


def test_three_scenarios_are_compared_in_three_pairs_with_wider_intervals() -> None:
    luck = np.random.default_rng(1)
    frame = family({name: list(luck.normal(0, 1, 8)) for name in "abc"}, [0.0] * 8)
    found = compared(frame)
    assert [("a", "b"), ("a", "c"), ("b", "c")] == list(found.index)
    assert (found["adjusted_low"] < found["ci_low"]).all()
    assert (found["adjusted_high"] > found["ci_high"]).all()


def test_holms_adjustment_is_the_one_of_his_rule() -> None:
    # Sorted 0.005, 0.01, 0.03, 0.04 are multiplied by 4, 3, 2, 1 and never fall.
    assert [0.03, 0.06, 0.06, 0.02] == pytest.approx(holm(np.array([0.01, 0.04, 0.03, 0.005])))
    assert math.isnan(holm(np.array([0.01, math.nan]))[1])
    assert [0.01] == holm(np.array([0.01, math.nan]))[:1].tolist()


def test_adjusted_intervals_cover_all_differences_together_as_often_as_they_say() -> None:
    luck, runs, n, pairs = np.random.default_rng(5), 2000, 6, 3
    plain = adjusted = 0
    for _ in range(runs):
        excess = luck.normal(0.0, 1.0, (3, n)) + luck.normal(0.0, 5.0, n)
        steps = [excess[b] - excess[a] for a, b in ((0, 1), (0, 2), (1, 2))]
        plain += all(abs(step.mean()) <= half_width(step, 0.95) for step in steps)
        adjusted += all(abs(step.mean()) <= half_width(step, 1 - 0.05 / pairs) for step in steps)
    # 95 % within three standard errors of 2,000 runs (1.5 points); Bonferroni may cover more, plain covers too little.
    assert 0.935 <= adjusted / runs
    assert plain / runs < 0.93


def test_p_values_are_uniform_where_nothing_differs() -> None:
    luck = np.random.default_rng(3)
    found = [p_value(luck.normal(0, 1, 5)) for _ in range(1000)]
    assert 0.001 < stats.kstest(found, "uniform").pvalue
