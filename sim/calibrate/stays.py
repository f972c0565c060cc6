"""Stays of parcels between two scans, as arrays: where, since when, until when, and what followed."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.durations import Array
from sim.calibrate.loading import Desk
from sim.calibrate.vocabulary import ENDS, MILESTONES
from sim.calibrate.waves import local_h

Ints = NDArray[np.int64]
FAILED = MILESTONES.index("attempt_failed")
FINAL = tuple(MILESTONES.index(each) for each in ENDS)


@dataclass(frozen=True)
class Stays:
    """Stays in a milestone, one element a parcel and stay; times in local hours.

    Attributes:
        state: milestone by its place in `MILESTONES`.
        begin: when it began.
        end: when the next scan came; infinite = none is known.
        shown: when that was published; infinite = none is known.
        next: the next milestone; -1 = none is known.
        tries: failed attempts of the parcel so far, this one included.
        carrier, route: codes.
    """

    state: Ints
    begin: Array
    end: Array
    shown: Array
    next: Ints
    tries: Ints
    carrier: Ints
    route: Ints

    def of(self, chosen: NDArray[np.bool_] | Ints) -> "Stays":
        """Some of them."""
        return Stays(*(getattr(self, each.name)[chosen] for each in fields(self)))

    @classmethod
    def going_on(cls, state: Ints, begin: Array, tries: Ints, carrier: Ints, route: Ints) -> "Stays":
        """Stays of which no end is known."""
        unknown = np.full(begin.size, np.inf)
        return cls(state, begin, unknown, unknown, np.full(begin.size, -1, dtype=np.int64), tries, carrier, route)


def read_stays(at: Desk) -> tuple[Stays, list[str], list[str]]:
    """Every stay in `step`, names of the carriers by code, and the parcel of each stay."""
    found = at.db.execute(
        "SELECT list_position(?, state) - 1 AS state, at_us, next_us, coalesce(next_record_us, next_us) AS shown_us, "
        "coalesce(list_position(?, next_state), 0) - 1 AS next, tries, dense_rank() OVER (ORDER BY carrier) - 1 AS "
        "carrier, dense_rank() OVER (ORDER BY origin, destination) - 1 AS route, parcel FROM step "
        "ORDER BY at_us, parcel",
        [list(MILESTONES), list(MILESTONES)],
    ).fetchnumpy()
    names = [str(name) for (name,) in at.ask("SELECT DISTINCT carrier FROM step ORDER BY carrier")]
    end, shown = (_local_or_never(found[name], at.zone) for name in ("next_us", "shown_us"))
    begin = local_h(np.asarray(found["at_us"], dtype=np.int64), at.zone)
    codes = (np.asarray(found[name], dtype=np.int64) for name in ("state", "next", "tries", "carrier", "route"))
    state, following, tries, carrier, route = codes
    parcels = [str(each) for each in found["parcel"]]
    return Stays(state, begin, end, shown, following, tries, carrier, route), names, parcels


def _local_or_never(us: Any, zone: str) -> Array:
    """Local hours of instants that may be missing; infinite where they are."""
    given = np.ma.asarray(us)
    hours = local_h(np.ma.filled(given, 0).astype(np.int64), zone)
    return np.where(np.ma.getmaskarray(given), np.inf, hours)
