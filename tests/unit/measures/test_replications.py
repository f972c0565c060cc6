"""The table of replications: exact totals, scaling, groups, and the derived figures by hand."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.engine.tally import COUNTS
from sim.measures import replication_frame
from tests.unit.measures import synthetic

PROMISED = [
    "orders", "orders_lost", "parcels_created", "parcels_delivered", "parcels_late", "parcels_rerouted",
    "parcels_held", "merchants_switched", "merchants_never_back", "dark_parcels", "dark_parcels_peak", "dark_hours",
    "phantoms", "scans_lost", "scans_backfilled", "backfill_drain_h", "contacts", "complaints", "refund_claims",
    "petitions", "support_wait_p90_min", "abandonment_share", "locker_deposits", "locker_refusals", "code_failures",
    "fresh_spoiled", "fresh_spoiled_cny", "merchant_float_cny_h", "false_late_dispatch", "out_of_scope_records",
    "transit_p50_h", "transit_p95_h", "hub_backlog_peak", "time_to_recover_h", "total_cost_cny",
]  # fmt: skip


def value(frame: pd.DataFrame, measure: str, group: str = "total", arm: str = "outage", replication: int = 0) -> float:
    rows = frame[
        (frame["measure"] == measure)
        & (frame["group"] == group)
        & (frame["arm"] == arm)
        & (frame["replication"] == replication)
    ]
    assert 1 == len(rows)
    return float(rows["value"].iloc[0])


def measured(*arms: object, scenario: object | None = None) -> pd.DataFrame:
    return replication_frame(list(arms), scenario or synthetic.scenario())


def test_every_promised_measure_has_a_total_in_both_arms() -> None:
    frame = measured(*synthetic.busy_pairs(2))
    totals = frame[frame["group"] == "total"].groupby("measure").size()
    assert dict.fromkeys(PROMISED, 4) == totals[PROMISED].to_dict()


def test_no_measure_and_group_is_told_twice() -> None:
    frame = measured(*synthetic.busy_pairs(1))
    assert 0 == int(frame.duplicated(["replication", "arm", "measure", "group"]).sum())


def test_counts_stand_for_the_full_population_and_merchants_are_never_scaled() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.25)
    synthetic.add(outage, "contacts", 40, 3.0)
    synthetic.add(outage, "contacts", 41, 2.0, carrier="yto", region="south")
    synthetic.add(outage, "merchants_switched", 40, 3.0)
    frame = measured(baseline, outage)
    assert 20.0 == value(frame, "contacts")
    assert 3.0 == value(frame, "merchants_switched")
    assert 0.0 == value(frame, "contacts", arm="baseline")


def test_a_count_is_told_by_carrier_region_category_and_size() -> None:
    baseline, outage = synthetic.quiet_pair()
    synthetic.add(outage, "complaints", 40, 4.0, carrier="zto", region="south")
    frame = measured(baseline, outage)
    for group in ("carrier=zto", "region=south", "category=general", "size=small"):
        assert 4.0 == value(frame, "complaints", group)
    for group in ("carrier=sf", "region=north", "category=fresh", "size=large"):
        assert 0.0 == value(frame, "complaints", group)


@pytest.mark.parametrize("name", [name for name in COUNTS if not name.startswith("contacts_")])
def test_every_grouping_of_a_count_adds_up_to_its_total(name: str) -> None:
    frame = measured(*synthetic.busy_pairs(1))
    rows = frame[(frame["measure"] == name) & (frame["arm"] == "outage")]
    by_kind = rows.groupby(rows["group"].str.split("=").str[0])["value"].sum()
    for kind in ("carrier", "region", "category", "size"):
        assert by_kind["total"] == pytest.approx(by_kind[kind], rel=1e-12)


def test_contacts_are_told_by_the_party_they_went_to() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.5)
    synthetic.add(outage, "contacts_platform", 40, 6.0)
    assert 12.0 == value(measured(baseline, outage), "contacts", "party=platform")


def test_the_wait_of_the_ninetieth_caller_is_told_in_total_and_by_desk() -> None:
    baseline, outage = synthetic.quiet_pair()
    outage.waits[10, 0, 0] = 80.0
    outage.waits[11, 1, 20] = 20.0
    frame = measured(baseline, outage)
    assert 20.5 == value(frame, "support_wait_p90_min")
    assert 0.9 == pytest.approx(value(frame, "support_wait_p90_min", "party=merchant"))
    assert np.isnan(value(frame, "support_wait_p90_min", "party=carrier"))


def test_abandonment_is_the_share_of_ended_contacts_and_zero_where_none_ended() -> None:
    baseline, outage = synthetic.quiet_pair()
    synthetic.add(outage, "contacts_answered", 40, 6.0)
    synthetic.add(outage, "contacts_abandoned", 40, 2.0)
    frame = measured(baseline, outage)
    assert 0.25 == value(frame, "abandonment_share")
    assert 0.0 == value(frame, "abandonment_share", arm="baseline")


def test_transit_percentiles_are_of_the_parcels_of_all_carriers_together() -> None:
    baseline, outage = synthetic.quiet_pair()
    hours = np.random.default_rng(4).gamma(6.0, 9.0, (3, 4000))
    for carrier, of_carrier in enumerate(hours):
        outage.transit[carrier, :-1] = np.histogram(of_carrier, bins=np.arange(0.0, 400.25, 0.25))[0]
    frame = measured(baseline, outage)
    assert float(np.quantile(hours, 0.5)) == pytest.approx(value(frame, "transit_p50_h"), abs=0.25)
    assert float(np.quantile(hours, 0.95)) == pytest.approx(value(frame, "transit_p95_h"), abs=0.25)
    assert float(np.quantile(hours[1], 0.95)) == pytest.approx(value(frame, "transit_p95_h", "carrier=zto"), abs=0.25)
    assert float(np.mean(hours < 72.0)) == pytest.approx(value(frame, "share_72h"))


def test_peaks_are_of_the_sum_over_carriers_and_of_each_carrier() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.5)
    synthetic.stand(outage, "hub_backlog", 40, 42, 10.0, "sf")
    synthetic.stand(outage, "hub_backlog", 41, 42, 4.0, "zto")
    synthetic.stand(outage, "hub_backlog", 42, 44, 7.0, "zto")
    synthetic.stand(outage, "merchants_away", 42, 44, 7.0, "zto")
    outage.dark[50] = [1.0, 2.0, 3.0]
    frame = measured(baseline, outage)
    assert 28.0 == value(frame, "hub_backlog_peak")
    assert 7.0 == value(frame, "merchants_away_peak")
    assert 14.0 == value(frame, "hub_backlog_peak", "carrier=zto")
    assert 12.0 == value(frame, "dark_parcels_peak")
    assert 4.0 == value(frame, "dark_parcels_peak", "carrier=zto")


def test_the_slowest_link_is_the_drain_and_an_outages_name_stands_for_its_link() -> None:
    baseline, outage = synthetic.quiet_pair()
    outage.drain_h.update({"sf_feed": 3.5, "fengchao": 2.0})
    frame = measured(baseline, outage)
    assert 3.5 == value(frame, "backfill_drain_h")
    assert 3.5 == value(frame, "backfill_drain_h", "link=sf")
    assert 2.0 == value(frame, "backfill_drain_h", "link=fengchao")
    assert 0.0 == value(frame, "backfill_drain_h", arm="baseline")


def test_rates_are_per_million_orders_placed() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.1)
    synthetic.add(outage, "parcels_created", 40, 4000.0)
    synthetic.add(outage, "petitions", 40, 1.0)
    synthetic.add(outage, "parcels_late", 40, 1000.0)
    frame = measured(baseline, outage)
    assert 250.0 == value(frame, "petitions_per_million")
    assert 0.75 == value(frame, "on_time_share")


def test_the_same_arms_give_the_same_bits() -> None:
    one, other = (measured(*synthetic.busy_pairs(2)) for _ in range(2))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_rows_of_one_series_stand_together() -> None:
    frame = measured(*synthetic.busy_pairs(2))
    keys = (frame["measure"] + " " + frame["group"]).tolist()
    changes = sum(one != other for one, other in pairwise(keys))
    assert frame.drop_duplicates(["measure", "group"]).shape[0] - 1 == changes


def test_arms_of_another_scenario_are_refused() -> None:
    other = synthetic.scenario(carriers={"sf": object()})
    with pytest.raises(ValueError, match="the scenario has"):
        measured(*synthetic.quiet_pair(), scenario=other)


def test_no_arms_are_refused() -> None:
    with pytest.raises(ValueError, match="no arm results"):
        measured()
