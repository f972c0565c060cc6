"""Boxes of a sweep on its page: their limits as figures, and how sure each is as a table. Seeks no box."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.report.figures import study_boxes
from sim.report.panel import Panel
from sim.report.parameters import limit_text, value_text
from sim.report.study_page import Section
from sim.report.sweep_answer import box_text, capital, case_text

if TYPE_CHECKING:
    from sim.study.sensitivity import Design, Discovery, FoundBox, FoundLimit

NOTE = (
    "Stability: share of bootstrap resamples (points and replications) whose box has the limit. Quasi-p: how likely "
    "chance alone would make the box as dense without it. What lies outside a box is not safe, only less often a case."
)


def box_section(design: "Design", found: "Discovery", points: pd.DataFrame, *, heading: str) -> Section:
    """The boxes of one measure: figures of their limits, and a table with how sure each limit is."""
    titles = design.titles
    numeric = [str(name) for name in points.columns if pd.api.types.is_numeric_dtype(points[name])]
    ranges = {name: (float(points[name].min()), float(points[name].max())) for name in numeric}
    parameters = {each.name: each for each in design.parameters}
    panels, rows = [], []
    for place, box in enumerate(found.boxes):
        figure = study_boxes.box_figure(box, parameters, titles, ranges)
        panels.append(
            Panel(
                f"box-{found.measure}-{place + 1}",
                f"Box {place + 1}: {box_text(found, place, design)}",
                _worth(box),
                figure,
                int(figure.layout["height"]),
                (study_boxes.INSIDE, study_boxes.RANGE),
                size="wide" if len(found.boxes) == 1 else "half",
            )
        )
        rows += [_row(place, each, titles) for each in box.limits]
    return Section(
        f"boxes-{found.measure}",
        heading,
        f"{capital(case_text(found))}: {found.cases} of {found.points} points. Coverage: share of those cases that "
        "lie in the box; density: share of the box that is such a case.",
        table=pd.DataFrame(rows),
        panels=panels,
        note=NOTE if heading else "",
        short="Boxes",
    )


def _row(place: int, each: "FoundLimit", titles: dict[str, str]) -> dict[str, object]:
    name, side, value = each.limit
    ends = (value_text(end, each.unit) for end in (each.low, each.high))
    return {
        "box": place + 1,
        "limit": limit_text(titles.get(name, name), side, value, each.unit),
        "95 % interval": "" if np.isnan(each.low) else " to ".join(ends),
        "stability": f"{each.stability:.0%}",
        "quasi-p": f"{each.quasi_p:.2g}",
    }


def _worth(box: "FoundBox") -> str:
    mean, low, high = box.density_elsewhere
    again = ""
    if np.isfinite(mean):
        again = f" At points it was not sought with: density {mean:.0%} ({low:.0%} to {high:.0%})."
    return f"Coverage {box.coverage:.0%}, density {box.density:.0%}, {box.points} points.{again}"
