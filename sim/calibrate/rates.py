"""When orders come, whom they go to, and how often a courier finds somebody at home."""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibrate.durations import Array
from sim.calibrate.feed import Share, share_of
from sim.calibrate.loading import Desk

WEEK_DAYS = 7
LEAST_ORDERS = 200
LEAST_RETRIES = 50


@dataclass(frozen=True)
class OrderProfile:
    """When orders come.

    Attributes:
        hour_share: share of a day's orders in each hour, shape (24,).
        weekday_share: share of a week's orders on each day, Monday first, shape (7,); None where no week is whole.
        per_day: orders on an average day.
        n: orders on the whole days.
        days: whole days.
        by_day: orders of each whole day: day, orders.
    """

    hour_share: Array
    weekday_share: Array | None
    per_day: float
    n: int
    days: int
    by_day: pd.DataFrame


def order_profile(at: Desk, state: str = "ordered") -> OrderProfile | None:
    """The profile of a milestone over the days wholly in the tables; None where there is no whole day of it."""
    counted = at.db.execute(
        "SELECT moment::DATE AS day, hour(moment) AS hour, count(*) AS orders FROM "
        "(SELECT make_timestamptz(at_us) AS moment FROM step WHERE state = ?) GROUP BY ALL ORDER BY ALL",
        [state],
    ).fetchnumpy()
    frame = pd.DataFrame({name: np.asarray(values) for name, values in counted.items()})
    if frame.empty or frame["orders"].sum() < LEAST_ORDERS:
        return None
    frame["day"] = pd.to_datetime(frame["day"])
    first, last = frame["day"].min(), frame["day"].max()
    starts_whole = bool(frame.loc[frame["day"] == first, "hour"].min() == 0)
    ends_whole = bool(frame.loc[frame["day"] == last, "hour"].max() == 23)
    days = pd.date_range(first if starts_whole else first + pd.Timedelta(days=1), last, freq="D")
    days = days if ends_whole else days[:-1]
    kept = frame[frame["day"].isin(days)]
    if len(days) == 0 or kept["orders"].sum() < LEAST_ORDERS:
        return None
    by_hour = kept.groupby("hour")["orders"].sum().reindex(range(24), fill_value=0).to_numpy(dtype=np.float64)
    by_day = kept.groupby("day")["orders"].sum().reindex(days, fill_value=0)
    weekday = None
    if len(days) >= WEEK_DAYS:
        mean = by_day.groupby(days.day_of_week).mean().to_numpy(dtype=np.float64)
        weekday = mean / mean.sum()
    told = pd.DataFrame({"day": days, "orders": by_day.to_numpy(dtype=np.float64)})
    n = int(by_day.sum())
    return OrderProfile(by_hour / by_hour.sum(), weekday, n / len(days), n, len(days), told)


def parcels_by(at: Desk, group: str) -> dict[str, int]:
    """Parcels by carrier, origin or destination, most first; those of which it is not said are not counted."""
    found = at.ask(
        f"SELECT name, count(*) FROM (SELECT max({group}) AS name FROM step GROUP BY parcel) WHERE name <> '' "
        "GROUP BY name ORDER BY count(*) DESC, name"
    )
    return {str(name): int(str(rows)) for name, rows in found}


def door_success(at: Desk, carrier: str = "") -> Share | None:
    """Share of the attempts at the door that succeed, seen in attempts after a failed one.

    A parcel that was tried in vain is one for the door; of the others the tables do not say whether somebody had to
    be there. None where too few were tried again.
    """
    whose = "AND carrier = ?" if carrier else ""
    row = at.ask(
        f"""
        SELECT count(*), count(*) FILTER (next_state = 'delivered') FROM (
            SELECT *, lag(state) OVER (PARTITION BY parcel ORDER BY at_us) AS before FROM step WHERE tries > 0 {whose})
        WHERE state = 'out_for_delivery' AND before = 'attempt_failed'
            AND next_state IN ('delivered', 'attempt_failed')
        """,
        [carrier] if carrier else [],
    )[0]
    tried, done = int(str(row[0])), int(str(row[1]))
    return share_of(done, tried) if tried >= LEAST_RETRIES else None
