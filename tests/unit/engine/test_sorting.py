"""Order of time, ties by order id and then by number, against Python's own sort."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.calendar import ENTRY
from sim.engine.instants import TICKS
from sim.engine.record import PARCEL, order_ids, owner_of
from sim.engine.sorting import FEW, sort_by_time

T0, T1 = 10.0, 10.25
ROWS = 50


def parcels() -> np.ndarray:
    """Parcels whose order ids run against their rows and their merchants, some beyond 32 bits."""
    rec = np.zeros(ROWS, PARCEL)
    rec["owner"] = [owner_of.py_func(row % 7, row % 3, ROWS - row) for row in range(ROWS)]
    return rec


IDS = parcels()


@pytest.fixture(scope="module")
def ids() -> np.ndarray:
    return IDS


def sorted_by_kernel(entries: np.ndarray, ids: np.ndarray, t0: float = T0, t1: float = T1) -> np.ndarray:
    n = len(entries)
    out, keys = np.zeros(n + 1, ENTRY), np.zeros(n + 1, np.uint64)
    sort_by_time(entries.copy(), n, out, keys, keys.view(np.uint32), t0, t1, ids)
    return out[:n]


def sorted_by_python(entries: np.ndarray, ids: np.ndarray) -> np.ndarray:
    order_id = order_ids(ids)
    order = sorted(
        range(len(entries)),
        key=lambda i: (entries[i]["at_tick"], order_id[entries[i]["row"]], entries[i]["n"]),
    )
    return entries[order]


def some_entries(at: np.ndarray, seed: int) -> np.ndarray:
    """Entries at the given times whose (row, n) are all different, so that their order is unique."""
    places = np.random.default_rng(seed).permutation(ROWS * 255)[: len(at)]
    entries = np.zeros(len(at), ENTRY)
    entries["at_tick"], entries["row"], entries["n"] = np.rint(at * TICKS), places % ROWS, places // ROWS
    entries["since_tick"] = np.arange(len(at))
    return entries


@given(
    at=st.lists(st.floats(T0, T1, exclude_max=True) | st.sampled_from([T0, 10.1, 10.2]), max_size=200),
    seed=st.integers(0, 100),
)
@settings(max_examples=150, deadline=None)
def test_entries_come_in_order_of_time_then_order_id_then_number(at: list[float], seed: int) -> None:
    entries = some_entries(np.array(at, np.float64), seed)
    assert sorted_by_python(entries, IDS).tolist() == sorted_by_kernel(entries, IDS).tolist()


@pytest.mark.parametrize("n", [0, 1, 2, FEW, FEW + 1, 5000])
def test_any_number_of_entries_at_one_instant_is_sorted(n: int, ids: np.ndarray) -> None:
    entries = some_entries(np.full(n, 10.125), seed=n)
    assert sorted_by_python(entries, ids).tolist() == sorted_by_kernel(entries, ids).tolist()


def test_a_crowd_at_one_instant_among_many_others_is_sorted(ids: np.ndarray) -> None:
    rng = np.random.default_rng(3)
    at = np.where(rng.random(8000) < 0.5, 10.125, rng.uniform(T0, T1, 8000))
    entries = some_entries(at, seed=1)
    assert sorted_by_python(entries, ids).tolist() == sorted_by_kernel(entries, ids).tolist()


def test_the_order_in_which_entries_were_put_there_does_not_matter(ids: np.ndarray) -> None:
    entries = some_entries(np.random.default_rng(4).choice([10.0, 10.1, 10.2], 500), seed=2)
    shuffled = np.random.default_rng(5).permutation(entries)
    assert sorted_by_kernel(entries, ids).tolist() == sorted_by_kernel(shuffled, ids).tolist()


def test_times_before_the_period_come_first_all_the_same(ids: np.ndarray) -> None:
    """A parcel held back is ready again at the begin of a period; times outside only cost speed, never order."""
    entries = some_entries(np.array([10.1875, 3.0, 10.0, 9.875, 12.0, 11.0]), seed=3)
    assert [3.0, 9.875, 10.0, 10.1875, 11.0, 12.0] == (sorted_by_kernel(entries, ids)["at_tick"] / TICKS).tolist()


@pytest.mark.parametrize("spread_ticks", [1, 40, 3000])
def test_a_crowd_within_a_moment_is_sorted_whatever_its_order(spread_ticks: int, ids: np.ndarray) -> None:
    """Some 3,000 within few bins, backwards, while others spread over the period."""
    crowd = T0 + 0.1 + np.arange(3000)[::-1] % spread_ticks / TICKS
    entries = some_entries(np.concatenate([crowd, np.linspace(T0, T1, 500, endpoint=False)]), seed=spread_ticks)
    assert sorted_by_python(entries, ids).tolist() == sorted_by_kernel(entries, ids).tolist()
