"""Tables of the synthetic result: impact, who pays, recovery."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tests.unit.report.synthetic_world import CARRIERS, HOURS, LOCKER

BILLS = {
    "platform": ("support handling", "complaints handling", "fees of lost orders", "refunds"),
    "merchants": (
        "support handling",
        "margin of lost orders",
        "capital held back",
        "refunds",
        "late-dispatch penalties",
        "delivery",
    ),
    "carriers": ("support handling", "petitions", *(f"delivery revenue {name}" for name in CARRIERS)),
    "buyers": ("spoiled goods claimed", "refunds"),
}


def rows(told: Sequence[tuple[str, str, float, float, str]], rng: np.random.Generator) -> pd.DataFrame:
    """Impact rows (measure, group, baseline, outage, unit) with an interval of some width."""
    table = []
    for measure, group, baseline, outage, unit in told:
        half = abs(outage - baseline) * rng.uniform(0.02, 0.3)
        excess = outage - baseline
        table.append((measure, group, baseline, outage, excess, excess - half, excess + half, unit))
    return pd.DataFrame(
        table, columns=["measure", "group", "baseline", "outage", "excess", "ci_low", "ci_high", "unit"]
    )


def impact_table(rng: np.random.Generator) -> pd.DataFrame:
    """Totals and groups."""
    totals = [
        ("orders", "orders", 1.14e9, 1.14e9),
        ("orders_lost", "orders", 0.0, 3.1e5),
        ("parcels_created", "parcels", 1.14e9, 1.1397e9),
        ("parcels_rerouted", "parcels", 0.0, 2.9e6),
        ("parcels_held", "parcels", 0.0, 2.2e5),
        ("parcels_late", "parcels", 6.1e7, 6.13e7),
        ("dark_parcels", "parcels", 2.2e6, 6.4e6),
        ("dark_parcels_peak", "parcels", 1.1e5, 2.84e6),
        ("dark_hours", "parcel-hours", 5e6, 1.2e8),
        ("phantoms", "parcels", 1.1e6, 2.9e6),
        ("scans_lost", "scans", 2.9e7, 2.9e7),
        ("scans_backfilled", "scans", 0.0, 1.7e7),
        ("backfill_drain_h", "h", 0.0, 8.6),
        ("contacts", "contacts", 1.37e7, 1.52e7),
        ("self_served", "buyers", 1.1e6, 1.6e6),
        ("complaints", "complaints", 3.1e5, 4.0e5),
        ("refund_claims", "claims", 6.5e4, 9.1e4),
        ("petitions", "petitions", 8.1e3, 1.3e4),
        ("support_wait_p90_min", "min", 4.1, 31.0),
        ("abandonment_share", "share", 0.021, 0.094),
        ("merchants_switched", "merchants", 0.0, 512.0),
        ("merchants_never_back", "merchants", 0.0, 26.0),
        ("locker_deposits", "parcels", 7.6e7, 7.5e7),
        ("locker_refusals", "parcels", 4.0e5, 9.2e5),
        ("code_failures", "parcels", 3.6e5, 4.9e6),
        ("fresh_spoiled", "parcels", 2.1e5, 2.5e5),
        ("fresh_spoiled_cny", "CNY", 2.3e7, 2.75e7),
        ("false_late_dispatch", "parcels", 1.1e4, 4.4e5),
        ("out_of_scope_records", "records", 2.4e8, 2.1e8),
        ("transit_p50_h", "h", 51.0, 51.2),
        ("transit_p95_h", "h", 96.0, 97.8),
        ("time_to_recover_h", "h", 0.0, 131.0),
        ("total_cost_cny", "CNY", 4.1e8, 5.3e8),
    ]
    told = [(name, "total", base, hit, unit) for name, unit, base, hit in totals]
    total = sum(CARRIERS.values())
    for place, (carrier, flow) in enumerate(CARRIERS.items()):
        part = flow / total
        gain = -2.9e6 if place == 0 else 2.9e6 * flow / (total - CARRIERS["sf"])
        group = f"carrier={carrier}"
        told += [
            ("parcels_created", group, 20 * flow, 20 * flow, "parcels"),
            ("parcels_handed_over", group, 20 * flow, 20 * flow + gain, "parcels"),
            ("carrier_revenue_cny", group, 200 * flow, 200 * flow + 9 * gain, "CNY"),
            ("dark_parcels", group, 2.2e6 * part, 2.2e6 * part + (4.2e6 if place == 0 else 0.0), "parcels"),
            ("contacts", group, 1.37e7 * part, 1.37e7 * part + (1.4e6 if place == 0 else 1e4), "contacts"),
            ("hub_backlog_peak", group, 0.4 * flow, 0.42 * flow, "parcels"),
            ("transit_p50_h", group, 50 + place, 50.3 + place, "h"),
        ]
    for kind, names in {"region": ("north", "yangtze", "south"), "size": ("small", "medium", "large")}.items():
        for name in names:
            told += [
                ("contacts", f"{kind}={name}", 4.5e6, 5.0e6, "contacts"),
                ("parcels_created", f"{kind}={name}", 3.8e8, 3.8e8, "parcels"),
            ]
    return rows(told, rng)


def recovery_table() -> pd.DataFrame:
    """When three measures came back; the third did not."""
    told = [
        ("contacts", "contacts per hour", 7.4e4, 131.0, 1.2e6),
        ("dark_now", "parcels", 2.7e6, 74.5, 9.1e7),
        ("complaints", "complaints per hour", 2.9e3, HOURS - LOCKER[0], 4.4e4),
    ]
    frame = pd.DataFrame(told, columns=["measure", "unit", "peak_excess", "time_to_recover_h", "resilience_loss"])
    for name in ("peak_excess", "time_to_recover_h", "resilience_loss"):
        frame[f"{name}_low"], frame[f"{name}_high"] = 0.95 * frame[name], 1.05 * frame[name]
    return frame


def payers_table(rng: np.random.Generator) -> pd.DataFrame:
    """Party by cost line, CNY."""
    told = []
    for party, lines in BILLS.items():
        for line in lines:
            base = rng.uniform(1e6, 4e7)
            told.append((party, line, base, base + rng.normal(6e6, 9e6), "CNY"))
    frame = rows(told, rng).rename(columns={"measure": "party", "group": "line"})
    return frame.drop(columns="unit")
