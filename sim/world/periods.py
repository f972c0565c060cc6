"""Periods worked off one after the other without coming back to Python, as long as nothing but the calendar acts.

A period is a row of steps: MOVE, SEND, PUBLISH, REACT, DECIDE. `work_off` goes from step to step and stops where room
for new entries is short; Python makes room (`wanted` says how much) and calls again. Links that flip or replay are
Python's affair: then the steps around SEND are called by themselves. Knows in which order steps come; what happens in
them stands in `phases` and `publication`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.buyers import Buyers
from sim.actors.carriers import Carriers
from sim.actors.couriers import Timetable, loads_of
from sim.actors.desk import Desks
from sim.actors.feed import Feed
from sim.actors.last_mile import Goods
from sim.actors.ledger import Ledger
from sim.actors.lockers import Lockers
from sim.actors.merchants import Merchants
from sim.actors.orders import Orders
from sim.actors.platform import Rules
from sim.actors.settlement import Settlement
from sim.engine.agents import Agents
from sim.engine.calendar import CHUNK, Lists
from sim.engine.compiled import entry, kernel
from sim.engine.counting import Counters
from sim.engine.fifo import Servers
from sim.engine.gates import Shuttings
from sim.engine.parcels import Parcels, free_leaving
from sim.engine.stages import (
    EPISODE,
    INBOUND,
    SCAN,
    SETTLE,
    STAGES,
    WAKE,
    Agenda,
    Period,
    Scratch,
    boundary,
    pending_in,
)
from sim.world.levels import Levels, sample_levels
from sim.world.phases import decide, move, react
from sim.world.publication import collect_scans, publish, send_scans

STEPS = 5
MOVE, SEND, PUBLISH, REACT, DECIDE = range(STEPS)
"""Step `p · STEPS + MOVE` is the first of period p."""
N_STAGES = len(STAGES)


class State(NamedTuple):
    """Everything that a period reads and writes, as kernels see it; each actor is handed its own part.

    Attributes:
        key: Philox key. tables: quantile tables.
        orders_due: (periods,) orders of each. shifts: (periods, desks) agents on duty, without factors.
        timetable: courier waves. loads: (most waves in a period, regions) int64, scratch.
        usual_confirm: h after hand-over at which an order confirms itself, without a rule.
        is_limited: whether a link or a buffer is.
    """

    key: NDArray[np.uint64]
    tables: NDArray[np.float32]
    orders_due: NDArray[np.int64]
    shifts: NDArray[np.float64]
    timetable: Timetable
    loads: NDArray[np.int64]
    orders: Orders
    merchants: Merchants
    carriers: Carriers
    lockers: Lockers
    goods: Goods
    buyers: Buyers
    feed: Feed
    ledger: Ledger
    desks: Desks
    settlement: Settlement
    rules: Rules
    shuttings: Shuttings
    parcels: Parcels
    calendar: Agenda
    scratch: Scratch
    held: Lists
    codes: Lists
    hub_lines: Lists
    hub_servers: Servers
    depots: Lists
    link_lines: Lists
    link_servers: Servers
    buffers: Lists
    desk_lines: Lists
    crew: Agents
    counters: Counters
    levels: Levels
    usual_confirm: float
    is_limited: bool


@kernel
def wanted(step, replayed, state):
    """Room that a step needs at most; `replayed` scans come out of buffers in it.

    Returns:
        Rows of the parcel table, entries put on the calendar, entries drained at once, entries put on any other list,
        parcels that may come to have several scans unseen.
    """
    p, stage = step // STEPS, step % STEPS
    size, periods = state.calendar.pending.size, state.orders_due.shape[0]
    if stage == MOVE:
        due = 0
        for s in range(N_STAGES):
            due += size[pending_in(s, p, periods)]
        busy = state.orders_due[p] + due + state.hub_lines.size.sum() + state.depots.size.sum()
        return state.orders_due[p], 12 * (state.orders_due[p] + due) + 4 * busy, busy, busy, 0
    if stage == SEND:
        n = size[pending_in(SCAN, p, periods)] + state.calendar.scans_n[0]
        return 0, 3 * n, n, n, n
    if stage == PUBLISH:
        n = size[pending_in(INBOUND, p, periods)] + state.link_lines.size.sum() + replayed + state.codes.size[0]
        return 0, 20 * n, n, n, 0
    if stage == REACT:
        n = 16 * size[pending_in(WAKE, p, periods)] + size[pending_in(EPISODE, p, periods)]
        n += size[pending_in(SETTLE, p, periods)] + state.desk_lines.size.sum()
        return 0, 4 * n, n, n, 0
    n = state.held.size[0]
    return 0, n, n, n, 0


@kernel
def _has(lists, n):
    """Whether `n` entries can be pushed, wherever they go; as `Pool.reserve`."""
    return lists.free_n[0] >= n // CHUNK + 1 + min(n, lists.where.shape[0])


@kernel
def _has_room(step, replayed, state):
    """Whether there is the room a step needs."""
    rows, posts, drained, lines, unseen = wanted(step, replayed, state)
    return (
        state.parcels.counts[0] >= rows
        and state.parcels.unseen_counts[0] >= unseen
        and state.scratch.first.shape[0] > drained
        and _has(state.calendar.pending, posts)
        and _has(state.held, lines)
        and _has(state.codes, lines)
        and _has(state.hub_lines, lines)
        and _has(state.depots, lines)
        and _has(state.link_lines, lines)
        and _has(state.buffers, lines)
        and _has(state.desk_lines, lines)
    )


@kernel
def _move(period, state):
    free_leaving(state.parcels)
    _, carriers, regions = state.carriers.hub_rate.shape
    for which in range(2):
        for c in range(carriers):
            for r in range(regions):
                rate = state.carriers.hub_rate[which, c, r] * state.rules.capacity[c]
                state.hub_servers.rate[(which * carriers + c) * regions + r] = rate
    first, after = state.timetable.first[period.p], state.timetable.first[period.p + 1]
    loads_of(state.timetable, first, after, state.carriers, state.rules.capacity, state.loads)
    move(
        state.orders_due[period.p], period, state.key, state.tables, state.orders, state.merchants, state.carriers,
        state.lockers, state.goods, state.buyers, state.shuttings, state.rules.bases_open[0], state.parcels,
        state.calendar, state.held, state.hub_lines, state.hub_servers, state.depots,
        state.timetable.at[first:after], state.timetable.carrier[first:after], state.loads,
        state.scratch, state.counters,
    )  # fmt: skip


@kernel
def _send(period, state):
    n = collect_scans(period, state.is_limited, state.parcels, state.calendar, state.scratch)
    send_scans(
        state.scratch.first, 0, n, period.t1, period, state.key, state.tables, state.feed, state.shuttings,
        state.ledger, state.settlement, state.buyers, state.rules.polled, state.usual_confirm,
        state.rules.auto_confirm[0], state.is_limited, state.merchants, state.parcels, state.buffers, state.codes,
        state.calendar, state.scratch.lots[0], state.counters,
    )  # fmt: skip


@kernel
def _publish(replay, period, state):
    publish(
        replay, period, state.key, state.tables, state.feed, state.shuttings, state.ledger, state.settlement,
        state.rules.auto_confirm[0], state.rules.notice[0], state.buyers, state.lockers, state.merchants,
        state.parcels, state.link_lines, state.link_servers, state.codes, state.calendar, state.is_limited,
        state.scratch, state.counters,
    )  # fmt: skip


@kernel
def _react(period, state):
    for desk in range(state.crew.on_duty.shape[0]):
        wanted_here = state.shifts[period.p, desk] * state.rules.agents[desk]
        state.crew.on_duty[desk] = max(1, np.int64(np.rint(wanted_here)))
    react(
        period, state.key, state.tables, state.buyers, state.desks, state.crew, state.desk_lines, state.shuttings,
        state.rules.notice[0], state.rules.auto_confirm[0], state.settlement, state.feed, state.merchants,
        state.parcels, state.calendar, state.scratch, state.counters,
    )  # fmt: skip


@kernel
def _decide(period, state):
    decide(
        period.t1, period, state.key, state.tables, state.feed, state.shuttings, state.rules, state.merchants,
        state.parcels, state.held, state.calendar, state.scratch, state.counters,
    )  # fmt: skip
    hour = np.rint(period.t1)
    if abs(period.t1 - hour) < 1e-9:
        sample_levels(
            np.int64(hour), state.levels, state.counters, state.hub_lines, state.depots, state.buffers,
            state.desk_lines, state.merchants, state.rules, state.lockers,
        )  # fmt: skip


@entry
def work_off(step, until, length, replay, state):
    """Work off steps, from `step` up to `until`, as long as there is room.

    Args:
        length: h, the control period.
        replay: ENTRY, what buffers publish in the first period.
        state: State.

    Returns:
        The first step not worked off.
    """
    periods, replayed = state.orders_due.shape[0], replay.shape[0]
    while step < until and _has_room(step, replayed, state):
        p, stage = step // STEPS, step % STEPS
        period = Period(p, periods, boundary(p, length), boundary(p + 1, length), length)
        if stage == MOVE:
            _move(period, state)
        elif stage == SEND:
            _send(period, state)
        elif stage == PUBLISH:
            _publish(replay[replay.shape[0] - replayed :], period, state)
            replayed = 0
        elif stage == REACT:
            _react(period, state)
        else:
            _decide(period, state)
        step += 1
    return step
