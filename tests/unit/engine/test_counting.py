"""Counting: each event in its hour, each dark hour once, and every parcel in one state."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.counting import Counters, count, count_as, count_dark, counters, enter, goods_of
from sim.engine.instants import TICKS
from sim.engine.record import AT_MERCHANT, AWAITING, PARCEL, set_state, state_of
from sim.engine.tally import COUNT_ROW, COUNTS, LEVEL_ROW, LEVELS

HOURS = 20
DARK = COUNT_ROW["dark_hours"]


def instants(most: float) -> st.SearchStrategy[float]:
    """Whole ticks up to `most`, h."""
    return st.integers(0, int(most * TICKS)).map(lambda tick: tick / TICKS)


def one_parcel() -> tuple[Counters, np.void]:
    rec = np.zeros(1, PARCEL)
    books = counters(HOURS, 3, 4, 2)
    rec[0]["carrier"], rec[0]["region"], rec[0]["goods"] = 1, 2, goods_of.py_func(1, 2)
    return books, rec[0]


@pytest.mark.parametrize(("at", "hour"), [(0.0, 0), (0.999, 0), (1.0, 1), (19.99, 19), (20.0, 19), (-0.5, 0)])
def test_an_event_is_counted_in_its_hour_carrier_region_category_and_size(at: float, hour: int) -> None:
    books, parcel = one_parcel()
    count(books, COUNT_ROW["contacts"], at, parcel, 2.5)
    assert 2.5 == books.hourly[hour, COUNT_ROW["contacts"], 1, 2] == books.hourly.sum()
    assert 2.5 == books.groups[COUNT_ROW["contacts"], 1, 1, 2] == books.groups.sum()


def test_an_event_can_be_counted_under_another_carrier() -> None:
    books, parcel = one_parcel()
    count_as(books, COUNT_ROW["orders"], 3.0, 0, parcel, 1.0)
    assert 1.0 == books.hourly[3, COUNT_ROW["orders"], 0, 2] == books.hourly.sum()


def test_what_happens_after_a_change_of_carrier_is_counted_under_the_new_one() -> None:
    books, parcel = one_parcel()
    row = COUNT_ROW["contacts"]
    for carrier in (1, 2):
        parcel["carrier"] = carrier
        count(books, row, 3.0, parcel, 1.0)
    assert [0.0, 1.0, 1.0] == books.hourly[3, row, :, 2].tolist() == books.groups[row, :, 1, 2].tolist()
    assert 2.0 == books.hourly.sum() == books.groups.sum()


@given(carrier=st.integers(0, 2), region=st.integers(0, 3), category=st.integers(0, 1), size=st.integers(0, 2))
@settings(max_examples=72, deadline=None)
def test_every_place_and_group_has_a_number_of_its_own(carrier: int, region: int, category: int, size: int) -> None:
    books, parcel = one_parcel()
    parcel["carrier"], parcel["region"], parcel["goods"] = carrier, region, goods_of.py_func(category, size)
    count(books, COUNT_ROW["orders"], 3.0, parcel, 1.0)
    enter(books, parcel, AWAITING)
    assert 1.0 == books.hourly[3, COUNT_ROW["orders"], carrier, region] == books.hourly.sum()
    assert 1.0 == books.groups[COUNT_ROW["orders"], carrier, category, size] == books.groups.sum()
    assert (-1, 1) == tuple(books.stock[[AT_MERCHANT, AWAITING], carrier, region, category])


def test_the_flat_counters_are_the_same_memory() -> None:
    books, _ = one_parcel()
    assert np.shares_memory(books.by_place, books.hourly)
    assert np.shares_memory(books.by_group, books.groups)
    assert np.shares_memory(books.in_state, books.stock)
    assert [books.hourly.size, books.groups.size, books.stock.size] == [
        flat.size for flat in (books.by_place, books.by_group, books.in_state)
    ]


def test_a_parcel_leaves_the_stock_of_one_state_for_that_of_another() -> None:
    books, parcel = one_parcel()
    books.stock[AT_MERCHANT, 1, 2, 1] = 5
    set_state(parcel, AT_MERCHANT)
    enter(books, parcel, AWAITING)
    assert (AWAITING, 4, 1) == (state_of(parcel), books.stock[AT_MERCHANT, 1, 2, 1], books.stock[AWAITING, 1, 2, 1])


@given(begin=instants(21.0), length=instants(12.0))
@settings(max_examples=150, deadline=None)
def test_dark_hours_are_spread_over_the_hours_they_fall_in(begin: float, length: float) -> None:
    books, parcel = one_parcel()
    count_dark(books, parcel, begin, begin + length)
    end = min(begin + length, float(HOURS))
    expected = [max(0.0, min(end, h + 1.0) - max(begin, float(h))) for h in range(HOURS)]
    assert expected == books.hourly[:, DARK, 1, 2].tolist()


@given(begin=instants(19.9), length=instants(12.0))
@settings(max_examples=150, deadline=None)
def test_a_parcel_is_dark_at_the_full_hours_within_its_darkness(begin: float, length: float) -> None:
    books, parcel = one_parcel()
    end = min(begin + length, float(HOURS))
    count_dark(books, parcel, begin, begin + length)
    level = np.cumsum(books.dark[:, 1])[: HOURS + 1]
    assert [float(begin <= h < end) for h in range(HOURS)] == level[:HOURS].tolist()


def test_sums_of_dark_hours_do_not_depend_on_their_order() -> None:
    rng = np.random.default_rng(1)
    spans = np.sort(rng.integers(0, HOURS * int(TICKS), (400, 2)), axis=1) / TICKS
    books = []
    for order in (np.arange(400), rng.permutation(400)):
        mine, parcel = one_parcel()
        for begin, end in spans[order]:
            count_dark(mine, parcel, begin, end)
        books.append(mine.hourly)
    assert np.array_equal(*books)


def test_names_of_counts_and_levels_have_rows_units_and_meanings() -> None:
    for table, rows in ((COUNTS, COUNT_ROW), (LEVELS, LEVEL_ROW)):
        assert list(range(len(table))) == [rows[name] for name in table]
        assert all(unit and meaning for unit, meaning in table.values())
