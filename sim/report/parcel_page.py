"""The page of one parcel's story, and the page of a replication's typical ones."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.parcel_lanes import Shade
from sim.report.parcel_story import (
    HOW_TO_READ,
    ONE_PARCEL,
    Stories,
    Told,
    lanes_panel,
    peak_in_words,
)
from sim.report.parcel_words import milestone
from sim.report.partings import partings_in_words
from sim.report.study_page import Section, write_study_page
from sim.report.wall_clock import WallClock

KINDS = (
    "A kind holds the watched parcels to which only the acts did this: in the counterfactual it did not happen to them."
)


def write_parcel_page(
    path: Path,
    told: Told,
    *,
    title: str,
    kind: str,
    lead: str,
    clock: WallClock,
    outages: Sequence[Shade],
    horizon_h: float,
    provenance: Mapping[str, str],
) -> None:
    """Write the page of one parcel.

    Args:
        path: of the page.
        told: the story.
        title, kind, lead, provenance: as `write_study_page`.
        clock, outages, horizon_h: as `lanes`.

    Raises:
        OSError: the file cannot be written.
    """
    sections = [
        lanes_section(told, clock, outages, horizon_h, with_text=False),
        Section(
            "consequences",
            "What became of it",
            ONE_PARCEL,
            table=told.consequences,
            note=f"{numbers.NOTHING} = not by the end of the run.",
            short="Consequences",
        ),
        Section(
            "events",
            "All that happened",
            f"Both arms side by side: when each step happened and when it was shown. Clock times {clock.zone}.",
            table=side_by_side(told.rows, clock),
        ),
    ]
    write_study_page(path, title=title, kind=kind, lead=lead, sections=sections, provenance=provenance)


def write_cases_page(
    path: Path,
    stories: Stories,
    *,
    title: str,
    kind: str,
    lead: str,
    clock: WallClock,
    horizon_h: float,
    provenance: Mapping[str, str],
) -> None:
    """Write the page of a replication's typical cases.

    Args:
        path: of the page.
        stories: one a case, and who was under way at the peak.
        title, kind, lead, provenance: as `write_study_page`.
        clock, horizon_h: as `lanes`.

    Raises:
        OSError: the file cannot be written.
    """
    sections = [
        Section("cases", "The kinds", KINDS, table=stories.cases, note=f"{HOW_TO_READ} {ONE_PARCEL}"),
        *(lanes_section(told, clock, stories.outages, horizon_h) for told in stories.told),
    ]
    if stories.peak_h is not None:
        text = peak_in_words(stories.peak_h, clock)
        sections.append(Section("peak", "Under way at the peak", text, table=stories.under_way, short="Peak"))
    write_study_page(path, title=title, kind=kind, lead=lead, sections=sections, provenance=provenance)


def lanes_section(
    told: Told, clock: WallClock, outages: Sequence[Shade], horizon_h: float, *, with_text: bool = True
) -> Section:
    """The lanes of one parcel as a section of a study's page; arguments as `lanes`."""
    panel = lanes_panel(told, clock, outages, horizon_h)
    return Section(
        panel.name,
        told.heading,
        "\n\n".join([told.about, *partings_in_words(told.partings, clock)]) if with_text else "",
        panels=[panel],
        short=told.name.replace("-", " ").capitalize() if with_text else "Lanes",
        note="" if with_text else HOW_TO_READ,
    )


def side_by_side(rows: Mapping[str, pd.DataFrame], clock: WallClock) -> pd.DataFrame:
    """A parcel's events, those of both arms in one line where they are the same step."""
    lines: dict[tuple[str, int], dict[str, Any]] = {}
    for arm, told in rows.items():
        repeats: dict[tuple[str, int], int] = {}
        for event in told.to_dict("records"):
            key = (event["milestone"], event["seq"])
            number = repeats[key] = repeats.get(key, 0) + 1
            name = (event["milestone"], event["seq"] if event["seq"] >= 0 else -number)
            line = lines.setdefault(name, {"at": event["event_time"], "what": milestone(event["milestone"])})
            line["at"] = min(line["at"], event["event_time"])
            line[f"{arm}_happened"] = clock.words(event["event_time"])
            if event["kind"] == "scan":
                is_shown = event["record_time"] == event["record_time"]
                line[f"{arm}_shown"] = clock.words(event["record_time"]) if is_shown else "not in the run"
            line[f"{arm}_carrier"] = labels.entity(event["carrier"])
            if event["outage"]:
                line["outage"] = f"{event['outage']}: {event['way']}"
    columns = {
        "what": "what",
        "baseline_happened": "without: happened",
        "baseline_shown": "without: shown",
        "outage_happened": "as it happened",
        "outage_shown": "and shown",
        "carrier": "carrier",
        "outage": "hit by",
    }
    ordered = sorted(lines.values(), key=lambda line: float(line["at"]))
    for line in ordered:
        carriers = dict.fromkeys(line[name] for name in ("baseline_carrier", "outage_carrier") if name in line)
        line["carrier"] = ", as it happened ".join(carriers)
    frame = pd.DataFrame(ordered, columns=list(columns)).fillna(numbers.NOTHING)
    return frame.rename(columns=columns)
