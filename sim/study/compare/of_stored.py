"""A comparison of runs that were made before, from the values they kept. Runs nothing."""

from collections.abc import Mapping

import pandas as pd

from sim.errors import Problem, ScenarioError
from sim.study.compare.comparison import Comparison
from sim.study.compare.one_world import check_one_world
from sim.study.family import COLUMNS
from sim.study.kept import Setting, as_variants
from sim.study.replicate import LEAST_FOR_INTERVAL
from sim.study.result import Result

KEYS = ["replication", "measure", "group"]
INSTEAD = "choose runs that differ in outages and responses only"


def comparison_of_runs(runs: Mapping[str, Result]) -> Comparison:
    """The comparison of finished runs, in the replications that all of them have.

    The figures are those that `compare` finds for the same scenarios, seed and number of replications.

    Args:
        runs: at least two, by the name they are told by.

    Raises:
        ScenarioError: they cannot be paired: other worlds, seeds or samples, or counterfactuals that differ because
            other versions of the program made them. Names what differs.
    """
    if len(runs) < 2:
        raise ScenarioError.of("runs", "at least two are compared", f"{len(runs)}")
    check_one_world({name: run.scenario for name, run in runs.items()}, INSTEAD)
    (first_name, first), *others = runs.items()
    wrong = [
        Problem(name, 0, 0, "seed", f"not the luck of {first_name}, whose seed is {first.seed}", str(other.seed))
        for name, other in others
        if other.seed != first.seed
    ]
    common = min(run.replications for run in runs.values())
    if common < LEAST_FOR_INTERVAL:
        wrong.append(Problem("runs", 0, 0, "replications", "an interval needs at least two in common", str(common)))
    if wrong:
        raise ScenarioError(wrong)
    values = {name: _first(run, common) for name, run in runs.items()}
    base = _counterfactual(values[first_name])
    for name, _ in others:
        if not _counterfactual(values[name]).equals(base):
            message = f"its counterfactual is not that of {first_name}: another version of the program made it"
            raise ScenarioError.of(name, f"{message}; make that run again to compare it")
    variants = as_variants({name: run.scenario for name, run in runs.items()}, replications=common, seed=first.seed)
    told = pd.concat([frame.assign(variant=name) for name, frame in values.items()], ignore_index=True)
    return Comparison(Setting(variants), told[COLUMNS])


def _first(run: Result, replications: int) -> pd.DataFrame:
    values = run.replication_values
    return values[values["replication"] < replications]


def _counterfactual(values: pd.DataFrame) -> "pd.Series[float]":
    baseline = values[values["arm"] == "baseline"]
    return baseline.set_index(KEYS)["value"].sort_index()
