"""Support desks of merchants, platform and carriers: lines, agents, patience, and what comes of a contact.

An agent of the merchant's or the platform's desk sees what is published and no more; only the carrier's own
desk can look a parcel up. An unresolved contact comes back, or becomes a complaint; a complaint a refund claim,
and weeks later a petition.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.merchants import hear_contact
from sim.engine.agents import change_shift, first_free, occupy
from sim.engine.calendar import drain, drop_first, first_of, push
from sim.engine.compiled import kernel
from sim.engine.counting import count
from sim.engine.instants import hours, on_tick, tick_of
from sim.engine.luck import luck
from sim.engine.parcels import leave_if_done
from sim.engine.quantiles import Tables, quantile
from sim.engine.record import CONTACT as ONE_CONTACT
from sim.engine.record import contacts_of, merchant_of, milestone_of, order_of
from sim.engine.shares import choose, cumulated
from sim.engine.stages import EPISODE, after, post
from sim.engine.tally import COUNT_ROW, DESKS, WAIT_BIN_MIN, WAIT_BINS
from sim.engine.worth import value_of, value_rows

CONTACTS = COUNT_ROW["contacts"]
CONTACTS_BY = COUNT_ROW["contacts_merchant"]
ANSWERED = COUNT_ROW["contacts_answered"]
ABANDONED = COUNT_ROW["contacts_abandoned"]
COMPLAINTS = COUNT_ROW["complaints"]
CLAIMS = COUNT_ROW["refund_claims"]
CLAIMS_CNY = COUNT_ROW["refund_claims_cny"]
PETITIONS = COUNT_ROW["petitions"]
CONTACT, COMPLAINT, REFUND = 0, 1, 2
CARRIERS_DESK = 2
MOST = 15


class Desks(NamedTuple):
    """What every desk is made of (merchant, platform, carrier).

    Attributes:
        rows: (desks, 3) quantile tables of handling, patience, redial_after.
        shares: (desks, 5) resolves_seen, resolves_dark, carrier_resolves, redial, abandoned_complaint.
        party_upto: (desks,) cumulated shares of who is asked.
        escalation: repeat, complaint, refund, petition.
        delay_rows: (4,) quantile tables of repeat_after, complaint_after, refund_after, petition_after.
        fresh: (milestones,) h for which visible news satisfies a buyer who asks.
        value_row: (categories,) see `worth.value_rows`.
    """

    rows: NDArray[np.int64]
    shares: NDArray[np.float64]
    party_upto: NDArray[np.float64]
    escalation: NDArray[np.float64]
    delay_rows: NDArray[np.int64]
    fresh: NDArray[np.float64]
    value_row: NDArray[np.int64]


def build(scenario: Any, tables: Tables, fresh: NDArray[np.float64]) -> Desks:
    """Arrays of the scenario's desks."""
    desks = [scenario.desks[name] for name in DESKS]
    spec = scenario.buyers
    delays = (spec.repeat_after, spec.complaint_after, spec.refund_after, spec.petition_after)
    return Desks(
        rows=np.array([[tables.add(d.handling), tables.add(d.patience), tables.add(d.redial_after)] for d in desks]),
        shares=np.array(
            [[d.resolves_seen, d.resolves_dark, d.carrier_resolves, d.redial, d.abandoned_complaint] for d in desks]
        ),
        party_upto=cumulated(spec.goes_to[name] for name in DESKS),
        escalation=np.array([spec.repeat, spec.complaint, spec.refund, spec.petition]),
        delay_rows=np.array([tables.add(d) for d in delays], np.int64),
        fresh=fresh,
        value_row=value_rows((c.value for c in scenario.categories.values()), tables),
    )


def agents_at(scenario: Any, name: str, hour: float) -> float:
    """Agents of a desk's shift at `hour` of the scenario, at full population and without factors."""
    shifts = sorted(scenario.desks[name].agents.items())
    clock = (hour + scenario.start.hour + scenario.start.minute / 60.0) % 24.0
    on = shifts[-1][1]
    for begin, number in shifts:
        if clock >= begin:
            on = number
    return float(on)


def shifts(scenario: Any) -> NDArray[np.float64]:
    """(periods, desks) agents on duty at the begin of each period, at full population and without factors."""
    begins = np.arange(round(scenario.horizon / scenario.control_period)) * scenario.control_period
    return np.array([[agents_at(scenario, name, hour) for name in DESKS] for hour in begins.tolist()])


@kernel
def episodes(entries, n, period, key, tables, desks, merchants, parcels, calendar, lines, counters):
    """What falls due in the period, in order of time: contacts join a line, complaints and claims are made."""
    for i in range(n):
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        if parcel.gen != entry.gen or entry.at_tick >= parcel.handed:
            continue
        at = hours(entry.at_tick)
        if entry.kind == CONTACT:
            number = contacts_of(parcel)
            if number == MOST:
                continue
            parcel.worries += ONE_CONTACT
            u_party, _, u_patience, _ = luck(key, order_of(parcel), 7, number)
            desk = choose(desks.party_upto, u_party)
            count(counters, CONTACTS, at, parcel, 1.0)
            count(counters, CONTACTS_BY + desk, at, parcel, 1.0)
            hear_contact(merchants.rec[merchant_of(parcel)], at)
            parcel.pending += 1
            gives_up = tick_of(at + quantile(tables, desks.rows[desk, 1], u_patience))
            push(lines, desk, entry.at_tick, gives_up, entry.row, entry.gen, 0, number)
        elif entry.kind == COMPLAINT:
            count(counters, COMPLAINTS, at, parcel, 1.0)
            u_refund, u_after, u_petition, u_wait = luck(key, order_of(parcel), 10, entry.n)
            if u_refund < desks.escalation[2]:
                due = after(period, at, quantile(tables, desks.delay_rows[2], u_after))
                post(calendar, period, EPISODE, due, 0, entry.row, entry.gen, REFUND, entry.n)
            if u_petition < desks.escalation[3]:
                lodged_at = on_tick(at + quantile(tables, desks.delay_rows[3], u_wait))
                if lodged_at < counters.hourly.shape[0]:
                    count(counters, PETITIONS, lodged_at, parcel, 1.0)
        else:
            count(counters, CLAIMS, at, parcel, 1.0)
            count(counters, CLAIMS_CNY, at, parcel, value_of(parcel, desks.value_row, tables))


