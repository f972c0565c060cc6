"""Does a result hold together: conservation, touched parcels, and arms that agree until the first act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.tally import ArmResult
from sim.measures.batch import OUTAGE
from sim.measures.pairing import pairs_of
from sim.measures.recovery import first_act_h

if TYPE_CHECKING:
    from sim.spec import Scenario

BALANCES = ("conservation", "scans", "cells")


def audit(arms: Sequence[ArmResult], scenario: Scenario) -> dict[str, Any]:
    """What a reader must know before trusting a result.

    Returns:
        conservation, scans, cells: every arm balanced its parcels, its scans and its cells.
        null_identity: in every replication both arms counted the same, bit for bit, in every full hour before the first
        act of the outage arm, and in all hours if there was no act.
        parcels_touched: parcels an outage touched, whole population, mean over the outage arms.
        acts: outages and responses of the outage arms, mean number a replication.
        problems: what failed, in words, each with its replication and arm; an outage that touched nothing is one.
    """
    problems = [
        f"replication {arm.replication}, {arm.arm} arm: {text}"
        for arm in arms
        for text in arm.audit.get("problems", [])
    ]
    touched = [arm.audit.get("parcels_touched", 0) / arm.sample for arm in arms if arm.arm == OUTAGE]
    acts = [len(arm.acts) for arm in arms if arm.arm == OUTAGE]
    parcels_touched = round(float(np.mean(touched))) if touched else 0
    differing = _differing(arms)
    problems += [
        f"replication {replication}: the arms differ in hour {hour}, before any act" for replication, hour in differing
    ]
    if scenario.outages and parcels_touched == 0:
        problems.append("the outages touched no parcel")
    return {
        **{name: all(arm.audit.get(name, False) for arm in arms) for name in BALANCES},
        "null_identity": not differing,
        "parcels_touched": parcels_touched,
        "acts": float(np.mean(acts)) if acts else 0.0,
        "problems": problems,
    }


def _differing(arms: Sequence[ArmResult]) -> list[tuple[int, int]]:
    """(replication, hour) of the first hour in which two arms differ though nothing had been done to either."""
    found = []
    for pair in pairs_of(arms):
        baseline, outage = arms[pair.baseline], arms[pair.outage]
        first = first_act_h(outage)
        until = len(outage.hourly) if np.isnan(first) else int(np.floor(first))
        unequal = (baseline.hourly[:until] != outage.hourly[:until]).any(axis=(1, 2, 3))
        if unequal.any():
            found.append((pair.replication, int(np.argmax(unequal))))
    return found
