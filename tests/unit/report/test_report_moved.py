"""Flows and burdens: what the run counted, phase by phase and group by group, and nothing it did not."""

import numpy as np
import pandas as pd
import pytest

from sim.report.figures import flows, regions
from sim.report.hurt import held_by_the_worst, rates, worst_days
from sim.report.moved import handed_over, moved_frame, phases
from sim.report.reading import Reading
from tests.unit.report.synthetic import empty_result, synthetic_result
from tests.unit.report.synthetic_world import CUT, HOURS, LOCKER

HIT = ("outage", "a", 0)
"""Arm, region and day with more than the usual, where a test makes its own series."""


@pytest.fixture(scope="module")
def run() -> Reading:
    return Reading(synthetic_result(replications=3))


def test_the_phases_are_the_run_cut_at_the_first_closing_and_the_last_opening(run: Reading) -> None:
    found = [(phase.name, phase.first, phase.last) for phase in phases(run)]

    assert [("before", 0, LOCKER[0]), ("during", LOCKER[0], CUT[1]), ("after", CUT[1], HOURS)] == found


def test_a_run_without_acts_has_no_phases_and_no_flow() -> None:
    run = Reading(empty_result())

    assert [] == phases(run)
    assert moved_frame(run).empty
    assert [None] == [panel.figure for panel in flows.panels(run)]


def test_the_phases_of_a_carrier_add_up_to_the_run(run: Reading) -> None:
    hourly = run.result.hourly
    sums = (
        hourly[(hourly["measure"] == "parcels_handed_over") & (hourly["arm"] == "outage")]
        .groupby(["group", "replication"], observed=True)["value"]
        .sum()
        .groupby("group", observed=True)
        .mean()
    )
    found = moved_frame(run).groupby("carrier")["outage"].sum()

    assert {f"carrier={name}": value for name, value in found.items()} == pytest.approx(sums.to_dict(), rel=1e-4)


def test_nothing_moves_before_the_first_act(run: Reading) -> None:
    """The made-up arms differ only from hour 190 on."""
    before = phases(run)[0]

    assert {0.0} == {effect.excess for effect in handed_over(run, before).values()}


def test_as_many_parcels_leave_the_middle_of_a_flow_as_enter_it(run: Reading) -> None:
    for panel in flows.panels(run):
        assert panel.figure is not None
        links = panel.figure.data[0]["link"]
        moved = 0
        entered = sum(value for value, to in zip(links["value"], links["target"], strict=True) if to == moved)
        left = sum(value for value, at in zip(links["value"], links["source"], strict=True) if at == moved)

        assert entered == pytest.approx(left, rel=0.05)  # what is less than 2 % has no node of its own


def test_a_rate_is_the_excess_for_a_thousand_parcels_of_the_counterfactual(run: Reading) -> None:
    north = rates(run, "contacts", "region")[0]

    assert "region=north" == north.group
    assert 1000 * 0.5e6 / 3.8e8 == pytest.approx(north.excess)
    assert north.low < north.excess < north.high


def test_luck_alone_does_not_gather_in_the_worst_places() -> None:
    """Cells that differ by luck alone: the worst by the others' mean hold their share and no more."""
    rng = np.random.default_rng(5)
    held = [held_by_the_worst(rng.normal(1.0, 0.5, (4, 100)), 0.05).mean() for _ in range(200)]

    assert 5.0 == pytest.approx(np.mean(held), abs=4 * np.std(held) / np.sqrt(len(held)))


def test_what_falls_on_one_region_for_a_day_is_held_by_the_worst(run: Reading) -> None:
    hours = 240
    told = [
        (arm, replication, hour, "contacts", f"region={region}", 100.0 if (arm, region, hour // 24) == HIT else 10.0)
        for arm in ("baseline", "outage")
        for replication in (0, 1)
        for region in ("a", "b")
        for hour in range(hours)
    ]
    result = synthetic_result(replications=2)
    result.hourly = pd.DataFrame(told, columns=["arm", "replication", "hour", "measure", "group", "value"])
    worst = worst_days(Reading(result), "contacts")

    assert worst is not None
    assert (1, 20, 1.0) == (worst.cells, worst.of, worst.share)


def test_a_region_whose_excess_may_be_luck_is_left_blank(run: Reading) -> None:
    (panel,) = regions.panels(run)
    assert panel.figure is not None
    shown = panel.figure.data[0]["z"]
    began = int(LOCKER[0]) // 24

    assert np.isnan(shown[:, : began * 24 // 6]).all()
    assert np.isfinite(shown).any()
