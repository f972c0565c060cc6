"""What a result says of its own soundness."""

from sim.measures import audit
from tests.unit.measures import synthetic


def test_a_sound_result_has_no_problem() -> None:
    arms = synthetic.busy_pairs(2, sample=0.5)
    arms[1].audit["parcels_touched"], arms[3].audit["parcels_touched"] = 10, 30
    found = audit(arms, synthetic.scenario())
    assert [True, True, True, True] == [found[name] for name in ("conservation", "scans", "cells", "null_identity")]
    assert 40 == found["parcels_touched"]
    assert [] == found["problems"]


def test_one_unbalanced_arm_spoils_the_balance_and_is_named() -> None:
    arms = synthetic.busy_pairs(2)
    arms[2].audit.update(scans=False, problems=["scans of sf do not add up in hour 7"], parcels_touched=1)
    arms[1].audit["parcels_touched"] = 1
    found = audit(arms, synthetic.scenario())
    assert (True, False) == (found["conservation"], found["scans"])
    assert ["replication 1, baseline arm: scans of sf do not add up in hour 7"] == found["problems"]


def test_arms_that_differ_before_the_first_act_are_no_counterfactual() -> None:
    arms = synthetic.busy_pairs(2)
    arms[1].audit["parcels_touched"] = 1
    synthetic.add(arms[3], "orders", int(synthetic.LOCKER_AT) - 1, 1.0)
    found = audit(arms, synthetic.scenario())
    assert found["null_identity"] is False
    assert ["replication 1: the arms differ in hour 23, before any act"] == found["problems"]


def test_arms_may_differ_from_the_first_act_on() -> None:
    arms = synthetic.null_pairs(1)
    synthetic.add(arms[1], "orders", int(synthetic.LOCKER_AT), 1.0)
    assert audit(arms, synthetic.scenario())["null_identity"] is True


def test_without_an_act_arms_must_agree_to_the_horizon() -> None:
    arms = synthetic.null_pairs(1)
    arms[1].acts.clear()
    assert audit(arms, synthetic.scenario(outages={}))["null_identity"] is True
    synthetic.add(arms[1], "orders", synthetic.HOURS - 1, 1.0)
    assert audit(arms, synthetic.scenario(outages={}))["null_identity"] is False


def test_an_outage_that_touches_nothing_is_reported() -> None:
    found = audit(synthetic.null_pairs(1), synthetic.scenario())
    assert ["the outages touched no parcel"] == found["problems"]


def test_a_balance_nobody_checked_does_not_pass() -> None:
    arms = synthetic.null_pairs(1)
    del arms[0].audit["cells"]
    assert audit(arms, synthetic.scenario())["cells"] is False
