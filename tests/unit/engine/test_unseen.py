"""From when on a parcel is dark: told from the scans that are not shown, against all its scans written down."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sim.engine.instants import NEVER
from sim.engine.parcels import Table, free_leaving, leave_if_done, take_row
from sim.engine.record import DONE, KEPT
from sim.engine.unseen import dark_from_of, note_unseen, see

GRACE, SCANS, PARCELS = 100, 12, 3


class UnseenAgainstAllScans(RuleBasedStateMachine):
    """Some parcels make scans; each is published or never; a list of all their instants says what must be so.

    A parcel is dark from the grace time after the first scan that is not shown and before which none later is, but not
    before the instant at which the last scan was shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(scans=SCANS)
        self.now = 0
        self.made: dict[int, list[int]] = {}
        self.shown: dict[int, int] = {}
        self.shown_at: dict[int, int] = {}

    @initialize()
    def begin(self) -> None:
        for _ in range(PARCELS):
            self.take()

    def take(self) -> None:
        row = int(take_row(self.table.parcels))
        rec = self.table.parcels.rec[row]
        rec["flags"], rec["made"], rec["shown"], rec["pending"], rec["dark_from"] = 0, 0, 0, 0, NEVER
        self.made[row], self.shown[row], self.shown_at[row] = [], 0, 0

    @rule(which=st.integers(0, PARCELS - 1), later=st.sampled_from([0, 1, 30, 150]))
    def make_a_scan(self, which: int, later: int) -> None:
        row, parcels = sorted(self.made)[which], self.table.parcels
        if len(self.made[row]) == SCANS:
            return
        self.now += later
        self.table.reserve_unseen(1)
        parcels = self.table.parcels
        rec = parcels.rec[row]
        rec["made"] += 1
        note_unseen(parcels, rec, len(self.made[row]), self.now, self.now + GRACE)
        self.made[row].append(self.now)

    @rule(which=st.integers(0, PARCELS - 1), ahead=st.integers(0, SCANS), later=st.sampled_from([0, 1, 30, 150]))
    def show_a_scan(self, which: int, ahead: int, later: int) -> None:
        row = sorted(self.made)[which]
        seq = self.shown[row] + ahead
        if seq >= len(self.made[row]):
            return
        self.now += later
        see(self.table.parcels, self.table.parcels.rec[row], seq, self.now, GRACE)
        self.shown[row], self.shown_at[row] = seq + 1, self.now

    @rule(which=st.integers(0, PARCELS - 1))
    def leave(self, which: int) -> None:
        """Done with, shown or not; another parcel takes its row."""
        row, parcels = sorted(self.made)[which], self.table.parcels
        parcels.rec[row]["flags"] |= DONE
        leave_if_done(parcels, row)
        free_leaving(parcels)
        del self.made[row], self.shown[row], self.shown_at[row]
        self.take()

    @invariant()
    def the_first_scan_not_shown_says_from_when_on_it_is_dark(self) -> None:
        for row, made in self.made.items():
            if len(made) > self.shown[row]:
                expected = max(made[self.shown[row]] + GRACE, self.shown_at[row])
                assert expected == dark_from_of(self.table.parcels, self.table.parcels.rec[row])

    @invariant()
    def only_parcels_with_several_scans_unseen_have_a_place_and_each_its_own(self) -> None:
        parcels = self.table.parcels
        kept = [row for row in self.made if parcels.rec[row]["flags"] & KEPT]
        places = parcels.rec["dark_from"][kept].tolist()
        assert len(set(places)) == len(places) == parcels.unseen_counts[1]
        assert len(parcels.unseen) == parcels.unseen_counts[0] + parcels.unseen_counts[1]
        assert not set(places) & set(parcels.unseen_free[: parcels.unseen_counts[0]].tolist())
        for row, made in self.made.items():
            assert row in kept or len(made) - self.shown[row] <= 1


TestUnseenAgainstAllScans = UnseenAgainstAllScans.TestCase
TestUnseenAgainstAllScans.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_growth_keeps_what_is_unseen() -> None:
    table = Table(scans=3)
    row = int(take_row(table.parcels))
    rec = table.parcels.rec[row]
    rec["flags"], rec["made"], rec["shown"] = 0, 2, 0
    for seq, tick in enumerate((5, 9)):
        note_unseen(table.parcels, rec, seq, tick, tick + GRACE)
    table.reserve_unseen(50_000)
    assert 5 + GRACE == dark_from_of(table.parcels, table.parcels.rec[row])
    see(table.parcels, table.parcels.rec[row], 0, 20, GRACE)
    assert 9 + GRACE == dark_from_of(table.parcels, table.parcels.rec[row])
    assert 50_000 <= table.parcels.unseen_counts[0]
    assert np.uint32 == table.parcels.unseen.dtype
