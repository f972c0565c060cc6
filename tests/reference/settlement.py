"""Payment: released when the buyer confirms, or by itself."""

import math
from typing import TYPE_CHECKING, Any

from tests.reference.clock import Phase, in_tick
from tests.reference.parcel import Parcel

if TYPE_CHECKING:
    from tests.reference.world import World


def run_settlement(world: "World", parcel: Parcel) -> Any:
    """From the end of a parcel's way until its order is paid.

    Whether an order confirms itself unseen is looked at once a control period, from its last scan and the usual
    auto-confirm on; what is published in that period still counts.
    """
    clock, final = world.clock, parcel.scans[-1]
    passed = in_tick(parcel.picked_up_at + world.scenario.settlement.auto_confirm)
    begin = clock.period_begin(max(passed, parcel.finished_at))
    while final.fate != "shown":
        if final.fate == "on the link":
            yield final.published
            continue
        yield clock.at(begin, Phase.REACT) | final.published
        if clock.now < begin:
            continue
        tick = clock.period_end(begin)
        yield clock.at(tick, Phase.SETTLE)
        if final.fate != "shown":
            due = in_tick(parcel.picked_up_at + world.rules.auto_confirm(begin))
            if due < tick:
                parcel.released_at = max(passed, due)
                world.confirm_unseen(parcel)
                return
            passed = begin = tick
    confirmed = final.record_time + world.luck.draw(world.scenario.settlement.confirm_after, "confirm", parcel.id)
    parcel.released_at = min(confirmed, parcel.picked_up_at + world.rules.auto_confirm(final.record_time))


def float_cny_h(parcel: Parcel, horizon: float) -> float:
    """CNY-hours from the order until its payment, or until the horizon."""
    return parcel.value * (min(parcel.released_at, horizon) - parcel.placed)


def dispatch_shown_at(parcel: Parcel) -> float:
    """When the platform first saw the parcel move, h; infinite = never, or not before the order was closed."""
    seen_at = min((scan.record_time for scan in parcel.scans), default=math.inf)
    return seen_at if seen_at < parcel.closed_at else math.inf
