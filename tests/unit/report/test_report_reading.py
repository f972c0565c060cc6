"""What a page reads out of a result."""

import math
from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest

from sim.report import labels
from sim.report.reading import Reading
from sim.report.records import records
from tests.unit.report.synthetic import SyntheticResult, empty_result, synthetic_result
from tests.unit.report.synthetic_world import LOCKER


@pytest.fixture
def result() -> SyntheticResult:
    return synthetic_result(replications=2)


def test_the_window_runs_from_a_day_before_the_first_act_to_a_week_after_the_last(result: SyntheticResult) -> None:
    assert Reading(result).window_h == (LOCKER[0] - 24.0, 262.0 + 7 * 24.0)


def test_the_window_stays_inside_the_run(result: SyntheticResult) -> None:
    result.acts = [{"name": "late", "kind": "delist", "by": "cainiao", "began_at": 3.0, "ended_at": 470.0}]

    assert Reading(result).window_h == (0.0, 480.0)


def test_without_acts_the_window_is_the_whole_run() -> None:
    assert Reading(empty_result()).window_h == (0.0, 480.0)


def test_an_act_that_never_began_is_left_out(result: SyntheticResult) -> None:
    result.acts = [
        {"name": "agents", "kind": "add_agents", "by": "cainiao", "began_at": None, "ended_at": None},
        {"name": "notice", "kind": "public_notice", "by": "cainiao", "began_at": 8.0, "ended_at": None},
    ]
    acts = Reading(result).acts

    assert [act.name for act in acts] == ["notice"]
    assert math.isnan(acts[0].ended_h)


def test_clock_times_are_in_the_scenarios_zone(result: SyntheticResult) -> None:
    result.scenario.start = datetime(2020, 1, 10, 6, 30, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    run = Reading(result)

    assert run.clock(20.0) == "11 January 02:30"
    assert run.axis(20.0) == "2020-01-11T02:30"
    assert run.zone == "UTC-3:30"


def test_a_carrier_keeps_its_colour_as_a_party(result: SyntheticResult) -> None:
    run = Reading(result)

    assert run.carrier_colours["sf"] == run.party_colours["sf"]
    assert len(run.carriers) == len(set(run.carrier_colours.values()))


def test_carriers_with_a_closed_link_are_found_in_the_scenarios_order(result: SyntheticResult) -> None:
    assert Reading(result).cut_carriers == ["sf"]


def test_bills_of_one_line_per_carrier_are_added_up_without_an_interval(result: SyntheticResult) -> None:
    result.who_pays = pd.DataFrame(
        [
            ("carriers", "delivery revenue sf", 0.0, 0.0, 30.0, 20.0, 40.0),
            ("carriers", "delivery revenue jd", 0.0, 0.0, -12.0, -13.0, -11.0),
            ("merchants", "refunds", 0.0, 0.0, 50.0, 45.0, 55.0),
        ],
        columns=["party", "line", "baseline", "outage", "excess", "ci_low", "ci_high"],
    )
    run = Reading(result)

    assert run.bill_of == {"merchants": 50.0, "carriers": 18.0}
    revenue, refunds = run.bills.to_dict("records")
    assert ("delivery revenue", 18.0) == (revenue["line"], revenue["excess"])
    assert math.isnan(revenue["ci_low"])
    assert (45.0, 55.0) == (refunds["ci_low"], refunds["ci_high"])


def test_rows_may_be_mappings_objects_or_a_frame() -> None:
    class Row:
        def __init__(self) -> None:
            self.path, self.value = "a.b", 1

    expected = [{"path": "a.b", "value": 1}]

    assert expected == records([{"path": "a.b", "value": 1}])
    assert expected == records([Row()])
    assert expected == records(pd.DataFrame(expected))


def test_every_heading_of_the_impact_table_has_a_measure_of_its_own() -> None:
    headings = {labels.heading(name) for name in labels.NAMES}

    assert set(labels.HEADINGS) <= headings
