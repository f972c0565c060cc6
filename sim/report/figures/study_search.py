"""Policies by cost and harm, and what each leaves to be regretted in each world.

Reads a search's frames. Knows no lever.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.report import numbers, theme
from sim.report.figure import Figure, bars_layout
from sim.report.figures.study_whiskers import broken
from sim.report.panel import LegendEntry, plain_text

FRONT_PX = 460
CELL_PX = 34
FRAME_PX = 102
WORLD_LETTERS = 9
LONGEST = 64
GROUPS = {
    "beaten": LegendEntry("beaten", "another is better in both", theme.BASELINE, "dot"),
    "front": LegendEntry("front", "none is better in both", theme.TRUTH, "dot"),
    "nothing": LegendEntry("nothing", "no lever used", theme.SHADE, "dot"),
    "safest": LegendEntry("safest", "least regret in the worst world", theme.GAIN, "dot"),
    "recommended": LegendEntry("recommended", "recommended: least loss on average", theme.OUTAGE, "dot"),
}


def front_figure(trials: pd.DataFrame, groups: pd.Series, cost_title: str, harm_title: str) -> Figure:
    """Every policy at its cost and harm; those of interest with their 95 % intervals, the front joined by a line.

    Args:
        trials: policy, cost, harm, each with …_low and …_high, is_on_front.
        groups: of each row, a key of `GROUPS`.
        cost_title, harm_title: of the axes.
    """
    layout = bars_layout(FRONT_PX, cost_title, margin={"l": 64, "r": 20, "t": 12, "b": 46})
    layout["yaxis"] = {"title": {"text": harm_title}, "nticks": 7}
    figure = Figure(layout=layout)
    front = trials[trials["is_on_front"]].sort_values("cost")
    figure.draw(
        "scatter",
        x=front["cost"].to_numpy(np.float64),
        y=front["harm"].to_numpy(np.float64),
        mode="lines",
        line={"color": theme.TRUTH, "width": 1.2, "shape": "hv", "dash": "dot"},
        legendgroup="front",
        hoverinfo="skip",
    )
    for key, entry in GROUPS.items():
        rows = trials[groups == key]
        if rows.empty:
            continue
        is_shown = key != "beaten"
        figure.draw(
            "scatter",
            x=rows["cost"].to_numpy(np.float64),
            y=rows["harm"].to_numpy(np.float64),
            mode="markers",
            legendgroup=key,
            marker={"color": entry.colour, "size": 9 if is_shown else 6, "opacity": 1.0 if is_shown else 0.45},
            error_x=_whiskers(rows, "cost", entry.colour) if is_shown else None,
            error_y=_whiskers(rows, "harm", entry.colour) if is_shown else None,
            customdata=[_told(row) for row in rows.to_dict("records")],
            hovertemplate="%{customdata}<extra></extra>",
        )
    shown = trials[(groups != "beaten")]
    for axis, name in (("xaxis", "cost"), ("yaxis", "harm")):
        layout[axis]["range"] = _room(shown[[name, f"{name}_low", f"{name}_high"]], trials[name])
    return figure


def regret_figure(worlds: pd.DataFrame, order: list[str], short: dict[str, str]) -> Figure:
    """Regret of policies by world, CNY, as heat; the last column is the worst.

    Args:
        worlds: policy, world, regret.
        order: policies from top to bottom.
        short: what each is called beside its row.
    """
    table = worlds.pivot(index="policy", columns="world", values="regret")
    table = table.loc[order, list(dict.fromkeys(worlds["world"]))]
    table["worst"] = table.max(axis=1)
    layout = bars_layout(FRAME_PX + CELL_PX * len(order), "", margin={"l": 40, "r": 10, "t": 46, "b": 10})
    layout["xaxis"] = {"side": "top", "showgrid": False, "type": "category", "tickangle": 0}
    layout["yaxis"] = {"autorange": "reversed", "showgrid": False, "type": "category"}
    figure = Figure(layout=layout)
    regret = table.to_numpy(np.float64)
    most = float(regret.max()) or 1.0
    figure.draw(
        "heatmap",
        x=[broken(str(name), WORLD_LETTERS) for name in table.columns],
        y=[plain_text(short[name]) for name in order],
        z=regret.tolist(),  # rows of a table: typed arrays are flat
        zmin=0.0,
        zmax=most,
        colorscale=[[0.0, theme.GAIN], [0.5, theme.SHADE], [1.0, theme.OUTAGE]],
        opacity=0.8,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[numbers.number(value) for value in row] for row in regret],
        texttemplate="%{text}",
        customdata=[[plain_text(cut(name))] * table.shape[1] for name in order],
        hovertemplate="%{customdata}<br>%{x}: %{text} CNY<extra></extra>",
    )
    return figure


def height_of(policies: int) -> int:
    """Height in px of a heatmap of so many policies."""
    return FRAME_PX + CELL_PX * policies


def cut(text: str) -> str:
    """A long name in lines, as a box beside the pointer shows it."""
    lines: list[str] = []
    for part in text.split("; "):
        if lines and len(lines[-1]) + len(part) + 2 <= LONGEST:
            lines[-1] += f"; {part}"
        else:
            lines.append(part)
    return "\n".join(lines)


def _told(row: Mapping[Any, Any]) -> str:
    name = plain_text(cut(str(row["policy"]))).replace("\n", "<br>")
    return (
        f"{name}<br>cost {_figure(row, 'cost')} CNY<br>harm {_figure(row, 'harm')}"
        f"<br>worst regret {numbers.number(row['worst_regret'])} CNY"
    )


def _figure(row: Mapping[Any, Any], name: str) -> str:
    value, low, high = (float(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    between = numbers.interval(low, high, "")
    return f"{numbers.change(value, '')} ({between})" if between else numbers.change(value, "")


def _whiskers(rows: pd.DataFrame, name: str, colour: str) -> dict[str, object] | None:
    half = (rows[f"{name}_high"] - rows[name]).to_numpy(np.float64)
    if not np.isfinite(half).any():
        return None
    return {
        "type": "data",
        "array": np.nan_to_num(half),
        "thickness": 0.8,
        "width": 2,
        "color": theme.faint(colour, "70"),
    }


def _room(shown: pd.DataFrame, points: pd.Series) -> list[float]:
    """Ends of an axis: all points, and whiskers as far as they do not squeeze the points flat."""
    low, high = float(points.min()), float(points.max())
    span = (high - low) or max(1.0, abs(high))
    ends = shown.to_numpy(np.float64)
    ends = ends[np.isfinite(ends)]
    return [max(min(low, float(ends.min())), low - 0.5 * span) - 0.04 * span,
            min(max(high, float(ends.max())), high + 0.5 * span) + 0.04 * span]  # fmt: skip
