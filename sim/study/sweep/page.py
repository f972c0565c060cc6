"""The page of a finished sweep, put together from its tables. Must not know how a figure is drawn."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim import store
from sim.study.sweep.outcome import SweepResult, description

if TYPE_CHECKING:
    from sim.report.sweep_reading import SweepReading

KINDS = {
    "grid": "Sweep over a grid",
    "lhs": "Sweep over a Latin hypercube",
    "sobol": "Sweep over a Sobol design",
    "morris": "Screening by Morris trajectories",
    "csv": "Sweep over given points",
}


def write_sweep_page(result: SweepResult, path: Path) -> None:
    """Write the page of a sweep; equal tables give equal bytes.

    Raises:
        OSError: the file cannot be written there.
    """
    from sim.report import sweep_overview  # late: it brings the drawing library
    from sim.report.study_page import write_study_page

    reading = reading_of(result)
    said = result.plan.sweep.said
    write_study_page(
        path,
        title=said.title or said.name,
        kind=KINDS[said.design.kind],
        lead=f"{sweep_overview.lead(reading)}\n\n{said.story}".strip(),
        sections=sweep_overview.sections(reading),
        provenance={
            "command": f"outage-sim sweep {Path(result.plan.sweep.file).as_posix()}",
            "Sweep": result.plan.sweep_id,
            "Seed": str(said.seed),
            "Version": store.version(),
        },
    )


def reading_of(result: SweepResult) -> "SweepReading":
    """The sweep as the page reads it."""
    from sim.report.sweep_reading import SweepReading

    return SweepReading(description(result.plan), result.points, result.values, result.failures)
