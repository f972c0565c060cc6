"""Support desks: who takes a contact up when, who gives up, and what comes of it."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.actors.desk import COMPLAINT, CONTACT, REFUND, Desks, agents_at, episodes, serve_desks
from sim.engine.agents import Agents, agents
from sim.engine.calendar import ENTRY
from sim.engine.instants import TICK_H
from sim.engine.luck import uniform
from sim.engine.record import DONE, MILESTONES
from sim.engine.stages import EPISODE
from tests.unit.actors.bench import Bench, always, entries_of, lists_of, merchants_of
from tests.unit.actors.parcel_words import PRICE_ROW, ticks_of

HANDLING, PATIENCE, LATER = 7 / 64, 0.5, 6.0


class Office:
    """Three desks with constant handling, patience and delays; all contacts go to one of them."""

    def __init__(self, desk: int = 0, on_duty: int = 1, patience: float = PATIENCE, **shares: Any) -> None:
        self.bench = Bench(always(HANDLING), always(patience), always(LATER))
        handling, gives_up, later = self.bench.rows
        fresh = {"seen": 1.0, "dark": 0.0, "carrier": 1.0, "redial": 0.0, "abandoned": 0.0}
        escalation = {"repeat": 0.0, "complaint": 0.0, "refund": 0.0, "petition": 0.0}
        self.desks = Desks(
            rows=np.array([[handling, gives_up, later]] * 3),
            shares=np.array([[shares.pop(name, value) for name, value in fresh.items()]] * 3),
            escalation=np.array([shares.pop(name, value) for name, value in escalation.items()]),
            party_upto=shares.pop("party_upto", np.array([desk == 0, desk <= 1, 1.0], np.float64)),
            delay_rows=np.full(4, later),
            fresh=np.full(len(MILESTONES), 20.0),
            value_row=np.array([PRICE_ROW]),
        )
        self.merchants, self.lines, self.desk = merchants_of(1), lists_of(3), desk
        self.crew: Agents = agents(3, 10)
        self.crew.on_duty[:] = on_duty

    def fall_due(self, at: float, row: int, kind: int = CONTACT, n: int = 0) -> None:
        bench = self.bench
        episodes(
            entries_of((at, row, kind), n=n), 1, bench.period(at), bench.key, bench.array, self.desks, self.merchants,
            bench.parcels, bench.lists, self.lines.lists, bench.books,
        )  # fmt: skip

    def work(self, at: float) -> None:
        """Work off the period of `at`."""
        bench = self.bench
        serve_desks(
            bench.period(at), bench.key, bench.array, self.desks, self.crew, self.lines.lists, np.zeros(100, ENTRY),
            bench.parcels, bench.lists, bench.books,
        )  # fmt: skip

    def waited(self) -> list[int]:
        """Minutes waited by those answered."""
        by_minute = self.bench.books.waits[:, self.desk].sum(axis=0)
        return np.repeat(np.arange(len(by_minute)), by_minute.astype(int)).tolist()

    def counted(self, *names: str) -> list[float]:
        return [self.bench.counted(name) for name in names]


def test_contacts_are_taken_up_in_the_order_in_which_they_came() -> None:
    """One agent, 6.6 minutes a contact: three at once wait 0, 6.6 and 13.1 minutes."""
    office = Office()
    for at in (10.0, 10.0, 10.0):
        office.fall_due(at, office.bench.parcel())
    office.work(10.0)
    assert [0, 6, 13] == office.waited()
    assert [3.0, 3.0, 0.0] == office.counted("contacts", "contacts_answered", "contacts_abandoned")


def test_two_agents_work_side_by_side() -> None:
    office = Office(on_duty=2)
    for at in (10.0, 10.01, 10.02, 10.03):
        office.fall_due(at, office.bench.parcel())
    office.work(10.0)
    assert [0, 0, 5, 5] == office.waited()  # from 10.02 and 10.03 to 7/64 h after 10.0 and 10.01: 5.4 minutes each


def test_who_is_not_reached_before_the_end_of_a_period_keeps_his_place() -> None:
    office = Office()
    for at in (10.0, 10.0, 10.0, 10.0):
        office.fall_due(at, office.bench.parcel())
    office.work(10.0)
    assert (3.0, 1) == (office.bench.counted("contacts_answered"), office.lines.lists.size[0])
    office.work(10.25)
    assert [0, 6, 13, 19] == office.waited()


@pytest.mark.parametrize(("patience", "abandoned"), [(HANDLING, 0.0), (HANDLING - TICK_H, 1.0)])
def test_who_is_taken_up_at_the_very_instant_of_giving_up_is_answered(patience: float, abandoned: float) -> None:
    office = Office(patience=patience)
    for _ in range(2):
        office.fall_due(10.0, office.bench.parcel())
    office.work(10.0)
    assert [2.0 - abandoned, abandoned] == office.counted("contacts_answered", "contacts_abandoned")


def test_who_gave_up_costs_the_agent_nothing() -> None:
    """The third of three at 10:00 is gone at 10:09; the agent, free at 10:13, takes the one who came at 10:12."""
    office = Office(patience=0.15)
    for at in (10.0, 10.0, 10.0, 10.2):
        office.fall_due(at, office.bench.parcel())
    office.work(10.0)
    assert [0, 1, 6] == office.waited()
    assert [3.0, 1.0] == office.counted("contacts_answered", "contacts_abandoned")


def test_someone_in_the_middle_of_the_line_gives_up_before_those_ahead_are_served() -> None:
    office = Office(on_duty=1)
    office.work(9.0)
    office.crew.free_at[0, 0] = 12.0
    for gives_up in (99.0, 10.2):
        office.fall_due(10.0, office.bench.parcel())
        lists = office.lines.lists
        lists.entries[lists.where["tail"][0], lists.where["last"][0] - 1]["since_tick"] = ticks_of(gives_up)
    office.work(10.0)
    assert ([0.0, 1.0], 1) == (office.counted("contacts_answered", "contacts_abandoned"), office.lines.lists.size[0])
    office.work(12.0)
    assert ([120], 1.0) == (office.waited(), office.bench.counted_in("contacts_abandoned", 10))


def test_each_desk_has_its_own_line_and_the_party_is_drawn_by_luck() -> None:
    office = Office(party_upto=np.array([0.55, 0.8, 1.0]))
    rows = [office.bench.parcel() for _ in range(200)]
    for row in rows:
        office.fall_due(10.0, row)
    parties = [int(np.searchsorted([0.55, 0.8], uniform(1, 0, "party", row, 0), side="right")) for row in rows]
    assert np.bincount(parties).tolist() == office.lines.lists.size.tolist()
    assert np.bincount(parties).tolist() == office.counted("contacts_merchant", "contacts_platform", "contacts_carrier")


def test_a_merchant_hears_of_each_contact_about_its_parcels() -> None:
    office = Office()
    office.fall_due(10.0, office.bench.parcel())
    assert (1.0, 10.0) == tuple(office.merchants.rec[0][["recent", "recent_at"]])


def test_contacts_of_a_parcel_are_numbered_and_the_sixteenth_is_not_made() -> None:
    office = Office()
    row = office.bench.parcel()
    for _ in range(16):
        office.fall_due(10.0, row)
    assert (15, 15.0) == (office.bench.told(row)["contacts"], office.bench.counted("contacts"))
    assert 15 == office.lines.lists.size[0]


def test_what_falls_due_once_the_parcel_is_in_hand_is_dropped() -> None:
    office = Office(refund=1.0)
    row = office.bench.parcel(handed_at=10.0)
    for kind in (CONTACT, COMPLAINT, REFUND):
        office.fall_due(10.0, row, kind)
    assert [0.0, 0.0, 0.0] == office.counted("contacts", "complaints", "refund_claims")


def answered(desk: int = 0, shown: int = 0, event: float = 0.0, at: float = 30.0, **shares: Any) -> Office:
    office = Office(desk, **shares)
    row = office.bench.parcel(shown=shown, seen_at=event)
    office.fall_due(at, row)
    office.work(at)
    return office


@pytest.mark.parametrize(
    ("desk", "shown", "event", "resolved"),
    [
        (0, 1, 10.0, True),  # news of 20 h ago is just fresh enough
        (0, 1, 9.9, False),
        (1, 0, 0.0, False),  # nothing shown: the order is all there is, 30 h old
        (2, 0, 0.0, True),  # the carrier's own desk looks the parcel up
    ],
)
def test_a_desk_resolves_what_it_can_see(desk: int, shown: int, event: float, resolved: bool) -> None:
    office = answered(desk, shown, event, repeat=1.0)
    again = [] if resolved else [(30.0 + HANDLING + LATER, 0, CONTACT)]
    assert again == office.bench.due(EPISODE)


def test_an_unresolved_contact_becomes_a_complaint_or_comes_again_by_one_luck() -> None:
    office = Office(complaint=0.3, repeat=0.4, on_duty=9)
    rows = [office.bench.parcel() for _ in range(80)]
    for row in rows:
        office.fall_due(30.0, row)
    for period in range(20):
        office.work(30.0 + period / 4.0)
    answered_rows = 80 - int(office.bench.counted("contacts_abandoned"))
    kinds = [kind for _, _, kind in office.bench.due(EPISODE)]
    u = [uniform(1, 0, "outcome", row, 0) for row in rows[:answered_rows]]
    assert [sum(x < 0.3 for x in u), sum(0.3 <= x < 0.7 for x in u)] == [kinds.count(COMPLAINT), kinds.count(CONTACT)]


@pytest.mark.parametrize(
    ("redial", "abandoned", "expected"),
    [(1.0, 1.0, [CONTACT]), (0.0, 1.0, [COMPLAINT]), (0.0, 0.0, [])],
)
def test_who_gave_up_calls_again_complains_or_leaves_it_at_that(
    redial: float, abandoned: float, expected: list[int]
) -> None:
    office = Office(patience=0.0625, redial=redial, abandoned=abandoned)
    for _ in range(2):
        office.fall_due(10.0, office.bench.parcel())
    office.work(10.0)
    assert [(10.0625 + LATER, kind) for kind in expected] == [(at, kind) for at, _, kind in office.bench.due(EPISODE)]


def test_a_complaint_leads_to_a_refund_claim_and_whatever_happens_to_a_petition() -> None:
    office = Office(refund=1.0, petition=1.0)
    row = office.bench.parcel()
    office.fall_due(10.0, row, COMPLAINT, n=3)
    assert [(10.0 + LATER, row, REFUND)] == office.bench.due(EPISODE)
    assert (1.0, 1.0) == (office.bench.counted_in("complaints", 10), office.bench.counted_in("petitions", 16))
    office.fall_due(16.0, row, REFUND, n=3)
    assert [1.0, 100.0] == office.counted("refund_claims", "refund_claims_cny")


def test_a_parcel_stays_in_the_table_while_its_contact_waits() -> None:
    office = Office()
    row = office.bench.parcel()
    office.fall_due(10.0, row)
    assert 1 == office.bench.rec(row)["pending"]
    office.bench.rec(row)["flags"] = DONE
    office.work(10.0)
    assert (0, 1) == (office.bench.rec(row)["pending"], office.bench.parcels.leaving_n[0])


@pytest.mark.parametrize(
    ("hour", "expected"), [(0.0, 4.0), (8.0, 4.0), (13.0, 1.0), (14.0, 1.0), (22.0, 4.0), (21.9, 1.0)]
)
def test_shifts_follow_the_clock_and_the_last_lasts_over_midnight(hour: float, expected: float) -> None:
    """Agents change at 08:00 and 23:00; the scenario starts at 10:00."""
    desks = {"platform": SimpleNamespace(agents={23.0: 1, 8.0: 4})}
    scenario = SimpleNamespace(desks=desks, start=SimpleNamespace(hour=10, minute=0))
    assert expected == agents_at(scenario, "platform", hour)
