"""A replication worked off step by step while somebody looks on: what happened to chosen orders, what was published.

What is counted of them comes from the run's journal. Which scan a publication shows is read between two steps, where
the entries of the period still lie in the scratch arrays: after SEND the scans sent, after PUBLISH those published.
Nothing that a step reads is written here, so the run is the one that nobody watches, bit for bit.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.feed import MILESTONE, NUMBERED, POLLED, REPLAYED
from sim.engine.counting import N_SIZES, NOTE
from sim.engine.instants import TICK_H
from sim.engine.record import merchants_of, order_ids
from sim.engine.stages import SCAN
from sim.engine.tally import COUNT_ROW
from sim.engine.worth import values_of
from sim.errors import RunError
from sim.study.events.sampling import Watch, is_among, orders_of
from sim.world.books import close_books
from sim.world.periods import DECIDE, MOVE, PUBLISH, STEPS
from sim.world.replication import NOTHING, Replication

TRAITS = np.dtype(
    [
        ("order", "u8"),
        ("placed_at", "f8"),
        ("value", "f4"),
        ("merchant", "u4"),
        ("home", "u1"),
        ("origin", "u1"),
        ("region", "u1"),
        ("category", "u1"),
        ("size", "u1"),
        ("bound_for", "u1"),
    ]
)
"""What an order is from the begin on: of its own, of its merchant, and what both say together."""
SCAN_SEEN = np.dtype([("order", "u8"), ("seq", "u1"), ("milestone", "u1")])
PUBLICATION = np.dtype([("order", "u8"), ("seq", "u1"), ("way", "u1"), ("event_time", "f8"), ("record_time", "f8")])
STEP = np.dtype([("at", "f8"), ("merchant", "u4"), ("state", "u1"), ("ships_with", "u1")])
"""A merchant's step at a tick: what it does from then on (`sim.actors.merchants`), and the carrier it ships with."""
LIVE, BY_POLL, BY_REPLAY = 0, POLLED, REPLAYED
NOTES_A_ROW, NOTES_BESIDE_DARKNESS = 16, 16
"""Notes of one period for each row of the parcel table; notes of one parcel that becomes visible, besides one an hour
that it was dark. Room nobody writes to costs nothing."""
SHOWN, CREATED = COUNT_ROW["scans_shown"], COUNT_ROW["parcels_created"]


class Sightings(NamedTuple):
    """What was seen of the chosen orders of one arm.

    Attributes:
        notes: NOTE, what was counted of them, in the order of counting.
        traits: TRAITS of those placed.
        scans: SCAN_SEEN, the milestone of each scan; one that waited for its period may be there twice.
        publications: PUBLICATION, one a scan published within the horizon.
        steps: STEP, of all merchants, in order of time.
    """

    notes: NDArray[Any]
    traits: NDArray[Any]
    scans: NDArray[Any]
    publications: NDArray[Any]
    steps: NDArray[Any]


