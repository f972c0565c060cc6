"""Which parameters matter: Sobol indices with whiskers, Morris effects, the tornado, and all measures at a glance."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.report import labels, numbers, theme
from sim.report.figure import Figure, bars_layout
from sim.report.panel import LegendEntry, plain_text
from sim.report.parameters import excess_format, span_text

FIRST = LegendEntry("first", "alone (first index)", theme.TRUTH, "bar")
TOTAL = LegendEntry("total", "with all it interacts with (total index)", theme.INFORMATION, "bar")
LOW_END = LegendEntry("low", "at the low end", theme.TRUTH, "bar")
HIGH_END = LegendEntry("high", "at the high end", theme.PHYSICAL, "bar")
ROW_PX = 34
Array = NDArray[np.float64]
UNCLEAR = 0.35
LEAST_NAMED = 0.04
"""Points nearer to zero than this share of the axis would write their names over each other."""
LOSS, GAIN = theme.OUTAGE, theme.GAIN


def indices_figure(indices: pd.DataFrame, titles: Mapping[str, str], luck_share: float) -> Figure:
    """Sobol indices of one measure, the largest total on top; what luck alone could give is shaded.

    Args:
        indices: parameter, s1, s1_low, s1_high, st, st_low, st_high, is_clear.
        titles: parameters in words.
        luck_share: share of the variance that is luck; NaN = not known.
    """
    rows = indices.sort_values("st", kind="stable")
    layout = bars_layout(86 + ROW_PX * len(rows), "share of the variance of the excess", bargap=0.35)
    layout["xaxis"] |= {"tickformat": ".0%", "range": _room(rows)}
    figure = Figure(layout=layout | {"barmode": "group", "margin": {"l": 46, "r": 20, "t": 24, "b": 44}})
    y = [plain_text(titles.get(name, name)) for name in rows["parameter"]]
    clear = np.where(rows["is_clear"], 1.0, UNCLEAR)
    for entry, column in ((FIRST, "s1"), (TOTAL, "st")):
        value = rows[column].to_numpy()
        figure.draw(
            "bar",
            orientation="h",
            x=value,
            y=y,
            name=entry.text,
            legendgroup=entry.key,
            marker={"color": entry.colour, "opacity": clear.tolist()},
            error_x=_whiskers(value, rows[f"{column}_low"].to_numpy(), rows[f"{column}_high"].to_numpy()),
            customdata=rows[[f"{column}_low", f"{column}_high"]].to_numpy(),
            hovertemplate="%{y}: %{x:.1%} (%{customdata[0]:.1%} to %{customdata[1]:.1%})<extra></extra>",
        )
    if luck_share > 0:
        figure.shade(
            type="rect",
            xref="x",
            yref="paper",
            x0=0,
            x1=luck_share,
            y0=0,
            y1=1,
            fillcolor=theme.faint(theme.BASELINE),
        )
        text = f"luck: {numbers.share(luck_share)}"
        place = {"xref": "x", "yref": "paper", "y": 1, "xanchor": "left", "yanchor": "bottom"}
        figure.write(text, x=0, font={"size": 10.5, "color": theme.BASELINE}, **place)
    return figure


def morris_figure(effects: pd.DataFrame, titles: Mapping[str, str], unit: str) -> Figure:
    """Elementary effects of one measure: how much a parameter moves it, and how much that depends on the others.

    Args:
        effects: parameter, mu_star, mu_star_low, mu_star_high, sigma, is_clear.
        titles: parameters in words.
        unit: of the excess.
    """
    figure = Figure(
        layout={
            "height": 420,
            "hovermode": "closest",
            "margin": {"l": 60, "r": 20, "t": 16, "b": 48},
            "xaxis": {
                "title": {"text": f"mean absolute effect over the range, {plain_text(unit)}"},
                "rangemode": "tozero",
            },
            "yaxis": {"title": {"text": "spread of the effect"}, "rangemode": "tozero"},
        }
    )
    top = float(effects["mu_star_high"].max())
    figure.draw(
        "scatter",
        x=np.array([0.0, top]),
        y=np.array([0.0, top]),
        mode="lines",
        line={"color": theme.BASELINE, "dash": "dot", "width": 1},
        hoverinfo="skip",
    )
    value = effects["mu_star"].to_numpy()
    named = [plain_text(titles.get(name, name)) for name in effects["parameter"]]
    figure.draw(
        "scatter",
        x=value,
        y=effects["sigma"].to_numpy(),
        mode="markers+text",
        text=[name if at > LEAST_NAMED * top else "" for name, at in zip(named, value, strict=True)],
        hovertext=named,
        textposition=_beside(value, top),
        textfont={"size": 11},
        cliponaxis=False,
        marker={
            "size": 10,
            "color": theme.INFORMATION,
            "opacity": np.where(effects["is_clear"], 1.0, UNCLEAR).tolist(),
        },
        error_x=_whiskers(value, effects["mu_star_low"].to_numpy(), effects["mu_star_high"].to_numpy()),
        customdata=effects[["mu_star_low", "mu_star_high"]].to_numpy(),
        hovertemplate=(
            "%{hovertext}<br>effect %{x:.3s} (%{customdata[0]:.3s} to %{customdata[1]:.3s}), spread %{y:.3s}"
            "<extra></extra>"
        ),
    )
    return figure


def tornado_figure(tornado: pd.DataFrame, titles: Mapping[str, str], units: Mapping[str, str]) -> Figure:
    """Mean excess of one measure at both ends of every parameter, the widest swing on top.

    Args:
        tornado: as `sim.study.sensitivity.tornado` gives it.
        titles: parameters in words.
        units: of the parameters' values, by parameter.
    """
    rows = tornado.iloc[::-1]
    unit = str(rows["unit"].iloc[0])
    title = f"excess over the counterfactual, {plain_text(unit)}"
    layout = bars_layout(80 + ROW_PX * len(rows), title, barmode="overlay", bargap=0.4)
    layout["xaxis"]["tickformat"] = excess_format(unit)
    figure = Figure(layout=layout)
    middle = float(rows["middle"].iloc[0])
    y = [plain_text(titles.get(name, name)) for name in rows["parameter"]]
    for entry, end in ((LOW_END, "low"), (HIGH_END, "high")):
        value = rows[f"at_{end}"].to_numpy()
        spans = zip(rows["parameter"], rows[f"{end}_from"], rows[f"{end}_to"], strict=True)
        said = [span_text(low, high, units.get(name, "")) for name, low, high in spans]
        figure.draw(
            "bar",
            orientation="h",
            base=middle,
            x=value - middle,
            y=y,
            name=entry.text,
            legendgroup=entry.key,
            marker={"color": entry.colour, "opacity": np.where(rows["is_clear"], 0.9, UNCLEAR).tolist()},
            error_x=_whiskers(value, rows[f"at_{end}_low"].to_numpy(), rows[f"at_{end}_high"].to_numpy()),
            customdata=[
                [text, *between]
                for text, *between in zip(said, value, rows[f"at_{end}_low"], rows[f"at_{end}_high"], strict=True)
            ],
            hovertemplate=(
                "%{y} at %{customdata[0]}: %{customdata[1]:.3s} (%{customdata[2]:.3s} to %{customdata[3]:.3s})"
                "<extra></extra>"
            ),
        )
    line = {"color": theme.BASELINE, "width": 1.5}
    figure.shade(type="line", xref="x", yref="paper", x0=middle, x1=middle, y0=0, y1=1, layer="above", line=line)
    return figure


def overview_figure(tornado: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Every measure by every parameter that moves one clearly: each swing as a share of the measure's widest, signed.

    Args:
        tornado: measure, parameter, swing, swing_low, swing_high, is_clear, unit, of one slice.
        titles: parameters in words.
    """
    measures = list(dict.fromkeys(tornado["measure"]))
    table = {name: tornado.pivot_table(index="measure", columns="parameter", values=name) for name in ("swing",)}
    widest = table["swing"].abs().max(axis=1).replace(0.0, 1.0)
    share = table["swing"].div(widest, axis=0)
    order = list(share.abs().mean().sort_values(ascending=False).index)
    clear = tornado.assign(is_clear=tornado["is_clear"].astype(float)).pivot_table(
        index="measure", columns="parameter", values="is_clear"
    )
    order = [name for name in order if clear[name].any()]
    share, clear = share.loc[measures, order], clear.loc[measures, order]
    rows = tornado.set_index(["measure", "parameter"])
    hover = [[_told(rows.loc[(measure, name)]) for name in order] for measure in measures]
    shown = np.where(clear.to_numpy() > 0, share.to_numpy(), np.nan)
    figure = Figure(
        layout={
            "height": 150 + 30 * len(measures),
            "hovermode": "closest",
            "margin": {"l": 46, "r": 14, "t": 8, "b": 34},
            "xaxis": {"showgrid": False, "tickangle": -30, "dtick": 1},
            "yaxis": {"showgrid": False, "autorange": "reversed", "dtick": 1},
        }
    )
    figure.draw(
        "heatmap",
        z=shown,
        x=[plain_text(titles.get(name, name)) for name in order],
        y=[plain_text(labels.measure(name)) for name in measures],
        zmin=-1.0,
        zmax=1.0,
        colorscale=[[0.0, GAIN], [0.5, theme.faint(theme.BASELINE, "20")], [1.0, LOSS]],
        showscale=False,
        xgap=3,
        ygap=3,
        text=[["" if np.isnan(value) else f"{value:+.0%}" for value in row] for row in shown],
        texttemplate="%{text}",
        textfont={"size": 11},
        customdata=hover,
        hovertemplate="%{y}, %{x}<br>%{customdata}<extra></extra>",
        hoverongaps=True,
    )
    return figure


def _told(row: "pd.Series[Any]") -> str:
    between = numbers.interval(float(row["swing_low"]), float(row["swing_high"]), str(row["unit"]))
    unclear = "" if row["is_clear"] else ", not clear of zero"
    told = f" ({between}{unclear})" if between else " (no interval)"
    return f"{numbers.change(float(row['swing']), str(row['unit']))} {plain_text(str(row['unit']))}{told}"


def _room(rows: pd.DataFrame) -> list[float]:
    low = float(np.nanmin([0.0, rows["s1_low"].min()]))
    high = float(np.nanmax([rows["st_high"].max(), rows["s1_high"].max(), 0.1]))
    return [max(-0.25, low) - 0.02, min(1.5, high) * 1.04]


def _beside(value: Array, top: float) -> list[str]:
    return ["top left" if each > 0.6 * top else "top right" for each in value]


def _whiskers(
    value: Array,
    low: Array,
    high: Array,
) -> dict[str, object] | None:
    if not np.isfinite(np.concatenate([low, high])).any():
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": np.nan_to_num(high - value),
        "arrayminus": np.nan_to_num(value - low),
        "thickness": 1.3,
        "width": 4,
        "color": theme.BASELINE,
    }
