"""An event log of the simulator as the tables a carrier's customer would have: tracking, orders and contacts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

CONTACTS = ("contact_merchant", "contact_platform", "contact_carrier", "complaint")
GROUPS = ("carrier", "origin", "destination")


@dataclass(frozen=True)
class Tables:
    """Where the tables were written."""

    tracking: Path
    orders: Path
    contacts: Path


def write_tables(log: pd.DataFrame, start: datetime, folder: Path) -> Tables:
    """Write `tracking.csv`, `orders.csv` and `contacts.csv` of one arm's log.

    Args:
        log: as `sim.study.events` gives it, every parcel watched.
        start: of the scenario.
        folder: to write in.
    """
    to = Tables(*(folder / f"{name}.csv" for name in ("tracking", "orders", "contacts")))
    scans, orders, asked = (
        log[log["kind"] == "scan"],
        log[log["milestone"] == "ordered"],
        log[log["milestone"].isin(CONTACTS)],
    )
    milestone = scans["milestone"].astype(str)
    times = {"event_time": _texts(scans["event_time"], start), "record_time": _texts(scans["record_time"], start)}
    tracking = pd.DataFrame({"parcel": scans["parcel"].astype(str), "milestone": milestone, **times})
    pd.concat([tracking, scans[list(GROUPS)].astype(str)], axis=1).to_csv(to.tracking, index=False)
    for rows, name, path in ((orders, "ordered_at", to.orders), (asked, "contacted_at", to.contacts)):
        table = pd.DataFrame({"parcel": rows["parcel"].astype(str), name: _texts(rows["event_time"], start)})
        if path == to.orders:
            table = pd.concat([table, rows[list(GROUPS)].astype(str)], axis=1)
        else:
            table["kind"] = rows["milestone"].astype(str)
        table.to_csv(path, index=False)
    return to


def _texts(hours: pd.Series, start: datetime) -> list[str]:
    """Instants to the millisecond, with the scenario's offset; empty where there is none."""
    return [
        (start + timedelta(hours=float(each))).isoformat(timespec="milliseconds") if np.isfinite(each) else ""
        for each in hours
    ]
