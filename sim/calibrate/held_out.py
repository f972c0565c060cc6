"""What the tables say of the hours after an instant, and how a forecast of them did."""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

import numpy as np
import pandas as pd

from sim.calibrate.arms import AHEAD_H
from sim.calibrate.durations import Array
from sim.calibrate.loading import MICROSECONDS_PER_H, Desk
from sim.calibrate.nowcast import HIGH, LOW, MEASURES, Draws
from sim.calibrate.tracking import Read

LEAST_HOURS = 6
SCORES = ("measure", "hours", "coverage", "mape", "sum", "sum_forecast", "sum_low", "sum_high", "bias")


def held_out(at: Desk, read: Read, now_us: int, grace_h: float) -> pd.DataFrame:
    """What the tables say of the whole hours after the instant."""
    hours = min(AHEAD_H, (read.until_us - now_us) // MICROSECONDS_PER_H)
    if hours < LEAST_HOURS:
        return pd.DataFrame(columns=["hour", "measure", "actual"])
    edges = np.arange(hours + 1, dtype=np.float64)
    since = f"(at_us - {now_us}) / {MICROSECONDS_PER_H}"
    delivered = _column(at, f"SELECT {since} AS h FROM step WHERE state IN ('delivered', 'collected')")
    spans = at.db.execute(
        f"SELECT min({since}) FILTER (state <> 'ordered') AS handed, "
        f"min({since}) FILTER (state IN ('delivered', 'collected', 'returned')) AS over, max({since}) AS last "
        "FROM step GROUP BY parcel HAVING handed IS NOT NULL"
    ).fetchnumpy()
    handed = np.asarray(spans["handed"], dtype=np.float64)
    over = np.ma.filled(np.ma.asarray(spans["over"]).astype(np.float64), np.inf)
    told = {
        "delivered": np.histogram(delivered, edges)[0],
        "in_flight": np.array([((handed <= edge) & (over > edge)).sum() for edge in edges[1:]]),
    }
    if read.has_record:
        told["dark"] = _dark(at, now_us, grace_h, edges[1:])
    if read.has_contacts:
        asked = _column(
            at,
            f"SELECT (contact.at_us - {now_us}) / {MICROSECONDS_PER_H} AS h FROM contact",
        )
        told["contacts"] = np.histogram(asked, edges)[0]
    frames = [pd.DataFrame({"hour": edges[1:], "measure": name, "actual": values}) for name, values in told.items()]
    return pd.concat(frames, ignore_index=True).astype({"actual": np.float64})


def _dark(at: Desk, now_us: int, grace_h: float, edges: Array) -> Array:
    """Parcels with a scan since the instant that is older than the grace and not published, nor a later one."""
    found = at.db.execute(
        f"""
        SELECT (at_us - {now_us}) / {MICROSECONDS_PER_H} + {grace_h} AS begin,
            least(coalesce(shown_us - {now_us}, 1e18) / {MICROSECONDS_PER_H},
                coalesce(later_us - {now_us}, 1e18) / {MICROSECONDS_PER_H} + {grace_h}) AS until
        FROM (SELECT state, at_us, min(record_us) OVER ahead AS shown_us, lead(at_us) OVER journey AS later_us FROM step
            WINDOW journey AS (PARTITION BY parcel ORDER BY at_us),
            ahead AS (PARTITION BY parcel ORDER BY at_us ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))
        WHERE at_us > {now_us} AND state <> 'ordered'
        """
    ).fetchnumpy()
    begin, until = (np.asarray(found[name], dtype=np.float64) for name in ("begin", "until"))
    return np.array([((begin <= edge) & (until > edge)).sum() for edge in edges], dtype=np.float64)


def _column(at: Desk, query: str) -> Array:
    return np.asarray(at.db.execute(query).fetchnumpy()["h"], dtype=np.float64)


def scores_of(found: Draws, actual_by_hour: pd.DataFrame) -> pd.DataFrame:
    """How the arm without an outage did, hour by hour and in the sum of the hours; see `Forecast.scores`."""
    rows = []
    for measure in MEASURES:
        actual = actual_by_hour.loc[actual_by_hour["measure"] == measure, "actual"].to_numpy(dtype=np.float64)
        if not actual.size:
            continue
        draws = found["without", measure][:, : actual.size]
        low, high = np.quantile(draws, [LOW, HIGH], axis=0)
        some = actual > 0
        error = np.abs(draws.mean(axis=0) - actual)[some] / actual[some]
        sums, total = draws.sum(axis=1), float(actual.sum())
        low_sum, high_sum = np.quantile(sums, [LOW, HIGH])
        rows.append(
            {
                "measure": measure,
                "hours": actual.size,
                "coverage": float(((actual >= low) & (actual <= high)).mean()),
                "mape": float(error.mean()) if some.any() else np.nan,
                "sum": total,
                "sum_forecast": float(sums.mean()),
                "sum_low": float(low_sum),
                "sum_high": float(high_sum),
                "bias": float(sums.mean()) / total - 1.0 if total else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(SCORES))
