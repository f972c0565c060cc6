"""Lives of parcels made up for tests: rows of an event log, without a run."""

from typing import Any

import pandas as pd

from sim.study.events import COLUMNS
from sim.study.explain.life import Parcel, parcel_of

TRAITS = {
    "home_carrier": "sf",
    "origin": "north",
    "destination": "south",
    "category": "fresh",
    "merchant": 7,
    "merchant_size": "small",
    "bound_for": "door",
    "value_cny": 80.0,
    "placed_at": 1.0,
}


def scan(seq: int, milestone: str, at: float, shown: float, **more: Any) -> dict[str, Any]:
    return {
        "kind": "scan",
        "seq": seq,
        "milestone": milestone,
        "event_time": at,
        "record_time": shown,
        "way": "live",
    } | more


def other(kind: str, milestone: str, at: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "milestone": milestone, "event_time": at} | more


def log_of(arm: str, events: list[dict[str, Any]], parcel: int = 5) -> pd.DataFrame:
    plain = {"replication": 0, "arm": arm, "parcel": parcel, "seq": -1, "record_time": float("nan"), "way": ""}
    rows = [plain | {"outage": "", "carrier": "sf"} | TRAITS | event for event in events]
    return pd.DataFrame(rows, columns=list(COLUMNS))


ORDERED = other("order", "ordered", 1.0)
USUAL = [
    ORDERED,
    scan(0, "picked_up", 10.0, 10.1),
    scan(1, "origin_sorted", 14.0, 14.1),
    scan(2, "delivered", 40.0, 40.1),
]


def parcel(outage: list[dict[str, Any]], baseline: list[dict[str, Any]] | None = None) -> Parcel:
    logs = {"baseline": log_of("baseline", USUAL if baseline is None else baseline), "outage": log_of("outage", outage)}
    return parcel_of(logs, 5)
