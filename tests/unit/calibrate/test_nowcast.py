"""The next hours of parcels in flight: nothing is known of what comes after, both arms share their luck."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.calibrate.chain import Chain
from sim.calibrate.evidence import Evidence
from sim.calibrate.forecast import Forecast, forecast
from sim.calibrate.loading import desk
from sim.calibrate.stays import Stays
from sim.calibrate.steps import lay_steps
from sim.calibrate.tracking import Said, read_tables
from sim.calibrate.vocabulary import MILESTONES
from sim.errors import ScenarioError
from sim.spec import load_scenario
from tests.unit.calibrate.planted import START, Planted, write_tracking

NOW_H = 24 * 9 + 10.0
NOW_US = int((START.timestamp() + 3600 * NOW_H) * 1e6)
OUT, DELIVERED = MILESTONES.index("out_for_delivery"), MILESTONES.index("delivered")
NOTHING = Evidence((), {}, {}, {}, {}, {}, None, {}, None)


def forecast_of(path: Path, root: Path, *dark: str) -> Forecast:
    world = load_scenario(root / "scenarios" / "worlds" / "china_2017.yaml")
    with desk("Asia/Shanghai") as at:
        read = read_tables(at, path, None, None, Said({"tracking": {}, "orders": {}, "contacts": {}}, {}))
        lay_steps(at, has_record=read.has_record, known_by_us=NOW_US)
        return forecast(at, read, NOTHING, world, now_us=NOW_US, dark_carriers=dark)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that goes on for days after the instant."""
    return write_tracking(tmp_path_factory.mktemp("whole") / "scans.csv", 4000, 1, Planted(days=13, loss=0.0))


@pytest.fixture(scope="module")
def made(whole: Path, root: Path) -> Forecast:
    return forecast_of(whole, root, "sf")


