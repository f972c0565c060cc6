"""`outage-sim export`: tables, figures, page and event log of a run or study, for other programs and for paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.cli.study_options import RESULTS
from sim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.report.export.formats import Export
    from sim.store.kept import Kept

Run = Annotated[str, typer.Argument(metavar="RUN", help="Folder of a run or study, or its name below results/.")]
EVENT_FORMS = ("xes", "csv")


@guarded
def export(
    run: Run,
    csv: Annotated[bool, typer.Option("--csv", help="Every table as CSV, and what each column means.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="Every table as Parquet, and the same text.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook for a spreadsheet.")] = False,
    png: Annotated[bool, typer.Option("--png", help="Every figure of the page; needs Chromium.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="The page as printed; needs Chromium.")] = False,
    events: Annotated[
        str | None, typer.Option(metavar="xes|csv", help="The log of sampled parcels, for process mining.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the files go; `export` in the run's folder.")
    ] = None,
    results: Annotated[Path, typer.Option(metavar="DIR", help="Where a run is looked for by its name.")] = RESULTS,
    force: Annotated[bool, typer.Option("--force", help="Replace files that say something else.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hand on what a run or a study found: tables, figures, the page on paper, the event log.

    Without a format it writes CSV and a workbook. A file that is there already and says the same stays; one that says
    something else is not touched.
    """
    if events is not None and events not in EVENT_FORMS:
        raise ScenarioError.of("--events", f"either {' or '.join(EVENT_FORMS)}", events)
    from sim.report.export.formats import EXPORTS  # late: it brings the drawing library
    from sim.store.exports import ExportFolder
    from sim.study.found import kept_named

    kept = kept_named(run, results)

    asked = {"csv": csv, "parquet": parquet, "xlsx": xlsx, "png": png, "pdf": pdf}
    names = [name for name in EXPORTS if asked[name]] or ([] if events else ["csv", "xlsx"])
    target = ExportFolder(out or kept.folder / "export", replaces=force)
    wanted = [(name, EXPORTS[name]) for name in names]
    problems: list[Problem] = []
    notes: list[str] = []
    for name, write in [*wanted, *_of_events(events)]:
        if not quiet:
            say(f"{name} …")
        try:
            notes += write(kept, target)
        except ScenarioError as lacking:
            problems += lacking.problems
    if not quiet:
        for note in notes:
            say(note)
    _show(kept, [str(path) for path in dict.fromkeys(target.written)], notes, problems, as_json=as_json)
    if problems:
        raise ScenarioError(problems)


def _of_events(form: str | None) -> "list[tuple[str, Export]]":
    from sim.report.export.formats import export_events

    return [] if form is None else [("events", lambda kept, out: export_events(kept, out, form))]


def _show(kept: "Kept", files: list[str], notes: list[str], problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        lacking = [str(problem) for problem in problems]
        told = {"run": str(kept.folder), "kind": kept.kind, "files": files, "notes": notes, "problems": lacking}
        print_object(told)
        return
    for file in files:
        typer.echo(file)
