"""How long parcels wait at hubs at an instant, as far as scans tell."""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.record import ORIGIN_SORTED, PICKED_UP
from sim.world.in_flight import InFlight
from sim.world.time_left import Floats, Ints, share_until

if TYPE_CHECKING:
    from sim.world.replication import Replication

RECENT_H = 1.0
"""Parcels sorted in the last hour tell of the line as it is now."""
LONGEST_H, STEP_H = 16.0, 0.1
LEAST_SHARE = 1e-6


def waits_at_origin(run: "Replication", parcels: InFlight, now: float) -> Floats:
    """(carriers,) h that a parcel sorted now has waited in line at the origin hub, the likeliest for what is seen.

    A hub sorts first in, first out, and no scan tells when a parcel came there. What is sorted now came a wait ago; so
    the first mile of a parcel sorted lately took its time since pick-up less that wait, and what is not sorted yet
    came later. Where nothing has been sorted lately there is no line.
    """
    waits = np.arange(0.0, LONGEST_H, STEP_H)
    out = np.zeros(len(run.carriers.speed))
    for c in range(len(out)):
        table = run.tables[run.carriers.first_mile[c]]
        mine = parcels.carrier == c
        lately = mine & (parcels.state == ORIGIN_SORTED) & (parcels.since > now - RECENT_H)
        took = (parcels.since - parcels.picked_up)[lately]
        took = took[np.isfinite(took)]
        if not len(took):
            continue
        waiting = (now - parcels.since)[mine & (parcels.state == PICKED_UP)]
        density = share_until(table, took - waits[:, None] + STEP_H) - share_until(table, took - waits[:, None])
        beyond = 1.0 - share_until(table, waiting - waits[:, None])
        score = np.log(np.maximum(density, LEAST_SHARE)).sum(axis=1)
        score += np.log(np.maximum(beyond, LEAST_SHARE)).sum(axis=1)
        out[c] = waits[int(np.argmax(score))]
    return out


def in_line_until(queue: Ints, arrived: Floats, rate: Floats) -> Floats:
    """When each arrival has been served by its queue: first in, first out, one server each, idle before the first.

    Args:
        queue: (n,) whose line. arrived: (n,) h. rate: (queues,) per hour.

    Returns:
        (n,) h.
    """
    done = np.empty(len(queue))
    for q in np.unique(queue):
        mine = np.flatnonzero(queue == q)
        mine = mine[np.argsort(arrived[mine], kind="stable")]
        nth = np.arange(len(mine))
        begin = np.maximum.accumulate(arrived[mine] - nth / rate[q])
        done[mine] = begin + (nth + 1) / rate[q]
    return done
