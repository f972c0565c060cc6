"""Hourly series of the synthetic result: usual days, and bumps where an outage would make them."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.unit.report.synthetic_world import CARRIERS, CUT, HOURS, LOCKER, OPERATORS

DESKS = {"merchant": 4200, "platform": 1900, "carrier": 1500}
Array = NDArray[np.float64]


def hourly_table(rng: np.random.Generator, replications: int) -> pd.DataFrame:
    """Hourly series of both arms."""
    hour = np.arange(HOURS)
    clock = hour % 24
    day = np.clip(np.sin((clock - 6) / 24 * 2 * np.pi) + 0.9, 0.1, None)
    day = day / day.mean()
    dark = bump(hour, *CUT, rise=16.0, fall=7.0)
    locker = bump(hour, *LOCKER, rise=6.0, fall=5.0)
    away = bump(hour, 190.0, 240.0, rise=14.0, fall=60.0)
    late = bump(hour, 370.0, 420.0, rise=20.0, fall=40.0)
    burst = np.exp(-np.clip(hour - CUT[1], 0, None) / 4.0) * (hour >= CUT[1])
    open_share = 1.0 - ((hour >= CUT[0]) & (hour < CUT[1]))
    series: dict[tuple[str, str], tuple[Array, Array]] = {
        ("dark_now", "total"): (9e4 * day, 2.7e6 * dark),
        ("dark_now", "carrier=sf"): (2e3 * day, 2.7e6 * dark),
        ("in_flight", "total"): (1.3e8 + 4e6 * day, -2e6 * away),
        ("in_flight", "carrier=sf"): (2.4e6 + 2e5 * day, -1.5e6 * away),
        ("contacts", "total"): (2.85e4 * day, 3.4e4 * bump(hour, CUT[0] + 4, CUT[1], 14.0, 14.0) * day),
        ("contacts", "carrier=sf"): (6e2 * day, 3.3e4 * bump(hour, CUT[0] + 4, CUT[1], 14.0, 14.0) * day),
        ("complaints", "total"): (650 * day, 1500 * bump(hour, CUT[0] + 16, CUT[1] + 20, 18.0, 20.0) * day),
        ("refund_claims", "total"): (140 * day, 300 * bump(hour, CUT[0] + 40, CUT[1] + 40, 18.0, 20.0) * day),
        ("petitions", "total"): (17 * day, 60 * late * day),
        ("scans_made", "carrier=sf"): (2.7e5 * day, -1.4e5 * away * day),
        ("scans_shown", "carrier=sf"): (
            2.7e5 * day,
            -2.7e5 * (1 - open_share) * day + 1.9e6 * burst - 1.4e5 * away * day * open_share,
        ),
        ("scans_backfilled", "carrier=sf"): (0 * day, 1.9e6 * burst),
        ("buffered", "link=sf"): (0 * day, 8e6 * np.where(hour < CUT[1], np.clip((hour - CUT[0]) / 50, 0, 1), burst)),
        ("orders_lost", "total"): (0 * day, 3e3 * away * day),
        ("merchants_away", "total"): (0 * day, 480 * away),
        ("merchants_switched", "total"): (0 * day, 9 * bump(hour, 184.0, 224.0, 3.0, 3.0)),
        ("merchants_back", "total"): (0 * day, 5 * bump(hour, 235.0, 270.0, 6.0, 30.0)),
        ("held", "total"): (0 * day, 1.8e5 * bump(hour, 186.0, 226.0, 10.0, 8.0)),
        ("false_late_dispatch", "total"): (20 * day, 9e3 * bump(hour, 210.0, 240.0, 6.0, 8.0)),
        ("fresh_spoiled", "total"): (430 * day, 500 * bump(hour, 215.0, 250.0, 20.0, 20.0)),
        ("fresh_spoiled_cny", "total"): (4.7e4 * day, 5.5e4 * bump(hour, 215.0, 250.0, 20.0, 20.0)),
        ("locker_deposits", "total"): (1.6e5 * day, -1.5e4 * locker * day),
        ("locker_refusals", "total"): (800 * day, 9e3 * locker * day),
        ("code_failures", "total"): (700 * day, 7e4 * ((hour >= LOCKER[0]) & (hour < LOCKER[1])) * day),
    }
    for operator, cells in OPERATORS.items():
        series[("locker_cells", f"operator={operator}")] = (
            0.62 * cells + 0.05 * cells * day,
            0.26 * cells * locker * (operator == "fengchao"),
        )
    for desk, agents in DESKS.items():
        series[("desk_waiting", f"party={desk}")] = (
            0.02 * agents * day,
            0.9 * agents * bump(hour, CUT[0] + 6, CUT[1], 10.0, 8.0) * day,
        )
        series[("support_wait_p90_min", f"party={desk}")] = (
            2.0 * day,
            22 * bump(hour, CUT[0] + 6, CUT[1], 10.0, 8.0) * day,
        )
    others = sum(CARRIERS.values()) - CARRIERS["sf"]
    for carrier, flow in CARRIERS.items():
        gain = -0.75 * flow if carrier == "sf" else 0.75 * CARRIERS["sf"] * flow / others
        series[("parcels_handed_over", f"carrier={carrier}")] = (flow / 24 * day, gain / 24 * away * day)
        series[("courier_backlog", f"carrier={carrier}")] = (
            0.3 * flow * day,
            (2.0 if gain > 0 else -0.1) * gain * bump(hour, 240.0, 270.0, 20.0, 30.0),
        )
        series[("parcels_rerouted", f"carrier={carrier}")] = (0 * day, max(0.0, gain) / 24 * away * day)
    for region, part in {"north": 0.5, "yangtze": 0.3, "south": 0.2}.items():
        for measure in ("contacts", "complaints"):
            base, more = series[(measure, "total")]
            series[(measure, f"region={region}")] = (part * base, part * more)
    frame = pd.concat([frame_of(rng, replications, name, arms) for name, arms in series.items()], ignore_index=True)
    return frame.astype({"arm": "category", "measure": "category", "group": "category", "value": np.float32})


def bump(hour: NDArray[Any], begin: float, end: float, rise: float, fall: float) -> Array:
    """0 before `begin`, towards 1 until `end`, then back to 0."""
    up = 1 - np.exp(-np.clip(hour - begin, 0, None) / rise)
    top = 1 - np.exp(-(end - begin) / rise)
    values: Array = np.where(hour < end, up, top * np.exp(-np.clip(hour - end, 0, None) / fall))
    return values


def frame_of(
    rng: np.random.Generator, replications: int, name: tuple[str, str], arms: tuple[Array, Array]
) -> pd.DataFrame:
    """Both arms of a series, noisy by replication but with the same luck; `arms` is the usual and what is added."""
    base, extra = arms
    hour = np.arange(HOURS)
    parts = []
    for replication in range(replications):
        luck = rng.normal(1.0, 0.06, HOURS) * rng.normal(1.0, 0.03)
        for arm, values in (("baseline", base * luck), ("outage", np.clip((base + extra) * luck, 0, None))):
            parts.append(pd.DataFrame({"arm": arm, "replication": replication, "hour": hour, "value": values}))
    return pd.concat(parts).assign(measure=name[0], group=name[1])
