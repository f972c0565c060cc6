"""The page: sections from top to bottom, put into one HTML file that needs nothing else.

Writes what the other modules say; computes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from sim.report import answer, labels
from sim.report.claims import claims_html
from sim.report.document import SPAN, document_html, write_document
from sim.report.downloads import csv_button
from sim.report.figures import (
    buyers,
    carriers,
    flows,
    fresh,
    harm,
    hurt,
    lockers,
    merchants,
    payers,
    regions,
    timeline,
    visibility,
)
from sim.report.next_questions import helped_html
from sim.report.panel import Panel
from sim.report.parcel_story import Stories
from sim.report.provenance import assumptions_html, audit_html, rerun_html
from sim.report.reading import Reading
from sim.report.run_parcels import parcels_html
from sim.report.subject import RunResult
from sim.report.tables import impact_html, moved_html, payers_html, recovery_html, worst_html
from sim.report.tiles import tiles_html


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes:
        name: its anchor.
        lead: a sentence on how to read it.
        part: of the page, which this section begins: the answer, the evidence, the assumptions, how to repeat it.
        short: what the bar of links calls it; its name where not said.
    """

    name: str
    title: str
    lead: str = ""
    panels: Callable[[Reading], Sequence[Panel]] | None = None
    tables: Callable[[Reading], str] | None = None
    part: str = ""
    short: str = ""

    def html(self, run: Reading) -> str:
        """The section as HTML."""
        part = f'<p class="part">{escape(self.part)}</p>' if self.part else ""
        lead = f'<p class="lead">{escape(self.lead)}</p>' if self.lead else ""
        drawn = "".join(panel.html() for panel in self.panels(run)) if self.panels else ""
        panels = f'<div class="panels">{drawn}</div>' if drawn else ""
        tables = self.tables(run) if self.tables else ""
        return f'{part}<section id="{self.name}"><h2>{escape(self.title)}</h2>{lead}{panels}{tables}</section>'


def hourly_csv(run: Reading) -> str:
    """The button that gathers every series that a figure shows; nothing where the run has none."""
    return "" if run.result.hourly.empty else csv_button("hourly", "the hourly series shown")


SECTIONS = (
    Section(
        "payers",
        "Who bears it",
        "Money beyond the usual, by party. Information harm and lost time stand below; they are not priced.",
        payers.panels,
        payers_html,
        part="The answer",
        short="Who bears it",
    ),
    Section(
        "hurt",
        "Who is hurt most",
        "Cases beyond the counterfactual for every thousand parcels that the group has in the counterfactual, with "
        "95 % intervals; zero is the counterfactual. Each figure has its own scale.",
        hurt.panels,
        worst_html,
        short="Who is hurt",
    ),
    Section("helped", "What would have helped", tables=helped_html, short="What helps"),
    Section("timeline", "Timeline", "", timeline.panels, hourly_csv, part="The evidence"),
    Section(
        "visibility",
        "True and visible",
        "A parcel is dark while a scan that happened more than an hour ago is not shown.",
        visibility.panels,
    ),
    Section(
        "parcels",
        "One parcel, two truths",
        "What the acts did to single parcels: where each was and what was shown of it, without the acts and as it "
        "happened, where its two lives part for the first time, and why.",
        tables=parcels_html,
        short="One parcel",
    ),
    Section(
        "carriers",
        "Carriers",
        "Who gained, who choked. Small figures: parcels at depots waiting for a courier, on each carrier's own scale.",
        carriers.panels,
    ),
    Section(
        "flows",
        "Where parcels went",
        "Parcels picked up. Before the first act both arms are the same, parcel by parcel. The run counts what a "
        "carrier lost and what another gained, not from whom to whom: all that moved passes through one node.",
        flows.panels,
        moved_html,
    ),
    Section("regions", "Regions", "", regions.panels),
    Section("lockers", "Lockers", "", lockers.panels),
    Section("fresh", "Fresh goods", "", fresh.panels),
    Section("merchants", "Merchants", "", merchants.panels),
    Section(
        "buyers",
        "Buyers and support",
        "A buyer without news worries, asks, complains, claims, and may petition the regulator a week later.",
        buyers.panels,
    ),
    Section(
        "harm",
        "Information harm and physical harm",
        "Information harm: the parcel came on time, only its news did not. Physical harm: it came late.",
        harm.panels,
    ),
    Section(
        "claims",
        "Claims and the model",
        "What was said at the time or measured since, beside what this run says.",
        tables=claims_html,
    ),
    Section(
        "impact",
        "Impact in full",
        "Each excess is the paired difference of the two arms, mean over replications, with its 95 % t-interval. "
        "Counts are for the whole population and the whole run.",
        tables=impact_html,
    ),
    Section("recovery", "Recovery", "", tables=recovery_html),
    Section("audit", "The run's own audit", "", tables=audit_html),
    Section("assumptions", "Assumptions", "", tables=assumptions_html, part="The assumptions that matter"),
    Section("rerun", "Make it again", "", tables=rerun_html, part="How to repeat it"),
)


def page_html(result: RunResult, elasticities: pd.DataFrame | None = None, stories: Stories | None = None) -> str:
    """The page of a run as one HTML document; the same result gives the same bytes.

    Args:
        result: the run.
        elasticities: orders the assumptions where a study measured them, see `Reading`.
        stories: of single parcels, where they were kept.
    """
    run = Reading(result, elasticities, stories)
    return document_html(
        title=str(run.scenario.title or labels.entity(run.scenario.name)),
        story=str(getattr(run.scenario, "story", "") or ""),
        facts=(
            f"{run.result.replications} paired replications, seed {run.result.seed}, "
            f"{100 * float(run.scenario.sample):g} % sample, clock times {run.zone}"
        ),
        warnings=answer.warnings(run),
        answer=answer.paragraphs(run),
        tiles=tiles_html(run),
        contents=[(section.name, section.short or section.name.capitalize()) for section in SECTIONS],
        span=SPAN,
        sections="".join(section.html(run) for section in SECTIONS),
    )


def write_page(
    result: RunResult, path: Path, elasticities: pd.DataFrame | None = None, stories: Stories | None = None
) -> None:
    """Write the page of a run to `path`, see `page_html`, making its folder; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
    """
    write_document(path, page_html(result, elasticities, stories))


def put_stories(path: Path, result: RunResult, stories: Stories) -> None:
    """Tell stories in the page of a run that is there; the rest stays as it is, and a killed write changes nothing.

    Raises:
        OSError: there is no such page, or it cannot be written.
    """
    section = next(each for each in SECTIONS if each.tables is parcels_html)
    told = section.html(Reading(result, stories=stories))
    begin, end = f'<section id="{section.name}">', "</section>"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    if after:
        write_document(path, before + told + after)
