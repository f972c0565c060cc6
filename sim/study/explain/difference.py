"""Where the two lives of a parcel part for the first time, in each of the truths, and what made them part."""

import math
from dataclasses import dataclass
from itertools import zip_longest

from sim.report import labels, numbers
from sim.report.parcel_words import milestone
from sim.study.explain.circumstances import Circumstances
from sim.study.explain.life import Event, Parcel

PLACE, NEWS = "where it is", "what is shown of it"
FOLLOWING = {
    "visibility": "whether it is dark",
    "buyer": "what its buyer does",
    "outcome": "what becomes of it",
    "money": "its merchant's money",
}
"""Kinds of events that follow from others, and in which respect they differ."""
AT_ORIGIN, AT_DESTINATION = "at the origin hub of {carrier}", "at the destination hub or for the couriers of {carrier}"
QUEUES = {
    "origin_sorted": AT_ORIGIN,
    "linehaul_departed": AT_ORIGIN,
    "destination_arrived": AT_ORIGIN,
    "out_for_delivery": AT_DESTINATION,
}
"""The queue that decides when a step comes."""
ELSEWHERE = {
    "locker_refused": "The cells of the locker were taken by other parcels",
    "locker_deposited": "A cell of the locker was free that other parcels take without the acts",
}


@dataclass(frozen=True)
class Difference:
    """The first thing that is otherwise in the outage arm, in one respect.

    Attributes:
        at: h, the earlier of the two instants.
        respect: `PLACE`, `NEWS`, or one of `FOLLOWING`.
        what: what is otherwise, one sentence.
        cause: what made it so, one sentence.
        outages: the outages named as the cause, or at the begin of what led to it.
        is_direct: whether an outage hit the parcel's own scan.
    """

    at: float
    respect: str
    what: str
    cause: str
    outages: tuple[str, ...]
    is_direct: bool = False


def differences_of(parcel: Parcel, around: Circumstances) -> list[Difference]:
    """In each respect the first difference, the earliest first; empty if nothing differs."""
    place = _of_place(parcel, around)
    news = _of_news(parcel, around, place)
    found = [one for one in (place, news) if one is not None]
    for kind in FOLLOWING:
        following = _of_kind(kind, parcel, around, found)
        if following is not None and not (kind == "visibility" and news is not None):  # darkness is news not shown
            found.append(following)
    return sorted(found, key=lambda one: one.at)


def _of_place(parcel: Parcel, around: Circumstances) -> Difference | None:
    for usual, now in zip_longest(parcel.baseline.places, parcel.outage.places):
        if usual is None or now is None or not _is_same(usual, now, usual.at, now.at):
            at = min(event.at for event in (usual, now) if event is not None)
            cause, outages = _why_elsewhere(parcel, usual, now, at, around)
            return Difference(at, PLACE, _told(usual, now, around), cause, outages)
    return None


def _why_elsewhere(
    parcel: Parcel, usual: Event | None, now: Event | None, at: float, around: Circumstances
) -> tuple[str, tuple[str, ...]]:
    """What made a parcel go another way, or at another time; and the outages at its begin."""
    home, step = parcel.traits["home_carrier"], around.last_step(parcel.traits["merchant"], at)
    begun = around.outages_before(at, (home,)) or around.outages_before(at)
    after = _after(begun)
    merchant = "" if step is None else f"Its merchant {step.words} on {around.clock.words(step.at)}"
    event = now or usual or parcel.outage.events[0]
    carrier, acts = labels.entity(event.carrier), around.responses_at(at, event.carrier)
    force = f"; in force for {carrier}: {', '.join(acts)}" if acts else ""
    if _is(now, "order_lost"):
        told = f"The delivery offered was worse than usual, and this buyer did not order{after}."
        return f"{told} {merchant}." if merchant else told, begun
    if _is(now, "held"):
        return f"{merchant or 'Its carrier was not to be used'}{after}{force}.", begun
    if (now is not None and usual is not None and now.carrier != usual.carrier) or _is(now, "rerouted"):
        return f"{merchant or 'Its merchant shipped with another carrier'}{after}.", begun
    if _is(now, "collected", "taken_back") or _is(usual, "collected", "taken_back"):
        told, code = "The pick-up code reached the buyer at another time", parcel.outage.first("locker_deposited")
        if code is not None and code.outage:
            return f"{told}: the scan {_quoted(code)} was hit by outage {code.outage}.", (code.outage,)
        return f"{told}{after}.", begun
    if event.milestone in QUEUES:
        queue = f"The queue {QUEUES[event.milestone].format(carrier=carrier)} was {_compared(usual, now)}"
        return f"{queue}{after}{force}.", begun
    return f"{ELSEWHERE.get(event.milestone, 'Others before it in a queue went another way')}{after}{force}.", begun


def _compared(usual: Event | None, now: Event | None) -> str:
    """How a queue was against the counterfactual's, by when it let the parcel go."""
    if usual is None or now is None or usual.milestone != now.milestone:
        return "another than without the acts"
    return f"{'longer' if now.at > usual.at else 'shorter'} than without the acts"


