"""What is known of each parcel that is not finished at an instant: where it was last seen, since when, how often tried.

This is all that a run would need to begin with these parcels. Must not know what becomes of them.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

import numpy as np
import pandas as pd

from sim.calibrate.loading import Desk

WORDS = ("parcel", "carrier", "origin", "destination", "state")
INSTANTS = ("since", "shown", "known", "picked_up", "asked")


def in_flight(at: Desk, now_us: int, promise_h: float) -> pd.DataFrame:
    """A row a parcel that is not finished, as `step` knows it, by when it was last seen.

    Args:
        at: where; `step` holds what was published by the instant.
        now_us: the instant, microseconds since 1970.
        promise_h: order to promised delivery.

    Returns:
        parcel, carrier, origin, destination ("" = not said); state (the milestone last published, `ordered` = none
        yet), since (when that happened), shown (when it was published, missing where the table does not say), known
        (when it was ordered, or first seen), picked_up (missing where no scan says), promised, tries (failed
        attempts), asked (its last contact, or missing).
        Instants are of the tables' zone.
    """
    last = f"SELECT parcel, max(at_us) AS asked_us FROM contact WHERE at_us <= {now_us} GROUP BY parcel"
    if not at.count("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'contact'"):
        last = "SELECT NULL::VARCHAR AS parcel, NULL::BIGINT AS asked_us WHERE false"
    found = at.db.execute(
        f"""
        SELECT step.parcel, carrier, origin, destination, state, tries, at_us AS since, record_us AS shown,
            first_us AS known, taken_us AS picked_up, asked_us AS asked
        FROM (SELECT *, min(at_us) OVER (PARTITION BY parcel) AS first_us,
            min(at_us) FILTER (state = 'picked_up') OVER (PARTITION BY parcel) AS taken_us FROM step) AS step
            LEFT JOIN ({last}) AS last ON last.parcel = step.parcel
        WHERE next_us IS NULL AND state NOT IN ('delivered', 'collected', 'returned')
        ORDER BY at_us, step.parcel
        """
    ).fetchnumpy()
    frame = pd.DataFrame({name: np.asarray(found[name]).astype(str) for name in WORDS})
    frame["tries"] = np.asarray(found["tries"], dtype=np.int64)
    for name in INSTANTS:
        us = pd.Series(np.ma.asarray(found[name])).astype("Int64")
        frame[name] = pd.to_datetime(us, unit="us", utc=True).dt.tz_convert(at.zone)
    return frame.assign(promised=frame["known"] + pd.Timedelta(hours=promise_h))