@kernel
def _complain(parcel, entry, at, period, key, tables, desks, calendar):
    """A complaint will be made some time after `at`."""
    u = luck(key, order_of(parcel), 8, entry.n)[2]
    due = after(period, at, quantile(tables, desks.delay_rows[1], u))
    post(calendar, period, EPISODE, due, 0, entry.row, entry.gen, COMPLAINT, entry.n)


@kernel
def _answer(entry, desk, begin, period, key, tables, desks, parcels, calendar, counters):
    """An agent takes a contact up at `begin`; returns when the agent is free again."""
    parcel = parcels.rec[entry.row]
    _, u_handling, _, u_resolved = luck(key, order_of(parcel), 7, entry.n)
    done = on_tick(begin + quantile(tables, desks.rows[desk, 0], u_handling))
    count(counters, ANSWERED, begin, parcel, 1.0)
    minute = int((begin - hours(entry.at_tick)) * 60.0 / WAIT_BIN_MIN)
    hour = min(max(int(begin), 0), counters.waits.shape[0] - 1)
    counters.waits[hour, desk, min(minute, WAIT_BINS)] += 1.0
    if desk == CARRIERS_DESK:
        resolves = desks.shares[desk, 2]
    elif begin - hours(parcel.seen) <= desks.fresh[milestone_of(parcel)]:  # all an agent has to go by
        resolves = desks.shares[desk, 0]
    else:
        resolves = desks.shares[desk, 1]
    if u_resolved >= resolves:
        u_outcome, u_repeat, _, _ = luck(key, order_of(parcel), 8, entry.n)
        if u_outcome < desks.escalation[1]:
            _complain(parcel, entry, done, period, key, tables, desks, calendar)
        elif u_outcome < desks.escalation[1] + desks.escalation[0]:
            due = after(period, done, quantile(tables, desks.delay_rows[0], u_repeat))
            post(calendar, period, EPISODE, due, 0, entry.row, entry.gen, CONTACT, 0)
    return done


@kernel
def _give_up(entry, desk, period, key, tables, desks, parcels, calendar, counters):
    """A buyer hangs up at `entry.since_tick`: calls again later, complains, or leaves it at that."""
    parcel = parcels.rec[entry.row]
    at = hours(entry.since_tick)
    count(counters, ABANDONED, at, parcel, 1.0)
    u_redial = luck(key, order_of(parcel), 8, entry.n)[3]
    u_delay, u_complaint, _, _ = luck(key, order_of(parcel), 9, entry.n)
    if u_redial < desks.shares[desk, 3]:
        due = after(period, at, quantile(tables, desks.rows[desk, 2], u_delay))
        post(calendar, period, EPISODE, due, 0, entry.row, entry.gen, CONTACT, 0)
    elif u_complaint < desks.shares[desk, 4]:
        _complain(parcel, entry, at, period, key, tables, desks, calendar)


@kernel
def serve_desks(period, key, tables, desks, crew, lines, spare, parcels, calendar, counters):
    """All desks take up what they can within the period; who has lost patience by its end is gone.

    Args:
        crew: Agents. lines: Lists, one a desk: `at_tick` arrival, `since_tick` instant of giving up.
        spare: ENTRY array with room for the longest line.
    """
    for desk in range(crew.on_duty.shape[0]):
        change_shift(crew, desk, period.t0, period.t1)
        while lines.size[desk] > 0:
            entry = first_of(lines, desk)
            begin = max(first_free(crew, desk), hours(entry.at_tick))
            gives_up = hours(entry.since_tick)
            if begin > gives_up:
                if gives_up >= period.t1:
                    break
                _give_up(entry, desk, period, key, tables, desks, parcels, calendar, counters)
            else:
                if begin >= period.t1:
                    break
                done = _answer(entry, desk, begin, period, key, tables, desks, parcels, calendar, counters)
                occupy(crew, desk, done)
            parcels.rec[entry.row].pending -= 1
            leave_if_done(parcels, entry.row)
            drop_first(lines, desk)
        if lines.size[desk] > 0:
            n = drain(lines, desk, spare, 0)
            for i in range(n):
                entry = spare[i]
                if hours(entry.since_tick) < period.t1:
                    _give_up(entry, desk, period, key, tables, desks, parcels, calendar, counters)
                    parcels.rec[entry.row].pending -= 1
                    leave_if_done(parcels, entry.row)
                else:
                    push(lines, desk, entry.at_tick, entry.since_tick, entry.row, entry.gen, entry.kind, entry.n)
