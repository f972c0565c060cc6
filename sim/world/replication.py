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
from sim.engine.calendar import Pool
from sim.engine.clock import Clock, Phase, Steps
from sim.engine.counting import NOTE
from sim.engine.counting import counters as new_counters
from sim.engine.fifo import servers
from sim.engine.luck import key_of
from sim.engine.parcels import Table, free_leaving
from sim.engine.quantiles import Tables
from sim.engine.stages import EPISODE, INBOUND, SCAN, SETTLE, STAGES, WAKE, Calendar, Period
from sim.engine.tally import COUNT_ROW, DESKS, LEVELS
from sim.world import phases, publication
from sim.world.audit import Audit
from sim.world.books import close_books
from sim.world.levels import sample_levels
from sim.world.links import Links

DAYS_IN_FLIGHT = 4.0
"""Orders of so many days are expected to be under way at once; more need room made for them as they come."""


class Replication:
    """All state of one run.

    Args:
        scenario: the validated scenario.
        arm: "baseline" (no outages, no responses) or "outage"; the terms of data are the same in both.
        seed, replication: whose luck; both arms of a replication share it.
        check: whether to recount every parcel at every period and hold it against the stock.
    """

    def __init__(self, scenario: Any, arm: str, seed: int, replication: int, check: bool = False) -> None:
        self.scenario, self.arm, self.seed, self.number = scenario, arm, seed, replication
        is_outage = arm == "outage"
        self.outages = dict(scenario.outages) if is_outage else {}
        self.responses = dict(scenario.responses) if is_outage else {}
        self.key = key_of(seed, replication)
        self.clock = Clock(scenario.control_period, scenario.horizon)
        self._build_actors()
        self._build_state()
        self.links = Links(scenario, self.outages, self.clock)
        self.regulator = Regulator(self.clock, seed, replication, self.links.restore)
        self.platform = platform.Platform(
            scenario, self.clock, self.rules, self.settlement.waived, self._measure, self._mediate
        )
        self.audit = Audit(self, every_period=check)
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
        self.expected = orders.expected_per_period(scenario)

    def _build_state(self) -> None:
        scenario = self.scenario
        n_carriers, n_regions, n_links = len(scenario.carriers), len(scenario.regions), len(scenario.links)
        most_attempts = max(c.max_attempts for c in scenario.carriers.values())
        in_flight = int(DAYS_IN_FLIGHT * scenario.orders.per_day * scenario.sample)
        self.table = Table(8 + 2 * most_attempts, in_flight + 1024)
        self.calendar = Calendar(self.clock.n_periods, 4 * in_flight)
        self.held, self.codes = Pool(1), Pool(1)
        self.hub_lines, self.hub_servers = Pool(2 * n_carriers * n_regions), servers(2 * n_carriers * n_regions)
        self.depots = Pool(n_carriers * n_regions)
        self.link_lines, self.link_servers = Pool(n_links), servers(n_links)
        self.desk_lines = Pool(len(DESKS))
        most = max(max(scenario.desks[name].agents.values()) for name in DESKS) * scenario.sample
        growth = np.prod([r.factor for r in self.responses.values() if r.action == "add_agents"] or [1.0])
        self.crew = agents(len(DESKS), int(most * max(1.0, growth)) + 2)
        hours = round(scenario.horizon)
        self.counters = new_counters(hours, n_carriers, n_regions, len(scenario.categories))
        self.levels = np.zeros((hours + 1, len(LEVELS), n_carriers))
        self.locker_cells = np.zeros((hours + 1, len(scenario.lockers)))
        self.link_buffer = np.zeros((hours + 1, n_links))
        self.desk_waiting = np.zeros((hours + 1, len(DESKS)))
        self.waves: list[tuple[float, int, float]] = []

    def _agents_wanted(self, name: str, hour: float) -> float:
        return desk.agents_at(self.scenario, name, hour) * float(self.scenario.sample)

    def _start_processes(self) -> None:
        clock, scenario = self.clock, self.scenario
        for row, name in enumerate(scenario.carriers):
            clock.process(self._run_waves(row, name))
        clock.every_period(Phase.MOVE, self._move)
        clock.every_period(Phase.SCAN, self._scan)
        clock.every_period(Phase.REACT, self._react)
        clock.every_period(Phase.DECIDE, self._decide)
        clock.every_period(Phase.COUNT, self._count)
        for name, response in self.responses.items():
            clock.process(self.platform.run_response(name, response))

    def keep_journal(self, room: int) -> None:
        """Note every event that is counted, at its instant, up to `room` of them; see `Counters.journal`."""
        self.counters = self.counters._replace(journal=np.zeros(room, NOTE))

    @property
    def journal(self) -> NDArray[Any]:
        """The events counted, NOTE, in the order of counting."""
        return self.counters.journal[: int(self.counters.journal_n[0])]

    def run(self) -> None:
        """To the horizon, and close the books."""
        sample_levels(self, 0)
        self.clock.run()
        close_books(self)

    def _run_waves(self, row: int, name: str) -> Steps:
        """A carrier's courier waves; what each loads depends on the factor in force when its period is worked off."""
        for at, share in couriers.waves(self.scenario, name):
            yield self.clock.at(at)
            self.waves.append((at, row, share))

    def _period(self, p: int) -> Period:
        length = self.clock.period
        return Period(p, self.clock.n_periods, p * length, (p + 1) * length, length)

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

    def _move(self, p: int) -> None:
        period = self._period(p)
        n = orders.number_in_period(self.expected, self.seed, self.number, p)
        due_now = sum(self.calendar.pending(stage, p) for stage in range(len(STAGES)))
        busy = n + due_now + int(self.hub_lines.lists.size.sum() + self.depots.lists.size.sum())
        self.table.reserve(n)
        self.calendar.reserve(12 * (n + due_now) + 4 * busy, busy)
        self.held.reserve(busy)
        self.hub_lines.reserve(busy)
        self.depots.reserve(busy)
        self.hub_servers.rate[:] = (self.carriers.hub_rate * self.rules.capacity[None, :, None]).ravel()
        mine = sorted(w for w in self.waves if w[0] < period.t1)
        self.waves = [w for w in self.waves if w[0] >= period.t1]
        wave_at, wave_carrier, loads = self._loads(mine)
        phases.move(
            n, period, self.key, self.tables, self.orders, self.merchants, self.carriers, self.lockers, self.goods,
            self.buyers, self.links.shuttings, bool(self.rules.bases_open[0]), self.table.parcels,
            self.calendar.lists, self.held.lists,
            self.hub_lines.lists, self.hub_servers, self.depots.lists,
            wave_at, wave_carrier, loads,
            self.calendar.scratch, self.counters,
        )  # fmt: skip

    def _loads(
        self, waves: list[tuple[float, int, float]]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Waves as kernels see them: (n,) h, (n,) carrier, (n, regions) most parcels, with the factors in force."""
        at = np.array([w[0] for w in waves], np.float64)
        row = np.array([w[1] for w in waves], np.int64)
        factor = np.array([w[2] for w in waves], np.float64) * self.rules.capacity[row]
        most = np.maximum(1, np.rint(self.carriers.wave_load[row] * factor[:, None]))
        return at, row, most.astype(np.int64)

    def _scan(self, p: int) -> None:
        period = self._period(p)
        rules, pending = self.rules, self.calendar.pending
        n = pending(SCAN, p)
        self.calendar.reserve(3 * n, n)
        self.links.buffers.reserve(n)
        self.codes.reserve(n)
        scratch, sent = self.calendar.scratch, 0
        n = publication.collect_scans(
            period, self.links.order_matters(period), self.table.parcels, self.calendar.lists, scratch
        )

        def send(until: float) -> None:
            nonlocal sent
            sent = publication.send_scans(
                scratch.first, sent, n, until, period, self.key, self.tables, self.feed, self.links.shuttings,
                self.ledger, self.settlement, self.buyers, rules.polled, float(self.scenario.settlement.auto_confirm),
                float(rules.auto_confirm[0]), self.links.is_limited, self.merchants,
                self.table.parcels, self.links.buffers.lists, self.codes.lists, self.calendar.lists, self.counters,
            )  # fmt: skip

        replay = self.links.replay(period, send, self.table.parcels, self.counters)
        n = pending(INBOUND, p)
        self.link_lines.reserve(n)
        n += int(self.link_lines.lists.size.sum()) + len(replay) + int(self.codes.lists.size[0])
        self.codes.reserve(n)
        self.calendar.reserve(20 * n, n)
        publication.publish(
            replay, period, self.key, self.tables, self.feed, self.links.shuttings, self.ledger, self.settlement,
            float(rules.auto_confirm[0]), float(rules.notice[0]), self.buyers, self.lockers, self.merchants,
            self.table.parcels,
            self.link_lines.lists, self.link_servers, self.codes.lists, self.calendar.lists,
            self.links.is_limited, self.calendar.scratch, self.counters,
        )  # fmt: skip

    def _react(self, p: int) -> None:
        period = self._period(p)
        for row, name in enumerate(DESKS):
            wanted = self._agents_wanted(name, period.t0) * self.rules.agents[row]
            self.crew.on_duty[row] = max(1, round(wanted))
        pending = self.calendar.pending
        n = 16 * pending(WAKE, p) + pending(EPISODE, p) + pending(SETTLE, p)
        lines = int(self.desk_lines.lists.size.sum())
        self.calendar.reserve(4 * (n + lines), n + lines)
        self.desk_lines.reserve(n + lines)
        phases.react(
            period, self.key, self.tables, self.buyers, self.desks, self.crew, self.desk_lines.lists,
            self.links.shuttings, float(self.rules.notice[0]), float(self.rules.auto_confirm[0]), self.settlement,
            self.feed, self.merchants, self.table.parcels, self.calendar.lists,
            self.calendar.scratch, self.counters,
        )  # fmt: skip

    def _decide(self, p: int) -> None:
        period = self._period(p)
        held = int(self.held.lists.size[0])
        self.calendar.reserve(held, held)
        self.held.reserve(held)
        phases.decide(
            period.t1, period, self.key, self.tables, self.feed, self.links.shuttings, self.rules, self.merchants,
            self.table.parcels, self.held.lists, self.calendar.lists, self.calendar.scratch, self.counters,
        )  # fmt: skip

    def _count(self, p: int) -> None:
        free_leaving(self.table.parcels)
        end = (p + 1) * self.clock.period
        if abs(end - round(end)) < 1e-9:
            sample_levels(self, round(end))
        self.audit.after_period(p)
