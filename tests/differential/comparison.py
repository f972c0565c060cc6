"""Where two accounts of one run differ, in words: the engine's result against the reference's."""

from typing import Any

import numpy as np

from sim.engine.tally import COUNTS, DESKS, LEVELS

SUMS = {name for name, (unit, _) in COUNTS.items() if unit in ("CNY", "h", "parcel-hours", "CNY-hours", "records")}
EXACT = {"dark_hours", "transit_h"}
"""Sums of whole ticks."""
RELATIVE = 1e-6
SAME_H = 2e-9
"""Instants no farther apart are one: both models round to the same ticks, a thousandth of a tick is no difference."""


def differences(engine: Any, reference: Any) -> list[str]:
    """Every count, level and table in which the two accounts do not agree; empty if they do."""
    return [*_counts(engine, reference), *_levels(engine, reference), *_tables(engine, reference)]


def _unequal(name: str, expected: Any, got: Any, tolerance: float = 0.0) -> list[str]:
    """One line a table that differs: where it does first, and by how much altogether."""
    off = ~np.isclose(got, expected, rtol=RELATIVE if tolerance else 0.0, atol=tolerance)
    if not off.any():
        return []
    place = tuple(int(i) for i in np.argwhere(off)[0])
    total = f"sum {np.sum(expected):g} against the engine's {np.sum(got):g}"
    return [f"{name}: {int(off.sum())} places, first {place}: {expected[place]:g} against {got[place]:g}; {total}"]


def _counts(engine: Any, reference: Any) -> list[str]:
    found = []
    for row, name in enumerate(COUNTS):
        tolerance = 0.0
        if name in SUMS:
            tolerance = 1e-9 + RELATIVE * float(np.abs(reference.hourly[:, row]).max())
        if name in EXACT:
            tolerance = 0.0
        found += _unequal(f"{name} [hour, carrier, region]", reference.hourly[:, row], engine.hourly[:, row], tolerance)
        found += _unequal(
            f"{name} [carrier, category, size]", reference.groups[row], engine.groups[row], 10 * tolerance
        )
    return found


def _levels(engine: Any, reference: Any) -> list[str]:
    found = []
    for row, name in enumerate(LEVELS):
        tolerance = 1e-9 if name == "published_backlog_h" else 0.0
        found += _unequal(f"{name} [hour, carrier]", reference.levels[:, row], engine.levels[:, row], tolerance)
    found += _unequal("dark [hour, carrier]", reference.dark, engine.dark)
    found += _unequal("locker_cells [hour, operator]", reference.locker_cells, engine.locker_cells)
    found += _unequal("link_buffer [hour, link]", reference.link_buffer, engine.link_buffer)
    return found + _unequal("desk_waiting [hour, desk]", reference.desk_waiting, engine.desk_waiting)


def _tables(engine: Any, reference: Any) -> list[str]:
    found = _unequal("transit [carrier, bin]", reference.transit, engine.transit)
    for desk, name in enumerate(DESKS):
        found += _unequal(f"waits of {name} [hour, minute]", reference.waits[:, desk], engine.waits[:, desk])
    for outage in {*reference.drain_h, *engine.drain_h}:
        expected, got = reference.drain_h.get(outage, np.nan), engine.drain_h.get(outage, np.nan)
        if not np.isclose(got, expected, rtol=RELATIVE, atol=1e-9, equal_nan=True):
            found.append(f"drain_h of {outage}: {expected:g} against {got:g}")
    return found
