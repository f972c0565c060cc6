"""Accounts against each other: a matrix of findings, who shut what when, the facts that tell them apart."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from sim.report import labels, numbers, theme
from sim.report.figure import Figure, bars_layout
from sim.report.figures.study_whiskers import broken
from sim.report.panel import plain_text
from sim.report.records import records

LETTERS = 18
ROW_PX = 34
SIGNS = {"falls": -1.0, "nothing": 0.0, "unclear": 0.0, "rises": 1.0}
MOST_FACTS = 12
CERTAIN_AT = 1.15
"""Where a fact that luck cannot blur is drawn: beyond the largest distance that has a number."""


def matrix(findings: pd.DataFrame) -> Figure:
    """Measures by accounts: red rises, green falls, plain where unclear or nothing; the excess in each cell."""
    measures = list(dict.fromkeys(findings["measure"]))
    accounts = list(dict.fromkeys(findings["account"]))
    at = {(row["measure"], row["account"]): row for row in records(findings)}
    signs = [[SIGNS[at[measure, account]["sign"]] for account in accounts] for measure in measures]
    texts = [[_cell(at[measure, account]) for account in accounts] for measure in measures]
    layout = {
        "height": 100 + ROW_PX * len(measures),
        "hovermode": "closest",
        "margin": {"l": 46, "r": 14, "t": 56, "b": 14},
        "xaxis": {"side": "top", "showgrid": False, "type": "category", "tickangle": 0},
        "yaxis": {"autorange": "reversed", "showgrid": False, "type": "category"},
    }
    figure = Figure(layout=layout)
    figure.draw(
        "heatmap",
        x=[broken(name.replace("_", "_ "), 13).replace("_ ", "_") for name in accounts],
        y=[broken(labels.measure(name), LETTERS) for name in measures],
        z=signs,
        zmin=-1.0,
        zmax=1.0,
        colorscale=[[0.0, theme.faint(theme.GAIN, "90")], [0.5, theme.faint(theme.BASELINE, "18")],
                    [1.0, theme.faint(theme.OUTAGE, "90")]],
        showscale=False,
        text=texts,
        texttemplate="%{text}",
        textfont={"size": 11},
        xgap=2,
        ygap=2,
        hovertemplate="%{y}<br>%{x}: %{text}<extra></extra>",
    )  # fmt: skip
    return figure


def shut_when(timeline: pd.DataFrame, clock: Mapping[str, datetime]) -> Figure:
    """One row an account: a mark where each outage began, named by who is said to have done it."""
    accounts = list(dict.fromkeys(timeline["account"]))
    parties = list(dict.fromkeys(timeline["by"]))
    colours = theme.party_colours(parties, {})
    layout = bars_layout(80 + 64 * len(accounts), "hours since the first link was closed")
    layout["yaxis"] |= {
        "tickmode": "array",
        "tickvals": list(range(len(accounts))),
        "ticktext": [broken(name.replace("_", "_ "), 13).replace("_ ", "_") for name in accounts],
        "range": [len(accounts) - 0.4, -0.8],
        "zeroline": False,
    }
    first = float(timeline["began_at"].min())
    last = float(timeline["began_at"].max())
    span = max(1.0, last - first)
    layout["xaxis"] |= {"tickformat": "~g", "zeroline": False, "range": [-0.12 * span, 1.45 * span]}
    figure = Figure(layout=layout)
    for row in records(timeline):
        when = clock_words(clock[row["account"]], row["began_at"])
        by = labels.entity(row["by"])
        figure.draw(
            "scatter",
            x=[row["began_at"] - first],
            y=[accounts.index(row["account"])],
            mode="markers+text",
            marker={"size": 13, "color": colours[row["by"]]},
            text=[f"{plain_text(by)}: {plain_text(labels.entity(row['link']))}"],
            textposition="top right" if row["began_at"] == first else "top center",
            textfont={"size": 11},
            hovertext=[plain_text(f"{when}: {row['name']} by {by}. {row['because']}")],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    return figure


def fact_bars(facts: pd.DataFrame) -> Figure | None:
    """Distance of the accounts in each observable total, in half-widths of its interval; None where there is none."""
    totals = facts[(facts["group"] == "total") & facts["distance"].notna()].head(MOST_FACTS)
    if totals.empty:
        return None
    known = totals["distance"].to_numpy(dtype=np.float64)
    finite = known[np.isfinite(known)]
    end = CERTAIN_AT * float(finite.max()) if finite.size else 1.0
    layout = bars_layout(70 + 46 * len(totals), "difference over its half-width")
    layout["yaxis"]["autorange"] = "reversed"
    layout["xaxis"] |= {"tickformat": "~g", "range": [0.0, max(1.25 * end, 2.0)]}
    figure = Figure(layout=layout)
    figure.draw(
        "bar",
        orientation="h",
        x=[value if np.isfinite(value) else end for value in known],
        y=[_pair(row) for row in records(totals)],
        marker={"color": [theme.TRUTH if value > 1 else theme.BASELINE for value in known]},
        width=0.6,
        text=["luck cannot blur it" if not np.isfinite(value) else "" for value in known],
        hovertext=[_fact(row) for row in records(totals)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    line = {"color": theme.BASELINE, "width": 1.5, "dash": "dot"}
    shape = {"type": "line", "xref": "x", "yref": "paper", "x0": 1, "x1": 1, "y0": 0, "y1": 1, "line": line}
    figure.layout["shapes"] = [shape]
    return figure


def clock_words(start: datetime, hour: float) -> str:
    """An hour since start as a clock time, such as `1 June 10:00`."""
    when = start + timedelta(hours=float(hour))
    return f"{when.day} {when:%B %H:%M}"


def _cell(row: Mapping[str, object]) -> str:
    excess = numbers.change(float(str(row["excess"])), str(row["unit"]))
    return excess if row["sign"] != "unclear" else f"({excess})"


def _pair(row: Mapping[str, str]) -> str:
    measure = broken(labels.measure(row["measure"]), LETTERS)
    return f"{measure}<br><i>{plain_text(row['b'])} − {plain_text(row['a'])}</i>"


def _fact(row: Mapping[str, object]) -> str:
    unit = str(row["unit"])
    a, b = (numbers.amount(float(str(row[name])), unit) for name in ("in_a", "in_b"))
    return plain_text(f"{row['a']}: {a}; {row['b']}: {b}")
