"""What the reference case must tell, from the locker link at midnight to the late petitions, and how surely.

One file, so that whatever spreads tests over workers by file runs the reference case once.
"""

import numpy as np
import pytest

from sim.engine.tally import COUNT_ROW, LEVEL_ROW
from tests.study.pairs import Pairs, interval

LOCKER_LINK, FEED, ADVICE, RESTORED, DAY = 168, 178, 182, 228, 24


def test_nothing_differs_before_the_first_act(reference: Pairs) -> None:
    for before, after in reference:
        assert np.array_equal(before.hourly[:LOCKER_LINK], after.hourly[:LOCKER_LINK])
        assert np.array_equal(before.levels[: LOCKER_LINK + 1], after.levels[: LOCKER_LINK + 1])


def test_buyers_of_the_cut_carrier_ask_clearly_more_in_the_first_six_hours(reference: Pairs) -> None:
    baseline, outage = reference.total("contacts", FEED, FEED + 6, reference.carrier("sf"))
    assert 1.5 < outage.sum() / baseline.sum()
    assert 0.0 < interval(outage - baseline)[0]


def test_buyers_of_other_carriers_ask_hardly_more_in_those_hours(reference: Pairs) -> None:
    baseline, outage = reference.total("contacts", FEED, FEED + 6, slice(1, None))  # sf stands first
    assert 1.0 <= outage.sum() / baseline.sum() < 1.05  # those whose parcel lies in a locker that is not shown


def test_codes_fail_from_the_locker_links_closing_on_before_any_feed_is_dark(reference: Pairs) -> None:
    baseline, outage = reference.total("code_failures", LOCKER_LINK, FEED)
    assert (outage > 10.0 * (baseline + 1.0)).all()
    baseline, outage = reference.total("code_failures", RESTORED + 3 * DAY)
    assert (outage < 1.5 * baseline + 5.0).all()


def test_only_codes_of_the_closed_operator_fail(reference: Pairs) -> None:
    operators = list(reference.scenario.lockers)
    closed, other = operators.index("fengchao"), operators.index("other_lockers")
    for before, after in reference:
        fuller = after.locker_cells[LOCKER_LINK:RESTORED] - before.locker_cells[LOCKER_LINK:RESTORED]
        assert 0.0 < fuller[:, closed].mean()
        assert abs(fuller[:, other].mean()) < 0.1 * fuller[:, closed].mean()


def test_dark_parcels_of_the_cut_carrier_peak_while_its_feed_is_shut(reference: Pairs) -> None:
    sf = reference.carrier("sf")
    for before, after in reference:
        # Parcels long under way go dark with their next scan, up to the instant at which the backfill begins.
        assert FEED < int(after.dark[:, sf].argmax()) <= RESTORED
        assert after.dark[FEED + 2 : RESTORED, sf].min() > before.dark[:RESTORED, sf].max()


def test_dark_parcels_of_all_links_peak_by_restoration_and_are_gone_a_day_later(reference: Pairs) -> None:
    for before, after in reference:
        dark = after.dark.sum(axis=1)
        assert FEED < int(dark.argmax()) <= RESTORED
        assert dark[RESTORED + DAY] - before.dark[RESTORED + DAY].sum() < 0.05 * dark.max()


def test_the_backfill_begins_at_restoration_and_drains(reference: Pairs) -> None:
    for _, arm in reference:
        backfilled = arm.hourly[:, COUNT_ROW["scans_backfilled"]].sum(axis=(1, 2))
        buffered = arm.hourly[:, COUNT_ROW["scans_buffered"]].sum()
        assert 0.0 == backfilled[:RESTORED].sum()
        assert buffered == backfilled[RESTORED : RESTORED + DAY].sum() == backfilled.sum() > 0.0
        assert 0.0 < arm.link_buffer[RESTORED].sum()
        assert 0.0 == arm.link_buffer[RESTORED + DAY :].sum()
        assert {"sf_feed", "locker_link"} == {name for name, hours in arm.drain_h.items() if 0.0 < hours < DAY}


def test_rivals_carry_what_is_rerouted_after_the_advice_and_nothing_more_before(reference: Pairs) -> None:
    rivals = slice(1, None)
    baseline, outage = reference.total("parcels_handed_over", 0, ADVICE, rivals)
    assert np.array_equal(baseline, outage)
    baseline, outage = reference.total("parcels_handed_over", ADVICE, RESTORED, rivals)
    rerouted = reference.total("parcels_rerouted", ADVICE, RESTORED)[1]
    assert 0.0 < interval(outage - baseline)[0]
    assert (0.0 < rerouted).all()
    assert (outage - baseline <= rerouted).all()  # some orders for other carriers are lost, none is added
    assert (0.9 * rerouted < outage - baseline).all()


def test_rivals_hubs_have_no_more_to_sort_before_the_advice_and_more_after_the_closure(reference: Pairs) -> None:
    row, rivals = LEVEL_ROW["hub_backlog"], slice(1, None)
    for before, after in reference:
        assert np.array_equal(before.levels[: ADVICE + 1, row, rivals], after.levels[: ADVICE + 1, row, rivals])
        assert not np.array_equal(before.levels[:RESTORED, row, rivals], after.levels[:RESTORED, row, rivals])


def test_merchants_leave_only_once_something_is_published_and_most_return(reference: Pairs) -> None:
    assert 0.0 == sum(total.sum() for total in reference.total("merchants_switched", 0, FEED))
    assert 0.0 == sum(total.sum() for total in reference.total("merchants_holding", 0, FEED))
    before_advice = reference.total("merchants_switched", FEED, ADVICE)[1]
    left = reference.total("merchants_switched")[1]
    back = reference.total("merchants_back")[1]
    never = reference.total("merchants_never_back")[1]
    assert (left > 100).all()
    assert (before_advice < 0.05 * left).all()
    assert 0.0 == reference.total("merchants_back", 0, RESTORED)[1].sum()
    assert (0.8 * left < back + never).all()
    assert (back + never <= left).all()


def test_petitions_of_the_event_do_not_come_before_seven_days(reference: Pairs) -> None:
    baseline, outage = reference.total("petitions", 0, LOCKER_LINK + 7 * DAY)
    assert np.array_equal(baseline, outage)
    complaints = np.subtract(*reversed(reference.total("complaints", 0, LOCKER_LINK + 7 * DAY)))
    assert 0.0 < interval(complaints)[0]  # though there is reason enough


def test_every_arm_balances_and_the_outage_touched_parcels(reference: Pairs) -> None:
    for arms in reference:
        for arm in arms:
            assert [] == arm.audit["problems"]
    assert all(arm.audit["parcels_touched"] > 0 for arm in reference.outage)
    assert all(arm.audit["parcels_touched"] == 0 for arm in reference.baseline)


def test_the_same_orders_come_in_both_arms_and_others_in_every_replication(reference: Pairs) -> None:
    baseline, outage = reference.total("orders")
    assert np.array_equal(baseline, outage)
    assert len(baseline) == len(np.unique(baseline))


@pytest.mark.parametrize("measure", ["contacts", "complaints", "parcels_delivered"])
def test_shared_luck_makes_an_excess_at_least_ten_times_less_variable(reference: Pairs, measure: str) -> None:
    baseline, outage = reference.total(measure)
    paired = (outage - baseline).var(ddof=1)
    # two replications share nothing, not even the merchants, as two seeds do: then the variances of both arms add up
    independent = baseline.var(ddof=1) + outage.var(ddof=1)
    assert 10.0 * paired < independent
