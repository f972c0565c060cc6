"""Support desks: agents by shift, one queue, buyers who give up."""

import math
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from tests.reference.clock import TICKS, Phase, in_tick
from tests.reference.parcel import Parcel

if TYPE_CHECKING:
    from tests.reference.world import World


@dataclass(eq=False)
class Contact:
    """One question of a buyer, waiting or taken up (`started_at`)."""

    parcel: Parcel
    number: int
    arrived_at: float
    started_at: float = math.inf
    answered_at: float = math.inf

    def __lt__(self, other: "Contact") -> bool:
        return (self.arrived_at, self.parcel.id) < (other.arrived_at, other.parcel.id)


class Desk:
    """One of the three desks.

    Attributes:
        agents: when each agent who has not left is free, h; those beyond `on_duty` leave when they are free.
        started: contacts taken up in the running period; judged at its end, by what is shown then.
    """

    def __init__(self, world: "World", name: str, words: Any) -> None:
        self.world = world
        self.clock = world.clock
        self.name = name
        self.words = words
        self.on_duty = 0
        self.agents: list[float] = []
        self.waiting: list[Contact] = []
        self.started: list[Contact] = []
        self.waits: list[tuple[float, float]] = []

    def turn(self, t: float) -> None:
        """A period begins: agents come, or the first to be free go."""
        clock_time = self.clock.hour_of_day(t)
        shifts = list(self.words.agents.items())
        shift = next((n for begin, n in reversed(shifts) if begin <= clock_time + 1 / TICKS), shifts[-1][1])
        self.on_duty = max(1, round(shift * self.world.scenario.sample * self.world.rules.agents_factor(self.name)))
        while len(self.agents) < self.on_duty:
            heappush(self.agents, t)
        self._serve()

    def ask(self, contact: Contact) -> None:
        """A contact reaches the desk."""
        heappush(self.waiting, contact)
        self._serve()
        if math.isinf(contact.started_at):
            self.clock.process(self._run_patience(contact))

    def _serve(self) -> None:
        while len(self.agents) > self.on_duty and self.agents[0] <= self.clock.now:
            heappop(self.agents)
        while self.waiting and self.agents[0] <= self.clock.now:
            contact = heappop(self.waiting)
            heappop(self.agents)
            contact.started_at = self.clock.now
            handling = self.world.luck.draw(self.words.handling, "handling_time", contact.parcel.id, contact.number)
            contact.answered_at = in_tick(self.clock.now + handling)
            heappush(self.agents, contact.answered_at)
            self.started.append(contact)
            waited = contact.started_at - contact.arrived_at
            self.waits.append((contact.started_at, waited))
            self.world.journal.parcel(self.clock.now, "answered", contact.parcel, waited, self.name, contact.number)
            self.clock.process(self._run_handling(contact.answered_at))

    def _run_handling(self, free_at: float) -> Any:
        yield self.clock.at(free_at, Phase.REACT)
        self._serve()

    def _run_patience(self, contact: Contact) -> Any:
        luck, parcel, number = self.world.luck, contact.parcel, contact.number
        patience = luck.draw(self.words.patience, "patience", parcel.id, number)
        yield self.clock.at(contact.arrived_at + patience, Phase.GIVE_UP, parcel.id)
        if not math.isinf(contact.started_at):
            return
        self.waiting.remove(contact)
        heapify(self.waiting)
        now = self.clock.now
        self.world.journal.parcel(now, "abandoned", parcel, detail=self.name, number=number)
        if luck.u("redial", parcel.id, number) < self.words.redial:
            delay = luck.draw(self.words.redial_after, "redial_delay", parcel.id, number)
            self.clock.process(self._run_again(parcel, self.clock.later(now, delay)))
        elif luck.u("abandoned_complaint", parcel.id, number) < self.words.abandoned_complaint:
            self.clock.process(self._run_complaint(parcel, number, now))

    def judge(self) -> None:
        """The period ends: which of the contacts taken up in it were resolved, and what follows from the others."""
        luck, buyers = self.world.luck, self.world.scenario.buyers
        started, self.started = self.started, []
        for contact in started:
            parcel, number = contact.parcel, contact.number
            if luck.u("resolved", parcel.id, number) < self._chance(contact):
                continue
            outcome = luck.u("outcome", parcel.id, number)
            if outcome < buyers.complaint:
                self.clock.process(self._run_complaint(parcel, number, contact.answered_at))
            elif outcome < buyers.complaint + buyers.repeat:
                delay = luck.draw(buyers.repeat_after, "repeat_delay", parcel.id, number)
                self.clock.process(self._run_again(parcel, self.clock.later(contact.answered_at, delay)))

    def _chance(self, contact: Contact) -> float:
        """Chance that an answer resolves the matter."""
        if self.name == "carrier":
            return float(self.words.carrier_resolves)
        parcel, buyers = contact.parcel, self.world.scenario.buyers
        seen_at = parcel.shown.event_time if parcel.shown is not None else parcel.placed
        quiet = buyers.quiet.get(parcel.milestone_shown, math.inf)
        is_fresh = contact.started_at - seen_at <= quiet + buyers.silent_ramp
        return float(self.words.resolves_seen if is_fresh else self.words.resolves_dark)

    def _run_again(self, parcel: Parcel, at: float) -> Any:
        yield self.clock.at(at, Phase.REACT, parcel.id)
        if not parcel.is_finished:
            self.world.ask(parcel)

    def _run_complaint(self, parcel: Parcel, number: int, since: float) -> Any:
        """A complaint, and the refund claim and the petition that may follow from it."""
        clock, luck, buyers = self.clock, self.world.luck, self.world.scenario.buyers
        delay = luck.draw(buyers.complaint_after, "complaint_delay", parcel.id, number)
        yield clock.at(clock.later(since, delay), Phase.REACT)
        if parcel.is_finished:
            return
        complained_at = clock.now
        self.world.journal.parcel(complained_at, "complaint", parcel)
        if luck.u("petition", parcel.id, number) < buyers.petition:
            delay = luck.draw(buyers.petition_after, "petition_delay", parcel.id, number)
            clock.process(self._run_petition(parcel, parcel.carrier_soon, complained_at + delay))
        if luck.u("refund", parcel.id, number) < buyers.refund:
            delay = luck.draw(buyers.refund_after, "refund_delay", parcel.id, number)
            yield clock.at(clock.later(complained_at, delay), Phase.REACT)
            if not parcel.is_finished:
                self.world.journal.parcel(clock.now, "refund_claim", parcel, parcel.value)

    def _run_petition(self, parcel: Parcel, carrier: int, at: float) -> Any:
        """A petition is about the carrier that was complained of."""
        yield self.clock.at(at, Phase.REACT)
        self.world.journal.about(self.clock.now, "petition", parcel, carrier)
