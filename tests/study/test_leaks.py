"""Leak test: behind a dark feed, where parcels truly are moves nobody who cannot see it."""

from typing import Any

import pytest

from sim.actors.carriers import Carriers
from sim.engine.record import MILESTONES
from tests.study.behind_the_dark import CLOSED, CUT, TRUE_SIDE, Standing, stand_at_restoration

SMALL = {"sample": 0.0001, "horizon": "10d"}
ALL_BUT_SORTED = [name for name in MILESTONES if name not in ("none", "origin_sorted")]


def crawl(carriers: Carriers) -> None:
    """The cut carrier's hubs sort a fiftieth of what they could."""
    carriers.hub_rate[:, CUT] *= 0.02


def fly(carriers: Carriers) -> None:
    """Its linehaul takes an hour, however far."""
    carriers.speed[CUT], carriers.travel_fixed[CUT] = 1e9, 1.0


@pytest.fixture(scope="module")
def as_usual(shipped: Any) -> Standing:
    return stand_at_restoration(shipped("cainiao_sf_2017", **SMALL))


@pytest.mark.parametrize("interfere", [crawl, fly])
def test_behind_a_dark_feed_where_parcels_are_changes_no_contact_and_no_decision(
    shipped: Any, as_usual: Standing, interfere: Any
) -> None:
    otherwise = stand_at_restoration(shipped("cainiao_sf_2017", **SMALL), interfere)
    assert TRUE_SIDE == as_usual.counts_that_differ(otherwise)  # so the two truths do differ
    assert as_usual.knows_the_same(otherwise)


def test_the_interference_moves_half_of_the_carriers_parcels(shipped: Any, as_usual: Standing) -> None:
    otherwise = stand_at_restoration(shipped("cainiao_sf_2017", **SMALL), crawl)
    assert otherwise.at_hubs > as_usual.at_hubs + 0.5 * as_usual.at_depots
    assert otherwise.at_depots < 0.5 * as_usual.at_depots


@pytest.mark.parametrize(
    "leak",
    [
        {"outages.sf_feed.mode": "stale", "outages.sf_feed.extra": "1h"},
        {"outages.sf_feed.mode": "partial", "outages.sf_feed.milestones": ALL_BUT_SORTED},
        {
            "responses.leak": {
                "action": "poll_fallback",
                "carrier": "sf",
                "coverage": "30%",
                "start": f"+{CLOSED}h",
                "by": "cainiao",
            }
        },
    ],
    ids=["news_an_hour_old", "one_milestone_passes", "the_carriers_own_site_is_read"],
)
def test_the_same_comparison_catches_a_feed_that_leaks(shipped: Any, leak: dict[str, Any]) -> None:
    scenario = shipped("cainiao_sf_2017", **SMALL, **leak)
    as_usual, otherwise = stand_at_restoration(scenario), stand_at_restoration(scenario, crawl)
    assert not as_usual.knows_the_same(otherwise)
    assert {"scans_shown", "contacts"} <= as_usual.counts_that_differ(otherwise)