def _of_news(parcel: Parcel, around: Circumstances, place: Difference | None) -> Difference | None:
    for usual, now in zip_longest(parcel.baseline.news, parcel.outage.news):
        if usual is None or now is None or not _is_same(usual, now, usual.known_at, now.known_at):
            break
    else:
        return None
    at = min(event.known_at for event in (usual, now) if event is not None)
    hit = _hit(parcel, usual, now)
    if hit is not None:
        what = f"{milestone(hit.milestone)}: {_shown(usual, around)}"
        return Difference(at, NEWS, what, _why_not_shown(hit, around), (hit.outage,), is_direct=True)
    if place is not None and place.at <= at:
        what = "The platform is shown something else, since the parcel itself goes another way."
        if parcel.outage.first("order_lost") is not None:
            what = "There is no parcel to be shown."
        return Difference(at, NEWS, what, place.cause, place.outages)
    begun = around.outages_before(at)
    cause = f"The link was narrower or busier than usual{_after(begun)}."
    return Difference(at, NEWS, "The platform is shown a scan at another time.", cause, begun)


def _hit(parcel: Parcel, usual: Event | None, now: Event | None) -> Event | None:
    """The scan of the outage arm that an outage hit and that is missing, or comes in another order, here."""
    mine = {event.seq: event for event in parcel.outage.of_kind("scan")}
    for event in (usual, now):
        if event is not None:
            found = mine.get(event.seq)
            if found is not None and found.outage and found.milestone == event.milestone:
                return found
    return None


def _shown(usual: Event | None, around: Circumstances) -> str:
    happened = around.clock.words
    if usual is None:
        return "shown at another time."
    return f"it happened on {happened(usual.at)} and would have been shown on {happened(usual.known_at)}."


def _why_not_shown(hit: Event, around: Circumstances) -> str:
    """What an outage did to a scan."""
    scan = f"Its scan {_quoted(hit)} of {around.clock.words(hit.at)}"
    late = "" if math.isnan(hit.known_at) else numbers.duration(hit.known_at - hit.at)
    when = "" if math.isnan(hit.known_at) else around.clock.words(hit.known_at)
    return {
        "replayed": f"{scan} was held back by outage {hit.outage} and replayed on {when}, {late} after it happened.",
        "polled": f"{scan} was stopped by outage {hit.outage}; the platform read it from the carrier's own site on "
        f"{when}, {late} after it happened.",
        "live": f"{scan} was delayed by outage {hit.outage} until {when}, {late} after it happened.",
        "kept": f"{scan} was held back by outage {hit.outage} and still lay in the buffer at the end of the run.",
        "superseded": f"{scan} was held back by outage {hit.outage} and never sent, since a newer one took its place.",
        "lost": f"{scan} was lost by outage {hit.outage}.",
        "under_way": f"{scan} was delayed by outage {hit.outage} beyond the end of the run.",
    }[hit.way]


def _of_kind(kind: str, parcel: Parcel, around: Circumstances, earlier: list[Difference]) -> Difference | None:
    """The first difference among events of a kind that follow from others."""
    for usual, now in zip_longest(parcel.baseline.of_kind(kind), parcel.outage.of_kind(kind)):
        if usual is None or now is None or not _is_same(usual, now, usual.at, now.at):
            break
    else:
        return None
    at = min(event.at for event in (usual, now) if event is not None)
    before = min((one for one in earlier if one.at <= at), key=lambda one: one.at, default=None)
    if before is not None:
        cause, outages = f"It follows from what differs first in {before.respect}.", before.outages
    else:
        cause, outages = _why_by_itself(kind, (now or usual or parcel.outage.events[0]).carrier, at, around)
    return Difference(at, FOLLOWING[kind], _told(usual, now, around), cause, outages)


def _why_by_itself(kind: str, carrier: str, at: float, around: Circumstances) -> tuple[str, tuple[str, ...]]:
    """What makes a difference though nothing of the parcel itself differs before; and the outages at its begin."""
    closed, begun = around.closed(carrier, at), around.outages_before(at)
    after = _after(begun)
    acts = ", ".join(act.name for act in around.acts if not act.link and act.began_at <= at)
    force = f"; acts until then: {acts}" if acts else ""
    if kind == "buyer":
        if closed:
            return f"The tracking page said that {labels.entity(carrier)} sends nothing: outage {closed}.", (closed,)
        return f"The support desks were busier or less busy{after}.", begun
    if kind == "outcome":
        return f"Its goods were cooled, or were not{after}{force}.", begun
    return f"The rules of payment were others{after}{force}.", begun


def _told(usual: Event | None, now: Event | None, around: Circumstances) -> str:
    """What happened in the counterfactual, and what in the outage arm instead."""

    def words(event: Event | None) -> str:
        if event is None:
            return "nothing"
        return (
            f"{milestone(event.milestone).lower()} on {around.clock.words(event.at)} ({labels.entity(event.carrier)})"
        )

    return f"Without the acts: {words(usual)}; as it happened: {words(now)}{_later(usual, now)}."


def _later(usual: Event | None, now: Event | None) -> str:
    """How much later, or earlier, the same thing happened; nothing where it is not the same or not at another time."""
    if usual is None or now is None or usual.milestone != now.milestone or now.at == usual.at:
        return ""
    return f", {numbers.duration(abs(now.at - usual.at))} {'later' if now.at > usual.at else 'earlier'}"


def _quoted(event: Event) -> str:
    return f"\u201c{milestone(event.milestone)}\u201d"


def _is_same(usual: Event, now: Event, usual_at: float, now_at: float) -> bool:
    alike = (usual.milestone, usual.carrier, usual.seq) == (now.milestone, now.carrier, now.seq)
    return alike and usual_at == now_at


def _is(event: Event | None, *milestones: str) -> bool:
    return event is not None and event.milestone in milestones


def _after(outages: tuple[str, ...]) -> str:
    """What came before, as the end of a sentence; nothing where no outage had begun."""
    return f", after outage {' and '.join(outages)}" if outages else ""
