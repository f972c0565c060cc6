"""Parcels' steps: from each scan to the next one of the same parcel, as far as is known at an instant.

What is known is what was published by then. Must not know distributions.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.loading import MICROSECONDS_PER_H, Desk
from sim.calibrate.vocabulary import ENDS, MILESTONES

Array = NDArray[np.float64]
TRIED = ("delivered", "attempt_failed", "locker_deposited")
BOTH_WAYS: dict[str, tuple[str, ...]] = {
    "out_for_delivery": TRIED,
    "attempt_failed": ("out_for_delivery",),
    "locker_deposited": ("collected",),
}
"""Milestones after which a journey may branch or turn back, and what may follow."""
TITLES = {
    ("ordered", "picked_up"): "order to pick-up",
    ("picked_up", "origin_arrived"): "first mile",
    ("picked_up", "origin_sorted"): "first mile and origin hub",
    ("origin_arrived", "origin_sorted"): "origin hub",
    ("origin_sorted", "linehaul_departed"): "wait for linehaul",
    ("linehaul_departed", "destination_arrived"): "linehaul",
    ("destination_arrived", "out_for_delivery"): "destination hub and depot",
    ("out_for_delivery", "delivered"): "last mile",
    ("attempt_failed", "out_for_delivery"): "back to the next round",
    ("locker_deposited", "collected"): "dwell in the locker",
    ("ordered", "delivered"): "order to delivery",
}
MOST_PARCELS = 500_000
"""Parcels of a stage that are fitted; of more, every k-th is taken."""
SILENT_AFTER, SILENT_LEAST = 1.5, 100
"""A parcel open longer than so many times the longest whole duration, of at least so many, has lost its next scan."""


@dataclass(frozen=True)
class Stage:
    """What lies between a milestone and those that may follow it.

    Attributes:
        title: in words.
        begin: the milestone it begins with.
        ends: the milestones that end it.
    """

    title: str
    begin: str
    ends: tuple[str, ...]


@dataclass(frozen=True)
class StageTimes:
    """Times of one stage, one element a parcel that came to it.

    Attributes:
        stage: which.
        begin_us: when it began, microseconds since 1970.
        hours: its length, NaN while it goes on; hours.
        age_h: time that has passed where it goes on, NaN else; hours.
        carrier, origin, destination: as the table names them, "" where it does not.
        skipped: parcels whose next scan is of a later stage, or lost: left out.
    """

    stage: Stage
    begin_us: NDArray[np.int64]
    hours: Array
    age_h: Array
    carrier: NDArray[np.str_]
    origin: NDArray[np.str_]
    destination: NDArray[np.str_]
    skipped: int

    def with_open(self, others: "StageTimes") -> "StageTimes":
        """These, and the whole times of others as times that are only known to be longer."""
        return StageTimes(
            self.stage,
            np.concatenate([self.begin_us, others.begin_us]),
            np.concatenate([self.hours, np.full(others.hours.size, np.nan)]),
            np.concatenate([self.age_h, others.hours]),
            np.concatenate([self.carrier, others.carrier]),
            np.concatenate([self.origin, others.origin]),
            np.concatenate([self.destination, others.destination]),
            self.skipped - others.hours.size,
        )

    def of(self, carrier: str) -> "StageTimes":
        """Those of one carrier."""
        chosen = self.carrier == carrier
        return StageTimes(
            self.stage, self.begin_us[chosen], self.hours[chosen], self.age_h[chosen], self.carrier[chosen],
            self.origin[chosen], self.destination[chosen], self.skipped,
        )  # fmt: skip


def lay_steps(at: Desk, *, has_record: bool, known_by_us: int | None = None) -> None:
    """Make `step` of `scan`: each scan with the parcel's next one.

    Columns: parcel, carrier, origin, destination, state, at_us, record_us, next_state, next_us, next_record_us, and
    tries, the parcel's failed attempts so far.

    Args:
        at: where.
        has_record: whether the table says when scans were published.
        known_by_us: only what was published by then, microseconds since 1970; all where it is not said.
    """
    seen = "record_us" if has_record else "event_us"
    known = "" if known_by_us is None else f"WHERE {seen} <= {known_by_us}"
    groups = ", ".join(
        f"coalesce(max({role}) OVER (PARTITION BY parcel), '') AS {role}"
        for role in ("carrier", "origin", "destination")
    )
    at.db.execute(
        f"""
        CREATE OR REPLACE TABLE step AS SELECT parcel, {groups}, milestone AS state, event_us AS at_us, record_us,
            lead(milestone) OVER journey AS next_state, lead(event_us) OVER journey AS next_us,
            lead(record_us) OVER journey AS next_record_us,
            sum((milestone = 'attempt_failed')::INT) OVER journey AS tries
        FROM scan {known} WINDOW journey AS (PARTITION BY parcel ORDER BY event_us, place)
        """
    )


def stages_of(at: Desk) -> list[Stage]:
    """The stages that the table's milestones tell apart, in the order of a journey."""
    there = {str(state) for (state,) in at.ask("SELECT DISTINCT state FROM step")}
    main = [each for each in MILESTONES if each in there and each not in ("attempt_failed", "locker_deposited", *ENDS)]
    if there & set(ENDS):
        main.append("delivered")
    stages = []
    for begin, end in pairwise(main):
        ends = BOTH_WAYS["out_for_delivery"] if end == "delivered" else (end,)
        stages.append(Stage(_title(begin, end), begin, ends))
    stages += [
        Stage(_title(begin, BOTH_WAYS[begin][0]), begin, BOTH_WAYS[begin])
        for begin in ("attempt_failed", "locker_deposited")
        if begin in there
    ]
    return stages


