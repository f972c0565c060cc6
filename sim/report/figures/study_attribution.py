"""Parts of an excess: as steps from nothing to the whole, or as bars that need not add up.

Reads frames with columns name, value, ci_low, ci_high. Knows no act and no mechanism.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.report import numbers, theme
from sim.report.figure import Figure, bars_layout
from sim.report.figures.study_whiskers import broken
from sim.report.panel import plain_text

BAR_PX = 30
FRAME_PX = 62
LETTERS = 22
"""Of a name, in a line: on a narrow screen the bars need the room."""
WHOLE = "Excess, all together"
REMAINDER = "Remainder:<br>they interact"
UNITS = {"h": "Hours", "min": "Minutes", "share": "Share", "": "Value"}


def waterfall(parts: pd.DataFrame, excess: pd.Series, unit: str, titles: Mapping[str, str]) -> Figure:
    """Steps from zero to the excess, one a part in the order given, with its interval at the step's end.

    Args:
        parts: name, value, ci_low, ci_high; they add up to the excess.
        excess: value, ci_low, ci_high of the whole.
        unit: of the values.
        titles: of the parts by name.
    """
    values = np.nan_to_num(parts["value"].to_numpy(np.float64))
    bases = np.concatenate([[0.0], np.cumsum(values)[:-1]])
    names = [broken(titles.get(name, name), LETTERS) for name in parts["name"]]
    figure = _rows([*names, WHOLE], _axis_title(unit))
    figure.draw(
        "bar",
        orientation="h",
        y=names,
        x=values,
        base=bases,
        marker={"color": [theme.OUTAGE if value > 0 else theme.GAIN for value in values], "line": {"width": 0}},
        error_x=_whiskers(parts),
        customdata=_told(parts, unit),
        hovertemplate="%{customdata}<extra></extra>",
    )
    _whole(figure, excess, unit)
    steps = parts[["value", "ci_low", "ci_high"]].to_numpy(np.float64) + bases[:, None]
    ends = np.concatenate([bases, steps.ravel(), [0.0, excess["value"], excess["ci_low"], excess["ci_high"]]])
    _write_values(figure, [*names, WHOLE], [*_ends(bases, parts), _end(excess)], [*values, excess["value"]], unit, ends)
    return figure


def knock_outs(
    parts: pd.DataFrame, remainder: pd.Series, excess: pd.Series, unit: str, titles: Mapping[str, str]
) -> Figure:
    """What goes with each mechanism, all from zero, then the remainder and the excess.

    Args:
        parts: name, value, ci_low, ci_high; they need not add up to the excess.
        remainder: excess less the sum of the parts. excess: the whole.
        unit: of the values.
        titles: of the parts by name.
    """
    values = np.nan_to_num(parts["value"].to_numpy(np.float64))
    names = [broken(titles.get(name, name), LETTERS) for name in parts["name"]]
    figure = _rows([*names, REMAINDER, WHOLE], _axis_title(unit))
    figure.draw(
        "bar",
        orientation="h",
        y=names,
        x=values,
        marker={"color": [theme.OUTAGE if value > 0 else theme.GAIN for value in values], "line": {"width": 0}},
        error_x=_whiskers(parts),
        customdata=_told(parts, unit),
        hovertemplate="%{customdata}<extra></extra>",
    )
    rest = remainder.to_frame().T
    figure.draw(
        "bar",
        orientation="h",
        y=[REMAINDER],
        x=rest["value"].to_numpy(np.float64),
        marker={"color": theme.BOTH, "line": {"width": 0}},
        error_x=_whiskers(rest),
        customdata=_told(rest, unit),
        hovertemplate="%{customdata}<extra></extra>",
    )
    _whole(figure, excess, unit)
    every = pd.concat([parts, rest, excess.to_frame().T])
    shown = every[["value", "ci_low", "ci_high"]].to_numpy(np.float64)
    ends = np.append(shown[np.isfinite(shown)], 0.0)
    zero = np.zeros(len(every))
    _write_values(figure, [*names, REMAINDER, WHOLE], _ends(zero, every), every["value"].to_list(), unit, ends)
    return figure


def height_of(rows: int) -> int:
    """Height in px of a figure with so many bars."""
    return FRAME_PX + BAR_PX * rows


def _rows(names: list[str], title: str) -> Figure:
    layout = bars_layout(height_of(len(names)), title, bargap=0.32)
    layout["yaxis"] |= {"autorange": "reversed", "categoryorder": "array", "categoryarray": names}
    return Figure(layout=layout)


def _whole(figure: Figure, excess: pd.Series, unit: str) -> None:
    row = excess.to_frame().T
    figure.draw(
        "bar",
        orientation="h",
        y=[WHOLE],
        x=row["value"].to_numpy(np.float64),
        marker={"color": theme.BASELINE, "line": {"width": 0}},
        error_x=_whiskers(row),
        customdata=_told(row, unit),
        hovertemplate="%{customdata}<extra></extra>",
    )


def _whiskers(parts: pd.DataFrame) -> dict[str, object] | None:
    half = (parts["ci_high"] - parts["value"]).to_numpy(np.float64)
    if not np.isfinite(half).any():
        return None
    return {"type": "data", "array": np.nan_to_num(half), "thickness": 1.2, "width": 3, "color": theme.BASELINE}


def _told(parts: pd.DataFrame, unit: str) -> list[str]:
    """Value and interval in words, for the box that follows the pointer."""
    told = []
    for row in parts.to_dict("records"):
        between = numbers.interval(row["ci_low"], row["ci_high"], unit)
        value = numbers.change(row["value"], unit)
        told.append(plain_text(f"{value} {'' if unit == 'share' else unit} ({between})" if between else value))
    return told


def _ends(bases: np.ndarray, parts: pd.DataFrame) -> list[float]:
    """Where each bar with its whisker ends on its right."""
    rows = parts[["value", "ci_low", "ci_high"]].to_numpy(np.float64)
    return [float(np.nanmax([base, base + row[0], base + np.nanmax(row)])) if np.isfinite(row[0]) else float(base)
            for base, row in zip(bases, rows, strict=True)]  # fmt: skip


def _end(excess: pd.Series) -> float:
    return float(np.nanmax([0.0, *excess[["value", "ci_high"]].to_numpy(np.float64)]))


def _write_values(
    figure: Figure, names: list[str], ends: list[float], values: list[float], unit: str, shown: np.ndarray
) -> None:
    """Each bar's value in figures to its right; the axis leaves room for it."""
    finite = shown[np.isfinite(shown)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    room = 0.02 * (high - low)
    figure.layout["xaxis"]["range"] = [low - 3 * room, high + 12 * room] if room else [-1.0, 1.0]
    for name, end, value in zip(names, ends, values, strict=True):
        figure.write(
            numbers.change(value, unit) if math.isfinite(value) else numbers.NOTHING,
            x=end,
            y=name,
            xanchor="left",
            xshift=4,
            font={"size": 10.5},
        )


def _axis_title(unit: str) -> str:
    words = UNITS.get(unit, f"{unit[:1].upper()}{unit[1:]}")
    return f"{words} beyond the counterfactual"
