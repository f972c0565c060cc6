"""Parcels: where they are, and what of it is visible."""

import math
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from tests.reference.clock import Clock, Phase, in_tick, nearest
from tests.reference.scan import Scan

if TYPE_CHECKING:
    from tests.reference.merchant import Merchant
    from tests.reference.world import World


class Parcel:
    """One order's parcel.

    Attributes:
        region: row of the buyer's region.
        ready_at: h, ready for hand-over.
        bound_for: an operator's name, "station" or "door".
        carrier: row, from the moment it is ready.
        place: "merchant", "held", "carrier", "buyer" or "returned".
        scans: all that were made.
        shown: the visible scan: the highest seq published; None at first.
        news: fires, and is renewed, when the visible scan changes; finished: at hand-over or return.
        confirmed_unseen_at: h, when the order confirmed itself with its last scan unseen (not before the hand-over);
            infinite = did not. closed_at: the tick after which nothing published changes its visible state.
    """

    def __init__(self, clock: Clock, order: int, merchant: "Merchant", region: int, value: float) -> None:
        self.clock = clock
        self.id = order
        self.merchant = merchant
        self.region = region
        self.value = value
        self.placed = clock.now
        self.ready_at = math.inf
        self.bound_for = "door"
        self.carrier: int | None = None
        self.place = "merchant"
        self.picked_up_at = math.inf
        self.finished_at = math.inf
        self.scans: list[Scan] = []
        self.shown: Scan | None = None
        self.news: Event = clock.event()
        self.finished: Event = clock.event()
        self.attempts = 0
        self.failures = 0
        self.last_worry = -math.inf
        self.n_contacts = 0
        self.has_worried = False
        self.confirmed_unseen_at = math.inf
        self.closed_at = math.inf
        self.released_at = math.inf
        self.is_cooled = False

    @property
    def carrier_soon(self) -> int:
        """Row of the carrier that has it by the end of the running period, or of its merchant's home carrier.

        What buyers do in a period is put down to it.
        """
        if self.carrier is not None:
            return self.carrier
        end = self.clock.period_end(self.clock.now)
        is_chosen = self.ready_at < min(end, self.clock.horizon) and not self.merchant.is_stuck
        return self.merchant.ships_with if is_chosen else self.merchant.home

    @property
    def is_finished(self) -> bool:
        """Handed over or returned."""
        return self.place in ("buyer", "returned")

    @property
    def is_closed(self) -> bool:
        """Whether the order confirmed itself with its last scan unseen."""
        return not math.isinf(self.closed_at)

    @property
    def milestone_shown(self) -> str:
        """Milestone of the visible scan, or "none"."""
        return self.shown.milestone if self.shown is not None else "none"

    @property
    def news_at(self) -> float:
        """Time of the latest news: of the visible scan's event, or of the last worry; the order's time at first."""
        return max(self.shown.event_time if self.shown is not None else self.placed, self.last_worry)


def run_parcel(world: "World", parcel: Parcel) -> Any:
    """One parcel from its order to the buyer's hands, or back."""
    clock, luck, merchant = world.clock, world.luck, parcel.merchant
    yield clock.at(parcel.ready_at, Phase.READY, parcel.id)
    while merchant.is_stuck:
        if parcel.place != "held":
            parcel.place = "held"
            world.journal.parcel(clock.now, "held", parcel)
        yield merchant.freed
    parcel.place = "merchant"
    parcel.carrier = merchant.ships_with
    words = world.carriers[parcel.carrier]
    yield clock.at(clock.next(clock.now, words.pick_up_waves), Phase.READY, parcel.id)
    parcel.picked_up_at = clock.now
    parcel.place = "carrier"
    world.hand_over(parcel)
    world.scan(parcel, "picked_up")

    yield clock.at(clock.now + luck.draw(words.first_mile, "first_mile", parcel.id), Phase.ORIGIN, parcel.id)
    yield world.origin_hubs[parcel.carrier][merchant.region].sort(parcel.id)
    world.scan(parcel, "origin_sorted")
    yield clock.at(clock.next(clock.now, words.departures), Phase.ORIGIN, parcel.id)
    world.scan(parcel, "linehaul_departed")
    driving = world.plan.km(merchant.region, parcel.region) / words.speed
    spread = luck.draw(words.travel_spread, "travel", parcel.id)
    yield clock.at(clock.now + words.travel_fixed + driving * spread, Phase.DESTINATION, parcel.id)
    world.scan(parcel, "destination_arrived")
    yield world.destination_hubs[parcel.carrier][parcel.region].sort(parcel.id)
    yield from _run_last_mile(world, parcel, words)


def _run_last_mile(world: "World", parcel: Parcel, words: Any) -> Any:
    """From the depot to the buyer, wave after wave."""
    clock, luck = world.clock, world.luck
    assert parcel.carrier is not None
    while not parcel.is_finished:
        yield clock.at(clock.now, Phase.DEPOT, parcel.id)
        yield world.depots[parcel.carrier][parcel.region].wait(parcel.id)
        yield clock.at(clock.now, Phase.LOADED, parcel.id)
        world.scan(parcel, "out_for_delivery")
        attempt, parcel.attempts = parcel.attempts, parcel.attempts + 1
        last_mile = min(luck.draw(words.last_mile, "last_mile", parcel.id, attempt), words.max_last_mile)
        yield clock.at(clock.now + last_mile, Phase.ATTEMPT, parcel.id)
        if parcel.bound_for in world.scenario.lockers:
            yield from _run_locker(world, parcel, attempt)
        elif parcel.bound_for == "station" or luck.u("door", parcel.id, attempt) < words.door_success:
            world.finish(parcel, "delivered")
        else:
            parcel.failures += 1
            world.scan(parcel, "attempt_failed")
            if parcel.failures >= words.max_attempts:
                world.finish(parcel, "returned")
        if not parcel.is_finished:
            yield clock.at(clock.later(clock.now, words.turnaround), Phase.DEPOT, parcel.id)


def _run_locker(world: "World", parcel: Parcel, attempt: int) -> Any:
    """A try at a locker: refused, collected, or taken back after the longest dwell."""
    clock, luck = world.clock, world.luck
    operator = parcel.bound_for
    words = world.scenario.lockers[operator]
    lockers = world.lockers[operator][parcel.region]
    has_cell = yield lockers.ask(parcel.id)
    if not has_cell:
        parcel.bound_for = "door"
        world.journal.parcel(clock.now, "locker_refusal", parcel)
        return
    scan = world.scan(parcel, "locker_deposited", operator)
    take_back_at = clock.later(clock.now, nearest(words.max_dwell))
    sms_at = math.inf
    needs_message = scan.fate in ("buffered", "lost")
    if needs_message:
        world.journal.parcel(clock.now, "code_failure", parcel)
    if needs_message and luck.u("sms", parcel.id, attempt) < words.sms_share:
        sms_at = clock.now + luck.draw(words.sms_delay, "sms_delay", parcel.id, attempt)
    take_back = clock.at(take_back_at, Phase.COLLECT, parcel.id)
    yield take_back | scan.published | clock.at(sms_at, Phase.SCAN, parcel.id)
    if clock.now < take_back_at:
        walk = luck.draw(words.pick_up, "locker_pick_up", parcel.id, attempt)
        collects_at = in_tick(clock.later(clock.now, walk))
        if collects_at < take_back_at:
            yield clock.at(collects_at, Phase.COLLECT, parcel.id)
            lockers.free()
            world.finish(parcel, "collected", operator)
            return
        yield take_back
    lockers.free()
    parcel.bound_for = "door"
    world.journal.parcel(clock.now, "locker_overdue", parcel)
