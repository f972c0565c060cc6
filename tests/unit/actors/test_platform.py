"""The platform: what it sees of its links and desks, and actions that come into force and end at a turn."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.actors.platform import Platform, Rules, build, look_at_links, p90_wait_min, publish_backlog
from sim.actors.regulator import Regulator
from sim.engine.clock import Clock, Phase
from sim.engine.instants import on_grid
from sim.engine.luck import uniform
from sim.engine.tally import WAIT_BINS
from tests.unit.actors.bench import shut

HORIZON = 48.0
SCENARIO = SimpleNamespace(
    carriers={"sf": 0, "yto": 1}, links={"sf": 0, "yto": 1, "boxes": 2}, horizon=HORIZON,
    settlement=SimpleNamespace(auto_confirm=240.0), outages={},
)  # fmt: skip


def response(action: str, **fields: Any) -> SimpleNamespace:
    fresh = {"action": action, "when": None, "start": 10.0, "lag": 0.0, "end": None, "duration": None, "carrier": "sf"}
    return SimpleNamespace(**(fresh | fields))


class Course:
    """Runs responses and notes, at every period's count, what is in force."""

    def __init__(self, *responses: SimpleNamespace, measure: Any = lambda *_: 0.0) -> None:
        self.clock, self.rules, self.waived = Clock(0.25, HORIZON), build(SCENARIO), np.full((2, 2), np.inf)
        self.mediated: list[str] = []
        platform = Platform(SCENARIO, self.clock, self.rules, self.waived, measure, self.mediated.append)
        self.seen: list[tuple[float, Rules]] = []
        for i, r in enumerate(responses):
            self.clock.process(platform.run_response(f"act{i}", r))
        self.clock.every_period(Phase.COUNT, self._note)
        self.clock.run()
        self.acts = platform.acts

    def _note(self, p: int) -> None:
        self.seen.append((p * 0.25, Rules(*(a.copy() for a in self.rules))))

    def in_force(self, name: str, row: int, usual: Any = False) -> list[float]:
        """Begins of the periods in which a rule differed from the usual."""
        return [begin for begin, rules in self.seen if getattr(rules, name)[row] != usual]


def quarters(begin: float, end: float) -> list[float]:
    return np.arange(begin, end, 0.25).tolist()


def test_an_action_holds_from_its_start_to_its_end() -> None:
    assert quarters(10.0, 12.0) == Course(response("advise_switch", end=12.0)).in_force("advised", 0)


def test_an_action_between_two_boundaries_waits_for_the_next() -> None:
    course = Course(response("delist", start=10.1, duration=1.0))
    assert quarters(10.25, 11.25) == course.in_force("delisted", 0)
    assert {"act0": (10.1, 11.1)} == course.acts


def test_a_lag_delays_the_effect_but_not_the_end() -> None:
    course = Course(response("mobilise_capacity", carriers=["yto"], factor=1.15, lag=2.0, end=15.0))
    assert quarters(12.0, 15.0) == course.in_force("capacity", 1, usual=1.0)
    assert {1.15} == {float(r.capacity[1]) for begin, r in course.seen if 12.0 <= begin < 15.0}
    assert [] == course.in_force("capacity", 0, usual=1.0)


def test_an_action_without_an_end_lasts_to_the_horizon() -> None:
    assert quarters(10.0, HORIZON) == Course(response("fresh_bases")).in_force("bases_open", 0)


@pytest.mark.parametrize(
    ("action", "fields", "rule", "row", "usual", "expected"),
    [
        ("add_agents", {"desk": "platform", "factor": 1.5}, "agents", 1, 1.0, 1.5),
        ("extend_auto_confirm", {"to": 360.0}, "auto_confirm", 0, 240.0, 360.0),
        ("poll_fallback", {"polled_link": "boxes", "coverage": 0.3}, "polled", 2, 0.0, 0.3),
        ("public_notice", {"effect": 0.1}, "notice", 0, 0.0, 0.1),
    ],
)
def test_each_action_changes_its_rule_and_puts_it_back(
    action: str, fields: dict[str, Any], rule: str, row: int, usual: float, expected: float
) -> None:
    course = Course(response(action, end=12.0, **fields))
    assert quarters(10.0, 12.0) == course.in_force(rule, row, usual=usual)
    assert {expected} == {float(getattr(r, rule)[row]) for begin, r in course.seen if 10.0 <= begin < 12.0}


def test_relisting_ends_a_delisting() -> None:
    course = Course(response("delist"), response("relist", start=14.0))
    assert quarters(10.0, 14.0) == course.in_force("delisted", 0)


@pytest.mark.parametrize("action", ["advise_switch", "delist"])
def test_of_two_overlapping_acts_the_rule_holds_until_both_have_ended(action: str) -> None:
    course = Course(response(action, start=10.0, end=30.0), response(action, start=20.0, end=40.0))
    assert quarters(10.0, 40.0) == course.in_force("advised" if action == "advise_switch" else "delisted", 0)


