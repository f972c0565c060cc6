"""Buyers: when no news, or a broken promise, has lasted long enough, a buyer asks.

Each buyer has a clock: a hazard that grows with the age of the last *visible* scan and with lateness. The
instant at which it has used up its unit-exponential patience is known in closed form as long as nothing new
becomes visible, so it is one calendar entry; news moves it. A buyer with the parcel in hand has no clock.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_first, fetch_in_turn
from sim.engine.compiled import kernel
from sim.engine.counting import count
from sim.engine.gates import fully_shut_since
from sim.engine.instants import NEVER, hours, on_tick, tick_of
from sim.engine.luck import draw_lot, luck, name_owner, unit
from sim.engine.record import MILESTONES, WORRIED, milestone_of, order_of, worries_of
from sim.engine.stages import EPISODE, WAKE, post
from sim.engine.tally import COUNT_ROW

SELF_SERVED = COUNT_ROW["self_served"]
CONTACT, COMPLAINT, REFUND = 0, 1, 2
MOST = 15
LOOK_AGAIN = 72.0
"""Hours after which a buyer whose worry lies further ahead is looked at again."""


class Buyers(NamedTuple):
    """How buyers worry.

    Attributes:
        quiet: (milestones,) h without news that worry nobody, by visible milestone.
        clock: base, silent, silent_ramp, late, late_ramp, promise, alarm, alarm_ramp.
        looks: aware_at_start, aware_at_most, awareness_time, satisfied.
    """

    quiet: NDArray[np.float64]
    clock: NDArray[np.float64]
    looks: NDArray[np.float64]


def build(scenario: Any) -> Buyers:
    """Arrays of the scenario's buyers; a milestone without an entry worries nobody."""
    spec, site = scenario.buyers, scenario.fallback
    quiet = [float(spec.quiet.get(name, np.inf)) for name in MILESTONES]
    clock = [spec.base, spec.silent, spec.silent_ramp, spec.late, spec.late_ramp, spec.promise, spec.alarm]
    return Buyers(
        quiet=np.array(quiet),
        clock=np.array([*clock, spec.alarm_ramp]),
        looks=np.array([site.aware_at_start, site.aware_at_most, site.awareness_time, site.satisfied]),
    )


@kernel
def _ramp_area(t, begin, length):
    """Integral up to `t` of a ramp that is 0 until `begin`, 1 from `begin + length` on."""
    x = t - begin
    if x <= 0.0:
        return 0.0
    if x < length:
        return 0.5 * x * x / length
    return x - 0.5 * length


@kernel
def hazard_between(a, b, silent_from, late_from, clock, shuttings, link):
    """Hazard gone through from hour `a` to hour `b` without news.

    Args:
        silent_from, late_from: h from which silence and lateness count.
        clock: see Buyers.
        shuttings: the alarm counts in full ones of `link`; -1 = a parcel not seen yet, no alarm.
    """
    hazard = clock[0] * (b - a)
    if b > silent_from or b > late_from:
        hazard += clock[1] * (_ramp_area(b, silent_from, clock[2]) - _ramp_area(a, silent_from, clock[2]))
        hazard += clock[3] * (_ramp_area(b, late_from, clock[4]) - _ramp_area(a, late_from, clock[4]))
    if link >= 0:
        for s in range(shuttings.first[link], shuttings.after[link]):
            begin, end = shuttings.begin[s], shuttings.end[s]
            if shuttings.is_full[s] and b > begin and a < end:
                upto, since = _ramp_area(min(b, end), begin, clock[7]), _ramp_area(min(a, end), begin, clock[7])
                hazard += clock[6] * (upto - since)
    return hazard


@kernel
def _on_ramp(t, begin, length, top):
    """A ramp at `t`: its height, its slope, and the hour at which its slope next changes."""
    if t < begin:
        return 0.0, 0.0, begin
    if t < begin + length:
        return top * (t - begin) / length, top / length, begin + length
    return top, 0.0, np.inf


@kernel
def crossing(a, left, silent_from, late_from, clock, shuttings, link):
    """The hour at which the hazard gone through since hour `a` reaches `left`; inf if it never does.

    The hazard is piecewise linear, so each piece is a quadratic equation. Arguments as in `hazard_between`.
    """
    if left == np.inf:
        return np.inf
    t = a
    while True:
        rate, slope, end = _on_ramp(t, silent_from, clock[2], clock[1])
        more, steeper, corner = _on_ramp(t, late_from, clock[4], clock[3])
        rate, slope, end = clock[0] + rate + more, slope + steeper, min(end, corner)
        if link >= 0:
            for s in range(shuttings.first[link], shuttings.after[link]):
                if shuttings.is_full[s] and t < shuttings.end[s]:
                    more, steeper, corner = _on_ramp(t, shuttings.begin[s], clock[7], clock[6])
                    rate, slope, end = rate + more, slope + steeper, min(end, corner, shuttings.end[s])
        if rate > 0.0 or slope > 0.0:
            step = 2.0 * left / (rate + np.sqrt(rate * rate + 2.0 * slope * left))
            if t + step < end:
                return t + step
        if end == np.inf:
            return np.inf
        step = end - t
        left -= rate * step + 0.5 * slope * step * step
        if left <= 0.0:
            return end
        t = end


@kernel
def silent_from(parcel, buyers):
    """The hour from which silence about a parcel begins to count."""
    return hours(parcel.news) + buyers.quiet[milestone_of(parcel)]


