"""A made-up result with the shape of a real one, so that the page can be tested without a run.

Twenty days, an outage on day 7, five replications; numbers of the right size and of no meaning.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from tests.unit.report.synthetic_hours import hourly_table
from tests.unit.report.synthetic_tables import impact_table, payers_table, recovery_table, rows
from tests.unit.report.synthetic_world import CARRIERS, CUT, HOURS, LOCKER, OPERATORS


@dataclass
class SyntheticResult:
    """What a page reads, made up."""

    scenario: Any
    impact: pd.DataFrame
    hourly: pd.DataFrame
    who_pays: pd.DataFrame
    recovery: pd.DataFrame
    affected: pd.DataFrame
    claims: list[dict[str, Any]]
    acts: list[dict[str, Any]]
    audit: dict[str, Any]
    seed: int = 1
    replications: int = 5
    run_id: str = "5f2c9a71d0e4"
    wall_s: float = 41.3


def synthetic_result(title: str = "Cainiao and SF, 1-3 June 2017", replications: int = 5) -> SyntheticResult:
    """A result with every table filled."""
    rng = np.random.default_rng(7)
    return SyntheticResult(
        scenario=scenario(title),
        impact=impact_table(rng),
        hourly=hourly_table(rng, replications),
        who_pays=payers_table(rng),
        recovery=recovery_table(),
        affected=rows(
            [
                ("worried_on_time", "total", 2.1e5, 7.4e5, "parcels"),
                ("late_unseen", "total", 4.0e3, 9.0e4, "parcels"),
                ("worried_and_late", "total", 6.2e4, 1.1e5, "parcels"),
                *(
                    (name, f"carrier={carrier}", 1e4, 1e4 + more * (4.5e5 if carrier == "sf" else 1.2e4), "parcels")
                    for carrier in CARRIERS
                    for name, more in (("worried_on_time", 1.0), ("late_unseen", 0.15), ("worried_and_late", 0.1))
                ),
            ],
            rng,
        ),
        claims=claims(),
        acts=acts(),
        audit={
            "conservation": True,
            "scans": True,
            "cells": True,
            "null_identity": True,
            "parcels_touched": 4_120_000,
            "peak_in_flight": 148_000_000,
            "problems": [],
        },
        replications=replications,
    )


def empty_result() -> SyntheticResult:
    """A result with nothing in it: no act, no series, no table has a row."""
    full = synthetic_result()
    full.scenario.outages, full.scenario.responses, full.acts, full.claims = {}, {}, [], []
    full.scenario.assumptions = list
    full.impact, full.who_pays = full.impact.iloc[:0], full.who_pays.iloc[:0]
    full.hourly, full.affected = full.hourly.iloc[:0], full.affected.iloc[:0]
    full.recovery, full.audit = pd.DataFrame(), {}
    return full


def scenario(title: str) -> SimpleNamespace:
    """The scenario's description."""
    start = datetime(2017, 5, 25, tzinfo=timezone(timedelta(hours=8)))
    return SimpleNamespace(
        name="cainiao_sf_2017",
        title=title,
        story="The platform takes a locker operator's link offline; the carrier stops returning its tracking data.",
        start=start,
        horizon=float(HOURS),
        sample=0.001,
        carriers={name: SimpleNamespace(price=10.0) for name in CARRIERS},
        regions={name: SimpleNamespace() for name in ("north", "yangtze", "south")},
        categories={name: SimpleNamespace() for name in ("general", "fresh", "high_value")},
        lockers={name: SimpleNamespace(cells=cells, link=name) for name, cells in OPERATORS.items()},
        outages={
            "locker_link": SimpleNamespace(link="fengchao", start=LOCKER[0], by="cainiao"),
            "sf_feed": SimpleNamespace(link="sf", start=CUT[0], by="sf"),
        },
        responses={"advise": SimpleNamespace(start=182.0, by="cainiao")},
        assumptions=assumptions,
    )


def assumptions() -> list[dict[str, Any]]:
    """Rows of the assumption table."""
    row = ("path", "value", "unit", "meaning", "source", "certainty", "range")
    told = [
        ("orders.per_day", 57_000_000, "orders/day", "Orders placed on the platform", "Reuters, June 2017", "H", None),
        ("carriers.sf.share.general", 0.013, "share", "Share of general goods", "assumption", "L", "1 % to 4 %"),
        ("buyers.repeat", 0.28, "share", "Unresolved contacts that come again", "SQM survey", "M", None),
        ("lockers.fengchao.cells", 1_600_000, "cells", "Cells usable", "derived from cabinets", "M", None),
    ]
    filler = [
        (f"buyers.quiet.step_{i}", 20.0 + i, "h", "Hours without news that worry nobody", "assumption", "L", None)
        for i in range(60)
    ]
    return [dict(zip(row, one, strict=True)) for one in told + filler]


def acts() -> list[dict[str, Any]]:
    """What was done and when."""
    told = [
        ("locker_link", "outage", "cainiao", *LOCKER),
        ("sf_feed", "outage", "sf", *CUT),
        ("advise", "advise_switch", "cainiao", 182.0, 228.0),
        ("delist", "delist", "cainiao", 186.0, 228.0),
        ("capacity", "mobilise_capacity", "cainiao", 200.0, float("nan")),
        ("fresh_bases", "fresh_bases", "cainiao", 200.0, float("nan")),
        ("more_agents", "add_agents", "cainiao", 187.25, 262.0),
        ("notice", "public_notice", "cainiao", 208.0, 232.0),
        ("mediation", "mediate", "state_post_bureau", 204.0, 228.0),
    ]
    return [dict(zip(("name", "kind", "by", "began_at", "ended_at"), act, strict=True)) for act in told]


def claims() -> list[dict[str, Any]]:
    """Statements beside what the model says."""
    return [
        {
            "claim": "Enquiries surge within several hours",
            "source": "The Paper, 2 June 2017",
            "simulated": 3.4,
            "ci95": (3.1, 3.7),
            "target": 1.2,
            "holds": True,
            "note": "Contacts about the carrier's parcels, first six hours, over the counterfactual's.",
        },
        {
            "claim": "Merchants ship normally now (2 June 16:00)",
            "source": "platform's statement",
            "simulated": 0.81,
            "ci95": (0.79, 0.83),
            "target": 0.95,
            "holds": False,
            "note": "Share of the cut carrier's usual parcels handed to any carrier.",
        },
        {
            "claim": "Sales of SKUs that offered the carrier fell 14.56 %",
            "source": "Cui, Li & Li, SSRN 3234023",
            "simulated": None,
            "ci95": None,
            "target": -0.1456,
            "holds": None,
            "note": "Not simulated: the model has no SKU.",
        },
    ]
