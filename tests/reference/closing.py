"""What each parcel still owes to the account at the horizon: darkness, phantoms, payment, dispatch, affected classes."""

import math
from typing import TYPE_CHECKING

from tests.reference.clock import nearest
from tests.reference.darkness import dark_spans, is_dark_at
from tests.reference.ledger import records
from tests.reference.parcel import Parcel
from tests.reference.settlement import dispatch_shown_at, float_cny_h

if TYPE_CHECKING:
    from tests.reference.world import World


def close_parcels(world: "World") -> None:
    """Note for every parcel what can be said at the end only."""
    for parcel in world.parcels:
        _note_darkness(world, parcel)
        _note_phantom(world, parcel)
        _note_dispatch(world, parcel)
        _note_affected(world, parcel)
        horizon = world.clock.horizon
        paid_at = min(parcel.released_at, horizon)
        world.journal.parcel(paid_at, "paid", parcel, float_cny_h(parcel, horizon))
        for scan in parcel.scans:
            if scan.fate == "shown":
                terms = world.scenario.terms.get(scan.link.name)
                within, beyond = records(terms, scan, world.clock)
                world.journal.parcel(scan.record_time, "in_scope", parcel, within)
                world.journal.parcel(scan.record_time, "out_of_scope", parcel, beyond)


def _note_darkness(world: "World", parcel: Parcel) -> None:
    spans = dark_spans(parcel, world.scenario.measurement.dark_grace, world.clock.horizon)
    for begin, end in spans[:1]:
        world.journal.parcel(begin, "first_dark", parcel, end - begin)
    for begin, end in spans:
        at = begin
        while at < end:
            until = min(end, math.floor(at) + 1.0)
            world.journal.parcel(at, "dark", parcel, until - at)
            at = until
        for hour in range(math.ceil(begin), math.ceil(end)):
            carrier = parcel.carrier
            assert carrier is not None
            world.account.dark[hour, carrier] += 1


def _note_phantom(world: "World", parcel: Parcel) -> None:
    if parcel.place != "buyer":
        return
    due = parcel.finished_at + nearest(world.scenario.measurement.dark_grace)
    if due < min(parcel.scans[-1].record_time, parcel.confirmed_unseen_at, world.clock.horizon):
        world.journal.parcel(due, "phantom", parcel)


def _note_dispatch(world: "World", parcel: Parcel) -> None:
    words = world.scenario.settlement
    due = parcel.placed + words.dispatch_rule
    if due >= world.clock.horizon or dispatch_shown_at(parcel) <= due:
        return
    penalty = (
        0.0 if world.rules.is_waived(due) else min(words.dispatch_penalty * parcel.value, words.dispatch_penalty_most)
    )
    world.journal.home(due, "late_dispatch", parcel, penalty)
    if parcel.picked_up_at <= due:
        world.journal.home(due, "false_late_dispatch", parcel, penalty)


def _note_affected(world: "World", parcel: Parcel) -> None:
    promised, horizon = parcel.placed + world.scenario.buyers.promise, world.clock.horizon
    if not parcel.is_finished and promised >= horizon:
        return
    at = parcel.finished_at if parcel.is_finished else horizon
    is_late = at > promised
    if not parcel.is_finished:
        world.journal.parcel(horizon, "late", parcel)
    if parcel.has_worried:
        world.journal.parcel(at, "worried_and_late" if is_late else "worried_on_time", parcel)
    elif is_late and is_dark_at(parcel, promised, world.scenario.measurement.dark_grace):
        world.journal.parcel(at, "late_unseen", parcel)
