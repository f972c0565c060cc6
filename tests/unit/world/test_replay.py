"""Links at the instants that matter: what closes, opens, replays and closes again at one and the same time."""

import pytest

from tests.unit.actors.bench import PERIOD
from tests.unit.world.wire import Wire, outage


def scanned(wire: Wire, order: int, *times: float) -> Wire:
    wire.scan(wire.parcel(order), *times)
    return wire


def test_a_scan_at_the_instant_of_closing_is_kept_and_one_at_the_instant_of_opening_passes_live() -> None:
    wire = Wire(full=outage(10.0, 12.0))
    for order, at in ((1, 10.0), (2, 12.0), (3, 9.984375)):
        scanned(wire, order, at)
    wire.run()
    assert [(9.984375, 3), (12.0, 2)] == wire.live
    assert [(12.0, 1)] == [(at, order) for _, at, order, _ in wire.replayed]


def test_of_an_outage_of_no_length_nothing_is_hit_and_nothing_begins() -> None:
    wire = scanned(Wire(none=outage(10.0, 10.0)), 1, 10.0).run()
    assert [(10.0, 1)] == wire.live
    assert ([], {}) == (wire.replayed, wire.links.acts)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("oldest_first", [(3, 0), (3, 1), (7, 0), (3, 2)]),
        ("newest_first", [(3, 2), (7, 0), (3, 1), (3, 0)]),
        ("latest_only", [(7, 0), (3, 2)]),
    ],
)
def test_scans_of_one_instant_are_replayed_by_order_id_and_number_or_the_reverse(
    order: str, expected: list[tuple[int, int]]
) -> None:
    wire = Wire(full=outage(10.0, 12.0, order=order, replay_rate=4.0))
    late, early = wire.parcel(7), wire.parcel(3)
    wire.scan(late, 10.5)
    wire.scan(early, 10.5, 10.5, 11.0)
    wire.run()
    assert expected == [(o, n) for _, _, o, n in wire.replayed]
    assert [12.0 + (j + 1) / 4.0 for j in range(len(expected))] == [at for _, at, _, _ in wire.replayed]
    assert float(4 - len(expected)) == wire.bench.counted("scans_lost")


def test_what_is_replayed_at_a_boundary_is_published_in_the_period_that_begins() -> None:
    wire = scanned(Wire(full=outage(10.0, 12.0, replay_rate=4.0)), 1, 10.5, 10.625).run()
    assert [(12.25 / PERIOD, 12.25), (12.5 / PERIOD, 12.5)] == [(p, at) for p, at, _, _ in wire.replayed]


def test_a_replay_without_limit_publishes_all_at_the_instant_of_opening() -> None:
    wire = scanned(Wire(full=outage(10.0, 12.125)), 1, 10.5, 10.625).run()
    assert [(12.125, 0), (12.125, 1)] == [(at, n) for _, at, _, n in wire.replayed]
    assert {"full": 0.0} == wire.links.drain_h


def test_what_would_be_published_at_the_instant_of_closing_again_stays_in_the_buffer() -> None:
    first, second = outage(10.0, 12.0, replay_rate=4.0), outage(12.5, 14.0, replay_rate=4.0)
    wire = scanned(Wire(first=first, second=second), 1, 10.5, 10.625, 10.75).run()
    assert [(12.25, 0), (14.25, 1), (14.5, 2)] == [(at, n) for _, at, _, n in wire.replayed]


def test_what_a_broken_off_replay_leaves_behind_takes_up_room_in_the_buffer_at_once() -> None:
    """At 12.625 one of three scans is not published yet; the buffer has room for one."""
    first, second = outage(10.0, 12.0, replay_rate=4.0), outage(12.625, 14.0, replay_rate=4.0, buffer_limit=1)
    wire = scanned(Wire(first=first, second=second), 1, 10.5, 10.625, 10.75)
    scanned(wire, 2, 12.75).run()
    assert [(12.25, 0), (12.5, 1), (14.25, 2)] == [(at, n) for _, at, _, n in wire.replayed]
    assert 1.0 == wire.bench.counted("scans_lost")


def test_an_outage_that_begins_as_another_ends_keeps_what_that_one_kept() -> None:
    wire = Wire(first=outage(10.0, 12.0), second=outage(12.0, 14.0, order="newest_first", replay_rate=4.0))
    scanned(wire, 1, 10.5, 12.0).run()
    assert [(14.25, 1), (14.5, 0)] == [(at, n) for _, at, _, n in wire.replayed]
    assert [] == wire.live


def test_a_link_shut_for_the_whole_of_each_cycle_opens_at_the_end_only() -> None:
    wire = Wire(cycles=outage(10.0, 13.0, mode="intermittent", cycle=1.0, off=1.0))
    scanned(wire, 1, 10.5, 11.0, 12.984375).run()
    assert [13.0, 13.0, 13.0] == [at for _, at, _, _ in wire.replayed]


def test_at_the_end_of_the_shut_part_of_a_cycle_a_scan_passes_and_at_the_next_cycles_begin_it_does_not() -> None:
    wire = Wire(cycles=outage(10.0, 13.0, mode="intermittent", cycle=1.0, off=0.5))
    for order, at in enumerate((10.5, 11.0)):
        scanned(wire, order, at)
    wire.run()
    assert [(10.5, 0)] == wire.live
    assert [(11.5, 1)] == [(at, order) for _, at, order, _ in wire.replayed]


def test_a_restoration_counts_from_its_own_instant_even_inside_a_period() -> None:
    wire = Wire(full=outage(10.0))
    for order, at in ((1, 11.0), (2, 12.0625), (3, 12.125), (4, 12.1875)):
        scanned(wire, order, at)
    wire.call_off("full", 12.125)
    wire.run()
    assert [(12.125, 3), (12.1875, 4)] == wire.live
    assert [(12.125, 1), (12.125, 2)] == [(at, order) for _, at, order, _ in wire.replayed]
    assert {"full": (10.0, 12.125)} == wire.links.acts


def test_a_restoration_at_the_instant_at_which_the_outage_ends_by_itself_changes_nothing() -> None:
    wire = scanned(Wire(full=outage(10.0, 12.0)), 1, 11.0)
    wire.call_off("full", 12.0, 13.0)
    wire.run()
    assert [12.0] == [at for _, at, _, _ in wire.replayed]
    assert {"full": (10.0, 12.0)} == wire.links.acts


def test_an_outage_called_off_before_it_begins_never_begins() -> None:
    wire = scanned(Wire(full=outage(10.0)), 1, 11.0)
    wire.call_off("full", 5.0)
    wire.run()
    assert ([(11.0, 1)], {}) == (wire.live, wire.links.acts)


def test_an_outage_called_off_twice_before_it_begins_never_begins() -> None:
    wire = scanned(Wire(full=outage(10.0)), 1, 11.0)
    wire.call_off("full", 5.0, 6.0)
    wire.run()
    assert ([(11.0, 1)], {}) == (wire.live, wire.links.acts)


def test_links_open_and_close_at_one_instant_without_touching_each_other() -> None:
    wire = Wire(swift=outage(10.0, 12.0), plain=outage(12.0, 14.0, link="plain"))
    wire.scan(wire.parcel(1, carrier=0), 11.0, 12.0)
    wire.scan(wire.parcel(2, carrier=1), 11.0, 12.0)
    wire.run()
    assert [(11.0, 2), (12.0, 1)] == wire.live
    assert [(12.0, 1, 0), (14.0, 2, 1)] == [(at, order, n) for _, at, order, n in wire.replayed]
