"""One scenario, both arms, many replications: from a scenario to its result.

Knows in what order measures are taken; must not know how an arm is simulated nor what a measure means.
"""

import time

from sim import measures, spec, store
from sim.engine.tally import ArmResult
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.acts import acts_of
from sim.study.arms import ArmsInterrupted, Progress, run_arms, say_nothing
from sim.study.processes import usable_workers
from sim.study.result import Result

LEAST_FOR_INTERVAL = 2


class Interrupted(KeyboardInterrupt):
    """A run was interrupted.

    Attributes:
        result: the replications finished until then, marked incomplete; None where fewer than two were.
    """

    def __init__(self, result: Result | None) -> None:
        super().__init__()
        self.result = result


def as_run(
    scenario: Scenario, *, replications: int | None = None, seed: int | None = None, sample: float | None = None
) -> Scenario:
    """The scenario with what a run may say otherwise: how often, from which seed, on which share of the orders.

    Raises:
        ValueError: no replication, a negative seed, or a sample outside (0, 1].
    """
    if replications is not None and replications < 1:
        raise ValueError(f"replications must be at least 1, got {replications}")
    if seed is not None and seed < 0:
        raise ValueError(f"seed must not be negative, got {seed}")
    if sample is not None and not 0.0 < sample <= 1.0:
        raise ValueError(f"sample must be above 0 and at most 1, got {sample}")
    said = {"replications": replications, "seed": seed, "sample": sample}
    return scenario.model_copy(update={name: value for name, value in said.items() if value is not None})


def run_id_of(scenario: Scenario) -> str:
    """Name of the run that this scenario, as it stands, makes."""
    return store.run_id(
        spec.scenario_hash(scenario),
        seed=scenario.seed,
        replications=scenario.replications,
        sample=scenario.sample,
    )


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    sample: float | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    apart: bool = False,
) -> Result:
    """Run both arms of every replication and measure the excess of one over the other.

    Nothing is written to disk. With several workers, a script must guard its start with
    `if __name__ == "__main__":`, as every program that starts processes.

    Args:
        scenario: what `load_scenario` gave.
        replications: pairs of arms; the scenario's own number where not said.
        seed: what all luck is drawn from; the scenario's own where not said.
        sample: share of the orders simulated, 0-1; the scenario's own where not said.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        progress: told (arms done, arms in all) after each arm.
        apart: simulate each arm by itself from the start, which needs half the memory; see `projection.projected`.

    Raises:
        ValueError: an argument out of range.
        RunError: a replication failed, or its process died.
        Interrupted: Ctrl-C; carries what was finished.
    """
    scenario = as_run(scenario, replications=replications, seed=seed, sample=sample)
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    began = time.monotonic()
    try:
        arms = run_arms(
            scenario,
            seed=scenario.seed,
            replications=scenario.replications,
            workers=min(workers or usable_workers(), 2 * scenario.replications),
            progress=progress or say_nothing,
            apart=apart,
        )
    except ArmsInterrupted as interrupt:
        finished = len(interrupt.arms) // 2
        kept = measured(interrupt.arms, scenario, began) if finished >= LEAST_FOR_INTERVAL else None
        raise Interrupted(kept) from interrupt
    return measured(arms, scenario, began)


def measured(arms: list[ArmResult], scenario: Scenario, began: float) -> Result:
    """The result of whole replications that ran, measured.

    Args:
        arms: both arms of replications 0 … n-1; fewer than the scenario's number make an incomplete result.
        scenario: as it was run.
        began: `time.monotonic()` at which the run began.

    Raises:
        RunError: a figure could not be made of the arms.
    """
    try:
        values = measures.replication_frame(arms, scenario)
        impact = measures.impact(values)
        return Result(
            scenario=scenario,
            seed=scenario.seed,
            replications=len(arms) // 2,
            run_id=run_id_of(scenario),
            impact=impact,
            hourly=measures.hourly_frame(arms, scenario),
            replication_values=values,
            who_pays=measures.who_pays(arms, scenario),
            recovery=measures.recovery(arms, scenario),
            affected=measures.affected_split(arms, scenario),
            claims=measures.check_claims(arms, scenario, impact),
            audit=measures.audit(arms, scenario),
            acts=acts_of(arms),
            wall_s=time.monotonic() - began,
            is_incomplete=len(arms) < 2 * scenario.replications,
        )
    except (ArithmeticError, LookupError, TypeError, ValueError) as problem:
        raise RunError(
            f"the figures of the run could not be measured: {type(problem).__name__}: {problem}"
        ) from problem
