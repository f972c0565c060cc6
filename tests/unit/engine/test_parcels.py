"""The parcel table: rows are reused, never shared, and a row's generation tells its parcels apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sim.engine.parcels import Table, free_leaving, leave_if_done, take_row
from sim.engine.record import (
    CONTACT,
    DONE,
    FAILURE,
    LEAVING,
    MILESTONES,
    MOST_MERCHANTS,
    MOST_ORDERS,
    MOST_PERIODS,
    PARCEL,
    STATES,
    TO_DOOR,
    attempts_of,
    contacts_of,
    failures_of,
    goes_to,
    merchant_of,
    merchants_of,
    milestone_of,
    order_ids,
    order_of,
    owner_of,
    rank_of,
    set_milestone,
    set_state,
    state_of,
    worries_of,
)


class RowsAgainstASet(RuleBasedStateMachine):
    """Rows in use are a dictionary row → generation; what has left is freed at the end of the period."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(scans=4)
        self.used: dict[int, int] = {}
        self.leaving: list[int] = []
        self.generation = [0] * len(self.table.parcels.rec)
        self.most = 0

    @rule(n=st.integers(1, 400))
    def take_rows(self, n: int) -> None:
        self.table.reserve(n)
        parcels = self.table.parcels
        self.generation += [0] * (len(parcels.rec) - len(self.generation))
        for _ in range(n):
            row = int(take_row(parcels))
            assert row not in self.used
            assert self.generation[row] == parcels.rec[row]["gen"]
            parcels.rec[row]["flags"], parcels.rec[row]["pending"] = 0, 0
            parcels.rec[row]["owner"] = row * 3
            self.used[row] = self.generation[row]
        self.most = max(self.most, len(self.used))

    @rule(data=st.data())
    def let_some_leave(self, data: st.DataObject) -> None:
        for row in data.draw(st.lists(st.sampled_from(sorted(self.used)), max_size=20)) if self.used else []:
            parcels = self.table.parcels
            parcels.rec[row]["flags"] |= DONE
            leave_if_done(parcels, row)
            if row not in self.leaving:
                self.leaving.append(row)

    @rule()
    def end_the_period(self) -> None:
        free_leaving(self.table.parcels)
        for row in self.leaving:
            del self.used[row]
            self.generation[row] += 1
        self.leaving.clear()

    @invariant()
    def counts_agree(self) -> None:
        parcels = self.table.parcels
        assert len(self.used) == parcels.counts[1]
        assert self.most == parcels.counts[2]
        assert len(parcels.rec) == parcels.counts[0] + parcels.counts[1]
        assert len(self.leaving) == parcels.leaving_n[0]

    @invariant()
    def content_survives_growth(self) -> None:
        parcels = self.table.parcels
        rows = sorted(self.used)
        assert [row * 3 for row in rows] == parcels.rec["owner"][rows].tolist()

    @invariant()
    def a_row_used_before_and_not_now_is_marked_as_left_and_one_never_used_is_blank(self) -> None:
        rec, before = self.table.parcels.rec, self.table.used.rec
        unused = np.setdiff1d(np.arange(len(before)), sorted(set(self.used) - set(self.leaving)))
        assert (rec["flags"][unused] & LEAVING).all()
        assert not rec[len(before) :].view(np.uint8).any()

    @invariant()
    def the_rows_ever_used_are_the_lowest(self) -> None:
        """No more of them than were ever in use at once."""
        assert self.most == len(self.table.used.rec)
        assert set(self.used) <= set(range(self.most))


TestRowsAgainstASet = RowsAgainstASet.TestCase
TestRowsAgainstASet.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def one_parcel(flags: int, pending: int) -> Table:
    table = Table(scans=1)
    row = take_row(table.parcels)
    table.parcels.rec[row]["flags"], table.parcels.rec[row]["pending"] = flags, pending
    leave_if_done(table.parcels, row)
    return table


def test_a_parcel_stays_while_something_of_it_is_pending() -> None:
    assert 0 == one_parcel(DONE, pending=1).parcels.leaving_n[0]


def test_a_parcel_stays_until_it_is_settled() -> None:
    assert 0 == one_parcel(0, pending=0).parcels.leaving_n[0]


def test_a_parcel_leaves_once_even_if_asked_twice() -> None:
    table = one_parcel(DONE, pending=0)
    leave_if_done(table.parcels, table.parcels.leaving[0])
    assert 1 == table.parcels.leaving_n[0]


