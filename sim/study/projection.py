"""How long a large run will take, and how much memory, reckoned from a short run of the same scenario."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from sim.spec import Scenario
from sim.study.arms import shares_days
from sim.study.bench_run import ARM, REPLICATION, at_size, bytes_in_flight
from sim.study.processes import usable_workers

WORTH_SAYING = 50_000_000
"""Orders of all runs together from which on a projection is made."""
PROBE_ORDERS = 1_000_000
"""Orders of the short run: enough for its fixed cost to be small beside them."""
MEMORY_INFO = Path("/proc/meminfo")


@dataclass(frozen=True)
class Projection:
    """What a run will need, about.

    Attributes:
        orders: of all its runs together.
        seconds: on the wall.
        memory_gb: of all its processes at once, GB of 10⁹ bytes.
        free_gb: memory not in use now; None where the system does not tell.
        apart: whether both arms of a replication are simulated each by itself from the start: the days they share are
            simulated twice then, but need not be held twice.
    """

    orders: float
    seconds: float
    memory_gb: float
    free_gb: float | None
    apart: bool

    @property
    def is_too_large(self) -> bool:
        """Whether there is not the memory for it."""
        return self.free_gb is not None and self.memory_gb > self.free_gb


def projected(scenario: Scenario, workers: int | None = None) -> Projection | None:
    """Time and memory of a run of this scenario; None for a run so small that nobody asks.

    Args:
        scenario: as it will be run, with its sample and replications.
        workers: processes at once; as many as there are processors where not said.
    """
    from sim.actors.orders import expected_per_period
    from sim.world import first_act_at

    orders = float(expected_per_period(scenario).sum())
    if 2 * scenario.replications * orders < WORTH_SAYING:
        return None
    seconds, bytes_an_arm = _of_an_arm(scenario, orders)
    free_gb, replications = free_memory_gb(), scenario.replications
    workers = workers or usable_workers()
    if shares_days(replications, workers):
        memory_gb = 2 * bytes_an_arm * workers / 1e9
        if free_gb is None or memory_gb <= free_gb:
            arms = 2.0 - min(1.0, first_act_at(scenario) / scenario.horizon)
            waves = -(-replications // workers)
            return Projection(2 * replications * orders, seconds * arms * waves, memory_gb, free_gb, apart=False)
    workers = min(workers, 2 * replications)
    waves = -(-2 * replications // workers)
    return Projection(2 * replications * orders, seconds * waves, bytes_an_arm * workers / 1e9, free_gb, apart=True)


def _of_an_arm(scenario: Scenario, orders: float) -> tuple[float, float]:
    """Seconds and bytes of one arm with that many orders."""
    from sim.world.replication import Replication  # late: it brings the compiled kernels

    probe = at_size(scenario, min(PROBE_ORDERS, round(orders)))
    began = time.perf_counter()
    run = Replication(probe, ARM, scenario.seed, REPLICATION)
    run.run()
    seconds, n_bytes = time.perf_counter() - began, bytes_in_flight(run)
    run.forget()
    times = scenario.sample / probe.sample
    return seconds * times, n_bytes * times


def free_memory_gb() -> float | None:
    """Memory that a program could have now, GB of 10⁹ bytes."""
    try:
        lines = MEMORY_INFO.read_text(encoding="utf-8").splitlines()
        told = dict(line.split(":", 1) for line in lines)
        return int(told["MemAvailable"].split()[0]) * 1024 / 1e9
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES") / 1e9
    except (AttributeError, OSError, ValueError):
        return None
