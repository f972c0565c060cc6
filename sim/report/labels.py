"""What a name of the model is called on a page, and under which heading a measure stands. Knows no number."""

NAMES: dict[str, str] = {
    "orders": "Orders wanted",
    "orders_lost": "Orders lost",
    "orders_lost_cny": "Value of orders lost",
    "parcels_created": "Parcels created",
    "parcels_held": "Parcels held by merchants",
    "parcels_rerouted": "Parcels rerouted",
    "parcels_handed_over": "Parcels handed to a carrier",
    "parcels_out_for_delivery": "Courier loadings",
    "parcels_delivered": "Parcels delivered",
    "parcels_late": "Parcels late",
    "parcels_returned": "Parcels returned",
    "attempts_failed": "Attempts failed",
    "transit_h": "Transit hours, summed",
    "transit_p50_h": "Transit, median",
    "transit_p95_h": "Transit, 95th percentile",
    "dark_parcels": "Dark parcels, ever",
    "dark_parcels_peak": "Dark parcels, at the peak",
    "lockers_occupied": "Locker cells taken",
    "dark_hours": "Hours spent dark",
    "phantoms": "Delivered, not shown as delivered",
    "backfill_drain_h": "Time until the backlog of scans was shown",
    "scans_made": "Scans made",
    "scans_shown": "Scans shown",
    "scans_lost": "Scans lost",
    "scans_buffered": "Scans buffered",
    "scans_backfilled": "Scans backfilled",
    "scans_polled": "Scans read from the carrier's own site",
    "contacts": "Contacts",
    "contacts_merchant": "Contacts with merchants",
    "contacts_platform": "Contacts with the platform",
    "contacts_carrier": "Contacts with carriers",
    "self_served": "Worries settled on the carrier's own site",
    "contacts_answered": "Contacts answered",
    "contacts_abandoned": "Contacts abandoned",
    "complaints": "Complaints",
    "refund_claims": "Refund claims",
    "refund_claims_cny": "Value claimed back",
    "petitions": "Petitions to the regulator",
    "support_wait_p90_min": "Wait at the desk, 90th percentile",
    "abandonment_share": "Contacts given up",
    "merchants_switched": "Merchants switched",
    "merchants_holding": "Merchants holding orders back",
    "merchants_back": "Merchants back at their carrier",
    "merchants_never_back": "Merchants that never return",
    "locker_deposits": "Locker deposits",
    "locker_refusals": "Locker refusals",
    "code_failures": "Pick-up codes not sent at once",
    "lockers_overdue": "Parcels taken back from lockers",
    "fresh_spoiled": "Fresh parcels spoiled",
    "fresh_spoiled_cny": "Value of fresh goods spoiled",
    "merchant_float_cny_h": "Merchants' money waiting",
    "late_dispatch": "Late dispatch by the rule",
    "false_late_dispatch": "False late dispatch",
    "late_dispatch_penalty_cny": "Late-dispatch penalties",
    "false_late_penalty_cny": "Penalties on parcels sent in time",
    "in_scope_records": "Records within the contract",
    "out_of_scope_records": "Records beyond the contract",
    "carrier_revenue_cny": "Carriers' revenue",
    "worried_on_time": "Worried but on time",
    "late_unseen": "Late but not shown",
    "worried_and_late": "Worried and late",
    "transit_mean_h": "Transit, mean",
    "share_72h": "Delivered within 72 hours of pick-up",
    "on_time_share": "Orders on time",
    "support_wait_p50_min": "Wait at the desk, median",
    "contacts_per_million": "Contacts per million parcels",
    "complaints_per_million": "Complaints per million parcels",
    "petitions_per_million": "Petitions per million parcels",
    "resilience_loss": "Area between the arms (unit \u00d7 hours)",
    "peak_excess": "Highest excess",
    "class": "Harm",
    "at_merchant": "Parcels at merchants",
    "buffered": "Scans in a buffer",
    "desk_waiting": "Contacts waiting",
    "dark_now": "Parcels dark now",
    "in_flight": "Parcels in flight",
    "held": "Parcels held back",
    "hub_backlog": "Parcels waiting at hubs",
    "courier_backlog": "Parcels waiting for a courier",
    "merchants_away": "Merchants away from their carrier",
    "support_wait_p90": "Wait at the desk, 90th percentile",
    "time_to_recover": "Time to recover",
    "time_to_recover_h": "Time to recover",
    "total_cost_cny": "Cost to all parties",
    "state_post_bureau": "State Post Bureau",
    "cainiao": "Cainiao",
    "fengchao": "Fengchao",
    "other_lockers": "Other lockers",
    "best": "Best",
    "yunda": "Yunda",
    "all": "All",
}
HEADINGS: dict[str, tuple[str, ...]] = {
    "Orders and parcels": ("orders", "parcels_", "attempts_", "transit_", "on_time", "share_72h"),
    "Visibility": ("dark_", "phantoms", "scans_", "backfill_"),
    "Buyers and support": (
        "contacts",
        "self_served",
        "complaints",
        "refund_claims",
        "petitions",
        "support_",
        "abandonment_",
        "worried_",
        "late_unseen",
    ),
    "Merchants and settlement": ("merchant", "held", "late_dispatch", "false_late_"),
    "Carriers and hubs": ("hub_", "carrier_", "courier_"),
    "Lockers": ("locker", "code_"),
    "Fresh goods": ("fresh_",),
    "Data scope": ("in_scope", "out_of_scope"),
    "Money and recovery": ("total_cost", "time_to_recover", "resilience"),
}
OTHER = "Other"
ACTIONS: dict[str, str] = {
    "advise_switch": "advice to switch",
    "delist": "delisted",
    "relist": "listed again",
    "mobilise_capacity": "extra capacity",
    "fresh_bases": "fresh bases open",
    "extend_auto_confirm": "auto-confirm extended",
    "waive_late_dispatch": "late-dispatch waived",
    "add_agents": "more agents",
    "poll_fallback": "carrier's site polled",
    "public_notice": "public notice",
    "mediate": "mediation",
}
MODES: dict[str, str] = {
    "full": "closed",
    "partial": "partly closed",
    "stale": "stale",
    "throttled": "throttled",
    "intermittent": "closed on and off",
}
"""State of a link in an outage of each mode."""
UNKNOWN = "unknown"
ACRONYM_LENGTH = 4
ACRONYMS = frozenset({"sf", "jd", "ems", "zto", "yto", "sto", "ttk"})
"""Carriers whose names are letters, also within longer names."""


