"""A scenario held against what was published: run, fitted, judged. Knows the order of steps only."""

from pathlib import Path

from sim.engine.tally import TRANSIT_BIN_H
from sim.errors import RunError
from sim.spec import Scenario
from sim.study.arms import Progress, run_arms, say_nothing
from sim.study.kept import Setting, as_variants
from sim.study.processes import usable_workers
from sim.validate import targets, verdicts
from sim.validate.base_rates import BaseRates
from sim.validate.demand import DemandResult, Design, held_against_experiment
from sim.validate.identify import Vary, identify, n_runs
from sim.validate.priors import priors_of
from sim.validate.removal import Removal, removal_of
from sim.validate.sellers import carriers_of
from sim.validate.validation import Validation


def validate(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    design: Design | None = None,
    vary: Vary | None = None,
    workers: int | None = None,
    command: str = "",
    progress: Progress | None = None,
    folder: Path | None = None,
) -> Validation:
    """Run the scenario, fit the shoppers, and hold both against what was published.

    Args:
        scenario: one that takes a carrier off the list.
        replications: pairs of arms; the scenario's number where not said.
        seed: what all luck is drawn from; the scenario's where not said.
        design: of the simulated experiment.
        vary: the same scenario, replications and seed too, with other values by path; where given, it is also found out
            which numbers without data of their own the published aggregates tell of.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        command: the command line, for the page.
        progress: told (steps done, steps in all): arms of the run, draws, arms of the runs that identify.
        folder: the study's, beside which the runs that identify are kept as they are finished, and found again; None
            keeps nothing.

    Raises:
        ScenarioError: no carrier is taken off the list by the clock, or a number to be identified has no range.
        ValueError: an argument out of range.
        RunError: an arm failed, or no value of delivery quality gives the published fall in sales.
    """
    design = design or Design()
    progress = progress or say_nothing
    ((_, scenario),) = as_variants({scenario.name: scenario}, replications=replications, seed=seed).items()
    removal = removal_of(scenario)
    if vary is not None:
        priors_of(scenario)  # what cannot be identified is said before anything is run
    n_arms = 2 * scenario.replications
    first_steps = n_arms + design.n_draws
    steps = first_steps + (0 if vary is None else n_runs() * n_arms)
    workers = min(workers or usable_workers(), n_arms)
    arms = run_arms(
        scenario,
        seed=scenario.seed,
        replications=scenario.replications,
        workers=workers,
        progress=lambda done, _: progress(done, steps),
    )
    rates = BaseRates(arms, scenario)
    demand = _demand(scenario, removal, rates, design, lambda done, _: progress(n_arms + done, steps))
    rows = [*_demand_rows(demand), *_world_rows(rates, removal)]
    found = None
    if vary is not None:
        found = identify(
            arms,
            scenario,
            removal,
            vary,
            workers=workers,
            told=lambda done, _: progress(first_steps + done, steps),
            folder=folder,
        )
    setting = Setting({scenario.name: scenario}, command)
    table = verdicts.table_of(rows)
    return Validation(setting, removal, table, demand.draws, demand.hourly, demand.event_study, found)


def _demand(scenario: Scenario, removal: Removal, rates: BaseRates, design: Design, progress: Progress) -> DemandResult:
    carriers = carriers_of(scenario, removal.carrier)
    transit = rates.transit.sum(axis=0)[[rates.carriers.index(name) for name in carriers.names]]
    if not transit.sum(axis=1).all():
        raise RunError("a carrier delivered nothing, so its deliveries cannot be rated: a larger --sample is needed")
    return held_against_experiment(
        carriers,
        removal,
        transit,
        bin_h=TRANSIT_BIN_H,
        promise_h=float(scenario.buyers.promise),
        design=design,
        seed=scenario.seed,
        told=progress,
    )


def _demand_rows(demand: DemandResult) -> list[dict[str, object]]:
    return [verdicts.of_draws(target, demand.draws[target.name].to_numpy()) for target in targets.DEMAND_TARGETS]


def _world_rows(rates: BaseRates, removal: Removal) -> list[dict[str, object]]:
    by_name = rates.all()
    rows = [verdicts.of_replications(targets.CUT_ORDERS, rates.cut_orders_change(removal))]
    for target in targets.BASE_TARGETS:
        if target is targets.PETITIONS:
            rows.append(verdicts.of_rare_events(target, *rates.petitions()))
        elif target.name in by_name:
            rows.append(verdicts.of_replications(target, by_name[target.name]))
    return rows
