"""`outage-sim explain`: the story of one parcel of a run in two worlds, or the typical ones."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.guard import guarded, say
from sim.cli.json_output import print_object
from sim.cli.options import AsJson, Quiet
from sim.cli.study_options import RESULTS, Out, command_line

if TYPE_CHECKING:
    from sim.study.explain import Explanation, TypicalCases

Run = Annotated[str, typer.Argument(metavar="RUN", help="A run's folder, or its id.")]
Parcel = Annotated[
    str | None,
    typer.Argument(metavar="PARCEL", help="A parcel's number, or a typical case such as worried-on-time or no-code."),
]


@guarded
def explain(
    run: Run,
    parcel: Parcel = None,
    replication: Annotated[int, typer.Option(min=0, help="Of which replication.")] = 0,
    listed: Annotated[bool, typer.Option("--list", help="List typical cases, and who was dark at the peak.")] = False,
    out: Out = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Tell the story of one parcel with and without the outage: where both part for the first time, and why.

    Both arms of the replication are simulated again and the parcel is watched. Without PARCEL, or with --list, the
    typical cases of the replication are found and listed, and told on the run's own page and in the app as well. A
    page is written into the run's folder.
    """
    from sim.errors import RunError, ScenarioError
    from sim.study import explain as studied
    from sim.study.explain import telling

    if listed and parcel is not None:
        raise ScenarioError.of("explain", "--list lists parcels, so it takes none", parcel)
    kept = studied.find_kept_run(run, out)
    if not quiet:
        say(f"simulating replication {replication} of run {kept.run_id} again, both arms")
    try:
        if parcel is None:
            typical = studied.typical_cases(kept, replication)
            studied.keep_stories(typical)
            _show_cases(typical, telling.write_cases(typical, command=command_line()), as_json=as_json)
        else:
            story = studied.explain(kept, parcel, replication)
            _show(story, telling.write_page(story, command=command_line()), as_json=as_json)
    except OSError as problem:
        raise RunError(f"cannot write the page: {problem.strerror or problem}") from problem


def _show(story: "Explanation", page: Path, *, as_json: bool) -> None:
    from sim.cli.explain_text import print_story
    from sim.study.explain.telling import warnings_of

    for warning in warnings_of(story.replayed):
        say(f"WARNING: {warning}")
    if as_json:
        print_object({**story.to_json(), "paths": {"page": str(page)}})
    else:
        print_story(story, page)


def _show_cases(typical: "TypicalCases", page: Path, *, as_json: bool) -> None:
    from sim.cli.explain_text import print_cases
    from sim.study.explain.telling import warnings_of

    for warning in warnings_of(typical.replayed):
        say(f"WARNING: {warning}")
    if as_json:
        print_object({**typical.to_json(), "paths": {"page": str(page)}})
    else:
        print_cases(typical, page)
