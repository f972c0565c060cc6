"""What the reference case must tell, from the locker link at midnight to the late petitions."""

import numpy as np
import pytest
from scipy import stats

from sim.engine.tally import COUNT_ROW

LOCKER_LINK, FEED, ADVICE, RESTORED = 168, 178, 182, 228

pytestmark = pytest.mark.xdist_group("reference")


def test_nothing_differs_before_the_first_act(reference) -> None:
    for before, after in zip(reference.baseline, reference.outage, strict=True):
        assert np.array_equal(before.hourly[:LOCKER_LINK], after.hourly[:LOCKER_LINK])


def test_buyers_of_the_cut_carrier_ask_clearly_more_in_the_first_six_hours(reference) -> None:
    baseline, outage = reference.hours("contacts", FEED, FEED + 6, "sf")
    assert 1.5 < outage.mean() / baseline.mean()
    assert 0.01 > stats.ttest_rel(outage, baseline, alternative="greater").pvalue


def test_codes_fail_from_the_locker_links_closing_on_before_any_feed_is_dark(reference) -> None:
    baseline, outage = reference.hours("code_failures", LOCKER_LINK, FEED)
    assert (outage > baseline + 100).all()


def test_dark_parcels_peak_before_restoration_and_the_backfill_drains_after_it(reference) -> None:
    for arm in reference.outage:
        assert FEED < int(arm.dark.sum(axis=1).argmax()) <= RESTORED
        backfilled = arm.hourly[:, COUNT_ROW["scans_backfilled"]].sum(axis=(1, 2))
        assert 0.0 == backfilled[:RESTORED].sum()
        assert 0.0 < backfilled[RESTORED : RESTORED + 24].sum() == backfilled.sum()
        assert 0.0 == arm.link_buffer[RESTORED + 24 :].sum()


def test_rivals_carry_more_after_the_advice_and_not_before(reference) -> None:
    rivals = [name for name in reference.carriers if name != "sf"]
    for first, after, grows in ((LOCKER_LINK, ADVICE, False), (ADVICE + 12, RESTORED, True)):
        pairs = [reference.hours("parcels_handed_over", first, after, name) for name in rivals]
        excess = sum(outage for _, outage in pairs) - sum(baseline for baseline, _ in pairs)
        rerouted = reference.hours("parcels_rerouted", first, after)[1]
        assert (excess.mean() > 0.5 * rerouted.mean() > 0.0) if grows else (excess <= 0.0).all()


def test_merchants_leave_only_once_something_is_published_and_most_return(reference) -> None:
    assert 0.0 == sum(x.sum() for x in reference.hours("merchants_switched", 0, FEED))
    left = reference.hours("merchants_switched", 0, 480)[1]
    back = reference.hours("merchants_back", 0, 480)[1]
    never = reference.hours("merchants_never_back", 0, 480)[1]
    assert (left > 100).all()
    assert (0.8 * left < back + never).all()


def test_petitions_of_the_event_do_not_come_before_seven_days(reference) -> None:
    baseline, outage = reference.hours("petitions", 0, LOCKER_LINK + 7 * 24)
    assert np.array_equal(baseline, outage)


def test_every_arm_balances_and_the_outage_touched_parcels(reference) -> None:
    for arm in reference.baseline + reference.outage:
        assert [] == arm.audit["problems"]
    assert all(arm.audit["parcels_touched"] > 0 for arm in reference.outage)


def test_keyed_luck_makes_excess_contacts_at_least_ten_times_less_variable_than_independent_seeds(reference) -> None:
    baseline, outage = reference.hours("contacts", 0, 480)
    paired = (outage - baseline).var(ddof=1)
    shifted = [(outage - np.roll(baseline, k)).var(ddof=1) for k in range(1, len(baseline))]
    assert 10.0 * paired < np.mean(shifted)
