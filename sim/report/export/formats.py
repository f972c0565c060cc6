"""One function a format: what of a run or a study is written, and under which name.

Each takes the run or study and the folder to write to. What the machine lacks for a format is a `ScenarioError` that
says what to install, so that whoever asked gets the other formats.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from sim.errors import ScenarioError
from sim.report.export.book import sheets_of
from sim.report.export.dictionary import dictionary_text
from sim.store.event_log import write_event_csv, write_xes
from sim.store.exports import ExportFolder
from sim.store.kept import Kept

DICTIONARY = "tables.md"
EXTRA = "pip install 'logistics-outage-sim[export]'"
EVENT_WRITERS = {"xes": write_xes, "csv": write_event_csv}
Export = Callable[[Kept, ExportFolder], list[str]]
"""Writes a format and returns what the user should know of it besides."""


def export_csv(kept: Kept, out: ExportFolder) -> list[str]:
    """Every table as CSV, with a text that says what each column means."""
    for name in kept.table_paths:
        out.csv(kept.table(name), f"{name}.csv")
    _dictionary(kept, out)
    return []


def export_parquet(kept: Kept, out: ExportFolder) -> list[str]:
    """Every table as it is kept, with the same text."""
    for name, path in kept.table_paths.items():
        out.copy(path, f"{name}.parquet")
    _dictionary(kept, out)
    return []


def export_xlsx(kept: Kept, out: ExportFolder) -> list[str]:
    """One workbook, named after the run."""
    from sim.store.workbook import write_workbook

    sheets, told = sheets_of(kept, _tables(kept))
    try:
        with out.new(f"{kept.name}.xlsx") as path:
            write_workbook(path, sheets)
    except ImportError as problem:
        raise ScenarioError.of("--xlsx", f"XlsxWriter is not installed: {EXTRA}") from problem
    return told


def export_png(kept: Kept, out: ExportFolder) -> list[str]:
    """Every figure of the page as PNG, each with its title, caption and legend."""
    from sim.report.export.browser import NoBrowserError
    from sim.report.export.images import write_images
    from sim.report.export.page_reading import panels_of
    from sim.report.export.picture import picture

    page = _page(kept, "--png")
    panels = panels_of(page.read_text(encoding="utf-8"))
    undrawn = [panel for panel in panels if not out.has(f"figures/{panel.name}.png", page)]
    if not undrawn:
        return [] if panels else [f"{kept.page}: has no figures"]
    with tempfile.TemporaryDirectory(prefix="outage-sim-png-") as own:
        drawn = [(picture(panel), Path(own) / f"{panel.name}.png") for panel in undrawn]
        try:
            write_images(drawn)
        except ImportError as problem:
            raise ScenarioError.of("--png", f"Kaleido is not installed: {EXTRA}") from problem
        except NoBrowserError as problem:
            raise ScenarioError.of("--png", str(problem)) from problem
        for _, path in drawn:
            out.copy(path, f"figures/{path.name}")
    return []


def export_pdf(kept: Kept, out: ExportFolder) -> list[str]:
    """The page as it is printed."""
    from sim.report.export.browser import NoBrowserError
    from sim.report.export.printing import print_page

    page = _page(kept, "--pdf")
    if out.has(f"{kept.name}.pdf", page):
        return []
    try:
        with out.new(f"{kept.name}.pdf") as path:
            print_page(page, path)
    except NoBrowserError as problem:
        raise ScenarioError.of("--pdf", str(problem)) from problem
    return []


def export_events(kept: Kept, out: ExportFolder, form: str) -> list[str]:
    """The log of sampled parcels as `xes` or `csv`."""
    files = kept.event_paths
    if not files:
        raise ScenarioError.of(
            "--events", f"{kept.folder} has no event log; `outage-sim run SCENARIO --events 1%` makes one"
        )
    start = datetime.fromisoformat(str(kept.manifest["configuration"]["start"]))
    with out.new(f"events.{form}") as path:
        EVENT_WRITERS[form](files, path, start=start)
    return []


EXPORTS: dict[str, Export] = {
    "csv": export_csv,
    "parquet": export_parquet,
    "xlsx": export_xlsx,
    "png": export_png,
    "pdf": export_pdf,
}
"""Formats that need nothing but the run or study, cheapest first."""


def _dictionary(kept: Kept, out: ExportFolder) -> None:
    told = [f"A {kept.kind}; folder `{kept.folder.name}`."]
    out.text(DICTIONARY, dictionary_text(kept.name, _tables(kept), told))


def _tables(kept: Kept) -> dict[str, pd.DataFrame]:
    return {name: kept.table(name) for name in kept.table_paths}


def _page(kept: Kept, option: str) -> Path:
    if not kept.page.is_file():
        raise ScenarioError.of(option, f"{kept.folder} has no page")
    return kept.page
