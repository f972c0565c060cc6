"""Publication: scans of one instant, scans that overtake each other, and buyers who worry at that very moment."""

import numpy as np
import pytest

from sim.actors.buyers import wake
from sim.actors.settlement import settle_unseen
from sim.engine.record import DELIVERED, DONE, ENDED, HANDED_OVER, IN_FLIGHT, PARCEL, UNSHOWN
from sim.engine.stages import EPISODE, SETTLE
from tests.unit.actors.bench import entries_of, shut
from tests.unit.world.newsroom import BEGIN, Newsroom

AT = BEGIN + 0.125


def test_live_and_replayed_scans_of_one_instant_are_shown_by_order_id() -> None:
    """Of each parcel something else is under way, so that the order counts."""
    room = Newsroom()
    for order, arrive in ((9, room.arrives), (2, room.is_replayed), (5, room.arrives), (7, room.is_replayed)):
        arrive(room.parcel(order, 9.0, pending=1), 0, AT)
    assert [(AT, 2), (AT, 5), (AT, 7), (AT, 9)] == room.publish()


def test_an_earlier_record_time_comes_first_whichever_way_the_scan_came() -> None:
    """Of each parcel something else is under way, so that the order counts."""
    room, first, then = Newsroom(), AT - 5 / 64, AT - 4 / 64
    for order, arrive, at in ((1, room.arrives, AT), (2, room.is_replayed, then), (3, room.arrives, first)):
        arrive(room.parcel(order, 9.0, pending=1), 0, at)
    assert [(first, 3), (then, 2), (AT, 1)] == room.publish()


def test_parcels_of_which_nothing_else_is_under_way_come_first_as_they_lie() -> None:
    room, step = Newsroom(), 1 / 128
    for order, pending, at in ((5, 0, AT), (4, 1, AT), (2, 0, AT + step), (3, 1, AT - step), (1, 0, AT - 2 * step)):
        room.arrives(room.parcel(order, 9.0, pending=pending), 0, at)
    assert [(AT, 5), (AT + step, 2), (AT - 2 * step, 1), (AT - step, 3), (AT, 4)] == room.publish(is_limited=False)


@pytest.mark.parametrize("is_limited", [True, False])
def test_that_they_come_first_changes_nothing(is_limited: bool) -> None:
    """The same publications twice: of each parcel nothing else, then something else is under way."""
    rooms = [Newsroom(base=1.0), Newsroom(base=1.0)]
    for pending, room in enumerate(rooms):
        for order in range(20):
            at = BEGIN + (order * 7 % 20) / 128
            row = room.parcel(order, 6.0, 7.0 + order / 8, clock_at=9.0, news_at=6.0, worry_left=0.05 * order)
            room.bench.rec(row)["pending"] = pending
            (room.is_replayed if order % 3 else room.arrives)(row, order % 2, at)
    assert rooms[0].publish(is_limited) != rooms[1].publish(is_limited)
    alone, beside = (room.bench for room in rooms)
    first, second = alone.table.used.rec, beside.table.used.rec
    assert ["pending"] == [f for f in PARCEL.names if not np.array_equal(first[f], second[f], equal_nan=True)]
    assert np.array_equal(alone.books.hourly, beside.books.hourly)
    assert alone.due(EPISODE) == beside.due(EPISODE) != []


def test_a_parcels_scans_shown_at_one_instant_leave_the_highest_visible() -> None:
    room = Newsroom()
    row = room.parcel(1, 6.0, 7.0, 8.0)
    for seq, arrive in ((2, room.is_replayed), (0, room.arrives), (1, room.is_replayed)):
        arrive(row, seq, AT)
    room.publish()
    told = room.bench.told(row)
    assert (3, 8.0) == (told["shown"], told["news_at"])
    assert 3.0 == room.bench.counted("scans_shown")


