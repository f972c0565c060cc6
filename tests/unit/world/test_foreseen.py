"""News entered before it arrives: only where it is certain what it will find, and then nothing comes out otherwise."""

from typing import Any

import numpy as np
import pytest

from sim.engine.fifo import servers
from sim.engine.instants import TICK_H
from sim.engine.record import DARK_AT_PROMISE, DEPARTED, EVER_DARK, IN_FLIGHT, MILESTONES, ORIGIN_SORTED, PICKED_UP
from sim.engine.stages import INBOUND, SCAN, WAKE, report
from sim.world.publication import collect_scans, publish, send_scans
from tests.unit.actors.bench import (
    HOURS,
    LINKS,
    PERIOD,
    Bench,
    always,
    feed_of,
    lists_of,
    lockers_of,
    merchants_of,
    settlement_of,
    shut,
)
from tests.unit.world.newsroom import buyers_of, ledger_of

BEGIN, AT, LATENCY, NEXT = 10.0, 10.125, 0.5, 14.0
"""h: the period's begin, a departure in it, its way to the platform, and the parcel's next scan."""
ARRIVES = AT + LATENCY


class Way:
    """The way of one parcel's scans to the platform, from the period that begins at 10:00 on.

    Args:
        shuttings: of the links, as for `bench.shut`.
        in_turn: whether each scan must go in its turn, so that nothing is foreseen.
        latency: h, of every link.
        base: hazard of a buyer per hour.
        periods: of the run.
        promise: h from the order to the promised delivery.
        parcel: fields of the parcel; but for them one scan of it happened at 6.0 and is visible.
    """

    def __init__(
        self,
        *shuttings: dict[str, Any],
        in_turn: bool = False,
        latency: float = LATENCY,
        base: float = 0.0,
        periods: int = round(HOURS / PERIOD),
        promise: float = 96.0,
        **parcel: Any,
    ) -> None:
        self.bench, self.in_turn, self.shuttings = Bench(always(latency), periods=periods), in_turn, shut(*shuttings)
        limits = np.array([1.0, promise])
        self.feed, self.merchants = feed_of(*self.bench.rows * (LINKS + 1), limits=limits), merchants_of(1)
        self.buyers = buyers_of(base)
        self.buffers, self.lines, self.codes = lists_of(LINKS), lists_of(LINKS), lists_of(1)
        seen = {"made": 1, "shown": 1, "milestone": PICKED_UP, "news_at": 6.0, "seen_at": 6.0, "clock_at": 6.0}
        self.row = self.bench.parcel(**({"picked_up_at": 6.0, "flags": IN_FLIGHT} | seen | parcel))

    @property
    def parcel(self) -> dict[str, Any]:
        return self.bench.told(self.row)

    def scan(self, at: float = AT, until: float = NEXT, kind: int = DEPARTED) -> "Way":
        """A scan is reported in the first period."""
        report(self.bench.lists, self.bench.period(BEGIN), at, until, self.row, self.parcel["gen"], kind, 0)
        return self

    def send(self, begin: float = BEGIN) -> "Way":
        """The first half of a period's `SCAN`."""
        bench, period = self.bench, self.bench.period(begin)
        scratch = bench.calendar.scratch
        n = collect_scans(period, self.in_turn, bench.parcels, bench.lists, scratch)
        send_scans(
            scratch.first, 0, n, period.t1, period, bench.key, bench.array, self.feed, self.shuttings, ledger_of(),
            settlement_of(), self.buyers, np.zeros(LINKS), 240.0, 240.0, self.in_turn, self.merchants, bench.parcels,
            self.buffers.lists, self.codes.lists, bench.lists, bench.lot, bench.books,
        )  # fmt: skip
        return self

    def publish(self, begin: float) -> None:
        """The second half, with nothing to replay."""
        bench = self.bench
        publish(
            bench.calendar.scratch.first[:0], bench.period(begin), bench.key, bench.array, self.feed, self.shuttings,
            ledger_of(), settlement_of(), 240.0, 0.0, self.buyers, lockers_of(), self.merchants, bench.parcels,
            self.lines.lists, servers(LINKS), self.codes.lists, bench.lists, self.in_turn, bench.calendar.scratch,
            bench.books,
        )  # fmt: skip

    def run(self, until: float = 20.0) -> "Way":
        """Period by period until all has arrived."""
        for begin in np.arange(BEGIN, until, PERIOD).tolist():
            self.send(begin).publish(begin)
        return self


