"""The study `restore-curve`: runs of a scenario with one outage restored after different hours."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim import store
from sim.spec import Scenario
from sim.study.arms import Progress, say_nothing
from sim.study.family import FamilyInterrupted, values_of_family
from sim.study.kept import Setting, paths_of
from sim.study.processes import usable_workers
from sim.study.replicate import LEAST_FOR_INTERVAL, as_run
from sim.study.restoration.curve_result import KIND, TABLES, RestoreCurve, curve_id, with_zero
from sim.study.restoration.measured import with_party_costs
from sim.study.restoration.points import Follow, check_hours, restored_after


class CurveInterrupted(KeyboardInterrupt):
    """A curve was interrupted.

    Attributes:
        curve: of the replications finished until then; None where fewer than two were.
    """

    def __init__(self, curve: "RestoreCurve | None") -> None:
        super().__init__()
        self.curve = curve


def restore_curve(
    scenario: Scenario,
    outage: str,
    hours: Sequence[float],
    *,
    responses: Follow = "stay",
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> RestoreCurve:
    """Run the scenario with one outage restored after each of the hours, and after none.

    Args:
        scenario: as it is told.
        outage: name of one of its outages.
        hours: from its begin to its restoration, rising.
        responses: whether responses stay or follow, see `sim.study.restoration.points`.
        replications: pairs of arms at each hour; the scenario's own number where not said.
        seed: what all luck is drawn from; the scenario's own where not said.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        command: the command line, for the page.
        progress: told (pairs done, pairs in all).

    Raises:
        ScenarioError: no such outage, or hours that make no sense.
        ValueError: an argument out of range.
        RunError: a pair failed, or its process died.
        CurveInterrupted: Ctrl-C; carries what was finished.
    """
    check_hours(scenario, outage, hours)
    scenario = as_run(scenario, replications=replications, seed=seed)
    setting = Setting({scenario.name: scenario}, command)
    variants = {repr(hour): restored_after(scenario, outage, hour, responses) for hour in with_zero(hours)}
    told = outage, tuple(map(float, hours)), responses
    try:
        values = values_of_family(
            variants,
            seed=scenario.seed,
            replications=range(scenario.replications),
            workers=workers or usable_workers(),
            progress=progress or say_nothing,
            measured=with_party_costs,
        )
    except FamilyInterrupted as interrupt:
        kept = interrupt.values
        incomplete = replace(setting, is_incomplete=True)
        is_enough = kept is not None and kept["replication"].nunique() >= LEAST_FOR_INTERVAL
        raise CurveInterrupted(
            RestoreCurve(incomplete, *told, kept) if is_enough and kept is not None else None
        ) from interrupt
    return RestoreCurve(setting, *told, values)


def stored_restore_curve(
    out: Path, scenario: Scenario, outage: str, hours: Sequence[float], *, responses: Follow = "stay", command: str = ""
) -> RestoreCurve | None:
    """The same curve as it was made before, if it is there."""
    folder = store.study_folder(out, scenario.name, KIND, curve_id(scenario, outage, hours, responses))
    found = store.find_study(folder, TABLES)
    if found is None:
        return None
    setting = Setting({scenario.name: scenario}, command, paths=paths_of(folder, found.tables))
    return RestoreCurve(setting, outage, tuple(map(float, hours)), responses, found.tables["values"])