def test_an_overtaken_scan_changes_nothing_and_is_backfill_only_if_it_was_kept() -> None:
    room = Newsroom()
    row = room.parcel(1, 6.0, 7.0, 8.0)
    room.arrives(row, 2, AT - 0.0625)
    room.arrives(row, 1, AT)
    room.is_replayed(row, 0, AT + 0.0625)
    room.publish()
    told = room.bench.told(row)
    assert (3, 8.0, 8.0) == (told["shown"], told["news_at"], told["seen_at"])
    assert [3.0, 1.0] == [room.bench.counted(name) for name in ("scans_shown", "scans_backfilled")]


def test_the_first_scan_shown_is_the_one_by_which_late_dispatch_is_judged() -> None:
    """Due four hours after the order: two scans of one parcel in one period, one on either side of it."""
    room = Newsroom()
    room.settlement.terms[0] = 4.0
    row = room.parcel(1, 6.5, 7.0, placed_at=AT - 4.0, news_at=AT - 4.0, picked_up_at=6.5)
    room.is_replayed(row, 1, AT)
    room.arrives(row, 0, AT + 0.0625)
    room.publish()
    assert 0.0 == room.bench.counted("late_dispatch")


@pytest.mark.parametrize(("silent_from", "worries"), [(4.0625, 1), (4.1875, 0)])
def test_a_worry_before_the_news_of_its_period_happens_and_one_after_it_does_not(
    silent_from: float, worries: int
) -> None:
    """Hazard shoots up once news is `silent_from` hours old: at 10.0625 or 10.1875, the news comes at 10.125."""
    room = Newsroom(silent_from=silent_from)
    row = room.parcel(1, 6.0, 9.0, shown=1, made=2, news_at=6.0, clock_at=6.0, worry_left=1.0)
    at = 6.0 + silent_from
    room.bench.put(row, wake_at=at)
    room.arrives(row, 1, AT)
    room.publish()
    bench = room.bench
    wake(
        entries_of((at, row, 0)), 1, bench.period(BEGIN), bench.key, room.buyers, shut(), 0.0, bench.parcels,
        bench.lists, bench.books,
    )  # fmt: skip
    assert worries == bench.told(row)["worries"] == len(bench.due(EPISODE))
    assert [pytest.approx(at, abs=1e-4)] * worries == [t for t, _, _ in bench.due(EPISODE)]


def test_at_one_instant_the_news_comes_before_the_worry() -> None:
    """All patience is used up exactly at the publication; the buyer has seen the news when she asks."""
    room = Newsroom(base=1.0)
    row = room.parcel(1, 6.0, 9.0, shown=1, made=2, clock_at=10.0, worry_left=0.125, wake_at=10.125)
    room.arrives(row, 1, 10.125)
    room.publish()
    rec = room.bench.told(row)
    assert (2, 0, 0.0) == (rec["shown"], rec["worries"], rec["worry_left"])
    assert 10.125 == rec["wake_at"]


def test_a_last_scan_shown_in_the_period_in_which_the_order_confirms_itself_still_counts() -> None:
    """Confirmation is due at 10.0625, the scan comes at 10.125: SCAN is worked off before REACT."""
    room = Newsroom()
    due, room.auto_confirm = BEGIN + 0.0625, 4.0
    ended = {"state": HANDED_OVER, "handed_at": 9.0, "flags": UNSHOWN | IN_FLIGHT | ENDED}
    row = room.parcel(1, 9.0, picked_up_at=due - 4.0, **ended)
    room.arrives(row, 0, AT, DELIVERED)
    room.publish()
    bench = room.bench
    settle_unseen(
        entries_of((due, row, 0)), 1, bench.period(BEGIN), room.auto_confirm, bench.array, room.settlement, room.feed,
        room.merchants, bench.parcels, bench.lists, bench.books,
    )  # fmt: skip
    rec = bench.rec(row)
    assert (1, True) == (rec["shown"], bool(rec["flags"] & DONE))
    assert [] == bench.due(SETTLE)
    assert pytest.approx(100.0 * due) == bench.counted("merchant_float_cny_h")
    assert 1 == room.feed.finished.sum()
