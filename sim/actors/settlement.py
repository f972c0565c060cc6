"""Settlement: when merchants get their money, who is fined for late dispatch, and a parcel's last account.

Payment follows what is *visible*: the buyer confirms after a visible delivery, or the order confirms itself.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.feed import MILESTONE, stop_looking
from sim.engine.ahead import fetch
from sim.engine.compiled import kernel
from sim.engine.counting import COARSE, count, count_as, in_whole, spot_of
from sim.engine.instants import NEVER, hours, on_tick
from sim.engine.lots import take_hours
from sim.engine.luck import draw_lot, name_owner
from sim.engine.parcels import leave_if_done
from sim.engine.quantiles import Tables
from sim.engine.record import DARK_AT_PROMISE, DISPATCH_JUDGED, DONE, LEAVING, WORRIED, is_final, merchant_of, order_of
from sim.engine.stages import SETTLE, post
from sim.engine.tally import COUNT_ROW
from sim.engine.worth import value_of, value_rows

FLOAT = COUNT_ROW["merchant_float_cny_h"]
LATE_DISPATCH = COUNT_ROW["late_dispatch"]
FALSE_LATE = COUNT_ROW["false_late_dispatch"]
PENALTY = COUNT_ROW["late_dispatch_penalty_cny"]
FALSE_PENALTY = COUNT_ROW["false_late_penalty_cny"]
LATE = COUNT_ROW["parcels_late"]
PHANTOMS = COUNT_ROW["phantoms"]
WORRIED_ON_TIME = COUNT_ROW["worried_on_time"]
LATE_UNSEEN = COUNT_ROW["late_unseen"]
WORRIED_AND_LATE = COUNT_ROW["worried_and_late"]


class Settlement(NamedTuple):
    """Terms of payment.

    Attributes:
        confirm_row: (1,) quantile table from visible delivery to confirmation.
        terms: dispatch_rule (h), dispatch_penalty (share of value), dispatch_penalty_most (CNY), promise (h).
        waived: (waivers, 2) h, [from, until) within which due late-dispatch penalties are waived.
        value_row: (categories,) see `worth.value_rows`.
    """

    confirm_row: NDArray[np.int64]
    terms: NDArray[np.float64]
    waived: NDArray[np.float64]
    value_row: NDArray[np.int64]


def build(scenario: Any, tables: Tables) -> Settlement:
    """Arrays of the scenario's terms of payment."""
    spec = scenario.settlement
    return Settlement(
        confirm_row=np.array([tables.add(spec.confirm_after)], np.int64),
        terms=np.array(
            [
                spec.dispatch_rule,
                spec.dispatch_penalty,
                spec.dispatch_penalty_most,
                scenario.buyers.promise,
            ]
        ),
        waived=np.full((sum(r.action == "waive_late_dispatch" for r in scenario.responses.values()), 2), np.inf),
        value_row=value_rows((c.value for c in scenario.categories.values()), tables),
    )


@kernel
def is_waived(settlement, due):
    """Whether a penalty that falls due at this instant is waived."""
    for w in range(settlement.waived.shape[0]):  # noqa: SIM110 - kernels know no generators
        if settlement.waived[w, 0] <= due < settlement.waived[w, 1]:
            return True
    return False


@kernel
def judge_dispatch(parcel, first_seen_at, tables, settlement, merchants, counters):
    """Was the hand-over visible in time? Judged once, when the first scan is seen or never will be.

    Counted when it was due, under the home carrier: who takes the parcel in the end may not have been known then.

    Args:
        first_seen_at: h, record_time of the first visible scan; inf if there is none.
    """
    if parcel.flags & DISPATCH_JUDGED:
        return
    parcel.flags |= DISPATCH_JUDGED
    due = hours(parcel.placed) + settlement.terms[0]
    if first_seen_at <= due or due >= counters.hourly.shape[0]:
        return
    is_false = hours(parcel.picked_up) <= due
    home = merchants.rec[merchant_of(parcel)].home
    count_as(counters, LATE_DISPATCH, due, home, parcel, 1.0)
    if is_false:
        count_as(counters, FALSE_LATE, due, home, parcel, 1.0)
    if not is_waived(settlement, due):
        value = value_of(parcel, settlement.value_row, tables)
        penalty = in_whole(min(settlement.terms[1] * value, settlement.terms[2]), COARSE)
        count_as(counters, PENALTY, due, home, parcel, penalty)
        if is_false:
            count_as(counters, FALSE_PENALTY, due, home, parcel, penalty)