Fate = tuple[bool, list[float]]
AT_ONCE: Fate = (True, [])
IN_ITS_PERIOD: Fate = (False, [ARRIVES])


def fate(way: Way) -> Fate:
    """Whether a departure is visible as soon as it is sent; when it will be, if not."""
    way.send()
    return bool(way.parcel["milestone"] == DEPARTED), [at for at, _, _ in way.bench.due(INBOUND)]


def test_a_scan_of_which_it_is_certain_what_it_finds_is_entered_at_once() -> None:
    assert AT_ONCE == fate(Way().scan())


def test_the_first_scan_of_a_parcel_is_not_foreseen() -> None:
    assert IN_ITS_PERIOD == fate(Way(made=0, shown=0, milestone=0).scan())


def test_with_another_scan_under_way_none_is_foreseen() -> None:
    assert IN_ITS_PERIOD == fate(Way(pending=1).scan())


def test_once_the_buyer_has_worried_no_scan_is_foreseen() -> None:
    assert IN_ITS_PERIOD == fate(Way(worries=1).scan())


@pytest.mark.parametrize(("worry_left", "expected"), [(0.5, IN_ITS_PERIOD), (0.625, AT_ONCE)])
def test_a_scan_is_not_foreseen_if_the_buyer_worries_before_it_arrives(worry_left: float, expected: Fate) -> None:
    """A hazard of one per hour from 10:00 on; at the instant of arrival the news is first."""
    assert expected == fate(Way(base=1.0, clock_at=10.0, worry_left=worry_left).scan())


@pytest.mark.parametrize(
    ("outage", "expected"),
    [
        ({"begin": 10.25}, IN_ITS_PERIOD),
        ({"begin": ARRIVES - TICK_H}, IN_ITS_PERIOD),
        ({"begin": 10.3125, "end": 10.375}, IN_ITS_PERIOD),
        ({"begin": ARRIVES}, AT_ONCE),
        ({"begin": 9.0, "end": 10.0625}, AT_ONCE),  # it is over in a period that is worked off: nobody can move its end
        ({"begin": 10.3125, "gate": 1}, AT_ONCE),
        ({"begin": 10.3125, "is_full": False}, AT_ONCE),  # no buyer is alarmed by what nobody calls an outage
    ],
)
def test_a_scan_is_not_foreseen_if_a_full_outage_of_the_carriers_link_begins_before_it_arrives(
    outage: dict[str, Any], expected: Fate
) -> None:
    assert expected == fate(Way(outage).scan())


@pytest.mark.parametrize(
    ("until", "expected"), [(ARRIVES, AT_ONCE), (ARRIVES - TICK_H, IN_ITS_PERIOD), (0.0, IN_ITS_PERIOD)]
)
def test_a_scan_is_not_foreseen_if_it_arrives_after_the_next_or_nobody_knows_when_that_is(
    until: float, expected: Fate
) -> None:
    assert expected == fate(Way().scan(until=until))


@pytest.mark.parametrize(("latency", "expected"), [(0.25, True), (0.375, False), (0.5, False)])
def test_a_scan_that_arrives_at_the_horizon_or_beyond_is_never_seen(latency: float, expected: bool) -> None:
    """The run ends at 10.5."""
    way = Way(periods=42, latency=latency).scan()
    assert (expected, []) == fate(way)
    assert (0 if expected else 1, int(not expected)) == (way.parcel["pending"], way.bench.books.beyond[0])


def test_where_links_are_limited_nothing_is_foreseen() -> None:
    assert IN_ITS_PERIOD == fate(Way(in_turn=True).scan())


def test_what_is_foreseen_counts_in_the_hours_in_which_it_happens_and_arrives() -> None:
    way = Way(latency=1.5).scan()
    assert AT_ONCE == fate(way)
    assert [1.0, 0.0] == [way.bench.counted_in("scans_made", hour) for hour in (10, 11)]
    for name in ("scans_shown", "in_scope_records"):
        assert [0.0, 1.0] == [way.bench.counted_in(name, hour) for hour in (10, 11)]


