"""What an event of a parcel is called on a page and on the terminal. Knows no run."""

MILESTONES: dict[str, str] = {
    "ordered": "Ordered",
    "order_lost": "Not ordered",
    "held": "Held back by its merchant",
    "rerouted": "Given to another carrier",
    "picked_up": "Picked up",
    "origin_sorted": "Sorted at the origin hub",
    "linehaul_departed": "On the linehaul",
    "destination_arrived": "At the destination hub",
    "out_for_delivery": "With the courier",
    "attempt_failed": "Nobody at the door",
    "locker_deposited": "In a locker",
    "delivered": "Delivered",
    "collected": "Collected",
    "returned": "Sent back",
    "locker_refused": "Locker full",
    "taken_back": "Taken back from the locker",
    "code_not_sent": "Pick-up code not sent",
    "self_served": "Looked at the carrier's own site",
    "contact_merchant": "Contact with the merchant",
    "contact_platform": "Contact with the platform",
    "contact_carrier": "Contact with the carrier",
    "contact_answered": "Contact answered",
    "contact_abandoned": "Contact given up",
    "complaint": "Complaint",
    "refund_claim": "Refund claim",
    "petition": "Petition to the regulator",
    "phantom": "Delivered, not shown as delivered",
    "late": "Late",
    "spoiled": "Spoiled",
    "worried_on_time": "Worried, though on time",
    "late_unseen": "Late, and not shown",
    "worried_and_late": "Worried and late",
    "late_dispatch": "Late dispatch by the rule",
    "false_late_dispatch": "Late dispatch that is false",
    "paid": "Merchant paid",
    "dark_begin": "Dark from here",
    "dark_end": "Dark until here",
}

PEAK = "peak"
"""Name of the story of a parcel under way at the hour of most dark parcels."""
CASES: dict[str, str] = {
    "worried-on-time": "Worried, though on time",
    "late-unseen": "Late, and unseen",
    "spoiled": "Spoiled",
    "rerouted": "Rerouted",
    "held": "Held back",
    "no-code": "No locker code",
    "phantom": "Delivered, not shown",
    "never-ordered": "Never ordered",
    "dark": "Dark",
    "untouched": "Untouched",
    PEAK: "At the peak",
}


def milestone(name: str) -> str:
    """An event in words.

    >>> milestone("origin_sorted"), milestone("something_new")
    ('Sorted at the origin hub', 'Something new')
    """
    words = name.replace("_", " ")
    return MILESTONES.get(name, words[:1].upper() + words[1:])


def case(name: str) -> str:
    """A typical case as the label of a choice.

    >>> case("no-code"), case("something-new")
    ('No locker code', 'Something new')
    """
    words = name.replace("-", " ")
    return CASES.get(name, words[:1].upper() + words[1:])