def test_a_row_is_free_only_from_the_next_period_on() -> None:
    table = one_parcel(DONE, pending=0)
    free_before = int(table.parcels.counts[0])
    free_leaving(table.parcels)
    assert free_before + 1 == table.parcels.counts[0]
    row = table.parcels.leaving[0]
    assert 1 == table.parcels.rec[row]["gen"]


def test_the_generation_wraps_after_65536_parcels_without_a_crash() -> None:
    table = one_parcel(DONE, pending=0)
    row = table.parcels.leaving[0]
    table.parcels.rec[row]["gen"] = 65535
    free_leaving(table.parcels)
    assert 0 == table.parcels.rec[row]["gen"]


@pytest.mark.parametrize(("wanted", "rows"), [(100, 100), (101, 150), (200, 200), (1000, 1000)])
def test_reserve_grows_by_what_is_missing_and_at_least_by_half(wanted: int, rows: int) -> None:
    table = Table(scans=2, rows=100)
    table.reserve(wanted)
    assert rows == len(table.parcels.rec) == table.parcels.counts[0]
    assert table.nbytes > 0


def test_a_new_table_hands_out_its_rows_from_the_lowest_on_and_those_of_a_larger_one_after_them() -> None:
    table = Table(scans=1, rows=3)
    first = [int(take_row(table.parcels)) for _ in range(2)]
    table.reserve(4)
    assert ([0, 1], [2, 3, 4, 5]) == (first, [int(take_row(table.parcels)) for _ in range(4)])


def test_a_row_that_became_free_is_taken_before_one_never_used() -> None:
    table = one_parcel(DONE, pending=0)
    free_leaving(table.parcels)
    assert [0, 1] == [int(take_row(table.parcels)) for _ in range(2)]


OWNERS = st.tuples(
    st.integers(0, MOST_MERCHANTS - 1) | st.sampled_from([0, MOST_MERCHANTS - 1]),
    st.integers(0, MOST_PERIODS - 1) | st.sampled_from([0, MOST_PERIODS - 1]),
    st.integers(0, MOST_ORDERS - 1) | st.sampled_from([0, MOST_ORDERS - 1]),
)


def parcel_of(owner: tuple[int, int, int]) -> np.ndarray:
    rec = np.zeros(1, PARCEL)
    rec["owner"] = owner_of(*owner)
    return rec


@given(owner=OWNERS)
@settings(max_examples=100, deadline=None)
def test_a_parcel_knows_its_merchant_and_its_order_id_to_the_largest(owner: tuple[int, int, int]) -> None:
    merchant, period, number = owner
    rec = parcel_of(owner)
    assert (merchant, period << 32 | number) == (merchant_of(rec[0]), order_of(rec[0]))
    assert ([merchant], [period << 32 | number]) == (merchants_of(rec).tolist(), order_ids(rec).tolist())


@given(one=OWNERS, other=OWNERS)
@settings(max_examples=100, deadline=None)
def test_parcels_rank_by_order_id_whoever_their_merchants_are(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    first, second = parcel_of(one), parcel_of(other)
    assert (order_ids(first)[0] < order_ids(second)[0]) == (rank_of(first[0]) < rank_of(second[0]))


@pytest.mark.parametrize("state", range(len(STATES)))
def test_where_a_parcel_is_and_what_is_published_of_it_do_not_touch_each_other(state: int) -> None:
    rec = np.zeros(1, PARCEL)
    for milestone in range(len(MILESTONES)):
        set_milestone(rec[0], milestone)
        set_state(rec[0], state)
        assert (state, milestone) == (state_of(rec[0]), milestone_of(rec[0]))


def test_attempts_and_failures_worries_and_contacts_are_counted_apart_to_fifteen_each() -> None:
    rec = np.zeros(1, PARCEL)
    for n in range(1, 16):
        rec["tries"] += 1
        rec["worries"] += 1
        assert (n, n - 1, n, n - 1) == told(rec[0])
        rec["tries"] += FAILURE
        rec["worries"] += CONTACT
        assert (n, n, n, n) == told(rec[0])


def told(parcel: np.void) -> tuple[int, int, int, int]:
    return (attempts_of(parcel), failures_of(parcel), worries_of(parcel), contacts_of(parcel))


@pytest.mark.parametrize(("flags", "expected"), [(0, 1), (TO_DOOR, 4), (TO_DOOR | DONE, 4), (DONE, 1)])
def test_a_parcel_refused_by_its_locker_goes_to_the_door_and_still_knows_its_locker(flags: int, expected: int) -> None:
    rec = np.zeros(1, PARCEL)
    rec["bound_for"], rec["flags"] = 1, flags
    assert (expected, 1) == (goes_to(rec[0], 3), rec[0]["bound_for"])
