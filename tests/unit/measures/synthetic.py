"""Arm results made by hand or by a seed, on a country small enough to reckon with: three carriers, two regions.

Four days from 31 May 2017, so that 1 June 10:00 is hour 34 and 2 June 16:00 is hour 64. Nothing here is simulated.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.engine.tally import (
    COUNT_ROW,
    COUNTS,
    DESKS,
    LEVEL_ROW,
    LEVELS,
    SIZES,
    TRANSIT_BINS,
    WAIT_BINS,
    ArmResult,
)

HOURS = 96
FEED_AT = 34.0
LOCKER_AT = 24.0
CARRIERS = ("sf", "zto", "yto")
REGIONS = ("north", "south")
CATEGORIES = ("general", "fresh")
OPERATORS = ("fengchao",)
LINKS = CARRIERS + OPERATORS
ACTS = [
    ("locker_link", "outage", "cainiao", LOCKER_AT, 84.0),
    ("sf_feed", "outage", "sf", FEED_AT, 84.0),
    ("advise", "advise_switch", "cainiao", 38.0, 84.0),
]


def scenario(**changes: Any) -> Any:
    """The attributes of a scenario that measures read, with round prices."""
    made = SimpleNamespace(
        name="synthetic",
        start=datetime(2017, 5, 31, tzinfo=timezone(timedelta(hours=8))),
        horizon=float(HOURS),
        carriers={name: SimpleNamespace() for name in CARRIERS},
        regions={name: SimpleNamespace() for name in REGIONS},
        categories={name: SimpleNamespace() for name in CATEGORIES},
        lockers={name: SimpleNamespace(link=name) for name in OPERATORS},
        costs=SimpleNamespace(
            contact=8.0,
            complaint=30.0,
            petition=150.0,
            refund_share={"merchant": 0.5, "platform": 0.25, "carrier": 0.25},
            margin=0.25,
            platform_fee=0.125,
            capital=0.08,
            delivery_failed=3.0,
        ),
        buyers=SimpleNamespace(spoiled_claim=0.75),
        measurement=SimpleNamespace(recovery_band=0.05),
        terms={},
        outages={
            "locker_link": SimpleNamespace(link="fengchao", by="cainiao"),
            "sf_feed": SimpleNamespace(link="sf", by="sf"),
        },
        claims=(),
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def quiet_arm(arm: str, replication: int = 0, sample: float = 1.0, hours: int = HOURS) -> ArmResult:
    """An arm in which nothing happened."""
    carriers, regions = len(CARRIERS), len(REGIONS)
    return ArmResult(
        arm=arm,
        replication=replication,
        seed=1,
        sample=sample,
        hourly=np.zeros((hours, len(COUNTS), carriers, regions)),
        groups=np.zeros((len(COUNTS), carriers, len(CATEGORIES), len(SIZES))),
        levels=np.zeros((hours + 1, len(LEVELS), carriers)),
        dark=np.zeros((hours + 1, carriers)),
        locker_cells=np.zeros((hours + 1, len(OPERATORS))),
        link_buffer=np.zeros((hours + 1, len(LINKS))),
        desk_waiting=np.zeros((hours + 1, len(DESKS))),
        waits=np.zeros((hours, len(DESKS), WAIT_BINS + 1)),
        transit=np.zeros((carriers, TRANSIT_BINS + 1)),
        acts=list(ACTS) if arm == "outage" else [],
        audit={"conservation": True, "scans": True, "cells": True, "problems": [], "parcels_touched": 0},
    )


def quiet_pair(replication: int = 0, sample: float = 1.0) -> tuple[ArmResult, ArmResult]:
    """Baseline and outage arm of one replication in which nothing happened."""
    return quiet_arm("baseline", replication, sample), quiet_arm("outage", replication, sample)


def busy_arm(arm: str, replication: int = 0, sample: float = 0.01, luck: int = 0, hours: int = HOURS) -> ArmResult:
    """An arm full of made-up whole numbers; the same (replication, luck) gives the same numbers in either arm."""
    rng = np.random.default_rng([replication, luck])
    made = quiet_arm(arm, replication, sample, hours)
    made.hourly[:] = rng.poisson(3.0, made.hourly.shape)
    share_out(made)
    for levels in (made.levels, made.dark, made.locker_cells, made.link_buffer, made.desk_waiting):
        levels[:] = rng.poisson(40.0, levels.shape)
    made.waits[:, :, :60] = rng.poisson(0.5, (hours, len(DESKS), 60))
    made.transit[:, 80:600] = rng.poisson(2.0, (len(CARRIERS), 520))
    made.drain_h["fengchao"] = float(rng.uniform(0.0, 5.0))
    return made


def busy_pairs(replications: int, sample: float = 0.01, hours: int = HOURS) -> list[ArmResult]:
    """Arms of several replications, baseline first; both alike until the first act, then with luck of their own."""
    arms = []
    for replication in range(replications):
        baseline = busy_arm("baseline", replication, sample, hours=hours)
        outage = busy_arm("outage", replication, sample, luck=1, hours=hours)
        outage.hourly[: int(LOCKER_AT)] = baseline.hourly[: int(LOCKER_AT)]
        share_out(outage)
        arms += [baseline, outage]
    return arms


def share_out(arm: ArmResult) -> None:
    """Spread every count of each carrier evenly over categories and sizes."""
    arm.groups[:] = (arm.hourly.sum(axis=(0, 3)) / (len(CATEGORIES) * len(SIZES)))[..., None, None]


def null_pairs(replications: int, sample: float = 0.01) -> list[ArmResult]:
    """Arms of several replications in which the intervention did nothing, though it took place."""
    arms = []
    for replication in range(replications):
        baseline = busy_arm("baseline", replication, sample)
        arms += [baseline, replace(busy_arm("outage", replication, sample), acts=list(ACTS))]
    return arms


def add(arm: ArmResult, count: str, hour: int, number: float, carrier: str = "sf", region: str = "north") -> None:
    """Count something in an hour, for a general parcel of a small merchant."""
    carrier_row = CARRIERS.index(carrier)
    arm.hourly[hour, COUNT_ROW[count], carrier_row, REGIONS.index(region)] += number
    arm.groups[COUNT_ROW[count], carrier_row, 0, 0] += number


def stand(arm: ArmResult, level: str, first: int, last: int, number: float, carrier: str = "sf") -> None:
    """Let a level stand at a number at the full hours [first, last)."""
    arm.levels[first:last, LEVEL_ROW[level], CARRIERS.index(carrier)] = number
