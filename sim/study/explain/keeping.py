"""Stories of typical parcels kept beside a run, so that its page and the app tell them without simulating again.

    <run's folder>/stories/manifest.json, cases, partings, events, figures, under_way (Parquet)

Knows the columns of what is kept; must not know how a story is found.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim import store
from sim.errors import RunError
from sim.report.partings import Parting
from sim.study.arms import ARMS
from sim.study.explain.explanation import TypicalCases
from sim.study.explain.telling import stories_of
from sim.study.result import Result

if TYPE_CHECKING:
    from sim.report.parcel_story import Stories, Told

NAME, WHAT = "stories", "stories of typical parcels"
FORM = 1
"""Raised when columns change: stories of another form are as good as none."""


def keep_stories(typical: TypicalCases) -> None:
    """Put the stories of typical cases beside the run they are of, and tell them on its page; others make way.

    Raises:
        RunError: the folder cannot be written; what was there before is unharmed.
    """
    from sim.report.page import put_stories  # late: it brings the drawing library

    stories, folder = stories_of(typical), typical.replayed.run.folder
    manifest = {
        "form": FORM,
        "replication": stories.replication,
        "n_watched": stories.n_watched,
        "warnings": list(stories.warnings),
        "peak_h": stories.peak_h,
        "outages": [vars(shade) for shade in stories.outages],
        "told": [{"case": told.name, "heading": told.heading, "about": told.about} for told in stories.told],
    }
    with store.new_beside(folder, NAME, manifest, what=WHAT) as write:
        write("cases", stories.cases)
        write("under_way", stories.under_way)
        write("partings", _partings_frame(stories.told))
        if stories.told:
            write("events", pd.concat([_events_frame(told) for told in stories.told], ignore_index=True))
            write("figures", pd.concat([told.consequences.assign(case=told.name) for told in stories.told]))
    page = folder / store.PAGE
    try:
        if page.is_file():
            put_stories(page, Result.reopened(store.load_run(folder)), stories)
    except OSError as problem:
        raise RunError(f"cannot tell the stories on the page of {folder}: {problem.strerror or problem}") from problem


def kept_stories(run: Path) -> "Stories | None":
    """The stories kept beside a run; None where there are none, or none that this program can read.

    Args:
        run: its folder.

    Raises:
        RunError: a table of them is broken.
    """
    manifest = store.find_beside(run, NAME)
    if manifest is None or manifest.get("form") != FORM:
        return None
    from sim.report.figures.parcel_lanes import Shade  # late: they bring the drawing library
    from sim.report.parcel_story import Stories

    tables = store.read_beside(run, NAME, what=WHAT)
    try:
        return Stories(
            replication=manifest["replication"],
            n_watched=manifest["n_watched"],
            warnings=manifest["warnings"],
            peak_h=manifest["peak_h"],
            outages=[
                Shade(each["title"], each["began_at"], math.inf if each["ended_at"] is None else each["ended_at"])
                for each in manifest["outages"]
            ],
            told=[_told(each, tables) for each in manifest["told"]],
            cases=tables["cases"],
            under_way=tables["under_way"],
        )
    except (KeyError, TypeError) as problem:
        raise RunError(f"{run}: the {WHAT} cannot be read: {type(problem).__name__}: {problem}") from problem


def _told(told: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> "Told":
    from sim.report.parcel_story import Told  # late: it brings the drawing library

    partings, events, figures = (_of_case(tables[name], told["case"]) for name in ("partings", "events", "figures"))
    return Told(
        name=told["case"],
        heading=told["heading"],
        about=told["about"],
        partings=[Parting(*row) for row in partings.itertuples(index=False, name=None)],
        rows={arm: events[events["arm"] == arm].reset_index(drop=True) for arm in ARMS},
        consequences=figures,
    )


def _of_case(table: pd.DataFrame, case: str) -> pd.DataFrame:
    return table[table["case"] == case].drop(columns="case").reset_index(drop=True)


def _partings_frame(stories: "Sequence[Told]") -> pd.DataFrame:
    rows = [(told.name, one.at_h, one.respect, one.what, one.cause) for told in stories for one in told.partings]
    return pd.DataFrame(rows, columns=["case", "at_h", "respect", "what", "cause"])


def _events_frame(told: "Told") -> pd.DataFrame:
    return pd.concat(list(told.rows.values())).assign(case=told.name)
