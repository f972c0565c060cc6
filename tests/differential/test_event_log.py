"""The event log against the slow model: every scan of every parcel with both its instants and what became of it."""

import math

import pytest

from sim.engine.tally import COUNT_ROW
from sim.study.events import event_frame
from sim.study.events.watched import WatchedReplication
from tests.differential.named_worlds import NAMED_WORLDS
from tests.differential.random_worlds import RandomWorld
from tests.reference import simulate_slowly
from tests.reference.scan import Scan

SMALL = {"horizon": "9d", "orders.per_day": 30}
WAYS = {"buffered": {"kept"}, "lost": {"lost", "superseded"}, "on the link": {"under_way"}}
WORLDS = (
    "a locker operator's link is closed and replayed newest first",
    "half the merchants are dark and the buffer is small",
    "some milestones are missing and only the latest is sent",
    "news is nine hours old for some merchants",
    "a link comes and goes",
    "links are narrow all the time",
    "a regulator mediates",
    "the platform does all it can",
)


def watched(world: RandomWorld) -> WatchedReplication:
    run = WatchedReplication(world.scenario(), world.arm, world.seed, 0, lambda orders, _: orders)
    run.run()
    return run


def expected_ways(scan: Scan) -> set[str]:
    if scan.fate != "shown":
        return WAYS[scan.fate]
    if scan.is_polled:
        return {"polled"}
    return {"replayed"} if scan.was_buffered else {"live"}


@pytest.mark.parametrize("name", WORLDS)
def test_every_scan_has_the_instants_and_the_way_of_the_slow_model(name: str) -> None:
    world = RandomWorld("small", SMALL | NAMED_WORLDS[name], "outage", seed=3)
    account = simulate_slowly(world.scenario(), arm="outage", seed=3, replication=0)
    horizon = account.world.clock.horizon
    run = watched(world)
    log = event_frame(run, run.sightings.traits)
    log = log[log["kind"] == "scan"]
    told = {(row.parcel, row.seq): row for row in log.itertuples(index=False)}
    expected = {(p.id, scan.seq): scan for p in account.world.parcels for scan in p.scans if scan.event_time < horizon}
    assert expected.keys() == told.keys()
    for key, scan in expected.items():
        row = told[key]
        assert scan.milestone == row.milestone, key
        assert scan.event_time == row.event_time, key
        assert row.way in expected_ways(scan), (key, scan)
        if scan.fate == "shown":
            assert scan.record_time == row.record_time, key
        else:
            assert math.isnan(row.record_time), key
        assert scan.is_hit <= (row.outage != ""), key


def test_the_spans_of_darkness_are_as_long_as_the_dark_hours_counted() -> None:
    world = RandomWorld("small", SMALL | NAMED_WORLDS["a link comes and goes"], "outage", seed=3)
    run = watched(world)
    log = event_frame(run, run.sightings.traits)
    begins = log[log["milestone"] == "dark_begin"]["event_time"].to_numpy()
    ends = log[log["milestone"] == "dark_end"]["event_time"].to_numpy()
    open_spans = len(begins) - len(ends)
    hours = ends.sum() + open_spans * float(world.scenario().horizon) - begins.sum()
    assert 0 < len(begins)
    assert run.counters.hourly[:, COUNT_ROW["dark_hours"]].sum() == hours
