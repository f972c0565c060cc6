"""Numbers read as people read them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report import numbers


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("0", 0.0),
        ("0", -0.0),
        ("12", 12.0),
        ("9,312", 9312.4),
        ("10\u202fk", 9999.9),
        ("37\u202fk", 37_000),
        ("1\u202fM", 999_999),
        ("1.24\u202fM", 1_238_000),
        ("57\u202fM", 57e6),
        ("3.40\u202fbn", 3.4e9),
        ("\u22122.50", -2.5),
        ("0.0413", 0.0413),
        ("\u2013", math.nan),
        ("\u2013", math.inf),
    ],
)
def test_a_number_has_three_digits_and_a_prefix(expected: str, value: float) -> None:
    assert expected == numbers.number(value)


@given(st.floats(min_value=1e-3, max_value=1e14))
def test_a_number_read_back_is_within_half_a_percent(value: float) -> None:
    text = numbers.number(value).replace(",", "")
    digits, _, prefix = text.partition(numbers.THIN)
    factor = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9, "T": 1e12}[prefix]

    assert value == pytest.approx(float(digits) * factor, rel=0.0051)


def test_a_difference_of_shares_is_in_percentage_points() -> None:
    assert numbers.change(0.073, "share") == "+7.3\u202fpp"
    assert numbers.interval(-0.01, 0.02, "share") == "\u22121\u202fpp to 2\u202fpp"


def test_an_excess_of_several_times_its_baseline_is_a_factor() -> None:
    assert numbers.ratio(24.8) == "\u00d725.8"
    assert numbers.ratio(0.41) == "+41\u202f%"


def test_a_single_replication_has_no_interval() -> None:
    assert numbers.interval(math.nan, math.nan, "contacts") == ""


def test_hours_become_days_from_the_tenth_day() -> None:
    assert [numbers.duration(hours) for hours in (0.25, 60.0, 912.0)] == ["15\u202fmin", "60\u202fh", "38\u202fd"]
