"""The page of a world fitted to tracking tables: observed against fitted, what was left out, what is now said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.report import numbers
from sim.report.figures.study_calibration import (
    message_panels,
    profile_panels,
    quantile_panels,
    survival_panels,
    waiting_panel,
)
from sim.report.records import records
from sim.report.study_page import Section, write_study_page

ALL = "all"


@dataclass(frozen=True)
class CalibrationReading:
    """All that the page shows, as frames.

    Attributes:
        title: name of the tracking table.
        world: title of the world extended.
        rows, rows_left_out: of all tables.
        curves: stage, kind, is_best, hours, sf, low, high, note: see `survival_panels`.
        quantiles: stage, family, share, fitted_h, observed_h.
        parameters: stage, carrier, family, parameter, value, low, high, is_best, ks, ks_tolerated, n_whole, n_open.
        hours, weekdays: order profiles, see `profile_panels`; empty where they are not known.
        feeds: carrier, n, median_min, p95_min, loss, low, high, how; empty where nothing tells of publication.
        by_age: contacts by time since the last visible scan; empty without contacts.
        messages: contacts and complaints, waiting and in hand, see `message_panels`; empty likewise.
        complaining: what is known of complaints, in words.
        written: path, value, low, high, certainty, source.
        kept: path, why.
        left_out: table, reason, rows, first_lines, example.
        columns: table, says, column. milestones: word, milestone, rows.
        not_fitted: stage, why.
        remarks: what a reader should know of the tables.
        further: sections before the fits.
        further_lead: what the lead says of them.
        provenance: what was read, by which versions.
    """

    title: str
    world: str
    rows: int
    rows_left_out: int
    curves: pd.DataFrame
    quantiles: pd.DataFrame
    parameters: pd.DataFrame
    hours: pd.DataFrame
    weekdays: pd.DataFrame
    feeds: pd.DataFrame
    by_age: pd.DataFrame
    messages: pd.DataFrame
    complaining: str
    written: pd.DataFrame
    kept: pd.DataFrame
    left_out: pd.DataFrame
    columns: pd.DataFrame
    milestones: pd.DataFrame
    not_fitted: pd.DataFrame
    provenance: Mapping[str, str]
    remarks: Sequence[str] = ()
    further: Sequence[Section] = field(default_factory=tuple)
    further_lead: str = ""


def write_calibration_page(path: Path, read: CalibrationReading) -> None:
    """Write the page of a calibration.

    Raises:
        OSError: the file cannot be written.
    """
    sections = [*read.further, *_fits(read), *_rates(read), *_world(read), *_by_carrier(read), *_tables(read)]
    write_study_page(
        path,
        title=f"{read.world}, fitted to {read.title}",
        kind=f"{read.rows:,} rows read, {read.rows_left_out:,} left out",
        lead=_lead(read),
        sections=sections,
        provenance=read.provenance,
    )


def _lead(read: CalibrationReading) -> str:
    used = "Every row was used."
    if read.rows_left_out:
        used = f"{numbers.share(read.rows_left_out / read.rows)} of the rows were left out, by reason below."
    told = [
        f"{len(read.written)} numbers of the world are now said by the tables, each with its source; the rest is kept "
        f"from the world extended. {used}"
    ]
    if len(read.parameters):
        best = read.parameters[read.parameters["is_best"] & (read.parameters["carrier"] == ALL)]
        stages = best.drop_duplicates("stage")
        far = stages.loc[stages["ks"] > stages["ks_tolerated"], "stage"].tolist()
        if far:
            told.append(f"No family comes close enough for: {', '.join(far)}. Read these with their curves.")
        else:
            told.append(f"In all {len(stages)} stages the best family is as close as chance explains.")
    told += [read.further_lead] if read.further_lead else []
    return "\n\n".join([" ".join(told), *([" ".join(read.remarks)] if read.remarks else [])])


def _fits(read: CalibrationReading) -> list[Section]:
    sections = []
    if len(read.curves):
        sections += [
            Section(
                "stages",
                "Stage times, observed and fitted",
                "Share of the parcels that take longer. Observed: Kaplan–Meier, which counts parcels still in the "
                "stage for as long as they were seen. Fits are by maximum likelihood over all of them.\n\n"
                "A stage time holds whatever lies between its two scans: queues of hubs and waits too. Where the "
                "second scan comes in "
                "waves, what is fitted is the time until the parcel was ready, known to lie between two waves; the "
                "curve shows it with the waves put back.",
                panels=survival_panels(read.curves),
            ),
            Section(
                "quantiles",
                "Quantile against quantile",
                "Each point: the hours within which the same share of the parcels is through, fitted and observed, 1 % "
                "to 99 %. On the dotted line they agree.",
                panels=quantile_panels(read.quantiles),
            ),
        ]
    if len(read.parameters):
        sections.append(
            Section(
                "parameters",
                "Parameters of the best families",
                "Times in hours, sigma of the logarithm. In brackets 90 % intervals from the curvature of the "
                "likelihood. Distance: the greatest between fit and observation, beside the one that chance explains.",
                table=_parameters(read.parameters[read.parameters["carrier"] == ALL]).drop(columns="carrier"),
                note="Whole: parcels seen through the stage. Open: still in it when last looked at.",
            )
        )
    if len(read.not_fitted):
        sections.append(Section("unfitted", "", "Stages without a fit:", table=read.not_fitted))
    return sections


def _by_carrier(read: CalibrationReading) -> list[Section]:
    own = read.parameters[read.parameters["carrier"] != ALL] if len(read.parameters) else read.parameters
    if not len(own):
        return []
    text = "As above, of each carrier with enough parcels for figures of its own."
    table = _parameters(own)
    return [Section("by-carrier", "Parameters by carrier", text, table=table, folded=f"All {len(table)} fits")]


def _parameters(parameters: pd.DataFrame) -> pd.DataFrame:
    """A row a stage and carrier, the best family's parameters in words."""
    told = []
    best = parameters[parameters["is_best"]]
    for (stage, carrier), rows in best.groupby(["stage", "carrier"], sort=False):
        each = [
            f"{row['parameter'].replace('_', ' ')} {numbers.number(row['value'])} "
            f"({numbers.number(row['low'])} to {numbers.number(row['high'])})"
            for row in records(rows)
        ]
        first = records(rows)[0]
        told.append(
            {
                "stage": stage,
                "carrier": carrier,
                "family": first["family"],
                "parameters": ", ".join(each),
                "distance": first["ks"],
                "by_chance": first["ks_tolerated"],
                "whole": first["n_whole"],
                "open": first["n_open"],
            }
        )
    return pd.DataFrame(told)


