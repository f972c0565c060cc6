"""One replication of one arm: the actors of a scenario, built, wired to the clock, and run to the horizon."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.actors import (
    buyers,
    carriers,
    couriers,
    desk,
    feed,
    last_mile,
    ledger,
    lockers,
    merchants,
    orders,
    platform,
    settlement,
)
from sim.actors.regulator import Regulator
from sim.engine.agents import agents
from sim.engine.calendar import ENTRY, Pool
from sim.engine.clock import Clock, Phase, Steps
from sim.engine.counting import COUNTED, NOTE
from sim.engine.counting import counters as new_counters
from sim.engine.fifo import servers
from sim.engine.instants import on_grid
from sim.engine.luck import key_of
from sim.engine.parcels import Table
from sim.engine.quantiles import Tables
from sim.engine.stages import Calendar, period_of
from sim.engine.tally import COUNT_ROW, DESKS
from sim.world import periods, publication
from sim.world.audit import Audit
from sim.world.books import close_books
from sim.world.levels import levels
from sim.world.links import Links
from sim.world.periods import MOVE, PUBLISH, SEND, STEPS, State

DAYS_IN_FLIGHT = 4.0
"""Orders of so many days are expected to be under way at once; more need room made for them as they come."""
NOTHING = np.zeros(0, ENTRY)


class Replication:
    """All state of one run.

    Args:
        scenario: the validated scenario.
        arm: "baseline" (no outages, no responses) or "outage"; the terms of data are the same in both.
        seed, replication: whose luck; both arms of a replication share it.
        check: whether to recount every parcel at every period and hold it against the stock.
        trunk: a replication of the same world, seed and number that has worked off its first periods; this one goes
            on from there.
    """

    def __init__(
        self,
        scenario: Any,
        arm: str,
        seed: int,
        replication: int,
        check: bool = False,
        trunk: "Replication | None" = None,
    ) -> None:
        self.scenario, self.arm, self.seed, self.number = scenario, arm, seed, replication
        self.done: int = 0 if trunk is None else trunk.done
        is_outage = arm == "outage"
        self.outages = dict(scenario.outages) if is_outage else {}
        self.responses = dict(scenario.responses) if is_outage else {}
        self.key = key_of(seed, replication)
        begin = float(on_grid(self.done * scenario.control_period))
        self.clock = Clock(scenario.control_period, scenario.horizon, begin)
        self._build_actors()
        self._build_state()
        self.links = Links(scenario, self.outages, self.clock)
        self.levels = levels(
            round(scenario.horizon), len(scenario.carriers), len(scenario.lockers), self.links.in_replay
        )
        self.regulator = Regulator(self.clock, seed, replication, self.links.restore)
        self.platform = platform.Platform(
            scenario, self.clock, self.rules, self.settlement.waived, self._measure, self._mediate
        )
        self.audit = Audit(self, every_period=check)
        if trunk is not None:
            self._continue_from(trunk)
        self._start_processes()

    def _build_actors(self) -> None:
        scenario, tables = self.scenario, Tables()
        n_carriers, n_regions = len(scenario.carriers), len(scenario.regions)
        self.merchants = merchants.build(scenario, tables, self.key, carriers.nominal_hours(scenario))
        flow = merchants.normal_flow(self.merchants, n_carriers, n_regions)
        self.orders = orders.build(scenario, tables)
        self.carriers = carriers.build(scenario, tables, flow)
        self.lockers = lockers.build(scenario, tables)
        self.goods = last_mile.build(scenario, tables)
        self.buyers = buyers.build(scenario)
        self.feed = feed.build(scenario, tables)
        self.ledger = ledger.build(scenario)
        self.desks = desk.build(scenario, tables, self.buyers.quiet + scenario.buyers.silent_ramp)
        self.settlement = settlement.build(scenario, tables)
        self.rules = platform.build(scenario)
        self.tables = tables.array()
        self.orders_due = orders.number_in_periods(orders.expected_per_period(scenario), self.seed, self.number)

    def _build_state(self) -> None:
        scenario, periods = self.scenario, self.clock.n_periods
        n_carriers, n_regions, n_links = len(scenario.carriers), len(scenario.regions), len(scenario.links)
        most_attempts = max(c.max_attempts for c in scenario.carriers.values())
        in_flight = int(DAYS_IN_FLIGHT * scenario.orders.per_day * scenario.sample)
        self.table = Table(8 + 2 * most_attempts, in_flight + 1024)
        self.calendar = Calendar(periods, 4 * in_flight)
        self.held, self.codes = Pool(1), Pool(1)
        self.hub_lines, self.hub_servers = Pool(2 * n_carriers * n_regions), servers(2 * n_carriers * n_regions)
        self.depots = Pool(n_carriers * n_regions)
        self.link_lines, self.link_servers = Pool(n_links), servers(n_links)
        self.desk_lines = Pool(len(DESKS))
        most = max(max(scenario.desks[name].agents.values()) for name in DESKS) * scenario.sample
        growth = np.prod([r.factor for r in self.responses.values() if r.action == "add_agents"] or [1.0])
        self.crew = agents(len(DESKS), int(most * max(1.0, growth)) + 2)
        self.shifts = desk.shifts(scenario) * scenario.sample
        self.timetable = couriers.timetable(scenario)
        self.loads = np.zeros((int(np.diff(self.timetable.first).max(initial=0)), n_regions), np.int64)
        hours = round(scenario.horizon)
        self.counters = new_counters(hours, n_carriers, n_regions, len(scenario.categories))

    def _start_processes(self) -> None:
        self.clock.process(self._run_periods())
        for name, response in self.responses.items():
            self.clock.process(self.platform.run_response(name, response))

    @property
    def state(self) -> State:
        """All arrays, as they are now."""
        rules, links = self.rules, self.links
        return State(
            key=self.key, tables=self.tables, orders_due=self.orders_due, shifts=self.shifts, timetable=self.timetable,
            loads=self.loads, orders=self.orders, merchants=self.merchants, carriers=self.carriers,
            lockers=self.lockers, goods=self.goods, buyers=self.buyers, feed=self.feed, ledger=self.ledger,
            desks=self.desks, settlement=self.settlement, rules=rules, shuttings=links.shuttings,
            parcels=self.table.parcels, calendar=self.calendar.lists, scratch=self.calendar.scratch,
            held=self.held.lists, codes=self.codes.lists, hub_lines=self.hub_lines.lists,
            hub_servers=self.hub_servers, depots=self.depots.lists, link_lines=self.link_lines.lists,
            link_servers=self.link_servers, buffers=links.buffers.lists, desk_lines=self.desk_lines.lists,
            crew=self.crew, counters=self.counters, levels=self.levels,
            usual_confirm=float(self.scenario.settlement.auto_confirm), is_limited=links.is_limited,
        )  # fmt: skip

    def keep_journal(self, room: int) -> None:
        """Note every event that is counted, at its instant, up to `room` of them; see `Counters.journal`."""
        self.counters = self.counters._replace(journal=np.zeros(room, NOTE))

    @property
    def journal(self) -> NDArray[Any]:
        """The events counted, NOTE, in the order of counting."""
        return self.counters.journal[: int(self.counters.journal_n[0])]

    def run(self) -> None:
        """To the horizon, and close the books."""
        self.clock.run()
        close_books(self)

    def forget(self) -> None:
        """Give all memory back at once, when nobody wants anything of the run any more.

        Its processes refer to it and it to them, so that it would lie there until the next look for such circles.
        """
        vars(self).clear()

    def _run_periods(self) -> Steps:
        """Work off the periods, as many at once as there are until something else happens on the clock."""
        while self.done < self.clock.n_periods:
            one = self.done + 1
            after = one if self.audit.every_period else max(one, self.clock.first_touched(self.done))
            yield self.clock.at(self.clock.boundary(after), Phase.MOVE)
            while self.done < after:
                if self.links.is_at_work(self.clock.boundary(self.done + 1)):
                    self._replay(self.done)
                else:
                    self.work_off(after)
            self.audit.after_period(after - 1)

    def work_off(self, after: int) -> None:
        """Work off all periods before `after`, in which no link flips and no buffer is replayed."""
        self._go(self.done * STEPS, after * STEPS, NOTHING)
        self.done = after

    def _replay(self, p: int) -> None:
        """Work off a period in which links flip or buffers are replayed."""
        length = self.clock.period
        period = period_of(p, self.clock.n_periods, length)
        self._go(p * STEPS + MOVE, p * STEPS + SEND, NOTHING)
        self._make_room(p * STEPS + SEND, 0)
        state = self.state
        scans, sent = state.scratch.first, 0
        in_order = self.links.order_matters(period)
        n = publication.collect_scans(period, in_order, state.parcels, state.calendar, state.scratch)

        def send(until: float) -> None:
            nonlocal sent
            now = self.state  # what a broken-off replay puts back may have made room for itself
            sent = publication.send_scans(
                scans, sent, n, until, period, now.key, now.tables, now.feed, now.shuttings, now.ledger,
                now.settlement, now.buyers, now.rules.polled, now.usual_confirm, float(now.rules.auto_confirm[0]),
                now.is_limited, now.merchants, now.parcels, now.buffers, now.codes, now.calendar, now.scratch.lots[0],
                now.counters,
            )  # fmt: skip

        published = self.links.replay(period, send, state.parcels, state.counters)
        self._go(p * STEPS + PUBLISH, (p + 1) * STEPS, published)
        self.done = p + 1

    def _go(self, step: int, until: int, replay: NDArray[Any]) -> None:
        """Go from step to step, and make room wherever it is short."""
        while True:
            reached = periods.work_off(step, until, self.clock.period, replay, self.state)
            if reached > step:
                replay = NOTHING
            if reached == until:
                return
            step = reached
            self._make_room(step, len(replay))

    def _make_room(self, step: int, replayed: int) -> None:
        rows, posts, drained, lines, unseen = periods.wanted(step, replayed, self.state)
        self.table.reserve(rows)
        self.table.reserve_unseen(unseen)
        self.calendar.reserve(posts, drained)
        for pool in self.pools:
            pool.reserve(lines)

    @property
    def pools(self) -> tuple[Pool, ...]:
        """All lists but the calendar's."""
        lines = (self.hub_lines, self.depots, self.link_lines, self.desk_lines)
        return (self.held, self.codes, self.links.buffers, *lines)

    def _continue_from(self, trunk: Any) -> None:
        """Stand where a trunk stands: everything that may have changed since the start."""
        for mine, theirs in (  # both of a kind, arrays in the same order
            (self.merchants, trunk.merchants), (self.lockers, trunk.lockers), (self.feed, trunk.feed),
            (self.rules, trunk.rules), (self.levels, trunk.levels), (self.hub_servers, trunk.hub_servers),
            (self.link_servers, trunk.link_servers), (self.counters[:COUNTED], trunk.counters[:COUNTED]),
        ):  # fmt: skip
            for to, array in zip(mine, theirs, strict=True):
                np.copyto(to, array)
        self.crew.free_at[:, : trunk.crew.free_at.shape[1]] = trunk.crew.free_at
        self.crew.present[:] = trunk.crew.present
        self.table.copy_from(trunk.table)
        self.calendar.pool.copy_from(trunk.calendar.pool)
        for pool, other in zip(self.pools, trunk.pools, strict=True):
            pool.copy_from(other)

    def _measure(self, name: str, carrier: str | None, now: float) -> float:
        """A trigger's measure in the last complete clock hour, from what the platform itself sees."""
        hourly, scale = self.counters.hourly, 1.0 / float(self.scenario.sample)
        hour = int(now + 1e-9) - 1
        if hour < 0:
            return 0.0
        if name == "support_wait_p90":
            return platform.p90_wait_min(self.counters.waits[hour, DESKS.index("platform")]) / 60.0
        if name == "published_backlog_h":
            return float(self.rules.backlog_h[list(self.scenario.carriers).index(carrier or "")])
        if name == "petitions":
            return float(hourly[: hour + 1, COUNT_ROW["petitions"]].sum()) * scale
        return float(hourly[hour, COUNT_ROW[name.removesuffix("_per_h")]].sum()) * scale

    def _mediate(self, name: str) -> None:
        place = list(self.responses).index(name)
        self.clock.process(self.regulator.run_mediation(place, self.responses[name]))
