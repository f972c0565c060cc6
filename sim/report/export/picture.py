"""A panel as a picture that stands alone: its title, caption and legend are drawn into the figure.

On a page these are text around the figure; a picture taken away from it must still say what it shows.
"""

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from sim.report import theme
from sim.report.panel import LegendEntry, Panel, plain_text

WIDTHS = {"wide": 1300, "half": 800, "small": 640}
"""Pixels, by a panel's share of the page."""
LEAST_HEIGHT = 300
SIDE, GAP = 18, 12
TITLE_SIZE, CAPTION_SIZE = 17, 12.5
TITLE_HEIGHT, LINE_HEIGHT = 34, 17
LETTER_WIDTH = 6.9
"""Pixels a letter of the caption takes, on the wide side."""
STRONG, SOFT = "#1D222B", "#5A6270"
MARKS = {"line": "\u2501", "bar": "\u25a0", "diamond": "\u25c7", "dot": "\u25cf"}
BETWEEN = "\u2003"


def picture(panel: Panel) -> go.Figure:
    """The panel's figure, light, on white, over the span of time that its page shows at first.

    Raises:
        ValueError: the panel has no figure, or one with a property that the plot library does not know.
    """
    if panel.figure is None:
        raise ValueError(f"{panel.name} has no figure")
    figure = panel.figure.to_plotly()
    width = WIDTHS.get(panel.size, WIDTHS["wide"])
    letters = int((width - 2 * SIDE) / LETTER_WIDTH)
    lines = [plain_text(line) for line in textwrap.wrap(panel.caption, letters)] + _legend(panel.legend, letters)
    head = TITLE_HEIGHT + LINE_HEIGHT * len(lines) + GAP
    margin = {**theme.template("light")["layout"]["margin"], **figure.layout.margin.to_plotly_json()}
    figure.update_layout(
        width=width,
        height=max(LEAST_HEIGHT, panel.height) + head,
        margin={**margin, "t": margin["t"] + head, "l": max(SIDE, margin["l"]), "r": max(2 * SIDE, margin["r"])},
        paper_bgcolor=theme.PAPER["light"],
        plot_bgcolor=theme.PAPER["light"],
        title=_head(panel.title, lines),
        showlegend=False,
    )
    spans = figure.layout.meta
    if isinstance(spans, dict) and "window" in spans:  # as page.js does
        figure.update_xaxes(range=list(spans["window"]))
    return figure


def _head(title: str, lines: Sequence[str]) -> dict[str, Any]:
    return {
        "text": f"<b>{plain_text(title)}</b>",
        "font": {"size": TITLE_SIZE, "color": STRONG},
        "subtitle": {"text": "<br>".join(lines), "font": {"size": CAPTION_SIZE, "color": SOFT}},
        "x": 0.0,
        "xref": "container",
        "xanchor": "left",
        "y": 1.0,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": GAP, "l": SIDE},
    }


def _legend(entries: Sequence[LegendEntry], letters: int) -> list[str]:
    """Lines of text, each entry behind a mark in its colour."""
    lines: list[str] = []
    used = letters
    for entry in entries:
        mark = f'<span style="color:{entry.colour or STRONG}">{MARKS.get(entry.mark, MARKS["line"])}</span>'
        text = f"{mark} {plain_text(entry.text)}"
        needed = len(entry.text) + 6
        if used + needed > letters:
            lines.append(text)
            used = needed
        else:
            lines[-1] += BETWEEN + text
            used += needed
    return lines