def _rates(read: CalibrationReading) -> list[Section]:
    sections = []
    if len(read.hours):
        sections.append(
            Section(
                "orders",
                "When orders come",
                "Over the whole days of the tables.",
                panels=profile_panels(read.hours, read.weekdays),
            )
        )
    if len(read.feeds):
        sections.append(
            Section(
                "feed",
                "The feed",
                "Minutes from a scan until it is published, and the share of the scans that are lost with its 90 % "
                "interval. An outage within the tables is in these figures.",
                table=read.feeds,
            )
        )
    if len(read.by_age):
        sections.append(
            Section(
                "contacts",
                "Who asks, and when",
                "First contacts of parcels not yet in hand, by the hours since the last scan their buyer could see.",
                panels=[waiting_panel(read.by_age)],
            )
        )
    if len(read.messages):
        sections.append(
            Section(
                "messages",
                "Contacts and complaints, waiting and in hand",
                f"All messages, not only the first. {read.complaining}\n\n"
                "In the model nobody writes with the parcel in hand: what is seen there is shown, and not written into "
                "the world.",
                panels=message_panels(read.messages),
            )
        )
    return sections


def _world(read: CalibrationReading) -> list[Section]:
    return [
        Section(
            "written",
            "What the world now says",
            "Each with its source in the world's file.",
            table=read.written,
            folded=f"All {len(read.written)} numbers",
        ),
        Section("kept", "What it keeps", "Not told by the tables, so as the world extended says.", table=read.kept),
    ]


def _tables(read: CalibrationReading) -> list[Section]:
    left_out = read.left_out if len(read.left_out) else None
    return [
        Section(
            "left-out",
            "Rows left out",
            "By the first reason that applies; lines are counted from the line of names, which is 1."
            if left_out is not None
            else "None: every row was used.",
            table=left_out,
        ),
        Section("columns", "How the tables were read", "Which column says what.", table=read.columns),
        Section(
            "milestones", "", "Which milestone each word stands for; a dash where nobody knows.", table=read.milestones
        ),
    ]
