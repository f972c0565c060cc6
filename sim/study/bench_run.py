"""One run of one world, timed in a process of its own: how long, how much memory, how many orders.

Knows how a run is started and what its arrays are; must not know what it is compared with.
"""

import importlib
import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from sim.engine.tally import COUNT_ROW
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.crew import settle_in

ARM, REPLICATION = "outage", 0
WARM_UP_SAMPLE, WARM_UP_HOURS, WARM_UP_MERCHANTS = 2e-5, 264.0, 300
CLONE = Path(__file__).parents[2]
REFERENCE = "tests.reference"


class Timing(NamedTuple):
    """What one run took.

    Attributes:
        orders: simulated, lost ones included. scans: made by carriers and locker operators.
        seconds: from a scenario to its result, wall clock. cpu_seconds: of the one process.
        peak_in_flight: most rows of the parcel table in use at once; 0 for the reference model.
        bytes_in_flight: arrays that grow with what is in flight, as large as they ever were; 0 for the reference.
        peak_memory_mb: most memory of the process, interpreter and libraries included, MB of 10⁶ bytes.
    """

    orders: int
    scans: int
    seconds: float
    cpu_seconds: float
    peak_in_flight: int
    bytes_in_flight: int
    peak_memory_mb: float


def time_engine(scenario: Scenario, orders: int) -> Timing:
    """Run about `orders` orders of a scenario in this process, kernels warm."""
    from sim.world.books import result_of  # late: it brings the compiled kernels
    from sim.world.replication import Replication

    scenario = at_size(scenario, orders)
    _warm_up(scenario)
    settle_in()
    watch = Watch()
    run = Replication(scenario, ARM, scenario.seed, REPLICATION)
    run.run()
    result = result_of(run)
    return watch.timing(
        result.groups, peak_in_flight=int(run.table.parcels.counts[2]), bytes_in_flight=bytes_in_flight(run)
    )


def time_reference(scenario: Scenario, orders: int) -> Timing:
    """Run about `orders` orders of a scenario through the slow reference model, in this process."""
    sys.path.insert(0, str(CLONE))
    simulate_slowly = importlib.import_module(REFERENCE).simulate_slowly
    scenario, watch = at_size(scenario, orders), Watch()
    account = simulate_slowly(scenario, arm=ARM, seed=scenario.seed, replication=REPLICATION)
    return watch.timing(account.groups)


class Watch:
    """A clock on the wall and one of this process, started when made."""

    def __init__(self) -> None:
        self.began, self.cpu_began = time.perf_counter(), time.process_time()

    def timing(self, groups: NDArray[Any], *, peak_in_flight: int = 0, bytes_in_flight: int = 0) -> Timing:
        """What has passed since, beside what was counted in `groups` (axes as in `tally.ArmResult`)."""
        seconds, cpu_seconds = time.perf_counter() - self.began, time.process_time() - self.cpu_began
        orders, scans = (int(groups[COUNT_ROW[name]].sum()) for name in ("orders", "scans_made"))
        return Timing(orders, scans, seconds, cpu_seconds, peak_in_flight, bytes_in_flight, _peak_memory_mb())


def _warm_up(scenario: Scenario) -> None:
    from sim.world import warm_up

    small = {
        "sample": WARM_UP_SAMPLE,
        "horizon": min(WARM_UP_HOURS, scenario.horizon),
        "merchants": scenario.merchants.model_copy(update={"count": WARM_UP_MERCHANTS}),
    }
    warm_up(scenario.model_copy(update=small))


def has_reference() -> bool:
    """Whether the reference model is here: only a clone of the repository has it."""
    return (CLONE / REFERENCE.replace(".", "/") / "__init__.py").is_file()


def at_size(scenario: Scenario, orders: int) -> Scenario:
    """The scenario at the sample share at which `orders` orders are expected over its horizon.

    Raises:
        RunError: the scenario has not that many.
    """
    from sim.actors.orders import expected_per_period

    sample = scenario.sample * orders / float(expected_per_period(scenario).sum())
    if not 0.0 < sample <= 1.0:
        raise RunError(f"{orders:,} orders are more than the {orders / sample:,.0f} that this scenario has in all")
    return scenario.model_copy(update={"sample": sample})


def bytes_in_flight(run: Any) -> int:
    """Bytes of all arrays of a run that grow with what is in flight: parcels, calendar, lines, buffers, scratch.

    They grow and never shrink, so at the end they are as large as they ever were. Room made and never written to is
    not counted: the machine gives it no memory.
    """
    return int(run.table.nbytes) + int(run.calendar.nbytes) + sum(int(pool.nbytes) for pool in run.pools)


def in_fresh_process(work: Callable[[Scenario, int], Timing], scenario: Scenario, orders: int) -> Timing:
    """What `work` gives in a new process, which ends with it.

    Raises:
        RunError: the work failed, or its process died.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work_and_tell, args=(there, work, scenario, orders), daemon=True)
    process.start()
    there.close()
    try:
        told: Timing | str = here.recv()
    except EOFError as problem:
        raise RunError(f"the process that ran {orders:,} orders died; perhaps memory ran out") from problem
    finally:
        process.terminate()
        process.join()
    if isinstance(told, str):
        raise RunError(told)
    return told


def _work_and_tell(there: Connection, work: Callable[[Scenario, int], Timing], scenario: Scenario, orders: int) -> None:
    """In the new process: leave Ctrl-C to the parent, and say what went wrong in words."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        there.send(work(scenario, orders))
    except RunError as problem:
        there.send(str(problem))
    except Exception as problem:  # whatever it is, the parent names it
        there.send(f"{orders:,} orders: {type(problem).__name__}: {problem}")


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
