"""The words of the event log: its columns, and what can happen to a parcel. Knows which count tells of what."""

from sim.engine.record import MILESTONES

SCAN = "scan"
NOTED = {
    "parcels_created": ("ordered", "order"),
    "orders_lost": ("order_lost", "order"),
    "parcels_held": ("held", "order"),
    "parcels_rerouted": ("rerouted", "order"),
    "locker_refusals": ("locker_refused", "locker"),
    "lockers_overdue": ("taken_back", "locker"),
    "code_failures": ("code_not_sent", "visibility"),
    "self_served": ("self_served", "buyer"),
    "contacts_merchant": ("contact_merchant", "buyer"),
    "contacts_platform": ("contact_platform", "buyer"),
    "contacts_carrier": ("contact_carrier", "buyer"),
    "contacts_answered": ("contact_answered", "buyer"),
    "contacts_abandoned": ("contact_abandoned", "buyer"),
    "complaints": ("complaint", "buyer"),
    "refund_claims": ("refund_claim", "buyer"),
    "petitions": ("petition", "buyer"),
    "phantoms": ("phantom", "visibility"),
    "parcels_late": ("late", "outcome"),
    "fresh_spoiled": ("spoiled", "outcome"),
    "worried_on_time": ("worried_on_time", "outcome"),
    "late_unseen": ("late_unseen", "outcome"),
    "worried_and_late": ("worried_and_late", "outcome"),
    "late_dispatch": ("late_dispatch", "money"),
    "false_late_dispatch": ("false_late_dispatch", "money"),
    "merchant_float_cny_h": ("paid", "money"),
}
"""{name of the count: (milestone, kind)}; the steps that a scanner sees come from the scans themselves."""
DARK_BEGIN, DARK_END = "dark_begin", "dark_end"
AT_FIRST = ("ordered", "order_lost", "held", "rerouted")
EVENTS = (
    *AT_FIRST,
    *MILESTONES[1:],
    *(name for name, _ in NOTED.values() if name not in AT_FIRST),
    DARK_BEGIN,
    DARK_END,
)
"""Milestones of the log; at one instant a parcel's events stand in this order."""
WAYS = ("live", "polled", "replayed", "kept", "superseded", "lost", "under_way")
"""What became of a scan by the horizon; see `log.event_frame`."""
COLUMNS = {
    "replication": "number of the replication",
    "arm": "baseline (the counterfactual) or outage",
    "parcel": "order id, the same parcel in both arms",
    "kind": "scan, order, locker, buyer, visibility, outcome or money",
    "milestone": "what happened, one of EVENTS",
    "seq": "number of the scan within the parcel, from 0; -1 = no scan",
    "event_time": "h since the start, when it happened",
    "record_time": "h since the start, when the platform had the scan; empty = not by the horizon, or no scan",
    "way": "what became of the scan, one of WAYS; empty = no scan",
    "outage": "name of the outage that hit the scan; empty = none",
    "carrier": "carrier at that time; before the hand-over to one, the home carrier",
    "home_carrier": "carrier the merchant ships with in ordinary times",
    "origin": "region of the merchant",
    "destination": "region of the buyer",
    "category": "category of goods",
    "merchant": "number of the merchant",
    "merchant_size": "small, medium or large",
    "bound_for": "locker operator, station or door, as ordered",
    "value_cny": "value of the order, CNY",
    "placed_at": "h since the start, when it was ordered",
}
"""Columns of the log and what each says."""
