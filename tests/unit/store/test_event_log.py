"""The event log for process mining: its own reader finds the same cases, events and instants."""

import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.store.event_log import write_event_csv, write_xes
from sim.store.tables import write_table

START = datetime(2017, 5, 25, tzinfo=timezone(timedelta(hours=8)))
SIGNED = '<"b" & c>'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two arms of one replication, two parcels, three events each; with the outage the last scan is never published."""
    folder = tmp_path_factory.mktemp("events")
    paths = []
    for arm in ("baseline", "outage"):
        frame = pd.DataFrame(
            {
                "replication": 0,
                "arm": arm,
                "parcel": np.repeat([7, 8], 3),
                "milestone": ["ordered", "picked_up", "delivered"] * 2,
                "event_time": [0.5, 2.0, 30.25, 0.75, 3.0, 50.0],
                "record_time": [np.nan, 2.1, np.nan if arm == "outage" else 30.5] * 2,
                "carrier": "sf",
                "merchant": 3,
                "value_cny": 88.5,
                "placed_at": np.repeat([0.5, 0.75], 3),
                "outage": SIGNED if arm == "outage" else "",
            }
        )
        paths.append(folder / f"000-{arm}.parquet")
        write_table(frame, paths[-1], stamp={})
    return paths


@pytest.fixture(scope="module")
def mined(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The XES as pm4py reads it."""
    path = tmp_path_factory.mktemp("xes") / "events.xes"
    write_xes(files, path, start=START)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about a faster reader that is not installed
        import pm4py

        return pd.DataFrame(pm4py.read_xes(str(path)))


def test_a_case_is_a_parcel_in_one_arm(mined: pd.DataFrame) -> None:
    counts = mined.groupby("case:concept:name").size()
    assert {"baseline/0/7": 3, "baseline/0/8": 3, "outage/0/7": 3, "outage/0/8": 3} == counts.to_dict()
    assert {"baseline", "outage"} == set(mined["case:arm"])
    assert {7, 8} == set(mined["case:parcel"])


def test_activities_come_in_their_order_at_their_instants(mined: pd.DataFrame) -> None:
    case = mined[mined["case:concept:name"] == "outage/0/7"]
    assert ["ordered", "picked_up", "delivered"] == case["concept:name"].tolist()
    expected = [START + timedelta(hours=hours) for hours in (0.5, 2.0, 30.25)]
    assert expected == [at.to_pydatetime() for at in pd.to_datetime(case["time:timestamp"])]
    assert ["complete"] * 3 == case["lifecycle:transition"].tolist()


def test_what_is_published_stands_beside_what_happened(mined: pd.DataFrame) -> None:
    recorded = pd.to_datetime(mined.set_index(["case:concept:name", "concept:name"])["recorded"])
    assert START + timedelta(hours=30.5) == recorded["baseline/0/7", "delivered"]
    assert pd.isna(recorded["outage/0/7", "delivered"])
    assert pd.isna(recorded["baseline/0/7", "ordered"])


def test_signs_of_xml_in_a_name_are_text(mined: pd.DataFrame) -> None:
    assert {SIGNED} == set(mined.loc[mined["case:arm"] == "outage", "outage"])


def test_the_csv_says_the_same(files: list[Path], mined: pd.DataFrame, tmp_path: Path) -> None:
    write_event_csv(files, tmp_path / "events.csv", start=START)
    found = pd.read_csv(tmp_path / "events.csv")
    assert len(mined) == len(found)
    keys = ["case:concept:name", "concept:name", "case:value_cny"]
    assert sorted(map(tuple, mined[keys].to_numpy().tolist())) == sorted(map(tuple, found[keys].to_numpy().tolist()))
    assert "2017-05-26T06:15:00.000+08:00" == found["time:timestamp"][2]
