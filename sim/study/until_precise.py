"""Replications of one scenario until its excesses are precise enough, or time is up.

Knows when to stop and what is told meanwhile; the rule itself is in `sim.study.precision`. The figures are those of a
run with as many replications as it came to, bit for bit.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

from sim import measures
from sim.engine.tally import ArmResult
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.arms import pairs_in_order
from sim.study.known_measures import check_measures
from sim.study.precision import PrecisionGoal, Standing, report, standings
from sim.study.processes import usable_workers
from sim.study.replicate import LEAST_FOR_INTERVAL, Interrupted, as_run, measured, run_id_of
from sim.study.result import TOTAL, Result

WRITING_SHARE, WRITING_LEAST_S = 0.1, 3.0
"""What is kept of a deadline whatever was run: a tenth, three seconds, or as long as the start took."""
FINISHING = 3.0
"""Measuring and writing a whole run takes about twice as long as the totals of its pairs did; this much is kept."""


class PrecisionTold(NamedTuple):
    """What is known after a replication: how many there are of at most how many, and where each measure stands."""

    replications: int
    most: int
    standings: Sequence[Standing]


Told = Callable[[PrecisionTold], None]


def run_until_precise(
    scenario: Scenario,
    goal: PrecisionGoal,
    *,
    seed: int | None = None,
    sample: float | None = None,
    workers: int | None = None,
    told: Told | None = None,
    began: float | None = None,
) -> Result:
    """Run pairs of arms until the goal is met, its cap is reached or its deadline is near.

    Without a deadline the number of replications does not depend on the number of workers.

    Args:
        scenario: what `load_scenario` gave; its own number of replications does not count.
        goal: what is asked.
        seed: what all luck is drawn from; the scenario's own where not said.
        sample: share of the orders simulated, 0-1; the scenario's own where not said.
        workers: processes at once; as many as there are processors where not said.
        told: told where the measures stand after each replication, in order.
        began: `time.monotonic()` from which the deadline counts; now where not said.

    Returns:
        The result of that many replications, its `precision` saying what was asked and reached.

    Raises:
        ScenarioError: a measure of the goal does not exist; names the nearest.
        ValueError: an argument out of range.
        RunError: a replication failed, or the deadline came before two replications were finished.
        Interrupted: Ctrl-C; carries what was finished.
    """
    scenario = as_run(scenario, seed=seed, sample=sample, replications=goal.most)
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    check_measures(goal.measures, scenario)
    began = time.monotonic() if began is None else began
    start_s = time.monotonic() - began
    until = None if goal.deadline_s is None else began + time_for_arms_s(goal.deadline_s, start_s)
    at_once = min(workers or usable_workers(), 2 * goal.most)
    kept = _Kept(scenario, goal)
    stopped_by = "most" if until is None else "deadline"
    try:
        with closing(
            pairs_in_order(scenario, seed=scenario.seed, replications=goal.most, workers=at_once, until=until)
        ) as pairs:
            for pair in pairs:
                found = kept.add(pair)
                if told is not None:
                    told(PrecisionTold(kept.replications, goal.most, found))
                if all(each.is_reached for each in found):
                    stopped_by = "precision"
                    break
                if kept.replications == goal.most:
                    stopped_by = "most"
                    break
                if until is not None and kept.is_enough and time.monotonic() + FINISHING * kept.measuring_s > until:
                    break
    except KeyboardInterrupt as interrupt:
        raise Interrupted(kept.result("interrupted", began) if kept.is_enough else None) from interrupt
    if not kept.is_enough:
        raise RunError(
            f"the deadline of {goal.deadline_s:g} s came before {LEAST_FOR_INTERVAL} replications were finished; "
            "a smaller sample or a later deadline is needed"
        )
    return kept.result(stopped_by, began)


def is_run_of(manifest: Mapping[str, Any], scenario: Scenario, goal: PrecisionGoal) -> bool:
    """Whether a stored run was made of this scenario, seed and sample for this goal, by this program."""
    reached, replications = manifest.get("precision"), manifest.get("replications")
    if not isinstance(reached, dict) or not isinstance(replications, int) or manifest.get("incomplete"):
        return False
    asked = report([], goal, replications=replications, stopped_by="")["asked"]
    is_same = manifest.get("run_id") == run_id_of(as_run(scenario, replications=replications))
    return is_same and reached.get("asked") == asked


def time_for_arms_s(deadline_s: float, start_s: float = 0.0) -> float:
    """Seconds of a deadline by which arms must have run; the rest, at most half, is for measuring and writing.

    Args:
        deadline_s: all the time there is.
        start_s: what of it was gone before the first arm. A machine that was slow to start is slow to write: both are
            mostly libraries being loaded.

    >>> time_for_arms_s(60.0), time_for_arms_s(60.0, start_s=9.0), time_for_arms_s(4.0)
    (54.0, 51.0, 2.0)
    """
    kept = max(WRITING_LEAST_S, WRITING_SHARE * deadline_s, start_s)
    return deadline_s - min(deadline_s / 2, kept)


class _Kept:
    """The replications so far, the excess of each measure of the goal in each, and the seconds it took to measure."""

    def __init__(self, scenario: Scenario, goal: PrecisionGoal) -> None:
        self.scenario, self.goal = scenario, goal
        self.arms: list[ArmResult] = []
        self.excesses: dict[str, list[float]] = {name: [] for name in goal.measures}
        self.measuring_s = 0.0

    @property
    def replications(self) -> int:
        return len(self.arms) // 2

    @property
    def is_enough(self) -> bool:
        return self.replications >= LEAST_FOR_INTERVAL

    def add(self, pair: tuple[ArmResult, ArmResult]) -> list[Standing]:
        self.arms += pair
        began = time.monotonic()
        frame = measures.replication_frame(pair, self.scenario)
        self.measuring_s += time.monotonic() - began
        totals = frame[(frame["group"] == TOTAL) & frame["measure"].isin(self.goal.measures)]
        values = dict(zip(zip(totals["measure"], totals["arm"], strict=True), totals["value"], strict=True))
        for name, excesses in self.excesses.items():
            excesses.append(float(values[name, "outage"]) - float(values[name, "baseline"]))
        return standings(self.excesses, self.goal)

    def result(self, stopped_by: str, began: float) -> Result:
        is_whole = stopped_by != "interrupted"
        scenario = as_run(self.scenario, replications=self.replications) if is_whole else self.scenario
        found = measured(self.arms, scenario, began)
        reached = report(
            standings(self.excesses, self.goal), self.goal, replications=self.replications, stopped_by=stopped_by
        )
        return replace(found, precision=reached)
