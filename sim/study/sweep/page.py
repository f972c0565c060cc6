"""The page of a finished sweep and the tables of what it found. Must not know how a figure is drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import store
from sim.study.sensitivity import Findings, NothingToAnalyseError, analyse, design_of
from sim.study.sweep.outcome import SweepResult, description

if TYPE_CHECKING:
    from sim.report.sweep_reading import SweepReading

TOLD = ("indices", "pairs", "effects", "tornado")
KINDS = {
    "grid": "Sweep over a grid",
    "lhs": "Sweep over a Latin hypercube",
    "sobol": "Sweep over a Sobol design",
    "morris": "Screening by Morris trajectories",
    "csv": "Sweep over given points",
}


def write_sweep_page(result: SweepResult, path: Path) -> None:
    """Write the page of a sweep and, beside its points, the tables of what it found; equal points give equal bytes.

    Raises:
        OSError: the file cannot be written there.
        RunError: nor can a table.
    """
    from sim.report import sweep_overview, sweep_page  # late: it brings the drawing library
    from sim.report.study_page import write_study_page

    reading = reading_of(result)
    said = result.plan.sweep.said
    lead, sections = sweep_overview.lead(reading), sweep_overview.sections(reading)
    if (findings := findings_of(result)) is not None:
        lead = f"{sweep_page.lead(findings)}\n\n{lead}"
        sections = [*sweep_page.sections(findings, result.points, result.values), *sections]
        for name, table in findings.tables().items():
            result.folder.put_table(name, table, sweep_id=result.plan.sweep_id)
    write_study_page(
        path,
        title=said.title or said.name,
        kind=KINDS[said.design.kind],
        lead=f"{lead}\n\n{said.story}".strip(),
        sections=sections,
        provenance={
            "command": f"outage-sim sweep {Path(result.plan.sweep.file).as_posix()}",
            "Sweep": result.plan.sweep_id,
            "Seed": str(said.seed),
            "Version": store.version(),
        },
    )


def findings_of(result: SweepResult) -> Findings | None:
    """What the sweep says about its parameters; None where it varied none, or a choice has no whole point."""
    told = description(result.plan)
    design = design_of(told)
    try:
        return analyse(result.points, result.values, design, measures=told["measures"]) if design.parameters else None
    except NothingToAnalyseError:
        return None


def reading_of(result: SweepResult) -> "SweepReading":
    """The sweep as the page reads it."""
    from sim.report.sweep_reading import SweepReading

    return SweepReading(description(result.plan), result.points, result.values, result.failures)


def sensitivity_told(result: SweepResult) -> dict[str, list[dict[str, Any]]]:
    """Indices, elementary effects and swings of every measure in plain values; what the design cannot say is empty."""
    findings = findings_of(result)
    tables = {} if findings is None else {name: getattr(findings, name) for name in TOLD}
    told: dict[str, list[dict[str, Any]]] = store.plain(
        {name: table.to_dict("records") for name, table in tables.items()}
    )
    return told
