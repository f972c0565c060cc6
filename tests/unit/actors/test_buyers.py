"""Buyers: who worries when, what she does then, and how news moves her clock."""

from typing import Any

import numpy as np
import pytest

from sim.actors.buyers import CONTACT, MOST, Buyers, awareness, begin, live_until, set_alarm, wake
from sim.engine.luck import uniform
from sim.engine.record import MILESTONES, WORRIED
from sim.engine.stages import EPISODE, WAKE
from tests.unit.actors.bench import Bench, entries_of, shut
from tests.unit.actors.parcel_words import in_tick

SILENT_FROM = 20.0


def buyers_of(base: float = 0.0, silent: float = 0.5, **looks: float) -> Buyers:
    """Silence counts after 20 h, with no ramp to speak of; nobody knows the carrier's own site."""
    site = {"start": 0.0, "most": 0.0, "time": 24.0, "satisfied": 1.0} | looks
    clock = np.array([base, silent, 1e-9, 0.0, 48.0, 96.0, 0.0, 3.0])
    return Buyers(np.full(len(MILESTONES), SILENT_FROM), clock, np.array(list(site.values())))


def patience(order: int, draw: int = 0) -> float:
    """Unit-exponential patience of an order's buyer."""
    return float(-np.log1p(-uniform(1, 0, "worry", order, draw)))


def started(bench: Bench, buyers: Buyers, **fields: Any) -> int:
    row = bench.parcel(**fields)
    begin(np.array([row]), 1, bench.period(0.0), bench.key, buyers, shut(), bench.parcels, bench.lists, bench.lot)
    return row


def wake_up(bench: Bench, buyers: Buyers, at: float, *rows: int, notice: float = 0.0, shuttings: Any = None) -> None:
    """Work off the alarms of the period of `at`, set for `at`."""
    for row in rows:
        bench.put(row, wake_at=at)
    wake(
        entries_of(*((at, row, 0) for row in rows)), len(rows), bench.period(at), bench.key, buyers,
        shut() if shuttings is None else shuttings, notice, bench.parcels, bench.lists, bench.books,
    )  # fmt: skip


def test_a_clock_starts_with_the_orders_own_patience_and_one_entry() -> None:
    bench = Bench()
    row = started(bench, buyers_of())
    at = SILENT_FROM + patience(row) / 0.5
    assert [at] == pytest.approx([t for t, _, _ in bench.due(WAKE)])
    assert at == pytest.approx(bench.told(row)["wake_at"])


def test_at_a_worry_the_clock_starts_again_with_new_patience_and_the_buyer_gets_in_touch() -> None:
    bench, buyers = Bench(), buyers_of()
    row = started(bench, buyers)
    at = SILENT_FROM + patience(row) / 0.5
    wake_up(bench, buyers, bench.told(row)["wake_at"], row)
    assert [(at, row, CONTACT)] == [(pytest.approx(t), r, k) for t, r, k in bench.due(EPISODE)]
    rec = bench.told(row)
    assert (1, WORRIED) == (rec["worries"], rec["flags"])
    assert [at, at, patience(row, 1)] == pytest.approx([rec["news_at"], rec["clock_at"], rec["worry_left"]])
    assert at + SILENT_FROM + patience(row, 1) / 0.5 == pytest.approx(rec["wake_at"])


def test_news_moves_the_clock_and_the_old_entry_means_nothing() -> None:
    bench, buyers = Bench(), buyers_of()
    row = started(bench, buyers)
    old = float(bench.told(row)["wake_at"])
    rec = bench.rec(row)
    live_until(rec, row, 10.0, bench.period(10.0), bench.key, buyers, shut(), 0.0, bench.lists, bench.books)
    bench.put(row, news_at=9.5, shown=1, milestone=1)
    set_alarm(rec, row, 10.0, bench.period(10.0), buyers, shut(), bench.lists)
    wake_up(bench, buyers, old, row)
    assert ([], 0) == (bench.due(EPISODE), bench.told(row)["worries"])
    assert 9.5 + SILENT_FROM + patience(row) / 0.5 == pytest.approx(bench.told(row)["wake_at"])


