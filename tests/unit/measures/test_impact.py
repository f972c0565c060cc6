"""Paired excess and intervals against scipy, and what stays exactly zero."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.measures import affected_split, impact, replication_frame, who_pays
from sim.measures.pairing import paired_excess, paired_ratio, pairs_of
from tests.unit.measures import synthetic


def test_the_interval_of_an_excess_is_scipys_paired_t_interval() -> None:
    rng = np.random.default_rng(5)
    baseline = rng.normal(100.0, 20.0, (1, 12))
    outage = baseline + rng.normal(7.0, 2.0, (1, 12))
    expected = stats.ttest_rel(outage[0], baseline[0]).confidence_interval(0.95)
    found = paired_excess(baseline, outage)
    assert expected.low == pytest.approx(found.ci_low[0], rel=1e-12)
    assert expected.high == pytest.approx(found.ci_high[0], rel=1e-12)
    assert float(np.mean(outage - baseline)) == pytest.approx(found.excess[0], rel=1e-12)


def test_pairing_removes_the_luck_that_arms_share() -> None:
    shared = np.random.default_rng(6).normal(0.0, 1000.0, (1, 10))
    found = paired_excess(shared, shared + 5.0)
    assert 5.0 == pytest.approx(found.excess[0])
    assert 0.0 == pytest.approx(found.ci_high[0] - found.ci_low[0], abs=1e-9)


def test_equal_pairs_have_an_excess_of_exactly_zero_even_where_nothing_is_known() -> None:
    values = np.array([[0.1, 0.2], [np.nan, 3.0], [np.nan, np.nan]])
    found = paired_excess(values, values.copy())
    for column in (found.excess, found.ci_low, found.ci_high):
        assert [0.0, 0.0, 0.0] == column.tolist()


def test_one_replication_has_no_interval_unless_nothing_changed() -> None:
    found = paired_excess(np.array([[1.0], [2.0]]), np.array([[4.0], [2.0]]))
    assert [3.0, 0.0] == found.excess.tolist()
    assert np.isnan(found.ci_low[0])
    assert (0.0, 0.0) == (found.ci_low[1], found.ci_high[1])


def test_a_pair_with_an_unknown_value_is_left_out_of_means_and_interval() -> None:
    baseline, outage = np.array([[1.0, 2.0, np.nan, 5.0]]), np.array([[3.0, 6.0, 9.0, 11.0]])
    found, without = paired_excess(baseline, outage), paired_excess(baseline[:, [0, 1, 3]], outage[:, [0, 1, 3]])
    for with_gap, complete in zip(found, without, strict=True):
        assert complete[0] == with_gap[0]


def test_a_ratio_of_equal_arms_is_exactly_one() -> None:
    assert (1.0, 1.0, 1.0) == paired_ratio(np.array([3.0, 4.0]), np.array([3.0, 4.0]))


def test_the_interval_of_a_ratio_covers_the_true_ratio_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)
    trials, covered = 400, 0
    for _ in range(trials):
        baseline = rng.poisson(200.0, 10).astype(float)
        _, low, high = paired_ratio(baseline, rng.poisson(400.0, 10).astype(float))
        covered += low <= 2.0 <= high
    assert 0.95 == pytest.approx(covered / trials, abs=0.04)


def test_arms_are_paired_by_replication_in_whatever_order_they_come() -> None:
    arms = synthetic.busy_pairs(3)
    expected = impact(replication_frame(arms, synthetic.scenario()))
    shuffled = [arms[index] for index in (5, 0, 3, 2, 1, 4)]
    pd.testing.assert_frame_equal(expected, impact(replication_frame(shuffled, synthetic.scenario())))


def test_a_replication_without_its_pair_is_an_error() -> None:
    with pytest.raises(ValueError, match="replication 1 lacks one of its two arms"):
        pairs_of([*synthetic.quiet_pair(0), synthetic.quiet_arm("outage", 1)])


def test_an_arm_given_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="replication 0 has its outage arm twice"):
        pairs_of([*synthetic.quiet_pair(0), synthetic.quiet_arm("outage", 0)])


def test_an_arm_of_another_name_is_an_error() -> None:
    with pytest.raises(ValueError, match="an arm is baseline or outage, got 'placebo'"):
        pairs_of([*synthetic.quiet_pair(0), synthetic.quiet_arm("placebo", 0)])


def test_a_measure_missing_in_one_arm_is_an_error() -> None:
    frame = replication_frame(synthetic.busy_pairs(2), synthetic.scenario())
    with pytest.raises(ValueError, match="is not there once for every measure"):
        impact(frame.iloc[1:])


def test_a_null_intervention_has_an_excess_of_exactly_zero_in_every_table() -> None:
    arms = synthetic.null_pairs(4)
    tables = (
        impact(replication_frame(arms, synthetic.scenario())),
        who_pays(arms, synthetic.scenario()),
        affected_split(arms, synthetic.scenario()),
    )
    for table in tables:
        assert np.zeros((len(table), 3)).tolist() == table[["excess", "ci_low", "ci_high"]].to_numpy().tolist()


def test_the_split_of_affected_parcels_names_its_classes() -> None:
    baseline, outage = synthetic.quiet_pair()
    synthetic.add(outage, "worried_on_time", 40, 7.0)
    synthetic.add(outage, "late_unseen", 41, 2.0, carrier="zto")
    split = affected_split([baseline, outage], synthetic.scenario())
    totals = split[split["group"] == "total"].set_index("class")["excess"]
    assert {"worried but on time": 7.0, "late but not shown": 2.0, "both": 0.0} == totals.to_dict()