@kernel
def next_worry(parcel, buyers, shuttings):
    """The hour at which the buyer will worry if nothing becomes visible before; inf with the parcel in hand by then."""
    at = on_tick(
        crossing(
            hours(parcel.clock),
            parcel.worry_left,
            silent_from(parcel, buyers),
            hours(parcel.placed) + buyers.clock[5],
            buyers.clock,
            shuttings,
            np.int64(parcel.carrier) if parcel.shown > 0 else -1,
        )
    )
    if at >= hours(parcel.handed):
        return np.inf
    return at


@kernel
def hazard_until(parcel, until, buyers, shuttings):
    """Hazard the buyer goes through up to the hour `until` without news."""
    return hazard_between(
        hours(parcel.clock),
        until,
        silent_from(parcel, buyers),
        hours(parcel.placed) + buyers.clock[5],
        buyers.clock,
        shuttings,
        np.int64(parcel.carrier) if parcel.shown > 0 else -1,
    )


@kernel
def awareness(buyers, shut_since, at):
    """Share of worried buyers who look at the carrier's own site first; `shut_since`: h, its link (NaN = open)."""
    start, most = buyers.looks[0], buyers.looks[1]
    if np.isnan(shut_since):
        return start
    return start + (most - start) * (1.0 - np.exp(-(at - shut_since) / buyers.looks[2]))


@kernel
def worry(parcel, row, at, period, key, buyers, shuttings, notice_effect, calendar, counters):
    """A buyer worries at `at`: looks elsewhere and is content, is calmed by a notice, or gets in touch."""
    number, order = worries_of(parcel), order_of(parcel)
    _, u_look, u_content, u_notice = luck(key, order, 6, number)
    parcel.flags |= WORRIED
    parcel.worries += 1
    parcel.clock = tick_of(at)
    parcel.news = parcel.clock
    if number + 1 < MOST:
        parcel.worry_left = -np.log1p(-luck(key, order, 6, number + 1)[0])
    else:
        parcel.worry_left = np.inf
    shut_since = fully_shut_since(shuttings, parcel.carrier, at)
    if u_look < awareness(buyers, shut_since, at) and u_content < buyers.looks[3]:
        count(counters, SELF_SERVED, at, parcel, 1.0)
    elif np.isnan(shut_since) or u_notice >= notice_effect:
        post(calendar, period, EPISODE, at, 0, row, parcel.gen, CONTACT, 0)


@kernel
def set_alarm(parcel, row, now, period, buyers, shuttings, calendar):
    """Put the buyer's next worry on the calendar if it comes before the entry in force, or a look at her instead.

    An alarm far ahead would in most cases be there for nothing, long after the parcel has come: she is looked at again
    before.

    Args:
        now: h, up to which nothing new becomes visible.
    """
    if parcel.wake != NEVER and hazard_until(parcel, hours(parcel.wake), buyers, shuttings) <= parcel.worry_left:
        return
    at = on_tick(now + LOOK_AGAIN)
    if at < hours(parcel.handed):
        if hazard_until(parcel, at, buyers, shuttings) > parcel.worry_left:
            at = min(at, next_worry(parcel, buyers, shuttings))
    else:
        at = next_worry(parcel, buyers, shuttings)
    at = max(at, now)
    if tick_of(at) < parcel.wake:
        parcel.wake = tick_of(at)
        post(calendar, period, WAKE, at, 0, row, parcel.gen, 0, 0)


@kernel
def begin(rows, n, period, key, buyers, shuttings, parcels, calendar, lot):
    """Start the clocks of the buyers of `rows[:n]`, at most a lot of parcels, just placed."""
    for j in range(n):
        name_owner(lot, j, order_of(parcels.rec[rows[j]]), 0)
    draw_lot(key, lot, n, 6)
    for j in range(n):
        parcel = parcels.rec[rows[j]]
        parcel.worry_left = -np.log1p(-unit(lot, 0, j))
        set_alarm(parcel, rows[j], hours(parcel.placed), period, buyers, shuttings, calendar)


@kernel
def live_until(parcel, row, until, period, key, buyers, shuttings, notice_effect, calendar, counters):
    """Let the buyer's clock run to `until`, with every worry that falls before it."""
    gone_through = hazard_until(parcel, until, buyers, shuttings)
    if gone_through > parcel.worry_left:
        at = next_worry(parcel, buyers, shuttings)
        while at < until:
            worry(parcel, row, at, period, key, buyers, shuttings, notice_effect, calendar, counters)
            at = next_worry(parcel, buyers, shuttings)
        gone_through = hazard_until(parcel, until, buyers, shuttings)
    live_quietly(parcel, until, gone_through)


@kernel
def live_quietly(parcel, until, gone_through):
    """Let the buyer's clock run to `until`, before which it brings no worry."""
    if until > hours(parcel.clock):
        parcel.worry_left = max(0.0, parcel.worry_left - gone_through)
        parcel.clock = tick_of(until)


@kernel
def wake(entries, n, period, key, buyers, shuttings, notice_effect, parcels, calendar, counters):
    """The alarms of a period: a buyer worries, or news has moved her clock and the alarm is set anew."""
    fetch_first(parcels.rec, entries, n)
    for i in range(n):
        fetch_in_turn(parcels.rec, entries, i, n)
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        if parcel.gen != entry.gen or parcel.wake != entry.at_tick:
            continue
        parcel.wake = NEVER
        if parcel.handed <= entry.at_tick:  # she has it in hand
            continue
        if hazard_until(parcel, period.t1, buyers, shuttings) > parcel.worry_left:
            at = next_worry(parcel, buyers, shuttings)
            while at < period.t1:
                worry(parcel, entry.row, at, period, key, buyers, shuttings, notice_effect, calendar, counters)
                at = next_worry(parcel, buyers, shuttings)
        set_alarm(parcel, entry.row, period.t1, period, buyers, shuttings, calendar)
