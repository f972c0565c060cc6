"""From a scenario to its attribution: plan, run with common luck, take apart.

Knows the order of the steps; must not know how an arm is simulated.
"""

import time
from functools import partial

from sim import spec, store
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.arms import Progress, say_nothing
from sim.study.attribution.attribution import KIND, Attribution
from sim.study.attribution.plan import Plan, plan
from sim.study.attribution.values import attribution_frame
from sim.study.coarse import coarse_desks
from sim.study.processes import usable_workers
from sim.study.totals import Evaluate, totals_of_family

REPLICATIONS = 3
ORDERS_AN_ARM = 200_000


def modest(scenario: Scenario) -> Scenario:
    """The scenario with a sample and replications at which hundreds of arms take minutes.

    At most about 200,000 orders an arm and 3 replications, never more than the scenario's own.
    """
    orders = scenario.orders.per_day * scenario.horizon / 24.0
    sample = min(scenario.sample, float(f"{ORDERS_AN_ARM / orders:.1g}"))
    return scenario.model_copy(update={"sample": sample, "replications": min(REPLICATIONS, scenario.replications)})


def plan_of(scenario: Scenario, *, samples: int | None = None, with_mechanisms: bool = True) -> Plan:
    """What must be run to attribute a scenario, see `sim.study.attribution.plan`.

    Raises:
        ScenarioError: nothing happens in the scenario.
    """
    return plan(scenario, samples=samples, seed=scenario.seed, with_mechanisms=with_mechanisms)


def attribution_id(scenario: Scenario, *, samples: int | None = None, with_mechanisms: bool = True) -> str:
    """Name of the attribution that this scenario, as it stands, makes."""
    asked = [scenario.seed, scenario.replications, scenario.sample, samples, with_mechanisms]
    return store.study_id(KIND, [spec.scenario_hash(scenario), *asked])


def attribute(
    scenario: Scenario,
    *,
    samples: int | None = None,
    with_mechanisms: bool = True,
    workers: int | None = None,
    progress: Progress = say_nothing,
    evaluate: Evaluate | None = None,
) -> Attribution:
    """Split every excess among the acts, the parties that did them, and the mechanisms by which they worked.

    Nothing is written to disk.

    Args:
        scenario: with its seed, sample and number of replications.
        samples: orders of the acts to draw; where not said, all coalitions of up to 8 acts, else 32 orders.
        with_mechanisms: whether worlds without each mechanism are run, too.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        progress: told (pairs of arms done, pairs in all).
        evaluate: what runs the variants; the simulator where not said.

    Raises:
        ScenarioError: nothing happens in the scenario.
        RunError: an arm failed.
    """
    began = time.monotonic()
    made = plan_of(scenario, samples=samples, with_mechanisms=with_mechanisms)
    run = evaluate or partial(totals_of_family, seed=scenario.seed, workers=workers or usable_workers())
    totals = run(made.variants, replications=range(scenario.replications), progress=progress)
    try:
        parts = attribution_frame(made, totals)
    except (ArithmeticError, LookupError, TypeError, ValueError) as problem:
        raise RunError(f"the excess could not be taken apart: {type(problem).__name__}: {problem}") from problem
    return Attribution(
        scenario=scenario,
        study_id=attribution_id(scenario, samples=samples, with_mechanisms=with_mechanisms),
        parts=parts,
        totals=totals,
        orders=len(made.orders),
        acts=[
            {"name": act, "by": by, "kind": "outage" if act in scenario.outages else scenario.responses[act].action}
            | {"can_act": act in made.players}
            for act, by in made.parties.items()
        ],
        mechanisms=[{"name": each.name, "title": each.title, "knock_out": each.knock_out} for each in made.mechanisms],
        warnings=list(coarse_desks(scenario)),
        wall_s=time.monotonic() - began,
    )
