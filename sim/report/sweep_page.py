"""What the analysis of a sweep adds to its page: sections of indices, tornado, thresholds, boxes, pairs of parameters.

Puts figures and words together; computes nothing that a method should.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.report import labels, numbers, sweep_boxes
from sim.report.figures import study_boxes, study_indices, study_threshold
from sim.report.panel import Panel
from sim.report.parameters import span_text, value_text
from sim.report.study_page import Section
from sim.report.sweep_answer import capital, first_measure, lead, leading_tippings, of_first, order_of

if TYPE_CHECKING:
    from sim.study.sensitivity import Findings, Tipping

__all__ = ["lead", "sections"]

TOO_FEW = "Too few points in every cell for a mean; the figure below has each of them."
MOST_CURVES = 6
MOST_AXES = 6


def sections(findings: "Findings", points: pd.DataFrame, values: pd.DataFrame) -> list[Section]:
    """The sections of a sweep's page that say what matters, where it tips and where it goes wrong.

    Args:
        findings: what `sim.study.sensitivity.analyse` found.
        points: point, a column per parameter and lever, scenario, policy.
        values: point, replication, measure, group, excess, unit.
    """
    if not findings.design.parameters:
        return []
    return [
        *_overview(findings),
        *_indices(findings),
        *_effects(findings),
        *_tornado(findings),
        *_thresholds(findings),
        *_boxes(findings, points),
        *_space(findings, points, values),
    ]


def _overview(findings: "Findings") -> Iterator[Section]:
    rows = findings.tornado
    if rows.empty or len(findings.design.parameters) < 2:
        return
    first = rows[rows["slice"] == findings.slices[0]]
    moving = set(first.loc[first["is_clear"], "parameter"])
    still = [title for name, title in findings.design.titles.items() if name not in moving]
    if not moving:
        nothing = "No parameter moves any measure clearly from its low to its high end; more points or pairs may tell."
        panel = Panel("overview", "", empty=nothing)
        yield Section("overview", "What moves what", panels=[panel], short="Overview")
        return
    yield Section(
        "overview",
        "What moves what",
        "Each measure from the low to the high end of each parameter, as a share of the measure's widest swing. "
        "Red: more excess at the high end; green: less. A blank cell cannot be told from zero."
        + (f" For {findings.slices[0]}." if findings.slices[0] else ""),
        study_indices.overview_figure(first, findings.design.titles),
        note=f"Nothing is moved clearly by {', '.join(still)}." if still else "",
        short="Overview",
    )


def _indices(findings: "Findings") -> Iterator[Section]:
    rows = of_first(findings, findings.indices)
    if rows.empty:
        return
    measure = labels.measure(first_measure(findings))
    luck = float(of_first(findings, findings.summary)["luck_share"].iloc[0])
    unknown = " One replication a point: the share of luck is not known." if np.isnan(luck) else ""
    yield Section(
        "indices",
        f"Shares of the variance: {measure.lower()}",
        "First index: the share of the variance that a parameter takes with it when it becomes known. Total index: the "
        "share that stays when all others are known. Far apart, it acts through others. Whiskers: 95 % intervals over "
        "points and replications. Pale: not clear of luck.",
        study_indices.indices_figure(rows, findings.design.titles, luck),
        caption="",
        legend=(study_indices.FIRST, study_indices.TOTAL),
        note=f"Estimates below zero or totals above one are the estimator's own noise.{unknown}",
        short="Indices",
    )
    pairs = of_first(findings, findings.pairs)
    clear = pairs[pairs["is_clear"]] if not pairs.empty else pairs
    if not clear.empty:
        named = clear.assign(
            parameter=clear["parameter"].map(findings.design.titles),
            **{"with": clear["with"].map(findings.design.titles)},
        )
        table = named.sort_values("s2", ascending=False)[["parameter", "with", "s2", "s2_low", "s2_high"]]
        yield Section("pairs", "", "Pairs that act together beyond what each does alone:", table=table)


def _effects(findings: "Findings") -> Iterator[Section]:
    rows = of_first(findings, findings.effects)
    if rows.empty:
        return
    measure = first_measure(findings)
    yield Section(
        "effects",
        f"Screening: {labels.measure(measure).lower()}",
        "Right: moves the excess. High up: how much depends on where the others stand; above the dotted line, more "
        "than it moves on average. Whiskers: 95 % intervals. Pale: not clear of luck.",
        study_indices.morris_figure(rows, findings.design.titles, str(rows["unit"].iloc[0])),
        short="Screening",
    )


def _tornado(findings: "Findings") -> Iterator[Section]:
    rows = findings.tornado
    if rows.empty or len(findings.design.parameters) < 2:
        return
    titles = findings.design.titles
    units = {name: findings.design.unit_of(name) for name in findings.design.names}
    rows = rows[rows["slice"] == findings.slices[0]]
    panels: list[Panel] = []
    for measure, part in rows.groupby("measure", sort=False):
        figure = study_indices.tornado_figure(part, titles, units)
        legend = (study_indices.LOW_END, study_indices.HIGH_END)
        height = int(figure.layout["height"])
        size = "wide" if not panels else "half"
        panels.append(Panel(f"tornado-{measure}", labels.measure(str(measure)), "", figure, height, legend, size=size))
    first = rows[rows["measure"] == first_measure(findings)]
    table = pd.DataFrame(
        {
            "parameter": first["parameter"].map(titles),
            "low end": _spans(first, "low", units),
            "at_low": first["at_low"],
            "high end": _spans(first, "high", units),
            "at_high": first["at_high"],
            "swing": first["swing"],
            "swing_low": first["swing_low"],
            "swing_high": first["swing_high"],
            "unit": first["unit"],
        }
    )
    yield Section(
        "tornado",
        "From end to end",
        "Mean excess over the counterfactual at both ends of each parameter, the others as they come; the line is the "
        "mean over all points. Whiskers: 95 % intervals over points and replications. Pale: not clear of zero.",
        table=table,
        panels=panels,
        short="Tornado",
    )


def _thresholds(findings: "Findings") -> Iterator[Section]:
    curves = leading_tippings(findings)[:MOST_CURVES]
    if not curves:
        return
    titles = findings.design.titles
    size = "wide" if len(curves) == 1 else "half"
    panels = [
        Panel(
            f"tips-{place}",
            " against ".join(labels.entity(name) for name in (each.what, each.against) if name),
            capital(f"{titles[each.found.parameter]}: {study_threshold.tipping_text(each)}"),
            figure := study_threshold.threshold_figure(each, titles[each.found.parameter]),
            int(figure.layout["height"]),
            (study_threshold.MEAN, study_threshold.MONOTONE),
            size=size,
        )
        for place, each in enumerate(curves)
    ]
    shown = [each for each in findings.tippings if each.found.is_clear]
    rest = len(findings.tippings) - len(shown)
    yield Section(
        "thresholds",
        f"Where it tips: {labels.measure(first_measure(findings)).lower()}",
        "The mean along one parameter, on average over all others, and where it changes sides. A value lies in the "
        "interval if the data do not refuse that the difference is zero there.",
        table=pd.DataFrame([_tipping_row(each, titles) for each in shown]) if shown else None,
        panels=panels,
        note="Where no limit was given, it is the excess that a quarter of the points pass. "
        + (f"Listed is what clearly tips within the range; {rest} other differences do not." if rest else ""),
        short="Thresholds",
    )


def _boxes(findings: "Findings", points: pd.DataFrame) -> Iterator[Section]:
    told = [found for found in findings.discoveries if found.boxes]
    if not told:
        return
    for place, found in enumerate(told):
        heading = "" if place else "Where it goes wrong"
        yield sweep_boxes.box_section(findings.design, found, points, heading=heading)


def _space(findings: "Findings", points: pd.DataFrame, values: pd.DataFrame) -> Iterator[Section]:
    order = order_of(findings)
    if len(order) < 2:
        return
    measure = first_measure(findings)
    mine = values[(values["measure"] == measure) & (values["group"] == "total")]
    excess = mine.groupby("point")["excess"].mean()
    table = points.set_index("point").join(excess, how="inner").dropna(subset=["excess"])
    design = findings.design
    x, y = order[:2]
    heat = study_threshold.heatmap_figure(
        table[x].to_numpy(dtype=np.float64),
        table[y].to_numpy(dtype=np.float64),
        table["excess"].to_numpy(dtype=np.float64),
        (design.titles[x], design.titles[y]),
        (design.unit_of(x), design.unit_of(y)),
        measure,
        str(mine["unit"].iloc[0]),
    )
    units = {name: design.unit_of(name) for name in order}
    title = labels.measure(measure)
    lines = study_boxes.parallel_figure(table[order[:MOST_AXES]], table["excess"], design.titles, units, title)
    yield Section(
        "space",
        f"All points: {title.lower()}",
        "The mean excess over the two parameters that it answers to most, and every point as a line. Drag along an "
        "axis to keep only the lines that pass there.",
        panels=[
            Panel("heatmap", "Two parameters", figure=heat, height=study_threshold.HEAT_PX, empty=TOO_FEW),
            Panel("parallel", "Every point", "", lines, int(lines.layout["height"])),
        ],
        short="Points",
    )


def _tipping_row(each: "Tipping", titles: dict[str, str]) -> dict[str, object]:
    ends = [each.found.low, each.found.high]
    return {
        "measure": each.measure,
        "what": labels.entity(each.what) if each.what else "excess",
        "against": labels.entity(each.against) if each.against else "limit",
        "limit": "" if each.against else numbers.amount(each.limit, each.unit),
        "along": titles[each.found.parameter],
        "tips at": value_text(each.found.at, each.parameter_unit) if np.isfinite(each.found.at) else each.found.verdict,
        "95 % interval": study_threshold.interval_text(ends[0], ends[1], each.parameter_unit),
    }


def _spans(rows: pd.DataFrame, end: str, units: dict[str, str]) -> list[str]:
    ends = zip(rows["parameter"], rows[f"{end}_from"], rows[f"{end}_to"], strict=True)
    return [span_text(float(low), float(high), units[str(name)]) for name, low, high in ends]
