"""The parcel table: rows are reused, never shared, and a row's generation tells its parcels apart."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sim.engine.parcels import DONE, LEAVING, Table, free_leaving, leave_if_done, take_row


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
            parcels.rec[row]["order"], parcels.history[row, 2] = row * 3, row
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
        assert [row * 3 for row in rows] == parcels.rec["order"][rows].tolist()
        assert rows == parcels.history[rows, 2].tolist()

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


@pytest.mark.parametrize(("wanted", "rows"), [(100, 100), (101, 200), (200, 200), (1000, 1000)])
def test_reserve_grows_by_what_is_missing_or_to_the_double(wanted: int, rows: int) -> None:
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
