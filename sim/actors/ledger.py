"""The data-scope ledger: how many records pass each link within the contract, and how many beyond it.

A scan that is published is one record for each kind of content it holds. Beyond the contract are contents that
were demanded on top, and records about other platforms' orders, where the demand was honoured.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.counting import FINE, count_here
from sim.engine.instants import on_grid
from sim.engine.record import DEPOSITED, MILESTONES, PICKED_UP
from sim.engine.tally import COUNT_ROW

IN_SCOPE = COUNT_ROW["in_scope_records"]
OUT_OF_SCOPE = COUNT_ROW["out_of_scope_records"]
CARRIED_BY = {"phone_number": (PICKED_UP, DEPOSITED), "pick_up_code": (DEPOSITED,)}


class Ledger(NamedTuple):
    """Records that one published scan means, by link and milestone.

    Attributes:
        within, beyond: (links, milestones) records within the contract, and beyond it from `since` on.
        since: (links,) h, begin of the period from which an honoured demand adds records; inf = never.
    """

    within: NDArray[np.float64]
    beyond: NDArray[np.float64]
    since: NDArray[np.float64]


def build(scenario: Any) -> Ledger:
    """Contracts in force, and what is demanded beyond them; a link without terms passes status only.

    A demand counts, if it is honoured, from the first period boundary at or after its start.
    """
    within, beyond = (np.zeros((len(scenario.links), len(MILESTONES))) for _ in range(2))
    since = np.full(len(scenario.links), np.inf)
    period = scenario.control_period
    for row, link in enumerate(scenario.links):
        terms = scenario.terms.get(link)
        demanded = terms.demanded if terms is not None else None
        if demanded is not None and demanded.honoured:
            since[row] = on_grid(math.ceil(demanded.start / period - 1e-9) * period)
        for milestone in range(1, len(MILESTONES)):
            contents = terms.contents if terms is not None else ("status",)
            records = sum(_holds(content, milestone) for content in contents)
            others = terms.other_orders_ratio if terms is not None and terms.scope == "all_orders" else 0.0
            within[row, milestone] = records * (1.0 + others)
            if demanded is not None:
                beyond[row, milestone] = _extra(terms, milestone)
    return Ledger(np.rint(within * FINE) / FINE, np.rint(beyond * FINE) / FINE, since)


def _extra(terms: Any, milestone: int) -> float:
    """Records that a demand adds to a scan of this milestone."""
    demanded = terms.demanded
    extra = float(sum(_holds(content, milestone) for content in demanded.contents if content not in terms.contents))
    if demanded.scope == "all_orders" and terms.scope != "all_orders":
        extra += sum(_holds(content, milestone) for content in demanded.contents) * terms.other_orders_ratio
    return extra


def _holds(content: str, milestone: int) -> bool:
    """Whether a scan of this milestone can hold such a content."""
    return content == "status" or milestone in CARRIED_BY[content]


@kernel
def record(ledger, link, milestone, at, spot, parcel, counters):
    """Enter one published scan into the ledger, at the parcel's spot."""
    count_here(counters, spot, IN_SCOPE, at, parcel, ledger.within[link, milestone])
    beyond = ledger.beyond[link, milestone]
    if beyond > 0.0 and at >= ledger.since[link]:
        count_here(counters, spot, OUT_OF_SCOPE, at, parcel, beyond)