def test_what_has_accumulated_stays_when_news_comes() -> None:
    """Half an hour of silence beyond the quiet time uses up 0.25; the rest is there after the news."""
    bench, buyers = Bench(), buyers_of()
    row = next(r for r in (started(bench, buyers) for _ in range(50)) if patience(r) > 0.5)
    rec = bench.rec(row)
    live_until(rec, row, 20.5, bench.period(20.5), bench.key, buyers, shut(), 0.0, bench.lists, bench.books)
    assert patience(row) - 0.25 == pytest.approx(rec["worry_left"], abs=1e-8)
    assert 20.5 == bench.told(row)["clock_at"]


def test_every_worry_before_the_news_happens_at_its_own_hour() -> None:
    bench, buyers = Bench(), buyers_of(base=0.6, silent=0.0)
    row = started(bench, buyers)
    rec, expected = bench.rec(row), []
    at = in_tick(patience(row) / 0.6)
    while at < 30.0 and len(expected) < MOST:
        expected.append(at)
        at = in_tick(at + patience(row, len(expected)) / 0.6)
    live_until(rec, row, 30.0, bench.period(0.0), bench.key, buyers, shut(), 0.0, bench.lists, bench.books)
    assert expected == pytest.approx([t for t, _, _ in bench.due(EPISODE)])
    assert len(expected) == bench.told(row)["worries"]


def test_a_buyer_worries_fifteen_times_at_most() -> None:
    bench, buyers = Bench(), buyers_of(base=50.0)
    row = started(bench, buyers)
    rec = bench.rec(row)
    live_until(rec, row, 90.0, bench.period(0.0), bench.key, buyers, shut(), 0.0, bench.lists, bench.books)
    assert (15, np.inf) == (bench.told(row)["worries"], rec["worry_left"])


def test_with_the_parcel_in_hand_nobody_worries() -> None:
    bench, buyers = Bench(), buyers_of(base=1.0)
    row = started(bench, buyers, handed_at=1e-9)
    assert [] == bench.due(WAKE)
    assert np.inf == bench.told(row)["wake_at"]


def test_an_alarm_of_a_row_used_again_wakes_nobody() -> None:
    bench, buyers = Bench(), buyers_of()
    row = started(bench, buyers)
    bench.rec(row)["gen"] = 3
    wake_up(bench, buyers, 30.0, row)
    assert 0 == bench.told(row)["worries"]


def worried(n: int, buyers: Buyers, **fields: Any) -> tuple[Bench, list[int]]:
    """`n` buyers with no patience left who wake at hour 30."""
    bench = Bench()
    rows = [bench.parcel(clock_at=30.0, worry_left=1e-12, news_at=0.0) for _ in range(n)]
    wake_up(bench, buyers, 30.0, *rows, **fields)
    return bench, rows


def test_who_looks_at_the_carriers_site_and_is_content_asks_nobody() -> None:
    bench, rows = worried(300, buyers_of(start=0.4, most=0.4, satisfied=0.7))
    content = [uniform(1, 0, "look", r) < 0.4 and uniform(1, 0, "content", r) < 0.7 for r in rows]
    assert sum(content) == bench.counted("self_served")
    assert [r for r, c in zip(rows, content, strict=True) if not c] == sorted(r for _, r, _ in bench.due(EPISODE))


def test_a_notice_calms_a_share_of_those_whose_carrier_is_shut_and_nobody_else() -> None:
    bench, rows = worried(300, buyers_of(), notice=0.4, shuttings=shut({"gate": 0, "begin": 10.0}))
    expected = [r for r in rows if uniform(1, 0, "notice", r) >= 0.4]
    assert expected == sorted(r for _, r, _ in bench.due(EPISODE))
    bench, rows = worried(300, buyers_of(), notice=0.4, shuttings=shut({"gate": 1, "begin": 10.0}))
    assert rows == sorted(r for _, r, _ in bench.due(EPISODE))


@pytest.mark.parametrize(
    ("shut_since", "at", "expected"),
    [(np.nan, 40.0, 0.1), (40.0, 40.0, 0.1), (16.0, 40.0, 0.1 + 0.35 * (1 - np.exp(-1.0))), (0.0, 1e6, 0.45)],
)
def test_awareness_of_the_carriers_own_site_grows_while_its_link_is_shut(
    shut_since: float, at: float, expected: float
) -> None:
    assert expected == pytest.approx(awareness(buyers_of(start=0.1, most=0.45), shut_since, at))
