"""The event log of a run: an observer only, in order, the same parcels in both arms."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.engine.tally import COUNT_ROW
from sim.errors import RunError
from sim.spec import load_scenario
from sim.study.events import COLUMNS, EVENTS, chosen_orders, event_frame, events_of_replication
from sim.study.events.vocabulary import WAYS
from sim.study.events.watched import WatchedReplication
from sim.world import simulate
from sim.world.books import result_of
from tests.study.test_determinism import parts_that_differ

SMALL = {"sample": 0.00003, "horizon": "11d", "merchants.count": 400}


@pytest.fixture(scope="module")
def scenario(root: Any) -> Any:
    return load_scenario(root / "scenarios" / "cainiao_sf_2017.yaml", overrides=SMALL)


@pytest.fixture(scope="module")
def logs(scenario: Any) -> dict[str, pd.DataFrame]:
    return events_of_replication(scenario, seed=3, replication=0, watch=partial(chosen_orders, share=0.5))


@pytest.mark.parametrize("arm", ["baseline", "outage"])
def test_a_run_that_is_watched_is_bit_for_bit_the_run_that_is_not(scenario: Any, arm: str) -> None:
    run = WatchedReplication(scenario, arm, 3, 0, partial(chosen_orders, share=0.5))
    run.run()
    assert [] == parts_that_differ(simulate(scenario, arm=arm, seed=3, replication=0), result_of(run))


def test_a_journal_that_runs_full_is_an_error_and_no_shorter_log(
    scenario: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.events.watched.NOTES_A_ROW", 0)
    run = WatchedReplication(scenario, "baseline", 3, 0, partial(chosen_orders, share=0.5))
    with pytest.raises(RunError, match="the event log cannot hold them"):
        run.run()


def test_both_arms_tell_of_the_same_orders_and_only_of_those_chosen(logs: dict[str, pd.DataFrame]) -> None:
    baseline, outage = (set(log["parcel"]) for log in logs.values())
    assert 0 < len(baseline)
    assert baseline == outage


def test_every_column_and_every_word_is_in_the_vocabulary(logs: dict[str, pd.DataFrame]) -> None:
    for log in logs.values():
        assert list(COLUMNS) == list(log.columns)
        assert set() == set(log["milestone"]) - set(EVENTS)
        assert set() == set(log["way"]) - {*WAYS, ""}
        assert not log.drop(columns="record_time").isna().any(axis=None)


def test_the_events_of_a_parcel_come_in_order_of_time(logs: dict[str, pd.DataFrame]) -> None:
    for log in logs.values():
        step = log.groupby("parcel")["event_time"].diff().dropna()
        assert (step >= 0.0).all()
        assert (np.diff(log["parcel"].to_numpy()) >= 0).all()


def test_the_platform_has_no_scan_before_it_happened(logs: dict[str, pd.DataFrame]) -> None:
    for log in logs.values():
        scans = log[log["kind"] == "scan"]
        has_it = scans["record_time"].notna()
        assert (scans["record_time"] >= scans["event_time"])[has_it].all()
        assert has_it.tolist() == scans["way"].isin(["live", "polled", "replayed"]).tolist()


def test_only_the_outage_arm_has_scans_that_an_outage_hit(logs: dict[str, pd.DataFrame]) -> None:
    assert {""} == set(logs["baseline"]["outage"])
    hit = logs["outage"][logs["outage"]["outage"] != ""]
    assert {"sf_feed", "locker_link"} == set(hit["outage"])
    assert set(hit["way"]) <= {"replayed", "kept", "lost", "polled", "superseded"}


def test_the_log_tells_of_as_many_events_as_were_counted(scenario: Any) -> None:
    run = WatchedReplication(scenario, "outage", 3, 0, partial(chosen_orders, share=1.0))
    run.run()
    log = event_frame(run, run.sightings.traits)
    total = run.counters.hourly.sum(axis=(0, 2, 3))
    number = log["milestone"].value_counts()
    for count, name in {
        "parcels_created": "ordered",
        "parcels_handed_over": "picked_up",
        "parcels_rerouted": "rerouted",
        "parcels_out_for_delivery": "out_for_delivery",
        "attempts_failed": "attempt_failed",
        "locker_deposits": "locker_deposited",
        "parcels_returned": "returned",
        "complaints": "complaint",
        "phantoms": "phantom",
        "fresh_spoiled": "spoiled",
        "parcels_late": "late",
    }.items():
        assert total[COUNT_ROW[count]] == number.get(name, 0), count
    assert total[COUNT_ROW["scans_shown"]] == log["record_time"].notna().sum()
    assert total[COUNT_ROW["scans_lost"]] == log["way"].isin(["lost", "superseded"]).sum()
    assert total[COUNT_ROW["scans_backfilled"]] == (log["way"] == "replayed").sum()
    assert total[COUNT_ROW["dark_parcels"]] == log[log["milestone"] == "dark_begin"]["parcel"].nunique()
