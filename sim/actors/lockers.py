"""Lockers: finite cells per operator and region, pick-up codes, buyers who collect, couriers who take back.

A cell is free again when its parcel is collected or taken back. The buyer collects once she has the code: from
the platform's app when it hears of the deposit, else perhaps by the operator's own message.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.counting import count
from sim.engine.instants import hours, on_grid, on_tick
from sim.engine.luck import luck
from sim.engine.quantiles import Tables, quantile
from sim.engine.record import IN_LOCKER, attempts_of, order_of, state_of
from sim.engine.stages import LOCKER, after, post
from sim.engine.tally import COUNT_ROW

CODE_FAILURES = COUNT_ROW["code_failures"]
COLLECT, TAKE_BACK = 0, 1
BY_APP, NOT_BY_APP = 0, 1


class Lockers(NamedTuple):
    """Cells and habits of each operator.

    Attributes:
        cells, occupied: (operators, regions) int64.
        rows: (operators, 2) quantile tables of pick_up and sms_delay.
        sms_share, max_dwell: (operators,).
    """

    cells: NDArray[np.int64]
    occupied: NDArray[np.int64]
    rows: NDArray[np.int64]
    sms_share: NDArray[np.float64]
    max_dwell: NDArray[np.float64]


def build(scenario: Any, tables: Tables) -> Lockers:
    """Arrays of the scenario's locker operators; cells lie where the buyers are."""
    operators = list(scenario.lockers.values())
    buyers = np.array([r.orders for r in scenario.regions.values()])
    cells = np.outer([o.cells for o in operators], buyers / buyers.sum()) * scenario.sample
    return Lockers(
        cells=np.maximum(1, np.rint(cells)).astype(np.int64).reshape(len(operators), len(buyers)),
        occupied=np.zeros((len(operators), len(buyers)), np.int64),
        rows=np.array([[tables.add(o.pick_up), tables.add(o.sms_delay)] for o in operators], np.int64).reshape(-1, 2),
        sms_share=np.array([o.sms_share for o in operators], np.float64),
        max_dwell=np.asarray(on_grid([o.max_dwell for o in operators])),
    )


@kernel
def codes(entries, n, period, key, tables, lockers, parcels, calendar, counters):
    """Pick-up codes that reach their buyer, or that the platform could not send.

    Args:
        entries: `at_tick` the instant, `since_tick` the deposit, `kind` BY_APP or NOT_BY_APP, in order of time.
    """
    for i in range(n):
        entry = entries[i]
        parcel = parcels.rec[entry.row]
        if parcel.gen != entry.gen:
            continue
        if entry.kind == NOT_BY_APP:
            count(counters, CODE_FAILURES, hours(entry.since_tick), parcel, 1.0)
        if state_of(parcel) != IN_LOCKER:
            continue
        operator = parcel.bound_for
        code_at = hours(entry.at_tick)
        attempt = attempts_of(parcel) - 1
        order = order_of(parcel)
        if entry.kind == NOT_BY_APP:
            _, _, u_sms, u_delay = luck(key, order, 3, attempt)
            if u_sms >= lockers.sms_share[operator]:
                continue
            code_at = on_tick(code_at + quantile(tables, lockers.rows[operator, 1], u_delay))
        walk = quantile(tables, lockers.rows[operator, 0], luck(key, order, 4, attempt)[0])
        at = on_tick(after(period, code_at, walk))
        if at < on_tick(hours(entry.since_tick) + lockers.max_dwell[operator]):
            post(calendar, period, LOCKER, at, entry.since_tick, entry.row, entry.gen, COLLECT, 0)
