"""Feeds, waiting and shares: counted so that the planted rates come out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.feed import feed_of
from sim.calibrate.left_out import LeftOut, frame_of
from sim.calibrate.loading import Desk, desk
from sim.calibrate.raking import raked
from sim.calibrate.rates import door_success, order_profile
from sim.calibrate.steps import Stage, lay_steps, stage_times, stages_of, total_times
from sim.calibrate.tracking import Read, Said, read_tables
from sim.calibrate.waiting import Patience, waiting
from sim.calibrate.waves import waves_of
from sim.calibrate.wording import percentages
from sim.spec import load_scenario
from tests.unit.calibrate.planted import START, Planted, at_text, write_tracking

PATIENCE = Patience({"none": 10.0, "picked_up": 10.0}, silent_ramp_h=5.0, late_ramp_h=48.0, promise_h=1000.0)


def read(at: Desk, tracking: Path, contacts: Path | None = None) -> Read:
    found = read_tables(at, tracking, None, contacts, Said({"tracking": {}, "orders": {}, "contacts": {}}, {}))
    lay_steps(at, has_record=found.has_record)
    return found


def test_a_lost_scan_is_one_without_a_time_before_one_that_has_it(tmp_path: Path) -> None:
    path = tmp_path / "scans.csv"
    rows = []
    for parcel in range(200):
        lost = parcel < 10  # the second of three; a last one without a time may still come
        times = [at_text(parcel + hour) for hour in (0, 1, 2)]
        records = [times[0], "" if lost else times[1], times[2] if parcel < 150 else ""]
        rows += [
            (parcel, name, *pair)
            for name, pair in zip(
                ("picked_up", "origin_sorted", "delivered"), zip(times, records, strict=True), strict=True
            )
        ]
    pd.DataFrame(rows, columns=["parcel", "milestone", "event_time", "record_time"]).to_csv(path, index=False)
    with desk("Asia/Shanghai") as at:
        read(at, path)
        feed = feed_of(at)
    assert feed is not None
    assert feed.loss is not None
    assert 10 / (200 + 150) == feed.loss.value  # followed: every first one, and the second of those whose third came
    assert feed.loss.low < feed.loss.value < feed.loss.high


def test_loss_is_seen_by_what_is_missing_where_every_row_has_a_time(tmp_path: Path) -> None:
    planted = Planted(loss=0.05)
    path = write_tracking(tmp_path / "scans.csv", 1500, 1, planted)
    kept = pd.read_csv(path, dtype=str).dropna(subset=["record_time"])
    kept.to_csv(path, index=False)
    with desk("Asia/Shanghai") as at:
        read(at, path)
        feed = feed_of(at)
    assert feed is not None
    assert feed.loss is not None
    assert "missing" in feed.assumed
    assert feed.loss.value == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / feed.loss.of))


def test_the_hazard_of_waiting_is_found_again(tmp_path: Path) -> None:
    base, silent, n = 0.002, 0.03, 4000
    rng = np.random.default_rng(1)
    need = -np.log(rng.random(n))
    grid = np.arange(0, 60, 0.01)
    summed = np.cumsum(0.01 * (base + silent * np.clip((grid - 10.0) / 5.0, 0, 1)))
    asked = np.searchsorted(summed, need) * 0.01
    scans = [
        (parcel, name, at_text(hour)) for parcel in range(n) for name, hour in (("picked_up", 0), ("delivered", 40))
    ]
    tracking, contacts = tmp_path / "scans.csv", tmp_path / "contacts.csv"
    pd.DataFrame(scans, columns=["parcel", "milestone", "time"]).to_csv(tracking, index=False)
    told = [(parcel, at_text(hour)) for parcel, hour in enumerate(asked) if hour < 40]
    pd.DataFrame(told, columns=["parcel", "time"]).to_csv(contacts, index=False)
    with desk("Asia/Shanghai") as at:
        found = waiting(at, PATIENCE, read(at, tracking, contacts).until_us)
    assert found is not None
    assert len(told) == found.n
    assert np.minimum(asked, 40).sum() == pytest.approx(found.exposure_h, rel=1e-3)
    for name, true in (("base", base), ("silent", silent)):
        error = (np.log(found.high[name]) - np.log(found.low[name])) / (2 * 1.645)
        assert abs(np.log(found.rates[name] / true)) < 4 * error + 0.02  # the grid is a hundredth of an hour
    assert len(told) == found.by_age["contacts"].sum()


def test_orders_are_profiled_over_whole_days_only(tmp_path: Path) -> None:
    path = tmp_path / "scans.csv"
    hours = np.concatenate([np.arange(20, 24), np.arange(24, 96, 0.25), np.arange(96, 99)])
    rows = [(i, "ordered", at_text(hour)) for i, hour in enumerate(hours)] + [(0, "picked_up", at_text(100.0))]
    pd.DataFrame(rows, columns=["parcel", "milestone", "time"]).to_csv(path, index=False)
    with desk("Asia/Shanghai") as at:
        read(at, path)
        profile = order_profile(at)
    assert profile is not None
    assert (3, 288, 96.0) == (profile.days, profile.n, profile.per_day)
    assert [1 / 24] * 24 == pytest.approx(profile.hour_share)
    assert profile.weekday_share is None


def test_stages_are_those_the_milestones_tell_apart(tmp_path: Path) -> None:
    path = write_tracking(tmp_path / "scans.csv", 800, 2)
    until = int((START.timestamp() + 3600 * 24 * 24) * 1e6)
    with desk("Asia/Shanghai") as at:
        read(at, path)
        stages = stages_of(at)
        assert ("picked_up", ("origin_sorted",)) == (stages[1].begin, stages[1].ends)
        last = next(each for each in stages if each.begin == "out_for_delivery")
        assert {"delivered", "attempt_failed", "locker_deposited"} == set(last.ends)
        times = stage_times(at, last, until)
        assert 12.0 == pytest.approx(np.nanmax(times.hours), abs=1 / 1800)
        waves = waves_of(at, "out_for_delivery")
        assert waves is not None
        assert (8.5, 14.5) == waves.clock_h
        assert waves_of(at, "delivered") is None
        share = door_success(at)
        assert share is not None
        assert 0.8 == pytest.approx(share.value, abs=4 * np.sqrt(0.16 / share.of))
        total = total_times(at, until)
        assert total is not None
        assert "order to delivery" == total.stage.title


def test_a_parcel_that_fell_silent_is_left_out_and_one_in_flight_is_not(tmp_path: Path) -> None:
    path = tmp_path / "scans.csv"
    rows = [(i, name, at_text(hour)) for i in range(150) for name, hour in (("picked_up", i), ("delivered", i + 10))]
    rows += [("silent", "picked_up", at_text(100.0)), ("going", "picked_up", at_text(155.0))]
    pd.DataFrame(rows, columns=["parcel", "milestone", "time"]).to_csv(path, index=False)
    with desk("Asia/Shanghai") as at:
        until = read(at, path).until_us
        times = stage_times(at, Stage("", "picked_up", ("delivered",)), until)
    assert 1 == times.skipped
    assert [4.0] == times.age_h[np.isfinite(times.age_h)].tolist()


def test_carriers_get_their_share_and_goods_stay_whole(root: Path) -> None:
    world = load_scenario(root / "scenarios" / "worlds" / "china_2017.yaml")
    target = {"sf": 0.5, "zto": 0.3, "jd": 0.2}
    found = raked(world, target)
    weight = {name: category.share for name, category in world.categories.items()}
    before = {each: sum(world.carriers[name].share[each] for name in target) for each in weight}
    for each, total in before.items():
        assert total == pytest.approx(sum(found[name][each] for name in target))
    whole = sum(total * weight[each] for each, total in before.items())
    for name, share in target.items():
        assert share == pytest.approx(sum(found[name][each] * weight[each] for each in weight) / whole, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_percentages_add_up_to_a_hundred(seed: int) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.ones(24))
    assert 100.0 == pytest.approx(sum(float(each.rstrip("%")) for each in percentages(shares)))


def test_reasons_are_told_most_rows_first() -> None:
    few, many = LeftOut("tracking", "no time", 2, (3, 9), "x"), LeftOut("tracking", "no parcel", 5, (4,), "y")
    assert ["no parcel", "no time"] == frame_of([few, many])["reason"].tolist()
    assert "3, 9" == frame_of([few])["first_lines"].iloc[0]
