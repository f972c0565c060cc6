"""A parcel's story in two worlds as any page tells it: what it is, where its lives part and why, what came of it.

Knows tables and words; must not know how a story is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from sim.report.figures.parcel_lanes import Shade, lanes
from sim.report.panel import Panel
from sim.report.partings import NOTHING_DIFFERS, Parting, differing_in_words, partings_in_words
from sim.report.tables import table_html
from sim.report.wall_clock import WallClock

SAME_END = "Nothing came of it that a figure shows: every one is the same in both arms."
ONE_PARCEL = "One parcel with one luck: a story, not an estimate, so its figures have no interval."
LANES_TITLE = "Where it is, and what is shown of it"
HOW_TO_READ = (
    "Each lane is a ribbon that changes its colour with each step of the parcel. In the lanes of what is shown it "
    "changes when the platform gets the scan. Amber: hours of an outage. Violet bar: the parcel is dark. Marks above a "
    "lane: what the buyer does."
)


@dataclass(frozen=True)
class Told:
    """A parcel's story as a page tells it.

    Attributes:
        name: unique on the page, letters, digits and hyphens.
        heading: above its figure.
        about: which parcel it is, and what it is.
        partings: where its lives part, the earliest first; none where they do not.
        rows: its rows of the event log, by arm.
        consequences: figure, unit, counterfactual, as_it_happened, difference.
    """

    name: str
    heading: str
    about: str
    partings: Sequence[Parting]
    rows: Mapping[str, pd.DataFrame]
    consequences: pd.DataFrame


@dataclass(frozen=True)
class Stories:
    """Parcels of one replication of a run.

    Attributes:
        replication: its number.
        n_watched: orders among which the cases were found.
        warnings: what a reader must know before she believes them.
        peak_h: full hour at which most parcels beyond the usual were dark, h since the start; None where none was.
        outages: hours of the outages in this replication.
        told: the stories.
        cases: what kinds there are: case, what_it_means, n_parcels, such_as.
        under_way: who was under way at the peak.
    """

    replication: int
    n_watched: int
    warnings: Sequence[str]
    peak_h: float | None
    outages: Sequence[Shade]
    told: Sequence[Told]
    cases: pd.DataFrame
    under_way: pd.DataFrame


def story_html(told: Told, clock: WallClock) -> str:
    """What the parcel is and where its lives part, as HTML: a list, the first difference in front."""
    about = f'<p class="lead">{escape(told.about)}</p>'
    if not told.partings:
        return f'{about}<p class="same">{escape(NOTHING_DIFFERS)}</p>'
    items = "".join(
        f"<li><p><b>{escape(head)} {escape(one.respect)}</b> <span>{escape(clock.words(one.at_h))}</span></p>"
        f'<p>{escape(one.what)}</p><p class="why"><b>Why</b> {escape(one.cause)}</p></li>'
        for head, one in zip(["First:", *["Then:"] * len(told.partings)], told.partings, strict=False)
    )
    return f'{about}<ol class="partings">{items}</ol>'


def lanes_panel(told: Told, clock: WallClock, outages: Sequence[Shade], horizon_h: float) -> Panel:
    """The four lanes of a parcel; arguments as `lanes`."""
    drawn = lanes(dict(told.rows), clock=clock, outages=outages, horizon_h=horizon_h)
    first = partings_in_words(told.partings, clock)[0]
    return Panel(
        f"lanes-{told.name}",
        LANES_TITLE,
        f"Clock times {clock.zone}.",
        drawn.figure,
        drawn.height,
        drawn.legend,
        label=f"Four lanes of a parcel over time. {first}",
    )


def consequences_html(told: Told) -> str:
    """What became of it in each arm where that differs."""
    found = differing_in_words(told.consequences)
    if found.empty:
        return f'<p class="note">{escape(SAME_END)}</p>'
    columns = ["figure", "counterfactual", "as_it_happened", "difference"]
    rows = [[escape(cell) for cell in row] for row in found[columns].itertuples(index=False, name=None)]
    return table_html(("What became of it", "Without the acts", "As it happened", "Difference"), rows, "frame told")


def how_many(stories: Stories, told: Told) -> str:
    """Of how many such parcels this is one."""
    watched = f"the {stories.n_watched:,} orders watched in replication {stories.replication}"
    found = stories.cases.loc[stories.cases["case"] == told.name, "n_parcels"].tolist()
    if found:
        return f"One of {found[0]:,} of this kind among {watched}."
    return f"One of {watched}." if len(stories.told) > 1 else f"In replication {stories.replication}."


def peak_in_words(peak_h: float, clock: WallClock) -> str:
    """What the hour of most dark parcels is, above the table of those under way."""
    return (
        f"Most parcels beyond the usual were dark on {clock.words(peak_h)}. Some of those under way then, and what was "
        "shown."
    )
