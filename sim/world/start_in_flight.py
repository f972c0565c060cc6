"""A run that begins in the middle: with the parcels in flight at an instant instead of with an empty network."""

from typing import Any

import numpy as np

from sim.actors.carriers import Carriers
from sim.actors.merchants import Merchants
from sim.engine.instants import on_grid
from sim.engine.record import NONE
from sim.engine.tally import ArmResult
from sim.world.filling import fill
from sim.world.in_flight import UNKNOWN, InFlight, ordered
from sim.world.replication import Replication
from sim.world.standing import ENDED
from sim.world.time_left import Floats, Ints, last_of, quantile_of
from sim.world.trunk import Trunk, first_act_at
from sim.world.walk import luck_at_start, stand

DAYS_BEFORE = 6.0
"""Orders older than this are taken to have been picked up, where nobody says which are not."""


class InFlightTrunk(Trunk):
    """One replication from the parcels in flight at an instant, from which arms branch off.

    No order is placed before that instant; those from then on are the scenario's. All arms share start and luck.

    Args:
        world: a scenario whose start lies before the oldest order by as many whole days as it needs, at midnight.
        parcels: what is known of each.
        now: h since the scenario's start, the instant; the nearest boundary of a control period counts.
        seed, replication: whose luck.
        has_orders: whether `parcels` holds what is ordered and not picked up; if not, that is drawn from the world.
        finished: (carriers,) parcels that finished visibly in the last 24 h; a normal day's where not said.
    """

    def __init__(
        self,
        world: Any,
        parcels: InFlight,
        *,
        now: float,
        seed: int,
        replication: int,
        has_orders: bool = True,
        finished: Ints | None = None,
    ) -> None:
        self.parcels, self.has_orders, self.finished = parcels, has_orders, finished
        self.period = round(now / world.control_period)
        self.now = float(on_grid(self.period * world.control_period))
        if self.period < 1 or self.now >= world.horizon:
            raise ValueError(f"the instant must lie within the scenario, after its first period, got {now:g} h")
        super().__init__(world, seed=seed, replication=replication, until=self.now)

    def outage_arm(self, scenario: Any) -> ArmResult:
        """The outage arm of a scenario of the same world.

        Raises:
            ValueError: something happens before the instant from which the run goes on.
        """
        if first_act_at(scenario) < self.now:
            raise ValueError(f"nothing may happen before {self.now:g} h, where the run begins")
        return super().outage_arm(scenario)

    def _sown(self) -> Replication:
        run = super()._sown()
        run.done = self.period
        _begin(run, self.parcels, self.period, self.now, self.has_orders, self.finished)
        return run


def _begin(run: Replication, known: InFlight, p: int, now: float, has_orders: bool, finished: Ints | None) -> None:
    """Put the parcels where they stand, and what the platform publishes of the network where it would be."""
    if not has_orders:
        known = known.of(known.state != NONE).and_these(ordered(_not_picked_up(run, now)))
    n, spec = len(known), run.scenario
    merchant = merchants_of(run.merchants, known, luck_at_start(run.key, n, "merchant")[:, 0], len(spec.regions))
    rec = run.merchants.rec[merchant]
    u = luck_at_start(run.key, n, "bound", 2)[:, 0]
    drawn = np.minimum(np.searchsorted(run.orders.region_upto, u, side="right"), len(spec.regions) - 1)
    said = InFlight(
        carrier=np.where(known.carrier == UNKNOWN, rec["home"], known.carrier).astype(np.int64),
        origin=rec["region"].astype(np.int64),
        destination=np.where(known.destination == UNKNOWN, drawn, known.destination).astype(np.int64),
        state=known.state, since=known.since, placed=known.placed, picked_up=known.picked_up, tries=known.tries,
        asked=known.asked,
    )  # fmt: skip
    standing = stand(run, said, said.origin, now)
    here = np.flatnonzero(standing.stage != ENDED)
    fill(run, said.of(here), standing.of(here), merchant[here], p, now)
    a_day = run.carriers.hub_rate[0].sum(axis=1) * _sort_hours(run)
    per_period = (a_day if finished is None else finished) / run.feed.finished.shape[1]
    upto = np.rint(np.arange(run.feed.finished.shape[1] + 1) * per_period[:, None])
    run.feed.finished[:] = np.diff(upto, axis=1)


def _sort_hours(run: Replication) -> Floats:
    return np.array([c.sort_hours for c in run.scenario.carriers.values()], np.float64)


def merchants_of(merchants: Merchants, known: InFlight, u: Floats, regions: int) -> Ints:
    """(n,) a merchant for each parcel: of its carrier and origin, as often as it sells.

    Where no merchant is of both, one of the carrier will do; of an unknown carrier, anyone.

    Args:
        merchants: the population. known: the parcels. u: (n,) luck. regions: how many.
    """
    rec = merchants.rec
    home, region, size = rec["home"].astype(np.int64), rec["region"].astype(np.int64), rec["size"]
    out = np.full(len(known), -1, np.int64)
    for own_carrier, own_origin in ((True, True), (True, False), (False, False)):
        asked = (known.carrier if own_carrier else 0) * regions + (
            known.origin if own_origin else np.zeros(1, np.int64)
        )
        there = (home if own_carrier else 0) * regions + (region if own_origin else np.zeros(len(rec), np.int64))
        asked, there = np.broadcast_to(asked, len(known)), np.broadcast_to(there, len(rec))
        fits = out == -1
        if own_carrier:
            fits &= known.carrier != UNKNOWN
        if own_origin:
            fits &= known.origin != UNKNOWN
        for place in np.unique(asked[fits]):
            group = np.flatnonzero(there == place)
            if len(group):
                mine = np.flatnonzero(fits & (asked == place))
                upto = np.cumsum(size[group])
                nth = np.searchsorted(upto, u[mine] * upto[-1], side="right")
                out[mine] = group[np.minimum(nth, len(group) - 1)]
    return out


def _not_picked_up(run: Replication, now: float) -> Floats:
    """When orders were placed of which no wave has taken the parcel yet, drawn from the world, h."""
    length = run.clock.period
    p = round(now / length)
    first = max(0, p - round(DAYS_BEFORE * 24.0 / length))
    number = run.orders_due[first:p]
    u = luck_at_start(run.key, int(number.sum()), "wait", draw=-1)
    placed = (np.repeat(np.arange(first, p), number) + u[:, 0]) * length
    ready = placed + quantile_of(run.tables[run.orders.handling_row[0]], u[:, 1])
    carrier = run.merchants.rec["home"][
        np.minimum(np.searchsorted(run.merchants.upto, u[:, 2], side="right"), len(run.merchants.rec) - 1)
    ]
    wave = last_of(_waves(run.carriers, carrier), float(run.carriers.offset[0]), np.full(len(placed), now))
    return placed[ready > wave]


def _waves(carriers: Carriers, carrier: Ints) -> Floats:
    return np.asarray(carriers.pick_ups[carrier])