def measure(name: str) -> str:
    """Title of a measure.

    >>> measure("dark_hours"), measure("new_thing_cny"), measure("held_peak")
    ('Hours spent dark', 'New thing (CNY)', 'Parcels held back, at the peak')
    """
    if name in NAMES:
        return NAMES[name]
    if name.endswith("_peak"):
        return f"{measure(name.removesuffix('_peak'))}, at the peak"
    words = name.removesuffix("_cny").replace("_", " ")
    return words[:1].upper() + words[1:] + (" (CNY)" if name.endswith("_cny") else "")


def entity(name: str) -> str:
    """Title of a carrier, party, region or link; short names are acronyms.

    >>> entity("sf"), entity("state_post_bureau"), entity("buyers"), entity("sf_feed")
    ('SF', 'State Post Bureau', 'Buyers', 'SF feed')
    """
    if name in NAMES:
        return NAMES[name]
    if len(name) < ACRONYM_LENGTH:
        return name.upper()
    words = in_words(name)
    return words[:1].upper() + words[1:]


def in_words(name: str) -> str:
    """A name of a scenario in words, for the middle of a sentence.

    >>> in_words("sf_feed duration")
    'SF feed duration'
    """
    return " ".join(word.upper() if word in ACRONYMS else word for word in name.replace("_", " ").split())


def group(name: str) -> str:
    """Title of a group of the impact table, such as `carrier=sf`.

    >>> group("carrier=sf"), group("total")
    ('SF', 'Total')
    """
    return entity(name.split("=", 1)[-1])


def heading(name: str) -> str:
    """Heading under which a measure stands."""
    return next((title for title, starts in HEADINGS.items() if name.startswith(starts)), OTHER)


def action(name: str) -> str:
    """What a response does, in words."""
    return ACTIONS.get(name, name.replace("_", " "))