class WatchedReplication(Replication):
    """A replication of which some orders are watched.

    Args:
        scenario, arm, seed, replication: as `Replication`.
        watch: from (order ids of the replication, its Philox key) to those watched, both ascending.
    """

    def __init__(self, scenario: Any, arm: str, seed: int, replication: int, watch: Watch) -> None:
        super().__init__(scenario, arm, seed, replication)
        self.chosen = watch(orders_of(self.orders_due), self.key)
        self._n_scans = 0
        self._notes: list[NDArray[Any]] = []
        self._traits: list[NDArray[Any]] = []
        self._scans: list[NDArray[Any]] = []
        self._publications: list[NDArray[Any]] = []
        self._steps: list[NDArray[Any]] = []
        self._conduct = self._conduct_now()
        self.keep_journal(NOTES_A_ROW * len(self.table.parcels.rec))

    def run(self) -> None:
        """To the horizon, and close the books, with room for the notes of the closing."""
        self.clock.run()
        self._make_room_for_notes(self.table.used.rec, float(self.clock.n_periods * self.clock.period))
        close_books(self)
        self._take_notes()

    @cached_property
    def sightings(self) -> Sightings:
        """What was seen, once the arm has run."""
        return Sightings(
            notes=_joined(self._notes, NOTE),
            traits=_joined(self._traits, TRAITS),
            scans=_joined(self._scans, SCAN_SEEN),
            publications=_joined(self._publications, PUBLICATION),
            steps=_joined(self._steps, STEP),
        )

    def _go(self, step: int, until: int, replay: NDArray[Any]) -> None:
        """One step after the other, with a look between them."""
        for one in range(step, until):
            period, stage = divmod(one, STEPS)
            if stage == PUBLISH:
                self._look_at_sent()
                self._make_room_for_notes(self.table.parcels.rec[replay["row"]], self.clock.boundary(period + 1))
            super()._go(one, one + 1, replay)
            replay = NOTHING
            if stage == MOVE:
                self._look_at_placed()
                self._n_scans = self.calendar.pending(SCAN, period)
            elif stage == PUBLISH:
                self._look_at_published()
            elif stage == DECIDE:
                self._take_notes()
                self._look_at_merchants(self.clock.boundary(period + 1))

    def _make_room_for_notes(self, rec: NDArray[Any], now: float) -> None:
        """While the journal is empty: room for the notes of parcels that may have been dark since their visible scan.

        Args:
            rec: their records.
            now: h, until when.
        """
        dark_hours = np.maximum(now - rec["seen"] * TICK_H, 0.0).sum()
        room = NOTES_A_ROW * len(self.table.parcels.rec) + NOTES_BESIDE_DARKNESS * len(rec) + int(dark_hours)
        if len(rec) and room > len(self.counters.journal):
            self.keep_journal(room)

    def _take_notes(self) -> NDArray[Any]:
        """Put the journal's notes about chosen orders aside and empty it; returns all that were in it."""
        room = len(self.counters.journal)
        notes = self.journal
        if len(notes) == room:
            raise RunError(f"more than {room} events in one period: the event log cannot hold them")
        self._notes.append(notes[is_among(notes["order"], self.chosen)])
        self.counters.journal_n[0] = 0
        return notes

    def _look_at_placed(self) -> None:
        """After MOVE: what the period's new parcels are."""
        created = int(np.count_nonzero(self.journal["measure"] == CREATED))
        rec = self.table.parcels.rec[self.calendar.scratch.rows[:created]]
        order = order_ids(rec)
        mine = is_among(order, self.chosen)
        rec, merchant = rec[mine], merchants_of(rec[mine])
        traits = np.zeros(len(rec), TRAITS)
        traits["order"], traits["merchant"] = order[mine], merchant
        traits["placed_at"] = rec["placed"] * TICK_H
        traits["value"] = values_of(rec, self.orders.value_row, self.tables)
        traits["home"], traits["origin"] = self.merchants.rec["home"][merchant], self.merchants.rec["region"][merchant]
        traits["region"], traits["bound_for"] = rec["region"], rec["bound_for"]
        traits["category"], traits["size"] = np.divmod(rec["goods"], N_SIZES)
        self._traits.append(traits)

    def _look_at_sent(self) -> None:
        """After SEND: which scans the period saw, and which of them are entered ahead (`publication.is_foreseen`)."""
        self._take_notes()
        notes = self._notes[-1]
        sent, order = self._chosen_entries(self.calendar.scratch.first[: self._n_scans])
        seen = np.zeros(len(sent), SCAN_SEEN)
        seen["order"], seen["seq"], seen["milestone"] = order, sent["n"], sent["kind"] & MILESTONE
        self._scans.append(seen)
        shown = {(note["order"], note["at"]) for note in notes[notes["measure"] == SHOWN]}
        entered = [
            not entry["kind"] & NUMBERED
            and entry["since_tick"] <= entry["at_tick"]
            and (owner, entry["at_tick"] * TICK_H) in shown
            for entry, owner in zip(sent, order, strict=True)
        ]
        self._publish(sent[entered], order[entered])

    def _look_at_published(self) -> None:
        """After PUBLISH: which scans came out at the platform, and when."""
        n = int(np.count_nonzero(self._take_notes()["measure"] == SHOWN))
        self._publish(*self._chosen_entries(self.calendar.scratch.second[:n]))

    def _look_at_merchants(self, now: float) -> None:
        """After DECIDE: which merchants do something else from now on."""
        conduct = self._conduct_now()
        moved = np.flatnonzero((conduct != self._conduct).any(axis=0))
        if len(moved):
            steps = np.zeros(len(moved), STEP)
            steps["at"], steps["merchant"] = now, moved
            steps["state"], steps["ships_with"] = conduct[:, moved]
            self._steps.append(steps)
            self._conduct = conduct

    def _conduct_now(self) -> NDArray[np.uint8]:
        """(2, merchants): what each does, and the carrier it ships with."""
        return np.stack([self.merchants.rec["state"], self.merchants.rec["ships_with"]])

    def _chosen_entries(self, entries: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.uint64]]:
        """Those entries that are about chosen orders, and the orders."""
        order = order_ids(self.table.parcels.rec[entries["row"]])
        mine = is_among(order, self.chosen)
        return entries[mine], order[mine]

    def _publish(self, entries: NDArray[Any], order: NDArray[np.uint64]) -> None:
        publications = np.zeros(len(entries), PUBLICATION)
        publications["order"], publications["seq"] = order, entries["n"]
        publications["way"] = entries["kind"] & (POLLED | REPLAYED)
        publications["event_time"] = entries["since_tick"] * TICK_H
        publications["record_time"] = entries["at_tick"] * TICK_H
        self._publications.append(publications)


def _joined(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    """Many small arrays of records as one; NumPy's own way looks at the fields of each."""
    return np.frombuffer(b"".join(part.tobytes() for part in parts), dtype)
