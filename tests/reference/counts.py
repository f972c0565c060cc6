"""Counts by name, made of nothing but the journal: which entry counts for what."""

import math
from collections.abc import Iterator

from tests.reference.journal import Entry

ONE = {
    "order": ("orders",),
    "order_lost": ("orders_lost",),
    "created": ("parcels_created",),
    "held": ("parcels_held",),
    "rerouted": ("parcels_rerouted",),
    "handed_over": ("parcels_handed_over",),
    "delivered": ("parcels_delivered",),
    "returned": ("parcels_returned",),
    "late": ("parcels_late",),
    "scan": ("scans_made",),
    "shown": ("scans_shown",),
    "scan_lost": ("scans_lost",),
    "scan_buffered": ("scans_buffered",),
    "backfilled": ("scans_backfilled",),
    "polled": ("scans_polled",),
    "self_served": ("self_served",),
    "answered": ("contacts_answered",),
    "abandoned": ("contacts_abandoned",),
    "complaint": ("complaints",),
    "refund_claim": ("refund_claims",),
    "petition": ("petitions",),
    "merchant_switches": ("merchants_switched",),
    "merchant_holds": ("merchants_holding",),
    "merchant_back": ("merchants_back",),
    "merchant_never_back": ("merchants_never_back",),
    "locker_refusal": ("locker_refusals",),
    "locker_overdue": ("lockers_overdue",),
    "code_failure": ("code_failures",),
    "spoiled": ("fresh_spoiled",),
    "first_dark": ("dark_parcels",),
    "phantom": ("phantoms",),
    "late_dispatch": ("late_dispatch",),
    "false_late_dispatch": ("false_late_dispatch",),
    "worried_on_time": ("worried_on_time",),
    "late_unseen": ("late_unseen",),
    "worried_and_late": ("worried_and_late",),
}
AMOUNT = {
    "order_lost": "orders_lost_cny",
    "handed_over": "carrier_revenue_cny",
    "delivered": "transit_h",
    "refund_claim": "refund_claims_cny",
    "spoiled": "fresh_spoiled_cny",
    "dark": "dark_hours",
    "paid": "merchant_float_cny_h",
    "late_dispatch": "late_dispatch_penalty_cny",
    "false_late_dispatch": "false_late_penalty_cny",
    "in_scope": "in_scope_records",
    "out_of_scope": "out_of_scope_records",
}
SCANNED = {
    "out_for_delivery": "parcels_out_for_delivery",
    "attempt_failed": "attempts_failed",
    "locker_deposited": "locker_deposits",
}


def booked(name: str, amount: float) -> float:
    """An amount as the books keep it: CNY and CNY-hours in whole 2⁻¹⁰, else in whole 2⁻²⁰; slices of darkness as is."""
    if name == "dark_hours":
        return amount
    parts = 2**10 if "cny" in name else 2**20
    return round(amount * parts) / parts


def hour_of(entry: Entry, last: int) -> int:
    """Hour an entry counts in; what a merchant decides at a tick, in the hour that ends there."""
    if entry.what.startswith("merchant"):
        return math.ceil(entry.time) - 1
    return min(int(entry.time), last)


def counted(entry: Entry) -> Iterator[tuple[str, float]]:
    """Names of the counts an entry adds to, and how much."""
    for name in ONE.get(entry.what, ()):
        yield name, 1.0
    if entry.what in AMOUNT:
        yield AMOUNT[entry.what], booked(AMOUNT[entry.what], entry.amount)
    if entry.what == "scan" and entry.detail in SCANNED:
        yield SCANNED[entry.detail], 1.0
    if entry.what == "contact":
        yield "contacts", 1.0
        yield f"contacts_{entry.detail}", 1.0
