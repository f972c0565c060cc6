"""What a figure says in words, for those who cannot see it."""

import pytest

from sim.report.message import Told, furthest, largest
from sim.report.reading import Reading
from tests.unit.report.synthetic import synthetic_result


@pytest.fixture(scope="module")
def run() -> Reading:
    result = synthetic_result(replications=2)
    frame = result.hourly[result.hourly["measure"].isin(["petitions", "orders_lost"])].copy()
    usual = frame["arm"] == "baseline"
    frame["value"] = 5.0
    frame.loc[~usual & (frame["measure"] == "petitions") & (frame["hour"] == 200), "value"] = 12.0
    result.hourly = frame
    return Reading(result)


def test_it_says_when_a_series_is_furthest_from_the_counterfactual(run: Reading) -> None:
    """Hour 200 of a run that begins on 25 May at midnight."""
    told = "Petitions: furthest from the counterfactual on 2 June 08:00, 12 against 5."

    assert told == furthest(run, [Told("Petitions", "petitions")])


def test_a_daily_series_is_told_by_the_day(run: Reading) -> None:
    told = "Petitions: furthest from the counterfactual on 2 June, 127 against 120."

    assert told == furthest(run, [Told("Petitions", "petitions", is_daily=True)])


def test_arms_that_are_the_same_are_said_to_be_the_same(run: Reading) -> None:
    assert "Lost: no different from the counterfactual." == furthest(run, [Told("Lost", "orders_lost")])


def test_a_series_the_run_does_not_have_is_not_told(run: Reading) -> None:
    assert "" == furthest(run, [Told("Contacts", "contacts")])


def test_only_the_five_largest_are_named() -> None:
    values = {name: float(size) for size, name in enumerate("abcdefg", start=1)}

    assert largest(values, "CNY").startswith("g +7 CNY, f +6 CNY")
    assert largest(values, "CNY").endswith("c +3 CNY and 2 smaller.")
