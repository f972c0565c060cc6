"""What triggers watch: what the platform itself saw in the last complete clock hour."""

import math
from typing import TYPE_CHECKING, Any

from sim.engine.tally import WAIT_BIN_MIN, WAIT_BINS

if TYPE_CHECKING:
    from tests.reference.world import World


def measure(world: "World", trigger: Any, tick: float) -> float:
    """Present value of a trigger's measure, at full population."""
    end = math.floor(tick)
    if trigger.measure == "published_backlog_h":
        return world.published_backlog_h[world.carrier_names.index(trigger.carrier)]
    if trigger.measure == "support_wait_p90":
        waits = [wait for at, wait in world.desks["platform"].waits if end - 1 <= at < end]
        return p90_wait_h(waits)
    kind, since = {
        "contacts_per_h": ("contact", end - 1),
        "complaints_per_h": ("complaint", end - 1),
        "petitions": ("petition", -math.inf),
    }[trigger.measure]
    n = sum(1 for entry in world.journal.entries if entry.what == kind and since <= entry.time < end)
    return n / float(world.scenario.sample)


def p90_wait_h(waits: list[float]) -> float:
    """Upper end of the minute in which nine tenths of the contacts have been answered, h; 0 if there is none."""
    if not waits:
        return 0.0
    minutes = sorted(min(int(wait * 60 / WAIT_BIN_MIN), WAIT_BINS) for wait in waits)
    needed = math.ceil(0.9 * len(minutes) - 1e-9)
    return (minutes[needed - 1] + 1) * WAIT_BIN_MIN / 60
