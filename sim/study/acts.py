"""What was done, and when, over all replications. Knows times of acts; must not know what an act does."""

import math
import statistics
from collections.abc import Sequence
from typing import Any

from sim.engine.tally import ArmResult


def acts_of(arms: Sequence[ArmResult]) -> list[dict[str, Any]]:
    """Outages and responses of the outage arm, one entry an act, by the time it began.

    An act with a trigger begins at another time in every replication, or not at all: its times are medians over
    the replications in which it began, with the first and the last, and `share` says in how many that was.

    Returns:
        One dictionary an act: name, kind, by; `began_at`, `ended_at`, `began_first` and `began_last` in hours since
        start, None = never; `share` 0-1.
    """
    outage_arms = [arm for arm in arms if arm.arm == "outage"]
    seen: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for arm in outage_arms:
        for name, kind, by, began_at, ended_at in arm.acts:
            times = seen.setdefault((name, kind, by), [])
            if not math.isnan(began_at):
                times.append((began_at, ended_at))
    acts = [_act(key, times, len(outage_arms)) for key, times in seen.items()]
    return sorted(acts, key=lambda act: (math.inf if act["began_at"] is None else act["began_at"], act["name"]))


def _act(key: tuple[str, str, str], times: list[tuple[float, float]], replications: int) -> dict[str, Any]:
    name, kind, by = key
    began = [began_at for began_at, _ in times]
    ended = [ended_at for _, ended_at in times if not math.isnan(ended_at)]
    return {
        "name": name,
        "kind": kind,
        "by": by,
        "began_at": statistics.median(began) if began else None,
        "ended_at": statistics.median(ended) if 2 * len(ended) > len(began) else None,
        "began_first": min(began, default=None),
        "began_last": max(began, default=None),
        "share": len(times) / replications,
    }
