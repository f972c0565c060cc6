"""Quantities as people write them."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.errors import UnitError

START = units.parse_start("2017-05-25T00:00+08:00")


@pytest.mark.parametrize(
    ("text", "hours"),
    [("36h", 36.0), ("90min", 1.5), ("3d", 72.0), ("1d12h", 36.0), ("30s", 30 / 3600), ("2w", 336.0), ("1e3h", 1000.0)],
)
def test_a_duration_is_read_in_hours(text: str, hours: float) -> None:
    assert hours == units.parse_hours(text)


def test_no_duration_needs_no_unit() -> None:
    assert 0.0 == units.parse_hours(0)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("36 hrs", "36h"),
        ("36", "36h"),
        (36, "36h"),
        ("90 minutes", "90min"),
        ("3 days", "3d"),
        ("5m", "5min"),
        ("1h 30m", "1h30min"),
    ],
)
def test_a_duration_of_the_wrong_unit_says_what_was_meant(raw: object, meant: str) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_hours(raw)
    assert meant == caught.value.suggestion


def test_the_message_names_what_was_expected_and_what_was_got() -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_hours("36 hrs")
    assert "expected a duration such as 36h or 90min, got '36 hrs'; did you mean '36h'?" == str(caught.value)


@pytest.mark.parametrize("raw", ["-3h", "soon", "3x", "", None, True, "5%", "8000/h", "h", "1e999h"])
def test_what_is_no_duration_is_refused(raw: object) -> None:
    with pytest.raises(UnitError):
        units.parse_hours(raw)


@pytest.mark.parametrize(
    ("raw", "share"), [("5%", 0.05), ("1.3%", 0.013), (0.25, 0.25), ("0.25", 0.25), (0, 0.0), ("100%", 1.0)]
)
def test_a_share_is_read_as_a_part_of_one(raw: object, share: float) -> None:
    assert share == units.parse_share(raw)


@pytest.mark.parametrize(
    ("raw", "meant"), [("120%", None), (1.2, "1.2%"), (5, "5%"), ("-5%", None), (-0.1, None), (True, None)]
)
def test_a_share_outside_0_to_100_percent_is_refused(raw: object, meant: str | None) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_share(raw)
    assert meant == caught.value.suggestion


@pytest.mark.parametrize(
    ("text", "per_h"), [("8000/h", 8000.0), ("2e6/h", 2e6), ("2/min", 120.0), ("24/d", 1.0), ("unlimited", math.inf)]
)
def test_a_rate_is_read_per_hour(text: str, per_h: float) -> None:
    assert per_h == units.parse_rate(text)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("8000", "8000/h"),
        (8000, "8000/h"),
        ("8000 per hour", "8000/h"),
        ("unlimitd", "unlimited"),
        ("inf", "unlimited"),
        ("-4/h", None),
    ],
)
def test_a_rate_without_its_unit_says_what_was_meant(raw: object, meant: str | None) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_rate(raw)
    assert meant == caught.value.suggestion


def test_a_clock_time_is_hours_after_midnight() -> None:
    assert 8.5 == units.parse_clock("08:30")


@pytest.mark.parametrize(
    ("raw", "meant"), [("8:30", "08:30"), ("0830", "08:30"), ("24:00", None), (8.5, None), ("8", "08:00")]
)
def test_a_clock_time_of_another_form_is_refused(raw: object, meant: str | None) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_clock(raw)
    assert meant == caught.value.suggestion


@pytest.mark.parametrize(
    "text",
    ["2017-06-01T10:00", "2017-06-01 10:00", "2017-06-01T02:00Z", "2017-06-01T11:00+09:00", "+7d10h", "7d10h", "178h"],
)
def test_an_instant_is_hours_since_the_start_in_its_zone(text: str) -> None:
    assert 178.0 == units.parse_instant(text, START)


def test_an_instant_before_the_start_is_negative() -> None:
    assert -24.0 == units.parse_instant("2017-05-24", START)


@pytest.mark.parametrize("raw", ["2017-13-01T10:00", "tomorrow", "01.06.2017", 178, "2017-06-01T25:00", None])
def test_what_is_no_instant_is_refused(raw: object) -> None:
    with pytest.raises(UnitError):
        units.parse_instant(raw, START)


def test_the_start_must_name_its_zone() -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_start("2017-05-25T00:00")
    assert "2017-05-25T00:00+08:00" == caught.value.suggestion


def test_an_aware_datetime_of_another_zone_is_converted() -> None:
    assert 178.0 == units.hours_between(START, datetime(2017, 6, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("raw", "meant"), [("010", "10"), ("1,000", "1000"), ("nan", None), (math.nan, None), ("1 000", "1000")]
)
def test_a_number_must_be_plain_and_finite(raw: object, meant: str | None) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_number(raw)
    assert meant == caught.value.suggestion


@given(st.floats(0, 1e6))
def test_hours_survive_writing_and_reading(hours: float) -> None:
    assert hours == units.parse_hours(units.format_hours(hours))


@given(st.integers(0, 10**7))
def test_whole_minutes_survive_writing_and_reading(minutes: int) -> None:
    hours = units.parse_hours(f"{minutes}min")
    assert hours == units.parse_hours(units.format_hours(hours))


@given(st.floats(0, 1))
def test_shares_survive_writing_and_reading(share: float) -> None:
    assert share == units.parse_share(units.format_share(share))


@given(st.floats(0, 1e12) | st.just(math.inf))
def test_rates_survive_writing_and_reading(per_h: float) -> None:
    assert per_h == units.parse_rate(units.format_rate(per_h))


@given(st.integers(0, 24 * 60 - 1))
def test_clock_times_survive_writing_and_reading(minute: int) -> None:
    text = f"{minute // 60:02d}:{minute % 60:02d}"
    assert text == units.format_clock(units.parse_clock(text))


@given(st.floats(0, 1e5))
def test_instants_survive_writing_and_reading(hours: float) -> None:
    assert hours == units.parse_instant(units.format_instant(hours, START), START)
