"""Hubs and linehaul: lines, sorting, departures; a parcel's way follows its own luck."""

import pytest

from sim.actors.first_mile import pick_up_parcels
from sim.actors.hubs import arrive, join_lines, sort_destination, sort_origin
from sim.engine.fifo import servers
from sim.engine.luck import uniform
from sim.engine.quantiles import quantile
from sim.engine.record import ARRIVED, AT_DESTINATION, AT_ORIGIN, AWAITING, DEPARTED, ON_LINEHAUL, ORIGIN_SORTED
from sim.engine.stages import ARRIVAL, DEPOT, ORIGIN, SCAN, take
from tests.unit.actors.bench import (
    CARRIERS,
    REGIONS,
    Bench,
    Quantiles,
    always,
    carriers_of,
    entries_of,
    exponential,
    lists_of,
    merchants_of,
)

QUEUES = 2 * CARRIERS * REGIONS
"""Lines of the hubs: of carriers and regions of origin, then of carriers and regions of destination."""


def sorted_at_origin(spread: Quantiles, gen: int = 0) -> tuple[Bench, int]:
    """A parcel of carrier 1 that reaches the hub of region 1 at 10.1875, for region 0; the hub needs 1/32 h."""
    bench, lines, line_servers = Bench(spread), lists_of(QUEUES), servers(QUEUES)
    line_servers.rate[:] = 32.0
    row = bench.parcel(state=AT_ORIGIN, carrier=1, region=0, picked_up_at=8.0)
    bench.rec(row)["gen"] = gen
    join_lines(entries_of((10.1875, row, 0), gen=1 * REGIONS + 1), 1, lines.lists)
    assert (AT_ORIGIN, 1) == (bench.told(row)["state"], lines.lists.size[1 * REGIONS + 1])
    sort_origin(
        bench.period(10.1875), bench.key, bench.array, carriers_of((0, bench.rows[0], 0)), bench.parcels, lines.lists,
        line_servers, bench.calendar.scratch.first, bench.lists, bench.lot, bench.books,
    )  # fmt: skip
    return bench, row


def test_a_sorted_parcel_takes_the_next_departure_and_drives_by_its_own_luck() -> None:
    bench, row = sorted_at_origin(exponential(1.0))
    spread = quantile(bench.array, bench.rows[0], uniform(1, 0, "travel", row))
    assert ON_LINEHAUL == bench.told(row)["state"]
    assert [ORIGIN_SORTED, DEPARTED] == [kind for _, _, kind in bench.due(SCAN)]
    assert [10.21875, 10.5] == pytest.approx([at for at, _, _ in bench.due(SCAN)])
    assert [10.5 + 4.0 + 1000.0 / 50.0 * spread] == pytest.approx([at for at, _, _ in bench.due(ARRIVAL)])


def test_the_departure_is_reported_as_soon_as_it_is_known_though_it_comes_later() -> None:
    """Sorted at 10.21875, departs at 10.5, arrives at 34.5; all in the period that begins at 10.0."""
    bench, row = sorted_at_origin(always(1.0), gen=7)
    scans = bench.made()
    assert [(ORIGIN_SORTED, 7), (DEPARTED, 7)] == [(e["kind"], e["gen"]) for e in scans]
    assert [10.21875, 10.5, 10.5, 34.5] == pytest.approx([t for e in scans for t in (e["at"], e["since"])])
    queue = CARRIERS * REGIONS + 1 * REGIONS + 0
    assert [(34.5, row, queue)] == [(e["at"], e["row"], e["gen"]) for e in bench.listed(ARRIVAL, 138)]


def test_on_arrival_a_parcel_is_scanned_and_sorted_for_its_depot_before_which_it_makes_no_scan() -> None:
    """Courier waves at 8.5 and 14.5."""
    bench, lines, line_servers = Bench(), lists_of(QUEUES), servers(QUEUES)
    line_servers.rate[:] = 32.0
    row = bench.parcel(state=ON_LINEHAUL, carrier=1, region=1, picked_up_at=8.0)
    bench.rec(row)["gen"] = 7
    depot = 1 * REGIONS + 1
    entries, carriers = entries_of((10.1875, row, 0), gen=CARRIERS * REGIONS + depot), carriers_of()
    arrive(entries, 1, bench.period(10.1875), carriers, bench.parcels, lines.lists, bench.lists, bench.books)
    assert (AT_DESTINATION, 1) == (bench.told(row)["state"], lines.lists.size[CARRIERS * REGIONS + depot])
    assert [(10.1875, 14.5, 7, ARRIVED)] == [(e["at"], e["since"], e["gen"], e["kind"]) for e in bench.made()]
    sort_destination(
        bench.period(10.1875), carriers, lines.lists, line_servers, bench.calendar.scratch.first, bench.lists
    )
    assert (AT_DESTINATION, [(row, depot)]) == (
        bench.told(row)["state"],
        [(e["row"], e["gen"]) for e in bench.listed(DEPOT, 40)],
    )
    assert [10.21875] == pytest.approx([at for at, _, _ in bench.due(DEPOT)])


def test_hubs_of_other_carriers_and_regions_have_their_own_line() -> None:
    bench, lines, merchants = Bench(always(1.0)), lists_of(QUEUES), merchants_of(REGIONS)
    merchants.rec["region"] = range(REGIONS)
    carriers = carriers_of((bench.rows[0], 0, 0))
    places = [(c, o) for c in range(CARRIERS) for o in range(REGIONS)]
    for carrier, origin in places:
        row = bench.parcel(state=AWAITING, carrier=carrier, merchant=origin)
        pick_up_parcels(
            entries_of((9.0, row, 0)), 1, bench.period(9.0), bench.key, bench.array, False, carriers, merchants,
            bench.parcels, bench.lists, bench.lot, bench.books,
        )  # fmt: skip
    out = bench.calendar.scratch.first
    join_lines(out, take(bench.lists, bench.period(10.0), ORIGIN, out), lines.lists)
    assert [1, 1, 1, 1, 0, 0, 0, 0] == lines.lists.size.tolist()
