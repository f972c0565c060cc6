"""An event log of the simulator as the tables a carrier's customer would have: tracking and contacts."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

CONTACTS = ("contact_merchant", "contact_platform", "contact_carrier")


def write_tables(log: pd.DataFrame, start: datetime, folder: Path) -> tuple[Path, Path]:
    """Write `tracking.csv` and `contacts.csv` of one arm's log.

    Args:
        log: as `sim.study.events` gives it, every parcel watched.
        start: of the scenario.
        folder: to write in.
    """
    scans = log[(log["kind"] == "scan") | (log["milestone"] == "ordered")]
    tracking = pd.DataFrame(
        {
            "parcel": scans["parcel"].astype(str),
            "milestone": scans["milestone"].astype(str),
            "event_time": _texts(scans["event_time"], start),
            "record_time": _texts(
                scans["record_time"].where(scans["milestone"].astype(str) != "ordered", scans["event_time"]), start
            ),
            "carrier": scans["carrier"].astype(str),
            "origin": scans["origin"].astype(str),
            "destination": scans["destination"].astype(str),
        }
    )
    asked = log[log["milestone"].isin(CONTACTS)]
    contacts = pd.DataFrame({"parcel": asked["parcel"].astype(str), "time": _texts(asked["event_time"], start)})
    paths = folder / "tracking.csv", folder / "contacts.csv"
    tracking.to_csv(paths[0], index=False)
    contacts.to_csv(paths[1], index=False)
    return paths


def _texts(hours: pd.Series, start: datetime) -> list[str]:
    """Instants to the millisecond, with the scenario's offset; empty where there is none."""
    return [
        (start + timedelta(hours=float(each))).isoformat(timespec="milliseconds") if np.isfinite(each) else ""
        for each in hours
    ]