def stage_times(at: Desk, stage: Stage, until_us: int) -> StageTimes:
    """Times of a stage, as `step` holds them.

    A dwell in a locker begins when its scan is published, for the code to open it comes with that; where the scan is
    lost nobody knows when the code came, and it is left out. A parcel that is taken back was not collected until then:
    at a time that no scan tells, but not later than the longest dwell that ended well.

    Args:
        at: where.
        stage: which.
        until_us: the instant until which the table knows, microseconds since 1970.
    """
    is_dwell = stage.begin == "locker_deposited"
    begin = "least(coalesce(record_us, at_us), coalesce(next_us, record_us, at_us))" if is_dwell else "at_us"
    has_code = is_dwell and at.count("SELECT count(record_us) FROM step WHERE state = ?", [stage.begin]) > 0
    chosen = f"{_some(at, stage.begin)} AND {'record_us IS NOT NULL' if has_code else 'true'}"
    found = at.db.execute(
        f"SELECT {begin} AS at_us, next_us, next_state, carrier, origin, destination FROM step WHERE state = ? "
        f"AND {chosen} ORDER BY at_us, parcel",
        [stage.begin],
    ).fetchnumpy()
    state = np.ma.filled(np.ma.asarray(found["next_state"]), "").astype(str)
    is_open = np.ma.getmaskarray(np.ma.asarray(found["next_us"]))
    is_whole = np.isin(state, stage.ends)
    times = _times(found, stage, is_whole=is_whole, goes_on=is_open, until_us=until_us)
    if not is_dwell:
        return times
    taken_back = _times(found, stage, is_whole=~is_open & ~is_whole, goes_on=np.zeros_like(is_open), until_us=until_us)
    longest = np.nanmax(times.hours) if np.isfinite(times.hours).any() else np.inf
    return times.with_open(replace(taken_back, hours=np.minimum(taken_back.hours, longest)))


def total_times(at: Desk, until_us: int) -> StageTimes | None:
    """Order, or first scan where no order is known, to the parcel in the buyer's hands; None where no end is known."""
    found = at.db.execute(
        "SELECT min(at_us) AS at_us, min(at_us) FILTER (state IN ('delivered', 'collected')) AS next_us, "
        "bool_or(state = 'returned') AS is_returned, max(carrier) AS carrier, max(origin) AS origin, "
        f"max(destination) AS destination FROM step WHERE {_some(at, 'delivered')} GROUP BY parcel "
        "HAVING bool_or(state = (SELECT arg_min(state, list_position(?, state)) FROM step)) ORDER BY ALL",
        [list(MILESTONES)],
    ).fetchnumpy()
    is_open = np.ma.getmaskarray(np.ma.asarray(found["next_us"]))
    if is_open.all():
        return None
    first = str(at.ask("SELECT arg_min(state, list_position(?, state)) FROM step", [list(MILESTONES)])[0][0])
    stage = Stage(_title(first, "delivered"), first, ("delivered", "collected"))
    goes_on = is_open & ~np.asarray(found["is_returned"], dtype=bool)
    return _times(found, stage, is_whole=~is_open, goes_on=goes_on, until_us=until_us)


def _some(at: Desk, state: str) -> str:
    """SQL that holds for at most about half a million of the parcels that came to a state: every k-th by its hash."""
    every = -(-at.count("SELECT count(*) FROM step WHERE state = ?", [state]) // MOST_PARCELS)
    return f"hash(parcel) % {every} = 0" if every > 1 else "true"


def _times(
    found: Mapping[str, Any], stage: Stage, *, is_whole: NDArray[np.bool_], goes_on: NDArray[np.bool_], until_us: int
) -> StageTimes:
    """Times from the columns at_us, next_us, carrier, origin and destination."""
    begin = np.asarray(found["at_us"], dtype=np.int64)
    end = np.ma.filled(np.ma.asarray(found["next_us"]), 0).astype(np.int64)
    hours = np.where(is_whole, (end - begin) / MICROSECONDS_PER_H, np.nan)
    age = np.where(goes_on, (until_us - begin) / MICROSECONDS_PER_H, np.nan)
    if is_whole.sum() >= SILENT_LEAST:
        age[goes_on & (age > SILENT_AFTER * np.nanmax(hours))] = np.nan
    is_used = np.isfinite(hours) | np.isfinite(age)
    carrier, origin, destination = (
        np.asarray(found[name]).astype(str)[is_used] for name in ("carrier", "origin", "destination")
    )
    skipped = int((~is_used).sum())
    return StageTimes(stage, begin[is_used], hours[is_used], age[is_used], carrier, origin, destination, skipped)


def _title(begin: str, end: str) -> str:
    return TITLES.get((begin, end), f"{begin} to {end}".replace("_", " "))
