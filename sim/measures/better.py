"""Which way a measure is better, for whoever ranks; measures that only describe (orders, rerouting) have no way."""

LESS_IS_BETTER = frozenset(
    {
        "orders_lost",
        "orders_lost_cny",
        "parcels_held",
        "parcels_late",
        "parcels_returned",
        "attempts_failed",
        "transit_h",
        "transit_mean_h",
        "transit_p50_h",
        "transit_p95_h",
        "dark_parcels",
        "dark_hours",
        "dark_parcels_peak",
        "phantoms",
        "scans_lost",
        "backfill_drain_h",
        "contacts",
        "contacts_abandoned",
        "contacts_per_million",
        "complaints",
        "complaints_per_million",
        "refund_claims",
        "refund_claims_cny",
        "petitions",
        "petitions_per_million",
        "support_wait_p50_min",
        "support_wait_p90_min",
        "abandonment_share",
        "merchants_holding",
        "merchants_never_back",
        "held_peak",
        "locker_refusals",
        "code_failures",
        "lockers_overdue",
        "fresh_spoiled",
        "fresh_spoiled_cny",
        "merchant_float_cny_h",
        "late_dispatch",
        "false_late_dispatch",
        "late_dispatch_penalty_cny",
        "false_late_penalty_cny",
        "worried_on_time",
        "late_unseen",
        "worried_and_late",
        "hub_backlog_peak",
        "courier_backlog_peak",
        "time_to_recover_h",
        "resilience_loss",
        "total_cost_cny",
    }
)
MORE_IS_BETTER = frozenset({"parcels_delivered", "share_72h", "on_time_share"})


def better_sign(measure: str) -> int:
    """-1 where less is better, 1 where more is, 0 where neither is.

    >>> better_sign("contacts"), better_sign("on_time_share"), better_sign("orders")
    (-1, 1, 0)
    """
    if measure in LESS_IS_BETTER:
        return -1
    return 1 if measure in MORE_IS_BETTER else 0
