"""Hourly series: found, averaged, summed by day; absent ones are None."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.report.series import HourlySeries, band, bin_width_h, binned, daily


def frame(values: dict[tuple[str, int, str], list[float]]) -> pd.DataFrame:
    """An hourly frame of one measure from {(arm, replication, group): values}."""
    parts = [
        pd.DataFrame(
            {
                "arm": arm,
                "replication": replication,
                "hour": range(len(each)),
                "measure": "contacts",
                "group": group,
                "value": each,
            }
        )
        for (arm, replication, group), each in values.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_a_band_is_the_t_interval_of_the_mean() -> None:
    sample = np.array([[3.0], [5.0], [10.0]])
    low, high = stats.t.interval(0.95, 2, loc=sample.mean(), scale=stats.sem(sample[:, 0]))

    found = band(sample)

    assert (6.0, pytest.approx(low), pytest.approx(high)) == (found.mean[0], found.low[0], found.high[0])


def test_one_replication_has_a_mean_and_no_band() -> None:
    found = band(np.array([[3.0, 4.0]]))

    assert list(found.mean) == [3.0, 4.0]
    assert np.isnan(found.low).all()


def test_excess_is_paired_by_replication_whatever_the_order_of_rows() -> None:
    told = frame(
        {
            ("outage", 1, "total"): [7.0, 9.0],
            ("baseline", 0, "total"): [1.0, 1.0],
            ("outage", 0, "total"): [2.0, 1.0],
            ("baseline", 1, "total"): [5.0, 5.0],
        }
    )
    excess = HourlySeries(told.sample(frac=1.0, random_state=3)).excess("contacts")

    assert excess is not None
    assert [[1.0, 0.0], [2.0, 4.0]] == excess.tolist()


def test_groups_are_added_up_and_absent_ones_left_out() -> None:
    told = frame({("outage", 0, "carrier=a"): [1.0], ("outage", 0, "carrier=b"): [2.0]})
    series = HourlySeries(told)

    total = series.summed("contacts", "outage", ["carrier=a", "carrier=b", "carrier=c"])

    assert total is not None
    assert total.tolist() == [[3.0]]
    assert series.groups("contacts", "carrier") == ["a", "b"]


def test_a_series_the_run_does_not_have_is_none() -> None:
    series = HourlySeries(frame({("outage", 0, "total"): [1.0]}))

    assert series.arm("contacts", "baseline") is None
    assert series.excess("contacts") is None
    assert series.arm("petitions", "outage") is None
    assert HourlySeries(pd.DataFrame()).arm("contacts", "outage") is None


def test_days_are_those_of_the_scenarios_clock() -> None:
    sums = daily(np.ones((2, 49)), first_clock_h=10.0)

    assert [[14.0, 24.0, 11.0]] * 2 == sums.tolist()


def test_rare_events_are_averaged_over_more_hours_than_frequent_ones() -> None:
    widths = [bin_width_h(np.full((10, 240), rate), sample=0.001) for rate in (1e5, 1e3, 1e2, 1.0)]

    assert widths == [1, 3, 24, 24]


def test_a_burst_is_not_blurred_for_the_quiet_around_it() -> None:
    values = np.zeros((10, 480))
    values[:, 192:216] = 3e3

    assert bin_width_h(values, sample=0.001) == 1


def test_a_series_of_nothing_needs_no_bins() -> None:
    assert bin_width_h(np.zeros((2, 48)), sample=0.01) == 1


def test_bins_keep_the_events_of_their_hours() -> None:
    values = np.arange(12.0).reshape(1, 12)

    assert (3 * binned(values, 3)).tolist() == [[3.0, 12.0, 21.0, 30.0]]
