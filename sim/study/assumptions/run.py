"""The study `assumptions`: all numbers screened with one pair of runs each, the leading ones measured at both ends."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sim.spec import Scenario, ScenarioFile
from sim.study.arms import Progress, say_nothing
from sim.study.assumptions.elasticity import elasticities, leading, screening
from sim.study.assumptions.moving import Moving, ends_of, moving_of
from sim.study.assumptions.register import AssumptionRegister
from sim.study.kept import Setting
from sim.study.kept_pairs import KeptPairs
from sim.study.known_measures import check_measures
from sim.study.processes import usable_workers
from sim.study.totals import Evaluate, totals_of_family

MEASURES = ("contacts", "total_cost_cny", "parcels_late")
"""The headline answer: how many ask, what it costs, how many parcels come late."""
TOP = 25


def register_assumptions(
    file: ScenarioFile,
    given: Mapping[str, Any],
    *,
    measures: Sequence[str] = MEASURES,
    top: int = TOP,
    certainties: str = "",
    workers: int | None = None,
    command: str = "",
    progress: Progress = say_nothing,
    evaluate: Evaluate | None = None,
    folder: Path | None = None,
) -> AssumptionRegister:
    """Move every number of a scenario to the ends of its range, with the same luck, and see what the answer does.

    First each number alone at its farther end, one pair of arms each; then the `top` ones at both ends, in as many
    replications as the scenario has. A number without a range is moved by a tenth.

    Args:
        file: the scenario's file.
        given: overrides in force in every run, by path; its replications and seed count.
        measures: totals whose excess is the answer.
        top: how many numbers are measured at both ends.
        certainties: letters of those looked at, such as "L"; "" = all.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        command: the command line, for the page.
        progress: told (pairs done, pairs in all).
        evaluate: in place of the model, for tests.
        folder: the study's, beside which pairs are kept as they are finished, and found again; None keeps nothing.

    Raises:
        ScenarioError: the scenario cannot be used, or a measure is unknown.
        RunError: a pair failed, or its process died.
    """
    scenario = file.scenario(given, with_assumptions=True)
    check_measures(measures, scenario)
    moving = moving_to_look_at(file, given, scenario, certainties)
    if evaluate is None:
        workers, kept = workers or usable_workers(), KeptPairs(folder)
        evaluate = partial(totals_of_family, seed=scenario.seed, workers=workers, kept=kept)
    first, second = 1 + len(moving.moves), (1 + 2 * min(top, len(moving.moves))) * scenario.replications
    screened = evaluate(
        ends_of(file, given, moving.moves, both=False),
        replications=range(1),
        progress=_shifted(progress, 0, first + second),
    )
    found = screening(moving.moves, screened, measures)
    leaders = leading(found, top)
    moves = [move for move in moving.moves if move.row.path in leaders]
    totals = evaluate(
        ends_of(file, given, moves, both=True),
        replications=range(scenario.replications),
        progress=_shifted(progress, first, first + second),
    )
    return AssumptionRegister(
        setting=Setting({scenario.name: scenario}, command),
        measures=tuple(measures),
        top=top,
        certainties=certainties,
        moving=moving,
        screening=found,
        elasticities=elasticities(moves, totals, measures),
    )


def moving_to_look_at(file: ScenarioFile, given: Mapping[str, Any], scenario: Scenario, certainties: str) -> Moving:
    """The numbers of the scenario that are looked at."""
    moving = moving_of(file, given, scenario.assumptions())
    return moving.of_certainty(certainties) if certainties else moving


def _shifted(progress: Progress, before: int, total: int) -> Callable[[int, int], None]:
    def tell(done: int, _: int) -> None:
        progress(before + done, total)

    return tell
