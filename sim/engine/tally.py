"""What a run counts: one table of names, one set of arrays, filled by the kernels.

Counts are events added to the hour in which they happened; levels are what stands at a full hour.
They are never averaged alike. This module knows names and axes, not what makes a number grow.
"""

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]

COUNTS: dict[str, tuple[str, str]] = {
    "orders": ("orders", "orders that would be placed if every delivery offered were the usual one"),
    "orders_lost": ("orders", "orders not placed because a worse delivery was offered"),
    "orders_lost_cny": ("CNY", "value of the orders not placed"),
    "parcels_created": ("parcels", "orders placed, each one parcel"),
    "parcels_held": ("parcels", "parcels that waited at a merchant holding back"),
    "parcels_rerouted": ("parcels", "parcels handed to another carrier than the merchant's home carrier"),
    "parcels_handed_over": ("parcels", "parcels picked up by their carrier"),
    "parcels_out_for_delivery": ("parcels", "loadings of a parcel on a courier's wave"),
    "parcels_delivered": ("parcels", "parcels in the buyer's hands or at the station: delivered or collected"),
    "parcels_late": ("parcels", "parcels delivered, returned or still due after the promised time"),
    "attempts_failed": ("attempts", "attempts at the door that failed"),
    "parcels_returned": ("parcels", "parcels sent back after the last attempt"),
    "transit_h": ("h", "hours from pick-up to delivery, summed over delivered parcels"),
    "dark_parcels": ("parcels", "parcels that were dark at least once, at the hour they first were"),
    "dark_hours": ("parcel-hours", "hours parcels spent dark"),
    "phantoms": ("parcels", "parcels delivered and not shown as delivered within the grace time"),
    "scans_made": ("scans", "scans that happened"),
    "scans_shown": ("scans", "scans published, live, polled or by replay"),
    "scans_lost": ("scans", "scans dropped, lost on the link, or superseded and never sent"),
    "scans_buffered": ("scans", "scans put into a buffer by a closed link"),
    "scans_backfilled": ("scans", "scans published from a buffer after restoration"),
    "scans_polled": ("scans", "scans the platform read from the carrier's own site"),
    "contacts": ("contacts", "contacts of buyers with any desk"),
    "contacts_merchant": ("contacts", "contacts with merchants"),
    "contacts_platform": ("contacts", "contacts with the platform"),
    "contacts_carrier": ("contacts", "contacts with carriers"),
    "self_served": ("buyers", "worried buyers content with the carrier's own site"),
    "contacts_answered": ("contacts", "contacts an agent took up"),
    "contacts_abandoned": ("contacts", "contacts given up while waiting"),
    "complaints": ("complaints", "formal complaints"),
    "refund_claims": ("claims", "refund claims"),
    "refund_claims_cny": ("CNY", "value of the orders claimed back"),
    "petitions": ("petitions", "petitions to the regulator"),
    "merchants_switched": ("merchants", "merchants that began to ship with another carrier"),
    "merchants_holding": ("merchants", "merchants that began to hold orders back"),
    "merchants_back": ("merchants", "merchants that returned to their home carrier"),
    "merchants_never_back": ("merchants", "merchants that will not return though the carrier is usable again"),
    "locker_deposits": ("parcels", "parcels put into a locker"),
    "locker_refusals": ("parcels", "parcels that found no free cell"),
    "code_failures": ("parcels", "deposits whose pick-up code the platform could not send at once"),
    "lockers_overdue": ("parcels", "parcels taken back from a locker after the longest dwell"),
    "fresh_spoiled": ("parcels", "fresh parcels that arrived spoiled or were returned"),
    "fresh_spoiled_cny": ("CNY", "value of the fresh parcels spoiled"),
    "merchant_float_cny_h": ("CNY-hours", "order value times hours from order to payment"),
    "late_dispatch": ("parcels", "parcels whose hand-over was not visible in the time of the dispatch rule"),
    "false_late_dispatch": ("parcels", "those that had in truth been handed over in time"),
    "late_dispatch_penalty_cny": ("CNY", "penalties for late dispatch, true and false"),
    "false_late_penalty_cny": ("CNY", "penalties for parcels handed over in time"),
    "in_scope_records": ("records", "records sent within the contract terms in force"),
    "out_of_scope_records": (
        "records",
        "records about other platforms' orders, or contents beyond the terms, sent on demand",
    ),
    "carrier_revenue_cny": ("CNY", "carriers' revenue, at hand-over"),
    "worried_on_time": ("parcels", "parcels that came on time but whose buyer worried"),
    "late_unseen": ("parcels", "parcels late and dark at the promised time, buyer did not worry"),
    "worried_and_late": ("parcels", "parcels late whose buyer worried"),
}
LEVELS: dict[str, tuple[str, str]] = {
    "in_flight": ("parcels", "parcels handed over and neither delivered nor returned"),
    "at_merchant": ("parcels", "parcels ordered, not handed over (by home carrier until ready)"),
    "held": ("parcels", "of those, parcels held back (by home carrier)"),
    "hub_backlog": ("parcels", "parcels waiting or being sorted at hubs"),
    "courier_backlog": ("parcels", "parcels at depots waiting for a courier"),
    "merchants_away": ("merchants", "merchants shipping with another carrier, by home carrier"),
    "published_backlog_h": ("h", "hours of work the carrier's visible parcels mean"),
    "buffered": ("scans", "scans lying in the carrier's link buffer"),
}
COUNT_ROW = {name: row for row, name in enumerate(COUNTS)}
LEVEL_ROW = {name: row for row, name in enumerate(LEVELS)}
SIZES = ("small", "medium", "large")
DESKS = ("merchant", "platform", "carrier")
TRANSIT_BIN_H = 0.25
TRANSIT_BINS = 1600
WAIT_BIN_MIN = 1.0
WAIT_BINS = 360


@dataclass
class ArmResult:
    """Everything one replication of one arm counted, at the sample's scale (not yet scaled up).

    Attributes:
        arm: "baseline" or "outage".
        hourly: (hours, len(COUNTS), carriers, regions) float64, events by hour; region of destination,
            carrier of the parcel, or the merchant's home carrier before hand-over and for merchants' counts.
        groups: (len(COUNTS), carriers, categories, sizes) float64, whole run.
        levels: (hours + 1, len(LEVELS), carriers) float64 at hour 0, 1, …
        dark: (hours + 1, carriers) parcels dark at hour 0, 1, … (true state against visible state).
        locker_cells: (hours + 1, operators) occupied cells.
        link_buffer: (hours + 1, links) scans in each link's buffer; links = carriers, then operators.
        desk_waiting: (hours + 1, 3) contacts waiting.
        waits: (hours, 3, WAIT_BINS + 1) answered contacts by hour of answer, desk and minutes waited.
        transit: (carriers, TRANSIT_BINS + 1) delivered parcels by hours of transit, bins of 0.25 h.
        drain_h: {link: hours from restoration until its buffer was empty}, per outage name.
        acts: [(name, kind, by, began_at, ended_at)] what happened when, hours; ended_at NaN = did not end.
        audit: conservation, scans, cells (bool), problems (texts), parcels_touched, peak_in_flight.
    """

    arm: str
    replication: int
    seed: int
    sample: float
    hourly: Array
    groups: Array
    levels: Array
    dark: Array
    locker_cells: Array
    link_buffer: Array
    desk_waiting: Array
    waits: Array
    transit: Array
    drain_h: dict[str, float] = field(default_factory=dict)
    acts: list[tuple[str, str, str, float, float]] = field(default_factory=list)
    audit: dict[str, Any] = field(default_factory=dict)
