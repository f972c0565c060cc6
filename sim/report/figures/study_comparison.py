"""Scenarios against each other: excesses side by side, differences as a forest, ranks as heat."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.report import labels, numbers, theme
from sim.report.figure import Figure
from sim.report.figures.study_whiskers import Whisker, broken, forest, forest_panel
from sim.report.panel import Panel, plain_text
from sim.report.records import records

HEADLINES = (
    "contacts",
    "complaints",
    "petitions",
    "dark_hours",
    "dark_parcels_peak",
    "parcels_late",
    "orders_lost",
    "merchants_never_back",
    "hub_backlog_peak",
    "support_wait_p90_min",
    "time_to_recover_h",
    "total_cost_cny",
)
RANK_ROW_PX = 34
ROW_LETTERS, COLUMN_LETTERS = 24, 13
CLEAR, UNCLEAR = theme.OUTAGE, theme.BASELINE


def excess_panels(impacts: pd.DataFrame) -> list[Panel]:
    """Excess of every scenario over its own counterfactual, one small panel a headline measure."""
    totals = impacts[impacts["group"] == "total"]
    names = list(dict.fromkeys(totals["variant"]))
    colour = theme.line_colours(names)
    panels = []
    for measure in _headlines(totals["measure"]):
        of_measure = totals[totals["measure"] == measure]
        rows = [
            Whisker(plain_text(row["variant"]), row["excess"], row["ci_low"], row["ci_high"], colour[row["variant"]])
            for row in records(of_measure)
        ]
        unit = str(of_measure["unit"].iloc[0])
        panels.append(forest_panel(f"excess-{measure}", measure, unit, rows, "excess over the counterfactual", "small"))
    return panels


def difference_panels(differences: pd.DataFrame) -> list[Panel]:
    """Difference of every pair, one panel a headline measure: thick the 95 % interval, thin the adjusted one."""
    panels = []
    for measure in _headlines(differences["measure"]):
        of_measure = differences[differences["measure"] == measure]
        rows = []
        for row in records(of_measure):
            is_clear = row["adjusted_low"] > 0 or row["adjusted_high"] < 0
            rows.append(
                Whisker(
                    f"{plain_text(row['b'])}<br>less {plain_text(row['a'])}",
                    row["difference"],
                    row["ci_low"],
                    row["ci_high"],
                    CLEAR if is_clear else UNCLEAR,
                    row["adjusted_low"],
                    row["adjusted_high"],
                )
            )
        unit = str(of_measure["unit"].iloc[0])
        panels.append(forest_panel(f"difference-{measure}", measure, unit, rows, "difference", "half"))
    return panels


def relative_panel(name: str, differences: pd.DataFrame) -> Panel:
    """Differences of one pair, each over the excess of its first, so that measures of all units share one axis.

    Args:
        name: of the panel.
        differences: a row a measure, `relative` with its interval; NaN = its first excess is not clear of zero.
    """
    title = "Change of the base's excess"
    rows = []
    for row in records(differences[differences["relative"].notna()]):
        is_clear = row["relative_low"] > 0 or row["relative_high"] < 0
        ends = (100 * row["relative"], 100 * row["relative_low"], 100 * row["relative_high"])
        rows.append(Whisker(broken(labels.measure(row["measure"]), ROW_LETTERS), *ends, CLEAR if is_clear else UNCLEAR))
    if not rows:
        return Panel(name, title, empty="No excess of the base run is clear of zero; the table has the differences.")
    caption = "Coloured where the interval excludes zero; measures whose base excess is not clear of zero are left out."
    figure = forest(rows, "% of the base's excess", "%")
    return Panel(name, title, caption, figure, int(figure.layout["height"]))


def rank_heat(ranks: pd.DataFrame) -> Figure | None:
    """Probability of being best by measure and scenario, the rank written in each cell; None where all are equal."""
    differ = ranks.groupby("measure")["excess"].nunique()
    measures = [name for name in dict.fromkeys(ranks["measure"]) if differ[name] > 1]
    if not measures:
        return None
    scenarios = list(dict.fromkeys(ranks["scenario"]))
    best = ranks.pivot(index="measure", columns="scenario", values="p_best").loc[measures, scenarios]
    rank = ranks.pivot(index="measure", columns="scenario", values="rank").loc[measures, scenarios]
    shares = best.to_numpy(dtype=np.float64)
    texts = [
        [f"{int(place)}. · {numbers.share(chance)}" for place, chance in zip(places, chances, strict=True)]
        for places, chances in zip(rank.to_numpy(), shares, strict=True)
    ]
    layout = {
        "height": 90 + RANK_ROW_PX * len(measures),
        "hovermode": "closest",
        "margin": {"l": 46, "r": 14, "t": 56, "b": 14},
        "xaxis": {"side": "top", "showgrid": False, "type": "category", "tickangle": 0},
        "yaxis": {"autorange": "reversed", "showgrid": False, "type": "category"},
    }
    figure = Figure(layout=layout)
    figure.draw(
        "heatmap",
        x=[broken(name.replace("_", "_ "), COLUMN_LETTERS).replace("_ ", "_") for name in scenarios],
        y=[broken(labels.measure(name), ROW_LETTERS) for name in measures],
        z=shares.tolist(),  # the house packs arrays of one dimension only
        zmin=0.0,
        zmax=1.0,
        colorscale=[[0.0, theme.faint(theme.GAIN, "00")], [1.0, theme.faint(theme.GAIN, "B0")]],
        showscale=False,
        text=texts,
        texttemplate="%{text}",
        textfont={"size": 11},
        xgap=2,
        ygap=2,
        hovertemplate="%{y}<br>%{x}: rank and probability of being best %{text}<extra></extra>",
    )
    return figure


def _headlines(measures: Iterable[str]) -> list[str]:
    there = set(measures)
    return [name for name in HEADLINES if name in there]
