"""The end of a run: what parcels still in the table owe to the books, and the arrays handed on."""

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.feed import PHANTOMS, account_dark
from sim.actors.settlement import close_books as close_settlement
from sim.engine.compiled import kernel
from sim.engine.counting import count
from sim.engine.instants import hours
from sim.engine.record import DONE, ENDED, HANDED_OVER, LEAVING, state_of
from sim.engine.tally import ArmResult

if TYPE_CHECKING:
    from sim.world.replication import Replication


@kernel
def close_visibility(horizon, feed, parcels, counters):
    """Darkness that lasts to the horizon, and deliveries not shown by then."""
    for row in range(parcels.rec.shape[0]):
        parcel = parcels.rec[row]
        if parcel.flags & (LEAVING | DONE):
            continue
        if parcel.made > parcel.shown:
            account_dark(parcel, horizon, feed, parcels, counters)
        due = hours(parcel.handed) + feed.limits[0]
        unseen = parcel.flags & ENDED and parcel.shown < parcel.made
        if state_of(parcel) == HANDED_OVER and unseen and due < horizon:
            count(counters, PHANTOMS, due, parcel, 1.0)


def close_books(run: "Replication") -> None:
    """Settle what is open at the horizon."""
    horizon = float(run.clock.n_periods * run.clock.period)
    close_visibility(horizon, run.feed, run.table.used, run.counters)
    close_settlement(horizon, run.tables, run.settlement, run.merchants, run.table.used, run.counters)


def result_of(run: "Replication") -> ArmResult:
    """The arrays of a finished run."""
    acts = [(name, "outage", run.outages[name].by, begin, end) for name, (begin, end) in run.links.acts.items()] + [
        (name, run.responses[name].action, run.responses[name].by, begin, end)
        for name, (begin, end) in run.platform.acts.items()
    ]
    counters = run.counters
    return ArmResult(
        arm=run.arm,
        replication=run.number,
        seed=run.seed,
        sample=run.scenario.sample,
        hourly=np.ascontiguousarray(counters.hourly),
        groups=counters.groups,
        levels=run.levels.of_carriers,
        dark=np.cumsum(counters.dark[:-1], axis=0),
        locker_cells=run.levels.locker_cells,
        link_buffer=run.levels.link_buffer,
        desk_waiting=run.levels.desk_waiting,
        waits=counters.waits,
        transit=counters.transit,
        drain_h=dict(run.links.drain_h),
        acts=sorted(acts, key=lambda act: (act[3], act[0])),
        audit=run.audit.report(),
    )
