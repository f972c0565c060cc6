"""How fast the simulator is, and how cost grows: the same world at several sizes, larger worlds, the reference model.

Every timing is a run of the outage arm in a process of its own. All timings are taken in rounds, one of each kind a
round, and a ratio is the median of the rounds' ratios: a machine that is slower for a while is slower for both sides.
Knows what is compared with what; must not know how a run is timed.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim import store
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.arms import Progress, say_nothing
from sim.study.bench_machine import machine
from sim.study.bench_run import Timing, has_reference, in_fresh_process, time_engine, time_reference
from sim.study.bench_worlds import with_merchants, worlds_to_scale

USUAL_SIZE = 1_000_000
REFERENCE_CASE, COMPARED = "reference case", "reference model's world"
Case = tuple[str, int]
Rounds = dict[Case, list[Timing]]


@dataclass(frozen=True)
class Benchmark:
    """Timings of all rounds, and what follows from them.

    Attributes:
        sizes: orders asked for, in rising order.
        rounds: timings by (world, orders asked for), one a round.
        worlds: the larger worlds, by name.
        scaled_at: numbers of orders asked for in each larger world.
        compared: orders asked for, and merchants, in the world that both engine and reference model run.
        reference: the reference model's timing of it; None where the model is not there or was not asked for.
    """

    sizes: Sequence[int]
    rounds: Rounds
    worlds: Sequence[str]
    scaled_at: Sequence[int]
    compared: tuple[int, int]
    reference: Timing | None

    def to_json(self) -> dict[str, Any]:
        """Everything as plain numbers; see docs/performance.md for what each means."""
        largest = self.size(self.sizes[-1])
        reference = self._reference()
        slow = reference["parcels_per_s"] if reference else None
        return {
            "parcels_per_s": largest["parcels_per_s"],
            "scans_per_s": largest["scans_per_s"],
            "reference_parcels_per_s": slow,
            "ratio_to_reference": largest["parcels_per_s"] / slow if slow else None,
            "ratio_at_equal_size": reference["engine_parcels_per_s"] / slow if reference and slow else None,
            "bytes_per_parcel_in_flight": largest["bytes_per_parcel_in_flight"],
            "growth": self.growth,
            "sizes": [self.size(orders) for orders in self.sizes],
            "scaling": [self.scaled(what, n) for n in self.scaled_at for what in (REFERENCE_CASE, *self.worlds)],
            "reference": reference,
            "machine": machine(),
            "versions": store.package_versions(),
        }

    def size(self, orders: int) -> dict[str, Any]:
        """What a run of that many orders took: medians of the rounds."""
        timings = self.rounds[REFERENCE_CASE, orders]
        usual = timings[0]
        seconds = statistics.median(timing.seconds for timing in timings)
        cpu_seconds = statistics.median(timing.cpu_seconds for timing in timings)
        return {
            "parcels": orders,
            "orders": usual.orders,
            "seconds": seconds,
            "cpu_seconds": cpu_seconds,
            "parcels_per_s": usual.orders / seconds,
            "parcels_per_cpu_s": usual.orders / cpu_seconds,
            "scans_per_s": usual.scans / seconds,
            "peak_in_flight": usual.peak_in_flight,
            "bytes_per_parcel_in_flight": usual.bytes_in_flight / max(1, usual.peak_in_flight),
            "peak_memory_mb": statistics.median(timing.peak_memory_mb for timing in timings),
        }

    def scaled(self, what: str, orders: int) -> dict[str, Any]:
        """Speed of a world, and as a ratio to the reference case at the same size."""
        timings, usual = self.rounds[what, orders], self.rounds[REFERENCE_CASE, orders]
        return {
            "what": what,
            "parcels": orders,
            "orders": timings[0].orders,
            "parcels_per_s": statistics.median(map(_per_s, timings)),
            "ratio": _median_ratio(timings, usual),
        }

    @property
    def growth(self) -> float | None:
        """Time per parcel at the largest size over that at the smaller one nearest to 1,000,000; None of one size."""
        largest, others = self.sizes[-1], self.sizes[:-1]
        if not others:
            return None
        base = min(others, key=lambda orders: abs(orders - USUAL_SIZE))
        return _median_ratio(self.rounds[REFERENCE_CASE, base], self.rounds[REFERENCE_CASE, largest])

    def _reference(self) -> dict[str, Any] | None:
        """The reference model's run, beside the engine's of the same world and size."""
        if self.reference is None:
            return None
        orders, merchants = self.compared
        return {
            "parcels": orders,
            "orders": self.reference.orders,
            "merchants": merchants,
            "seconds": self.reference.seconds,
            "parcels_per_s": _per_s(self.reference),
            "engine_parcels_per_s": statistics.median(map(_per_s, self.rounds[COMPARED, orders])),
        }


def benchmark(
    scenario: Scenario,
    *,
    sizes: Sequence[int],
    repeat: int,
    reference_size: int,
    reference_merchants: int,
    progress: Progress = say_nothing,
) -> Benchmark:
    """Time a scenario at each size, in larger worlds, and in the reference model, one process after the other.

    Args:
        scenario: the world and what happens in it; its outage arm is what is run.
        sizes: orders to simulate, set by the sample share; each at least 1.
        repeat: rounds, at least 1.
        reference_size: orders for the reference model, which runs once; 0 leaves it out.
        reference_merchants: most merchants in the world that engine and reference model both run, at least 1.
        progress: told (runs done, runs in all) after each run.

    Raises:
        RunError: a run failed, or the scenario has fewer orders than asked for, or model and engine disagree.
    """
    sizes = sorted(set(sizes))
    usual_size = max((orders for orders in sizes if orders <= USUAL_SIZE), default=sizes[0])
    scaled_at = sorted({usual_size, sizes[-1]})
    merchants = min(reference_merchants, scenario.merchants.count)
    worlds = worlds_to_scale(scenario)
    scenarios = {REFERENCE_CASE: scenario, **worlds, COMPARED: with_merchants(scenario, merchants)}
    cases = [
        *((REFERENCE_CASE, orders) for orders in sizes),
        *((what, orders) for orders in scaled_at for what in worlds),
    ]
    compared = (COMPARED, reference_size)
    slowly = [compared] if reference_size > 0 and has_reference() else []
    jobs = [(time_engine, case) for _ in range(repeat) for case in (*cases, *slowly)]
    jobs += [(time_reference, case) for case in slowly]
    rounds: Rounds = {}
    reference: Timing | None = None
    for done, (work, case) in enumerate(jobs, start=1):
        timing = in_fresh_process(work, scenarios[case[0]], case[1])
        if work is time_reference:
            reference = timing
        else:
            rounds.setdefault(case, []).append(timing)
        progress(done, len(jobs))
    found = Benchmark(sizes, rounds, list(worlds), scaled_at, (reference_size, merchants), reference)
    _check_same_work(found)
    return found


def _check_same_work(found: Benchmark) -> None:
    """The same orders in every round, and in the reference model as in the engine."""
    for (what, orders), timings in found.rounds.items():
        if len({(timing.orders, timing.scans) for timing in timings}) > 1:
            raise RunError(f"{what}, {orders:,} orders: not the same orders and scans in every round")
    if found.reference is not None:
        engine = found.rounds[COMPARED, found.compared[0]][0]
        if (engine.orders, engine.scans) != (found.reference.orders, found.reference.scans):
            raise RunError("engine and reference model did not simulate the same orders and scans")


def _per_s(timing: Timing) -> float:
    return timing.orders / timing.seconds


def _median_ratio(timings: Sequence[Timing], others: Sequence[Timing]) -> float:
    """Median over the rounds of the speed of one over the speed of the other, orders per second."""
    return statistics.median(_per_s(a) / _per_s(b) for a, b in zip(timings, others, strict=True))
