"""A whole world at the boundary of a period: what belongs to the period that ends, and what to the one that begins."""

from pathlib import Path
from typing import Any

import pytest

from sim.engine.clock import Phase
from sim.engine.instants import TICK_H
from sim.engine.record import HELD
from sim.engine.tally import COUNT_ROW, LEVEL_ROW
from sim.spec import load_scenario
from sim.world.books import result_of
from sim.world.replication import Replication

SMALL = {"sample": "0.01%", "merchants.count": "200", "horizon": "24h", "carrier_defaults.pick_up_waves": ["10:00"]}
DAY = "2017-05-25T"
"""The scenario starts at midnight of this day: clock times are hours of the run."""


def nothing(run: Replication) -> None:
    """What a test notes that looks at the end of the run only."""


class Watched:
    """One run of the outage arm, with what stood at the end of every period.

    Attributes:
        at: {hour of the boundary: what was noted}.
    """

    def __init__(self, root: Path, note: Any = nothing, **acts: Any) -> None:
        scenario = load_scenario(root / "scenarios" / "null.yaml", overrides={**SMALL, **acts})
        self.run = Replication(scenario, "outage", 1, 0, check=True)
        self.at: dict[float, Any] = {}
        self.run.clock.every_period(Phase.COUNT, lambda p: self.at.update({(p + 1) * 0.25: note(self.run)}))
        self.run.run()
        assert [] == self.run.audit.report()["problems"]

    def hourly(self, name: str) -> list[float]:
        return self.run.counters.hourly[:, COUNT_ROW[name]].sum(axis=(1, 2)).tolist()


def kept_since(run: Replication) -> list[float]:
    """event_times of the scans that lie in any buffer."""
    lists, found = run.links.buffers.lists, []
    for where in lists.where:
        chunk = where["head"]
        while chunk >= 0:
            end = where["last"] if chunk == where["tail"] else lists.entries.shape[1]
            found += (lists.entries["since_tick"][chunk, :end] * TICK_H).tolist()
            chunk = lists.next[chunk] if chunk != where["tail"] else -1
    return found


def closed(start: str, end: str) -> dict[str, Any]:
    return {"outages.cut": {"link": "zto", "start": DAY + start, "end": DAY + end}}


def test_a_link_that_closes_at_a_wave_keeps_the_waves_scans(root: Path) -> None:
    watched = Watched(root, kept_since, **closed("10:00", "10:15"))
    assert [] == watched.at[10.0]
    assert {10.0} == set(watched.at[10.25])


def test_a_link_that_opens_at_a_wave_lets_the_waves_scans_pass(root: Path) -> None:
    watched = Watched(root, kept_since, **closed("08:00", "10:00"))
    assert 0.0 == sum(watched.hourly("scans_buffered"))
    assert 0.0 < watched.hourly("parcels_handed_over")[10]


def test_an_event_at_a_full_hour_counts_in_the_hour_that_begins_and_not_yet_in_the_level_of_that_hour(
    root: Path,
) -> None:
    watched = Watched(root)
    handed_over = sum(watched.hourly("parcels_handed_over"))
    assert handed_over == watched.hourly("parcels_handed_over")[10] > 0.0
    in_flight = watched.run.levels.of_carriers[:, LEVEL_ROW["in_flight"]].sum(axis=1)
    assert [0.0, handed_over] == in_flight[10:12].tolist()


def test_a_delisting_holds_back_what_becomes_ready_after_the_first_tick_that_sees_it_in_force(root: Path) -> None:
    """In force from 10:00 on; judged at 10:15, with the rules of the period that ends there; so held from then on."""
    acts = {"responses.off": {"action": "delist", "carrier": "zto", "start": DAY + "10:00"}}
    watched = Watched(root, lambda run: (bool(run.rules.delisted.any()), int(run.counters.stock[HELD].sum())), **acts)
    assert (False, 0) == watched.at[10.0]
    assert (True, 0) == watched.at[10.25]
    assert 0 < watched.at[10.5][1] <= watched.at[10.75][1]


def test_a_shift_and_more_agents_begin_with_the_period_that_begins(root: Path) -> None:
    acts = {
        "desks.platform.agents": {"00:00": 100_000, "08:00": 200_000},
        "responses.more": {"action": "add_agents", "desk": "platform", "factor": 2, "start": DAY + "09:00"},
    }
    watched = Watched(root, lambda run: int(run.crew.on_duty[1]), **acts)
    assert [10, 20, 20, 40] == [watched.at[at] for at in (8.0, 8.25, 9.0, 9.25)]


@pytest.mark.parametrize(("begins", "factor"), [("08:30", 1e-9), ("08:45", 1.0)])
def test_a_wave_at_a_boundary_loads_with_the_factor_of_the_period_that_begins(
    root: Path, begins: str, factor: float
) -> None:
    start = "2017-05-26T" + begins
    acts = {
        "carrier_defaults.courier_waves": {"08:30": "100%"},
        "responses.less": {"action": "mobilise_capacity", "carriers": ["zto"], "factor": 1e-9, "start": start},
    }
    watched = Watched(root, horizon="48h", sample="0.1%", **acts)
    row, regions = list(watched.run.scenario.carriers).index("zto"), len(watched.run.scenario.regions)
    loaded = watched.run.counters.hourly[32, COUNT_ROW["parcels_out_for_delivery"], row].sum()
    assert (loaded <= regions) == (factor < 1.0)


def test_acts_of_one_instant_are_told_in_the_order_of_their_begin_and_then_of_their_name(root: Path) -> None:
    acts = {
        "responses.b": {"action": "public_notice", "effect": "50%", "start": DAY + "10:00"},
        "responses.a": {"action": "public_notice", "effect": "20%", "start": DAY + "10:00"},
    }
    watched = Watched(root, lambda run: float(run.rules.notice[0]), **acts, **closed("10:00", "12:00"))
    assert ["a", "b", "cut"] == [act[0] for act in result_of(watched.run).acts]
    assert [0.0, 0.2] == [watched.at[10.0], watched.at[10.25]]
