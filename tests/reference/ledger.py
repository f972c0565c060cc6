"""Records that a published scan means, within the contract of its link and beyond it."""

from typing import Any

from tests.reference.clock import Clock
from tests.reference.scan import Scan


def holds(content: str, milestone: str) -> bool:
    """Whether a scan of that milestone can hold such a content."""
    if content == "phone_number":
        return milestone in ("picked_up", "locker_deposited")
    return content == "status" or milestone == "locker_deposited"


def records(terms: Any, scan: Scan, clock: Clock) -> tuple[float, float]:
    """Records within the terms in force, and beyond them where a demand is honoured."""
    if terms is None:
        return 1.0, 0.0
    others = terms.other_orders_ratio
    n = sum(holds(content, scan.milestone) for content in terms.contents)
    within = n * (1 + others) if terms.scope == "all_orders" else float(n)
    demanded = terms.demanded
    if demanded is None or not demanded.honoured or scan.record_time < clock.boundary_after(demanded.start):
        return within, 0.0
    asked = [content for content in demanded.contents if holds(content, scan.milestone)]
    beyond = float(sum(content not in terms.contents for content in asked))
    if demanded.scope == "all_orders" and terms.scope != "all_orders":
        beyond += len(asked) * others
    return within, beyond