def by_hour(
    made: Forecast, arm: str, measure: str, column: str = "middle"
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    rows = made.bands[(made.bands["arm"] == arm) & (made.bands["measure"] == measure)]
    return rows[column].to_numpy(dtype=np.float64)


def test_what_comes_after_the_instant_changes_nothing(made: Forecast, tmp_path: Path, root: Path) -> None:
    until_now = write_tracking(tmp_path / "scans.csv", 4000, 1, Planted(days=13, loss=0.0), until_h=NOW_H)
    cut = forecast_of(until_now, root, "sf")
    pd.testing.assert_frame_equal(made.bands, cut.bands)
    assert cut.held_out.empty
    assert cut.scores.empty


def test_the_parcels_in_flight_are_listed_with_what_was_known_of_each(made: Forecast, whole: Path) -> None:
    rows = pd.read_csv(whole, dtype=str)
    rows["record_time"] = pd.to_datetime(rows["record_time"])
    known = rows[rows["record_time"].map(pd.Timestamp.timestamp) * 1e6 <= NOW_US].drop_duplicates("parcel", keep="last")
    known = known[~known["milestone"].isin(["delivered", "collected", "returned"])].set_index("parcel")
    told = made.parcels.set_index("parcel")
    assert sorted(known.index) == sorted(told.index)
    assert known["milestone"].to_dict() == told["state"].to_dict()
    assert made.in_flight + made.waiting == int((~told["is_silent"]).sum())
    assert (told["shown"] >= told["since"]).all()


def test_what_moves_is_the_same_in_both_arms(made: Forecast) -> None:
    for measure in ("delivered", "in_flight"):
        for column in ("middle", "low", "high"):
            assert by_hour(made, "without", measure, column).tolist() == by_hour(made, "with", measure, column).tolist()
            assert not by_hour(made, "excess", measure, column).any()


def test_an_outage_hides_and_worries_and_never_the_reverse(made: Forecast) -> None:
    assert (by_hour(made, "excess", "dark", "low") >= 0).all()
    assert by_hour(made, "excess", "dark")[-1] > 0
    assert (by_hour(made, "excess", "contacts_so_far", "low") >= 0).all()
    assert by_hour(made, "with", "dark")[-1] <= by_hour(made, "with", "in_flight").sum()


def test_the_shut_feed_of_one_carrier_hides_fewer_than_of_all(made: Forecast, whole: Path, root: Path) -> None:
    assert (by_hour(made, "with", "dark")[5:] < by_hour(forecast_of(whole, root), "with", "dark")[5:]).all()


def test_the_band_holds_what_came(made: Forecast) -> None:
    scores = made.scores.set_index("measure")
    assert {72} == set(scores["hours"])
    # Neighbouring hours are not independent: a third as many count as if they were.
    least = stats.binom.ppf(0.001, 24, 0.8) / 24
    assert least <= scores.loc["delivered", "coverage"]
    assert 0.1 > abs(scores.loc["delivered", "bias"])
    assert 0.1 > abs(scores.loc["in_flight", "bias"])


def test_a_carrier_that_is_not_there_is_refused(whole: Path, root: Path) -> None:
    with pytest.raises(ScenarioError, match=r"--dark: the carriers of the table are sf, zto \(got dhl\)"):
        forecast_of(whole, root, "dhl")


def stays(begin: list[float], end: list[float], state: int = OUT, following: int = DELIVERED) -> Stays:
    n = len(begin)
    is_over = np.isfinite(end)
    zeros = np.zeros(n, dtype=np.int64)
    codes = np.full(n, state, dtype=np.int64), np.where(is_over, following, -1).astype(np.int64)
    ends = np.array(end)
    return Stays(codes[0], np.array(begin), ends, ends, codes[1], zeros, zeros, zeros)


def test_a_next_step_falls_on_the_clock_of_the_past_and_after_now() -> None:
    past = stays([24.0 * day + 8.5 for day in range(30)], [24.0 * day + (10 if day % 2 else 16) for day in range(30)])
    chain, rng = Chain(past, 24.0 * 30), np.random.default_rng(0)
    chain.new_days(rng)
    here = stays([24.0 * 40 + 8.5] * 200, [np.inf] * 200)
    early, following = chain.first_step(here, 24.0 * 40 + 9, rng)
    assert {24.0 * 40 + 10, 24.0 * 40 + 16} == set(early)
    assert {DELIVERED} == set(following)
    late, _ = chain.first_step(here, 24.0 * 40 + 12, rng)
    assert {24.0 * 40 + 16} == set(late)


def test_a_parcel_that_outlasts_all_others_has_no_next_step() -> None:
    past = stays([24.0 * day + 8.5 for day in range(150)], [24.0 * day + 10 for day in range(150)])
    chain, rng = Chain(past, 24.0 * 150), np.random.default_rng(0)
    chain.new_days(rng)
    here = stays([24.0 * 149 + 8.5], [np.inf])
    end, following = chain.first_step(here, 24.0 * 150, rng)
    assert [np.inf] == end.tolist()
    assert [-1] == following.tolist()
    assert [True] == chain.outlasted(here, 24.0 * 150).tolist()


def test_stays_cut_off_count_through_the_longer_ones() -> None:
    # Half last 2 h and half 20 h; those of the last of four days are watched for 2.5 h only: its long ones are cut off.
    rng = np.random.default_rng(1)
    now = 24.0 * 400 + 23
    length = rng.choice([2.0, 20.0], 4000)
    begin = now - 2.5 - 24 * rng.integers(4, size=4000)
    end = np.where(begin + length <= now, begin + length, np.inf)
    assert 0.45 > float((length[np.isfinite(end)] > 10).mean())
    chain = Chain(stays(begin.tolist(), end.tolist()), now)
    here, is_long = stays([now] * 200, [np.inf] * 200), []
    for _ in range(100):
        chain.new_days(rng)
        is_long.append(chain.step(here, rng)[0] - now > 10)
    assert 0.5 == pytest.approx(float(np.mean(is_long)), abs=0.03)


def test_a_scan_that_was_not_published_yet_may_have_happened() -> None:
    past = stays([24.0 * day + 8.5 for day in range(30)], [24.0 * day + 10 for day in range(30)])
    chain, rng = Chain(replace(past, shown=past.end + 1), 24.0 * 30), np.random.default_rng(0)
    chain.new_days(rng)
    end, _ = chain.first_step(stays([24.0 * 40 + 8.5] * 50, [np.inf] * 50), 24.0 * 40 + 10.5, rng)
    assert {24.0 * 40 + 10} == set(end)


def test_days_on_which_as_many_were_waiting_count_more() -> None:
    # On even days two wait from 9:00 and leave at 12:00, on odd days twenty and leave at 16:00; twenty wait now.
    many = [2 if day % 2 == 0 else 20 for day in range(60)]
    begin = [24.0 * day + 9 for day, n in enumerate(many) for _ in range(n)]
    end = [24.0 * day + (12 if n == 2 else 16) for day, n in enumerate(many) for _ in range(n)]
    now = 24.0 * 60 + 10
    here = stays([24.0 * 60 + 9] * 20, [np.inf] * 20)
    chain, rng = Chain(stays(begin + here.begin.tolist(), end + here.end.tolist()), now), np.random.default_rng(0)
    chain.new_days(rng)
    assert {24.0 * 60 + 16} == set(chain.first_step(here, now, rng)[0])


def test_a_short_stay_that_waits_for_nothing_keeps_its_length() -> None:
    # All leave at once, at any minute: what follows a stay that begins late in the hour is at once too.
    begin = [24.0 * day + 8 + (day % 60) / 60 for day in range(400)]
    chain, rng = Chain(stays(begin, begin), 24.0 * 400), np.random.default_rng(0)
    chain.new_days(rng)
    here = stays([24.0 * 401 + 8.99] * 50, [np.inf] * 50)
    assert [24.0 * 401 + 8.99] * 50 == pytest.approx(chain.step(here, rng)[0].tolist())


def test_a_parcel_long_overdue_has_probably_arrived_unseen() -> None:
    past = stays([24.0 * day + 8.5 for day in range(100)], [24.0 * day + 10.5 for day in range(100)])
    chain = Chain(past, 24.0 * 100)
    here = stays([2400.0, 2390.0], [np.inf, np.inf])
    assert [0.0, 1.0] == pytest.approx(chain.chance_gone(here, 2401.0, loss=0.01))
    assert [0.0, 0.0] == chain.chance_gone(here, 2401.0, loss=0.0).tolist()
