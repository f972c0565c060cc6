"""The hourly table: where counts and levels stand, what is left out, and that it stays small and quick."""

import time

import numpy as np
import pandas as pd
import pytest

from sim.measures import hourly_frame, replication_frame
from tests.unit.measures import synthetic


def series(frame: pd.DataFrame, measure: str, group: str = "total", arm: str = "outage") -> np.ndarray:
    rows = frame[(frame["measure"] == measure) & (frame["group"] == group) & (frame["arm"] == arm)]
    assert list(range(len(rows))) == rows["hour"].tolist()
    return rows["value"].to_numpy()


def test_a_count_stands_in_its_hour_for_the_full_population() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.25)
    synthetic.add(outage, "contacts", 40, 3.0, carrier="zto", region="south")
    frame = hourly_frame([baseline, outage], synthetic.scenario())
    expected = np.zeros(synthetic.HOURS)
    expected[40] = 12.0
    for group in ("total", "carrier=zto", "region=south"):
        assert expected.tolist() == series(frame, "contacts", group).tolist()


def test_a_level_stands_at_every_full_hour_the_horizon_included() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.25)
    synthetic.stand(outage, "in_flight", 96, 97, 5.0)
    frame = hourly_frame([baseline, outage], synthetic.scenario())
    assert synthetic.HOURS + 1 == series(frame, "in_flight").size
    assert 20.0 == series(frame, "in_flight")[96]


def test_merchants_and_hours_of_work_are_not_scaled() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.25)
    synthetic.stand(outage, "merchants_away", 50, 51, 5.0)
    synthetic.stand(outage, "published_backlog_h", 50, 51, 7.0)
    synthetic.add(outage, "merchants_back", 50, 2.0)
    frame = hourly_frame([baseline, outage], synthetic.scenario())
    assert 5.0 == series(frame, "merchants_away")[50]
    assert 7.0 == series(frame, "published_backlog_h", "carrier=sf")[50]
    assert 2.0 == series(frame, "merchants_back")[50]


def test_a_sum_of_published_backlogs_is_not_told() -> None:
    frame = hourly_frame(synthetic.busy_pairs(1), synthetic.scenario())
    groups = frame.loc[frame["measure"] == "published_backlog_h", "group"].unique()
    assert ["carrier=sf", "carrier=zto", "carrier=yto"] == list(groups)


def test_buffers_are_told_by_link_cells_by_operator_and_desks_by_party() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.5)
    outage.link_buffer[45, 3], outage.locker_cells[45, 0], outage.desk_waiting[45, 1] = 4.0, 5.0, 6.0
    frame = hourly_frame([baseline, outage], synthetic.scenario())
    assert 8.0 == series(frame, "buffered", "link=fengchao")[45] == series(frame, "buffered")[45]
    assert 10.0 == series(frame, "locker_cells", "operator=fengchao")[45]
    assert 12.0 == series(frame, "desk_waiting", "party=platform")[45]


def test_the_wait_of_an_hour_without_answers_is_unknown() -> None:
    baseline, outage = synthetic.quiet_pair()
    outage.waits[45, 1, 4] = 10.0
    frame = hourly_frame([baseline, outage], synthetic.scenario())
    waits = series(frame, "support_wait_p90_min", "party=platform")
    assert 4.9 == pytest.approx(waits[45], rel=1e-6)
    assert np.isnan(waits[44])


def test_a_groups_series_without_anything_is_left_out_and_totals_never_are() -> None:
    baseline, outage = synthetic.quiet_pair()
    synthetic.add(baseline, "complaints", 40, 1.0, carrier="yto")
    frame = hourly_frame([baseline, outage], synthetic.scenario())
    groups = frame.loc[frame["measure"] == "complaints", "group"].unique()
    assert ["total", "carrier=yto", "region=north"] == list(groups)
    assert 0.0 == series(frame, "petitions").sum()


def test_only_some_counts_are_told_by_region() -> None:
    frame = hourly_frame(synthetic.busy_pairs(1), synthetic.scenario())
    by_region = frame.loc[frame["group"].astype(str).str.startswith("region="), "measure"].unique()
    assert {"contacts", "dark_parcels", "complaints", "parcels_delivered"} == set(by_region)


def test_the_hours_of_a_count_add_up_to_its_total() -> None:
    arms = synthetic.busy_pairs(2)
    hourly = hourly_frame(arms, synthetic.scenario())
    whole = replication_frame(arms, synthetic.scenario())
    keys = ["arm", "replication", "measure", "group"]
    counts = ["contacts", "parcels_created", "dark_hours", "merchants_switched"]
    summed = hourly[hourly["measure"].isin(counts)].astype({"arm": str, "measure": str, "group": str})
    summed = summed.groupby(keys)["value"].sum()
    expected = whole.set_index(keys)["value"].reindex(summed.index)
    assert np.allclose(expected, summed, rtol=1e-5)


def test_every_row_belongs_to_its_arm_and_replication() -> None:
    arms = []
    for replication in (4, 2):
        baseline, outage = synthetic.quiet_pair(replication)
        synthetic.add(baseline, "orders", 10, 100.0 + replication)
        synthetic.add(outage, "orders", 10, 200.0 + replication)
        arms += [outage, baseline]
    frame = hourly_frame(arms, synthetic.scenario())
    rows = frame[(frame["measure"] == "orders") & (frame["group"] == "total") & (frame["hour"] == 10)]
    found = {(row.arm, row.replication): row.value for row in rows.itertuples()}
    expected = {("outage", 4): 204.0, ("baseline", 4): 104.0, ("outage", 2): 202.0, ("baseline", 2): 102.0}
    assert expected == found


def test_a_study_of_twenty_days_is_tabled_in_seconds_at_sixteen_bytes_a_row() -> None:
    arms = synthetic.busy_pairs(2, hours=480)
    began = time.perf_counter()
    frame = hourly_frame(arms, synthetic.scenario())
    assert 2.0 > time.perf_counter() - began
    assert 16.0 >= frame.memory_usage(index=False).sum() / len(frame)
