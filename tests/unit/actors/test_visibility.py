"""What is shown: the visible state, and how long a parcel is dark."""

import pytest

from sim.actors.feed import REPLAYED, account_dark, stop_looking
from sim.actors.lockers import BY_APP
from sim.engine.record import DARK_AT_PROMISE, DELIVERED, DEPOSITED, EVER_DARK, IN_LOCKER, ORIGIN_SORTED, PICKED_UP
from tests.unit.actors.bench import LOCKER, told_of
from tests.unit.actors.feed_line import Line, on_the_way


def test_the_first_and_the_last_scan_shown_move_what_merchant_and_platform_see() -> None:
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    line.send(40.0, row, DELIVERED)
    line.bench.put(row, handed_at=40.0)
    assert 1 == line.show(10.5, row, PICKED_UP, 0, since=10.0)
    assert (0, 1, 1) == (*line.merchants.rec[0][["unshown", "in_flight"]], line.feed.in_network[0])
    assert 2 == line.show(40.5, row, DELIVERED, 1, since=40.0)
    assert (0, 0, 1) == (line.merchants.rec[0]["in_flight"], line.feed.in_network[0], line.feed.finished[0].sum())
    told = line.bench.told(row)
    assert 0 == told["pending"]
    assert (2, DELIVERED, 40.0, 40.0) == tuple(told[f] for f in ("shown", "milestone", "seen_at", "news_at"))


def test_an_older_scan_shown_later_changes_nothing_but_counts_as_shown() -> None:
    line = Line()
    row = on_the_way(line)
    for at, kind in ((10.0, PICKED_UP), (12.0, ORIGIN_SORTED)):
        line.send(at, row, kind)
    line.show(12.5, row, ORIGIN_SORTED, 1, since=12.0)
    before = line.bench.told(row)
    assert 0 == line.show(70.0, row, PICKED_UP | REPLAYED, 0, since=10.0)
    assert before | {"pending": before["pending"] - 1} == line.bench.told(row)
    assert [2.0, 1.0] == line.counted("scans_shown", "scans_backfilled")


def test_news_does_not_make_a_worry_undone() -> None:
    line = Line()
    row = on_the_way(line, news_at=30.0)
    line.send(10.0, row, PICKED_UP)
    line.show(31.0, row, PICKED_UP, 0, since=10.0)
    assert 30.0 == line.bench.told(row)["news_at"]


def test_a_deposit_shown_sends_the_code() -> None:
    line = Line()
    row = on_the_way(line, state=IN_LOCKER, bound_for=LOCKER)
    line.send(10.0, row, DEPOSITED)
    line.show(10.5, row, DEPOSITED, 0, since=10.0)
    (code,) = told_of(line.codes.lists, 0)
    assert (10.5, 10.0, BY_APP) == (code["at"], code["since"], code["kind"])


def test_a_parcel_is_dark_from_the_grace_time_after_a_scan_until_that_or_a_later_one_is_shown() -> None:
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    line.send(20.0, row, ORIGIN_SORTED)
    line.show(30.0, row, ORIGIN_SORTED, 1, since=20.0)
    assert [1.0, 19.0] == line.counted("dark_parcels", "dark_hours")
    assert line.bench.rec(row)["flags"] & EVER_DARK


def test_darkness_is_counted_once_where_two_scans_lack() -> None:
    """Scans of 10 and 20 h are shown one after the other at 30 and 40 h: dark from 11 h to 40 h."""
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    line.send(20.0, row, ORIGIN_SORTED)
    line.show(30.0, row, PICKED_UP, 0, since=10.0)
    line.show(40.0, row, ORIGIN_SORTED, 1, since=20.0)
    assert [1.0, 29.0] == line.counted("dark_parcels", "dark_hours")


@pytest.mark.parametrize(("shown_at", "dark"), [(20.5, 0.0), (21.0, 0.0), (21.25, 0.25)])
def test_a_scan_shown_in_its_turn_and_within_the_grace_time_leaves_no_darkness(shown_at: float, dark: float) -> None:
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    line.send(20.0, row, ORIGIN_SORTED)
    line.show(10.5, row, PICKED_UP, 0, since=10.0)
    line.show(shown_at, row, ORIGIN_SORTED, 1, since=20.0)
    assert [float(dark > 0.0), dark] == line.counted("dark_parcels", "dark_hours")


def test_a_scan_shown_in_time_that_overtakes_another_ends_the_darkness_since_that_one() -> None:
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    line.send(20.0, row, ORIGIN_SORTED)
    line.show(20.5, row, ORIGIN_SORTED, 1, since=20.0)
    assert [1.0, 9.5] == line.counted("dark_parcels", "dark_hours")


@pytest.mark.parametrize(("shown_at", "dark"), [(96.0, False), (96.5, True)])
def test_dark_at_the_promised_hour_means_not_yet_shown_then(shown_at: float, dark: bool) -> None:
    line = Line()
    row = on_the_way(line)
    line.send(10.0, row, PICKED_UP)
    account_dark(line.bench.rec(row), shown_at, line.feed, line.bench.parcels, line.bench.books)
    assert dark == bool(line.bench.rec(row)["flags"] & DARK_AT_PROMISE)


@pytest.mark.parametrize(("shown_at", "phantoms"), [(41.0, 0.0), (41.5, 1.0)])
def test_a_phantom_is_delivered_and_not_shown_so_within_the_grace_time(shown_at: float, phantoms: float) -> None:
    line = Line()
    row = on_the_way(line, handed_at=40.0)
    line.send(40.0, row, DELIVERED)
    line.show(shown_at, row, DELIVERED, 0, since=40.0)
    assert phantoms == line.bench.counted_in("phantoms", 41)


def test_an_order_closed_unseen_is_no_longer_dark_and_nobody_expects_news_of_it() -> None:
    line = Line({"gate": 0})
    row = on_the_way(line, handed_at=40.0)
    line.send(40.0, row, DELIVERED)
    stop_looking(line.bench.rec(row), 245.0, line.feed, line.merchants, line.bench.parcels, line.bench.books)
    assert [204.0, 1.0] == line.counted("dark_hours", "phantoms")
    assert (0, 0) == tuple(line.merchants.rec[0][["unshown", "in_flight"]])