def test_penalties_are_waived_between_begin_and_end() -> None:
    assert [10.0, 20.0] == Course(response("waive_late_dispatch", end=20.0)).waived[0].tolist()
    assert [10.0, np.inf] == Course(response("waive_late_dispatch")).waived[0].tolist()


def test_of_two_waivers_one_after_the_other_both_count() -> None:
    early, late = response("waive_late_dispatch", end=20.0), response("waive_late_dispatch", start=30.0, end=40.0)
    assert [[10.0, 20.0], [30.0, 40.0]] == Course(early, late).waived.tolist()


def test_mediation_starts_at_its_turn() -> None:
    assert ["act0"] == Course(response("mediate")).mediated


@pytest.mark.parametrize(
    ("measure", "above_from", "for_", "acts_from"),
    [
        ("contacts_per_h", 12.0, 0.0, 12.0),
        ("contacts_per_h", 12.0, 0.6, 12.75),
        ("contacts_per_h", 12.0, 1.0, 13.0),
        ("published_backlog_h", 12.25, 0.0, 12.25),
        ("published_backlog_h", 12.25, 1.0, 13.25),
    ],
)
def test_a_trigger_acts_once_its_measure_has_been_above_its_level_for_so_long(
    measure: str, above_from: float, for_: float, acts_from: float
) -> None:
    trigger = SimpleNamespace(measure=measure, carrier=None, above=5.0, for_=for_)
    course = Course(
        response("public_notice", effect=0.1, when=trigger),
        measure=lambda _name, _carrier, now: 9.0 if now >= above_from else 5.0,
    )
    assert quarters(acts_from, HORIZON) == course.in_force("notice", 0, usual=0.0)


@pytest.mark.parametrize(("measure", "looks_an_hour"), [("contacts_per_h", 1), ("published_backlog_h", 4)])
def test_nobody_looks_at_a_measure_of_full_hours_before_the_hour_is_full(measure: str, looks_an_hour: int) -> None:
    looks: list[float] = []
    trigger = SimpleNamespace(measure=measure, carrier=None, above=5.0, for_=1.0)

    def look(_name: str, _carrier: str | None, now: float) -> float:
        looks.append(now)
        return 0.0

    Course(response("public_notice", effect=0.1, when=trigger), measure=look)
    assert quarters(2.0, 8.0)[:: 4 // looks_an_hour] == [now for now in looks if 2.0 <= now < 8.0]


def test_a_trigger_starts_again_when_its_measure_falls() -> None:
    trigger = SimpleNamespace(measure="contacts_per_h", carrier=None, above=5.0, for_=1.0)
    course = Course(
        response("public_notice", effect=0.1, when=trigger),
        measure=lambda _name, _carrier, now: 9.0 if 2.0 <= now < 2.9 or now >= 20.0 else 0.0,
    )
    assert quarters(21.0, HORIZON) == course.in_force("notice", 0, usual=0.0)


@pytest.mark.parametrize(
    ("what", "troubled", "dark"),
    [
        ({}, True, True),
        ({"is_full": False, "share": 0.2}, True, False),
        ({"is_full": False, "closes": False, "extra": 3.0}, False, False),
        ({"begin": 30.0}, False, False),
        ({"end": 24.0}, False, False),
        ({"gate": 1}, False, False),
    ],
)
def test_a_shut_link_is_trouble_and_a_full_one_is_dark(what: dict[str, Any], troubled: bool, dark: bool) -> None:
    rules = build(SCENARIO)
    look_at_links(24.0, rules, shut({"begin": 10.0, **what}))
    assert (troubled, dark) == (rules.troubled[0], rules.dark[0])


def test_published_backlog_is_hours_of_work_at_the_visible_pace_of_a_day() -> None:
    rules, finished = build(SCENARIO), np.zeros((2, 96), np.int64)
    finished[0, [3, 50]] = 20, 28
    publish_backlog(rules, np.array([96, 7]), finished, 49)
    assert [24.0 * 96 / 48, 24.0 * 7] == rules.backlog_h.tolist()
    assert 20 == finished[0].sum(), "the period that begins counts from zero again"


def test_p90_is_the_minute_within_which_nine_in_ten_were_answered() -> None:
    waits = np.zeros(WAIT_BINS + 1)
    assert 0.0 == p90_wait_min(waits)
    waits[[0, 4, 30]] = 80, 10, 10
    assert 5.0 == p90_wait_min(waits)
    waits[30] = 11
    assert 31.0 == p90_wait_min(waits)


def test_a_mediation_restores_what_it_is_about_after_a_time_drawn_by_its_place() -> None:
    clock, restored = Clock(0.25, HORIZON), []
    regulator = Regulator(clock, 5, 2, lambda name, at: restored.append((clock.now, name, at)))
    mediation = SimpleNamespace(restores=["a", "b"], after=SimpleNamespace(quantile=lambda u: 10.0 * u))
    clock.process(regulator.run_mediation(3, mediation))
    clock.process(regulator.run_mediation(1, SimpleNamespace(restores=[], after=None)))
    clock.run()
    at = 10.0 * uniform(5, 2, "mediation", 3)
    assert [(on_grid(at), "a", at), (on_grid(at), "b", at)] == restored
