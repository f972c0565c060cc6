"""The measures read a scenario as the loader makes it, not only the stand-in of the other tests."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine.tally import COUNTS, DESKS, LEVELS, SIZES, TRANSIT_BINS, WAIT_BINS, ArmResult
from sim.measures import (
    affected_split,
    audit,
    check_claims,
    hourly_frame,
    impact,
    recovery,
    replication_frame,
    who_pays,
)
from sim.spec import Scenario, load_scenario

REFERENCE = Path(__file__).parents[3] / "scenarios" / "cainiao_sf_2017.yaml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(REFERENCE)


@pytest.fixture(scope="module")
def arms(scenario: Scenario) -> list[ArmResult]:
    """Two replications of made-up counts, contacts about SF's parcels doubled in the outage."""
    return [counted(scenario, arm, replication) for replication in range(2) for arm in ("baseline", "outage")]


def counted(scenario: Scenario, arm: str, replication: int) -> ArmResult:
    rng = np.random.default_rng(replication)
    hours, carriers, operators = round(scenario.horizon), len(scenario.carriers), len(scenario.lockers)
    hourly = rng.poisson(2.0, (hours, len(COUNTS), carriers, len(scenario.regions))).astype(float)
    if arm == "outage":
        first = round(scenario.outages["sf_feed"].start)
        hourly[first:, list(COUNTS).index("contacts"), list(scenario.carriers).index("sf")] *= 2.0
    return ArmResult(
        arm=arm,
        replication=replication,
        seed=1,
        sample=scenario.sample,
        hourly=hourly,
        groups=np.zeros((len(COUNTS), carriers, len(scenario.categories), len(SIZES))),
        levels=np.zeros((hours + 1, len(LEVELS), carriers)),
        dark=np.zeros((hours + 1, carriers)),
        locker_cells=np.zeros((hours + 1, operators)),
        link_buffer=np.zeros((hours + 1, carriers + operators)),
        desk_waiting=np.zeros((hours + 1, len(DESKS))),
        waits=np.zeros((hours, len(DESKS), WAIT_BINS + 1)),
        transit=np.zeros((carriers, TRANSIT_BINS + 1)),
        acts=[
            (name, "outage", outage.by, outage.start, outage.ends_at)
            for name, outage in scenario.outages.items()
            if arm == "outage"
        ],
        audit={"conservation": True, "scans": True, "cells": True, "problems": [], "parcels_touched": 9},
    )


def test_every_table_is_made_from_the_reference_case(arms: list[ArmResult], scenario: Scenario) -> None:
    for table in (hourly_frame, replication_frame, who_pays, recovery, affected_split):
        assert len(table(arms, scenario)) > 0


def test_a_doubling_at_the_cut_carrier_is_found_at_the_cut_carrier(arms: list[ArmResult], scenario: Scenario) -> None:
    found = impact(replication_frame(arms, scenario)).set_index(["measure", "group"])["excess"]
    assert found["contacts", "total"] > 0.0
    assert found["contacts", "total"] == pytest.approx(found["contacts", "carrier=sf"])
    assert 0.0 == found["contacts", "carrier=zto"] == found["complaints", "total"]


def test_all_claims_of_the_reference_case_have_a_check(arms: list[ArmResult], scenario: Scenario) -> None:
    rows = check_claims(arms, scenario, impact(replication_frame(arms, scenario)))
    assert {claim.id for claim in scenario.claims} <= {row["id"] for row in rows}
    assert [] == [row["id"] for row in rows if row["note"].startswith("not checked")]


def test_the_arms_of_the_reference_case_agree_until_the_feed_closes(arms: list[ArmResult], scenario: Scenario) -> None:
    found = audit(arms, scenario)
    assert found["null_identity"] is True
    assert round(9 / scenario.sample) == found["parcels_touched"]