def assert_same(foreseen: Way, in_turn: Way) -> None:
    """Bit for bit: what is visible, the buyer's clock and alarms, the merchant, the links and all counts.

    All scans are visible: from when on the parcel would be dark says nothing any more.
    """
    assert foreseen.parcel | {"dark_from_at": 0.0} == in_turn.parcel | {"dark_from_at": 0.0}
    assert foreseen.parcel["made"] == foreseen.parcel["shown"]
    assert foreseen.bench.due(WAKE) == in_turn.bench.due(WAKE)
    assert foreseen.bench.due(INBOUND) == in_turn.bench.due(INBOUND) == []
    assert foreseen.bench.due(SCAN) == in_turn.bench.due(SCAN) == []
    assert [0, 0] == [way.bench.parcels.unseen_counts[1] for way in (foreseen, in_turn)]
    assert foreseen.merchants.rec.tobytes() == in_turn.merchants.rec.tobytes()
    pairs = [*zip(foreseen.feed, in_turn.feed, strict=True)]
    pairs += [*zip(foreseen.bench.books, in_turn.bench.books, strict=True)]
    assert all(np.array_equal(*pair) for pair in pairs)


@pytest.mark.parametrize("latency", [0.0, 0.0625, 0.5, 1.5])
def test_what_is_entered_at_once_leaves_the_same_as_publication_in_its_own_period(latency: float) -> None:
    """In its period, in a later one, and so late that the parcel is dark meanwhile, even at the promised time."""
    ways = [
        Way(latency=latency, in_turn=in_turn, base=0.1, placed_at=5.0, promise=6.3125, worry_left=2.0).scan()
        for in_turn in (False, True)
    ]
    assert AT_ONCE == fate(ways[0])
    assert (False, [AT + latency]) == fate(ways[1])
    for way in ways:
        way.publish(BEGIN)
        way.run()
    assert_same(*ways)
    parcel, bench = ways[0].parcel, ways[0].bench
    assert (2, AT, AT, AT + latency) == tuple(parcel[f] for f in ("shown", "news_at", "seen_at", "clock_at"))
    assert 2.0 - 0.1 * (AT + latency - 6.0) == pytest.approx(parcel["worry_left"])
    assert max(0.0, latency - 1.0) == bench.counted("dark_hours")
    assert (IN_FLIGHT | (EVER_DARK | DARK_AT_PROMISE if latency > 1.0 else 0)) == parcel["flags"]


def test_news_that_makes_silence_begin_earlier_sets_the_same_alarm_at_once() -> None:
    """After pick-up nobody worries for 20 hours, after a departure for one: silence counts from 11.125 on."""
    ways = [Way(in_turn=in_turn, worry_left=1.0, wake_at=26.0).scan() for in_turn in (False, True)]
    for way in ways:
        way.buyers.quiet[:] = [20.0 if kind == PICKED_UP else 1.0 for kind in range(len(MILESTONES))]
    assert AT_ONCE == fate(ways[0])
    for way in ways:
        way.run()
    assert_same(*ways)
    assert [(pytest.approx(11.125, abs=1e-5), ways[0].row, 0)] == ways[0].bench.due(WAKE)


def test_scans_that_follow_each_other_closely_are_foreseen_one_after_the_other() -> None:
    """The departure belongs to a later period: reported with the sorting, it is on its way at once."""
    ways = [Way(latency=0.125, base=0.1, worry_left=5.0, in_turn=in_turn) for in_turn in (False, True)]
    for way in ways:
        way.scan(10.125, 10.5, ORIGIN_SORTED).scan(10.5, NEXT, DEPARTED)
    assert AT_ONCE == fate(ways[0])
    assert (3, 10.5, 10.625) == tuple(ways[0].parcel[f] for f in ("shown", "news_at", "clock_at"))
    for way in ways:
        way.run()
    assert_same(*ways)


def test_a_scan_that_is_not_foreseen_keeps_those_behind_it_from_being_so() -> None:
    """The sorting arrives at 10.625, after the departure at 10.5: both are shown in their own periods."""
    ways = [Way(base=0.1, worry_left=5.0, in_turn=in_turn) for in_turn in (False, True)]
    for way in ways:
        way.scan(10.125, 10.5, ORIGIN_SORTED).scan(10.5, NEXT, DEPARTED)
    assert (False, [10.625, 11.0]) == fate(ways[0])
    for way in ways:
        way.run()
    assert_same(*ways)


def test_a_worry_that_comes_first_is_had_and_the_news_comes_in_its_period() -> None:
    """A hazard of one per hour and patience for half an hour from 10:00 on."""
    ways = [Way(base=1.0, clock_at=10.0, worry_left=0.5, in_turn=in_turn).scan().run() for in_turn in (False, True)]
    assert_same(*ways)
    assert (1, 2) == (ways[0].parcel["worries"], ways[0].parcel["shown"])
