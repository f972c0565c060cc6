"""Time to recover and the area between the arms, on curves drawn by hand."""

import numpy as np
import pandas as pd
import pytest

from sim.measures import recovery, replication_frame
from sim.measures.recovery import resilience_loss, time_to_recover_h
from tests.unit.measures import synthetic

NEVER = float("nan")


def test_an_excess_has_recovered_when_it_stays_inside_the_band_for_good() -> None:
    excess = np.array([0, 0, 100, 3, 60, 5, -5, 0, 0], dtype=float)
    assert 5.0 - 1.5 == time_to_recover_h(excess, first_act=1.5, band=0.05)


def test_without_an_act_or_an_excess_there_is_nothing_to_recover_from() -> None:
    assert 0.0 == time_to_recover_h(np.array([0.0, 9.0, 9.0]), NEVER, 0.05)
    assert 0.0 == time_to_recover_h(np.zeros(9), 2.0, 0.05)
    assert 0.0 == time_to_recover_h(np.array([0.0, 0.0, -4.0, 0.0]), 1.0, 0.05)


def test_what_stood_before_the_first_act_is_not_its_doing() -> None:
    excess = np.array([0.0, 80.0, 0.0, 1.0, 0.0, 0.0])
    assert 4.0 - 1.5 == time_to_recover_h(excess, first_act=1.5, band=0.05)
    assert 1.0 == resilience_loss(excess, first_act=1.5)


def test_an_excess_that_never_recovers_counts_to_the_horizon() -> None:
    assert 10.0 - 3.5 == time_to_recover_h(np.linspace(0.0, 10.0, 11), 3.5, 0.05)


def test_a_swing_below_the_baseline_is_not_yet_recovered() -> None:
    assert 4.0 == time_to_recover_h(np.array([0, 100, 0, -30, 0, 0], dtype=float), 0.0, 0.05)


def test_the_loss_is_the_area_between_the_arms_from_the_first_act_on() -> None:
    assert 10.0 + 4.0 == resilience_loss(np.array([0.0, 0.0, 10.0, 0.0, -4.0, 0.0]), 1.0)
    assert 0.0 == resilience_loss(np.array([0.0, 5.0]), NEVER)


def arms_with_dark_hours() -> list[object]:
    """300 parcels dark (at a sample of a half, 600) from hour 36 to 60, ten more than usual for two hours after."""
    arms = []
    for replication in range(2):
        baseline, outage = synthetic.quiet_pair(replication, sample=0.5)
        baseline.dark[:, 0] = outage.dark[:, 0] = 20.0
        outage.dark[36:60, 0] += 300.0
        outage.dark[60:62, 0] += 10.0
        arms += [baseline, outage]
    return arms


def test_recovery_of_the_dark_parcels_counts_from_the_first_act_of_any_kind() -> None:
    frame = replication_frame(arms_with_dark_hours(), synthetic.scenario())
    rows = frame[frame["measure"] == "time_to_recover_h"]
    assert {"baseline": 0.0, "outage": 60.0 - synthetic.LOCKER_AT} == rows.groupby("arm")["value"].max().to_dict()


def test_the_recovery_table_has_peak_time_and_loss_of_every_level() -> None:
    table = recovery(arms_with_dark_hours(), synthetic.scenario()).set_index("measure")
    assert 600.0 == table.loc["dark_now", "peak_excess"]
    assert 36.0 == table.loc["dark_now", "time_to_recover_h"]
    assert 24 * 600.0 + 2 * 20.0 == pytest.approx(table.loc["dark_now", "resilience_loss"])
    assert 0.0 == table.loc["hub_backlog", "resilience_loss"]


def test_equal_replications_leave_no_doubt_about_recovery() -> None:
    row = recovery(arms_with_dark_hours(), synthetic.scenario()).set_index("measure").loc["dark_now"]
    assert 36.0 == row["time_to_recover_h_low"] == row["time_to_recover_h_high"]


def test_a_count_recovers_at_the_full_hour_after_its_last_unusual_hour() -> None:
    baseline, outage = synthetic.quiet_pair()
    synthetic.add(outage, "contacts", 40, 50.0)
    table = recovery([baseline, outage], synthetic.scenario()).set_index("measure")
    assert 42.0 - synthetic.LOCKER_AT == table.loc["contacts", "time_to_recover_h"]
    assert 50.0 == table.loc["contacts", "resilience_loss"]


def test_a_null_intervention_has_nothing_to_recover_from() -> None:
    table = recovery(synthetic.null_pairs(3), synthetic.scenario())
    figures = table.drop(columns=["measure", "unit"])
    pd.testing.assert_frame_equal(figures * 0.0, figures)