@kernel
def pay(parcel, released_at, tables, settlement, counters):
    """Book the hours the merchant waited for its money, at most to the horizon."""
    horizon = float(counters.hourly.shape[0])
    at = min(released_at, horizon)
    waited_h = at - hours(parcel.placed)
    amount = in_whole(value_of(parcel, settlement.value_row, tables) * waited_h, COARSE)
    count(counters, FLOAT, min(at, horizon - 1e-9), parcel, amount)


@kernel
def classify(parcel, is_late, at, counters):
    """Information harm beside physical harm: worried though on time, late and unseen, or both worried and late."""
    if parcel.flags & WORRIED:
        count(counters, WORRIED_AND_LATE if is_late else WORRIED_ON_TIME, at, parcel, 1.0)
    elif is_late and parcel.flags & DARK_AT_PROMISE:
        count(counters, LATE_UNSEEN, at, parcel, 1.0)


@kernel
def close_account(parcel, released_at, tables, settlement, merchants, counters):
    """Everything a delivered or returned parcel still owes to the books."""
    parcel.flags |= DONE
    pay(parcel, released_at, tables, settlement, counters)
    if parcel.shown == 0:
        judge_dispatch(parcel, np.inf, tables, settlement, merchants, counters)
    handed_at = hours(parcel.handed)
    classify(parcel, handed_at > hours(parcel.placed) + settlement.terms[3], handed_at, counters)


@kernel
def draw_confirmations(scans, first, n, auto_confirm, key, tables, settlement, parcels, lot, counters):
    """Hours from a visible delivery to the buyer's confirmation, in the lot's `hours`.

    Of the parcels whose last scans are among `scans[first : first + n]`. Memory is asked for where their money will be
    counted.
    """
    for j in range(n):
        name_owner(lot, j, order_of(parcels.rec[scans[first + j].row]), 0)
    draw_lot(key, lot, n, 2)
    for j in range(n):
        scan = scans[first + j]
        if is_final(scan.kind & MILESTONE):
            parcel = parcels.rec[scan.row]
            take_hours(lot, j, 3, tables, settlement.confirm_row[0])
            released_at = _released_at(parcel, hours(scan.at_tick), lot.hours[j], auto_confirm)
            fetch(counters.by_place[FLOAT], spot_of(counters, released_at, parcel.carrier, parcel)[0])


@kernel
def _released_at(parcel, seen_at, confirm_h, auto_confirm):
    """The hour at which the merchant gets its money, if the last scan was seen at `seen_at`."""
    return min(seen_at + confirm_h, hours(parcel.picked_up) + auto_confirm)


@kernel
def settle_visible(parcel, at, confirm_h, auto_confirm, tables, settlement, merchants, counters):
    """The last scan became visible at `at`: the buyer confirms `confirm_h` after, or the order confirms itself."""
    if parcel.flags & DONE:
        return
    released_at = _released_at(parcel, at, confirm_h, auto_confirm)
    close_account(parcel, released_at, tables, settlement, merchants, counters)


@kernel
def settle_unseen(entries, n, period, auto_confirm, tables, settlement, feed, merchants, parcels, calendar, counters):
    """Orders whose last scan has not been seen confirm themselves when their time has come.

    An extension in force puts that off, period by period, for as long as it lasts.
    """
    for i in range(n):
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        if parcel.gen != entry.gen or parcel.flags & DONE:
            continue
        due = on_tick(hours(parcel.picked_up) + auto_confirm)
        if due >= period.t1:
            post(calendar, period, SETTLE, period.t1, 0, entry.row, entry.gen, 0, 0)
            continue
        closed_at = max(hours(entry.at_tick), due)
        stop_looking(parcel, max(closed_at, hours(parcel.handed)), feed, merchants, parcels, counters)
        close_account(parcel, closed_at, tables, settlement, merchants, counters)
        leave_if_done(parcels, entry.row)


@kernel
def close_books(horizon, tables, settlement, merchants, parcels, counters):
    """What parcels still in the table owe to the books when the run ends."""
    for row in range(parcels.rec.shape[0]):
        parcel = parcels.rec[row]
        if parcel.flags & (LEAVING | DONE):
            continue
        placed_at, handed_at = hours(parcel.placed), hours(parcel.handed)
        pay(parcel, np.inf, tables, settlement, counters)
        if parcel.shown == 0 and placed_at + settlement.terms[0] < horizon:
            judge_dispatch(parcel, np.inf, tables, settlement, merchants, counters)
        promised = placed_at + settlement.terms[3]
        if parcel.handed != NEVER:
            classify(parcel, handed_at > promised, handed_at, counters)
        elif promised < horizon:
            # in the last hour, not when it was promised: that hour may lie before the first act, when arms were one
            count(counters, LATE, horizon - 1e-9, parcel, 1.0)
            classify(parcel, True, horizon - 1e-9, counters)
