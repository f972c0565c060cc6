"""The page of one more look at a sweep: boxes of one measure, and where each parameter takes it past the limit."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.report import labels, numbers
from sim.report.figures import study_threshold
from sim.report.panel import Panel
from sim.report.parameters import value_text
from sim.report.study_page import Section, write_study_page
from sim.report.sweep_answer import box_text, capital, case_text
from sim.report.sweep_boxes import box_section

if TYPE_CHECKING:
    from sim.study.sensitivity.look import Look

MOST_CURVES = 8


def write_discovery_page(look: "Look", path: Path) -> None:
    """Write the page of a look at a sweep; equal looks give equal bytes.

    Raises:
        OSError: the file cannot be written there.
    """
    found, told = look.found, look.sweep.told
    folder = shlex.quote(look.sweep.folder.path.as_posix())
    write_study_page(
        path,
        title=capital(case_text(found)),
        kind=f"Scenario discovery in the sweep {told.get('title') or told['sweep']}",
        lead=lead(look),
        sections=list(_sections(look)),
        provenance={
            "command": f"outage-sim discover {folder} --measure {found.measure} --{look.side} {found.limit:g}",
            "sweep": str(told["sweep_id"]),
            "seed": str(told["seed"]),
            "version": str(told["version"]),
        },
    )


def lead(look: "Look") -> str:
    """The answer: how often, where, how sure."""
    found = look.found
    share = numbers.share(found.cases / found.points) if found.points else numbers.NOTHING
    told = [f"{capital(case_text(found))}: in {found.cases} of {found.points} points ({share})."]
    for place, box in enumerate(found.boxes):
        mean, low, high = box.density_elsewhere
        sure = f"; at new points {numbers.share(mean)} ({numbers.share(low)} to {numbers.share(high)})"
        told.append(
            f"{'Mostly' if place == 0 else 'Then'} where {box_text(found, place, look.sweep.design)}: "
            f"{numbers.share(box.coverage)} of them lie there, and {numbers.share(box.density)} of what lies there is "
            f"one{sure if np.isfinite(mean) else ''}."
        )
    if not found.boxes:
        told.append(_why_no_box(look))
    if found.failed:
        told.append(f"{found.failed} points failed and are left out.")
    return "\n\n".join(told)


def _why_no_box(look: "Look") -> str:
    found = look.found
    if found.cases == found.points:
        return "Every point is one: no part of the space stands out."
    if found.cases == 0:
        return "No point is one: nothing to look for."
    return "No part of the space holds clearly more of them than another, or there are too few to say."


def _sections(look: "Look") -> Iterator[Section]:
    design = look.sweep.design
    if look.found.boxes:
        yield box_section(design, look.found, look.sweep.points, heading="Where")
    titles = design.titles
    order = sorted(look.tippings, key=lambda each: not each.found.is_clear)
    if not order:
        return
    panels = []
    for place, each in enumerate(order[:MOST_CURVES]):
        figure = study_threshold.threshold_figure(each, titles[each.found.parameter])
        panels.append(
            Panel(
                f"tips-{place}",
                capital(titles[each.found.parameter]) + (f", {each.what}" if each.what else ""),
                study_threshold.tipping_text(each),
                figure,
                int(figure.layout["height"]),
                (study_threshold.MEAN, study_threshold.MONOTONE),
                size="wide" if len(order) == 1 else "half",
            )
        )
    yield Section(
        "thresholds",
        f"Along each parameter: {labels.measure(look.found.measure).lower()}",
        "The mean excess along one parameter, on average over all others, and where it passes the limit. A value lies "
        "in the interval if the data do not refuse that the mean is at the limit there.",
        panels=panels,
        table=pd.DataFrame(
            [
                {
                    "along": titles[each.found.parameter],
                    "where": each.what or "all points",
                    "passes at": value_text(each.found.at, each.parameter_unit)
                    if np.isfinite(each.found.at)
                    else each.found.verdict,
                    "95 % interval": study_threshold.interval_text(
                        each.found.low, each.found.high, each.parameter_unit
                    ),
                }
                for each in order
            ]
        ),
        short="Thresholds",
    )
