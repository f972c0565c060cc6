"""Everyone of a scenario, wired together, and the tick that ends every period."""

from typing import Any

from sim.engine.tally import DESKS
from tests.reference.account import Account
from tests.reference.buyer import run_buyer
from tests.reference.clock import Clock, Phase, in_tick
from tests.reference.courier import Depot
from tests.reference.desk import Contact, Desk
from tests.reference.handover import note_end
from tests.reference.hub import Hub
from tests.reference.journal import Journal
from tests.reference.link import Link
from tests.reference.locker import Lockers
from tests.reference.luck import Luck, pick
from tests.reference.measured import measure
from tests.reference.merchant import population
from tests.reference.order import run_orders
from tests.reference.outage import Outage
from tests.reference.parcel import Parcel, run_parcel
from tests.reference.plan import Plan
from tests.reference.rules import Rules
from tests.reference.scan import Scan
from tests.reference.settlement import run_settlement

MOST_CONTACTS = 15


class World:
    """One replication of one arm.

    Attributes:
        published_backlog_h: by carrier, as of the last tick.
        turned: fires at every tick, after decisions have taken effect.
    """

    def __init__(self, scenario: Any, arm: str, seed: int, replication: int) -> None:
        self.scenario = scenario
        self.clock = Clock(scenario.start, scenario.control_period, scenario.horizon)
        self.luck = Luck(seed, replication)
        self.journal = Journal()
        self.parcels: list[Parcel] = []
        self.carriers = list(scenario.carriers.values())
        self.carrier_names = list(scenario.carriers)
        self.merchants = population(scenario, self.luck)
        self.sizes = [merchant.size for merchant in self.merchants]
        self.plan = Plan(scenario, self.merchants)
        is_outage = arm == "outage"
        told = scenario.outages if is_outage else {}
        self.turned = self.clock.event()
        self.outages = {name: Outage(self.clock, name, words) for name, words in told.items()}
        self.rules = Rules(self, scenario.responses if is_outage else {})
        self.links = {
            name: Link(self, name, words, [o for o in self.outages.values() if o.words.link == name])
            for name, words in scenario.links.items()
        }
        self._build_network()
        self.desks = {name: Desk(self, name, scenario.desks[name]) for name in DESKS}
        self.published_backlog_h = [0.0] * len(self.carriers)
        for merchant in self.merchants:
            merchant.freed = self.clock.event()
        self.account = Account(self)
        self.clock.process(self._run_ticks())

    def _build_network(self) -> None:
        plan, clock = self.plan, self.clock
        regions = range(len(plan.regions))
        self.origin_hubs, self.destination_hubs, self.depots = [], [], []
        for c, words in enumerate(self.carriers):
            out, into = plan.flow_out[c], plan.flow_in[c]
            self.origin_hubs.append([Hub(clock, plan.hub_rate(c, out[r]), Phase.ORIGIN_START) for r in regions])
            self.destination_hubs.append(
                [Hub(clock, plan.hub_rate(c, into[r]), Phase.DESTINATION_START) for r in regions]
            )
            self.depots.append([self._depot(c, r, words) for r in regions])
        self.lockers = {
            name: [
                Lockers(clock, max(1, round(words.cells * self.scenario.sample * region.orders)))
                for region in plan.regions
            ]
            for name, words in self.scenario.lockers.items()
        }

    def _depot(self, c: int, r: int, words: Any) -> Depot:
        waves = {clock_time: share * self.plan.courier_day(c, r) for clock_time, share in words.courier_waves.items()}
        return Depot(self.clock, waves, lambda at: self.rules.capacity_factor(self.carrier_names[c], at))

    def begin(self, parcel: Parcel) -> None:
        """An order is placed."""
        self.parcels.append(parcel)
        self.journal.home(self.clock.now, "created", parcel, parcel.value)
        handling = self.luck.draw(self.scenario.merchants.handling, "handling", parcel.id)
        parcel.ready_at = in_tick(parcel.placed + handling)
        self.clock.process(run_parcel(self, parcel))
        self.clock.process(run_buyer(self, parcel))

    def hand_over(self, parcel: Parcel) -> None:
        """A carrier picks a parcel up."""
        merchant = parcel.merchant
        merchant.n_unshown += 1
        merchant.n_in_flight += 1
        assert parcel.carrier is not None
        self.journal.parcel(self.clock.now, "handed_over", parcel, self.carriers[parcel.carrier].price)
        if parcel.carrier != merchant.home:
            self.journal.parcel(self.clock.now, "rerouted", parcel)
        parcel.is_cooled = self.carriers[parcel.carrier].is_cooled or (
            bool(self.rules.acting("fresh_bases")) and self.carriers[merchant.home].is_cooled
        )

    def scan(self, parcel: Parcel, milestone: str, operator: str | None = None) -> Scan:
        """A carrier, or a locker operator, makes a scan."""
        link = self.carrier_link(parcel) if operator is None else self.links[self.scenario.lockers[operator].link]
        scan = Scan(parcel, len(parcel.scans), milestone, self.clock.now, link, self.clock.event())
        parcel.scans.append(scan)
        self.journal.parcel(self.clock.now, "scan", parcel, detail=milestone, number=scan.seq)
        link.receive(scan)
        return scan

    def publish(self, scan: Scan) -> None:
        """The platform shows a scan."""
        parcel, now = scan.parcel, self.clock.now
        scan.fate, scan.record_time = "shown", now
        self.journal.parcel(now, "shown", parcel, detail=scan.milestone, number=scan.seq)
        if scan.was_buffered:
            self.journal.parcel(now, "backfilled", parcel, detail=scan.milestone, number=scan.seq)
        if scan.is_polled:
            self.journal.parcel(now, "polled", parcel, detail=scan.milestone, number=scan.seq)
        scan.published.succeed()
        if parcel.is_closed or (parcel.shown is not None and parcel.shown.seq > scan.seq):
            return
        if parcel.shown is None:
            parcel.merchant.n_unshown -= 1
        if scan.is_final:
            parcel.merchant.n_in_flight -= 1
        parcel.shown = scan
        news, parcel.news = parcel.news, self.clock.event()
        news.succeed()

    def finish(self, parcel: Parcel, milestone: str, operator: str | None = None) -> None:
        """A parcel comes into its buyer's hands, or goes back."""
        parcel.place = "returned" if milestone == "returned" else "buyer"
        parcel.finished_at = self.clock.now
        self.scan(parcel, milestone, operator)
        note_end(self, parcel)
        parcel.finished.succeed()
        self.clock.process(run_settlement(self, parcel))

    def confirm_unseen(self, parcel: Parcel) -> None:
        """An order confirms itself although its last scan is not visible: it is closed."""
        parcel.closed_at = self.clock.now
        parcel.confirmed_unseen_at = max(parcel.released_at, parcel.finished_at)
        parcel.merchant.n_in_flight -= 1
        if parcel.shown is None:
            parcel.merchant.n_unshown -= 1

    def ask(self, parcel: Parcel) -> None:
        """A buyer contacts a desk, unless she has done so too often."""
        number = parcel.n_contacts
        if number >= MOST_CONTACTS:
            return
        parcel.n_contacts += 1
        goes_to = self.scenario.buyers.goes_to
        desk = DESKS[pick([goes_to[name] for name in DESKS], self.luck.u("party", parcel.id, number))]
        parcel.merchant.contacts.append(self.clock.now)
        self.journal.parcel(self.clock.now, "contact", parcel, detail=desk, number=number)
        self.desks[desk].ask(Contact(parcel, number, self.clock.now))

    def carrier_link(self, parcel: Parcel) -> Link:
        """The link of the carrier that has, or would have, a parcel."""
        return self.links[self.carrier_names[parcel.carrier_soon]]

    def is_dark_as_published(self, carrier: int, t: float) -> bool:
        """Whether the platform sees that a carrier's link is closed altogether."""
        return self.links[self.carrier_names[carrier]].full_outage_at(t) is not None

    def is_usable(self, carrier: int, t: float) -> bool:
        """Neither advised against, nor delisted, nor its link known to be shut for anybody."""
        name = self.carrier_names[carrier]
        troubled = self.links[name].closing_outage_at(t) is not None
        return not (troubled or self.rules.is_advised_against(name) or self.rules.is_delisted(name))

    def measured(self, trigger: Any, tick: float) -> float:
        """What a trigger watches, as the platform sees it at a tick."""
        return measure(self, trigger, tick)

    def _publish_backlogs(self, tick: float) -> None:
        for c in range(len(self.carriers)):
            seen = [p.shown for p in self.parcels if p.carrier == c and p.shown is not None and not p.is_closed]
            ended = [scan.record_time for scan in seen if scan.is_final]
            lately = sum(1 for at in ended if at >= tick - 24)
            self.published_backlog_h[c] = 24 * (len(seen) - len(ended)) / max(1, lately)

    def _turn(self, tick: float) -> None:
        """What was decided takes effect in the period that begins."""
        self.rules.turn(tick)
        for c, name in enumerate(self.carrier_names):
            for hub in (*self.origin_hubs[c], *self.destination_hubs[c]):
                hub.mobilise(self.rules.capacity_factor(name))
        for link in self.links.values():
            link.turn(tick)
        for desk in self.desks.values():
            desk.turn(tick)
        for merchant in self.merchants:
            merchant.free(self)
        turned, self.turned = self.turned, self.clock.event()
        turned.succeed()

    def _run_ticks(self) -> Any:
        self.account.take_levels(0.0)
        self._turn(0.0)
        for period in range(round(self.clock.horizon / self.clock.period)):
            run_orders(self, period)
            tick = self.clock.boundary(period + 1)
            yield self.clock.at(tick, Phase.TICK)
            for desk in self.desks.values():
                desk.judge()
            self._publish_backlogs(tick)
            for merchant in self.merchants:
                merchant.decide(self, tick)
                merchant.offer(self, tick)
            self.rules.check_triggers(tick)
            if abs(tick - round(tick)) < 1e-9:
                self.account.take_levels(tick)
            if tick < self.clock.horizon:
                self._turn(tick)


def simulate_slowly(scenario: Any, *, arm: str, seed: int, replication: int) -> Account:
    """Run one replication of one arm and give its account."""
    world = World(scenario, arm, seed, replication)
    world.clock.run(until=world.clock.at(scenario.horizon, Phase.FLIP))
    world.account.close()
    return world.account
