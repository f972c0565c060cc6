"""One visual language: colours, type, plot template and viewer options of every figure.

Hex colours only. The counterfactual is grey everywhere, the run as it happened vermilion, an outage's hours
amber; a carrier keeps its colour on every page. Knows no result.
"""

from collections.abc import Iterable
from typing import Any

BASELINE = "#8A919C"
OUTAGE = "#E4572E"
SHADE = "#F2B134"
SHADE_INK = "#B07A12"
TRUTH = "#2D7DD2"
INFORMATION = "#7B61C9"
PHYSICAL = "#B5762A"
BOTH = "#5F7F95"
GAIN = "#1F9E89"
BAND_ALPHA = "38"
SHADE_ALPHA = "26"

CARRIER_COLOURS = (
    "#D1478C",
    "#4C6EF5",
    "#8D6E63",
    "#1F9E89",
    "#E0A82E",
    "#3BA7DB",
    "#5B8C2A",
    "#9A5FC9",
    "#C9686B",
    "#5F7F95",
    "#B08D2E",
    "#2F7D6B",
)
LINE_COLOURS = (
    "#4C6EF5",
    "#E0A82E",
    "#1F9E89",
    "#D1478C",
    "#8D6E63",
    "#3BA7DB",
    "#9A5FC9",
    "#5B8C2A",
    "#C9686B",
    "#5F7F95",
    "#B08D2E",
    "#A8B1BD",
    "#E38B4F",
    "#7A4E8A",
)
PARTY_COLOURS = ("#4C6EF5", "#1F9E89", "#9A5FC9", "#E0A82E", "#8D6E63", "#3BA7DB")
DASHES = ("solid", "dash", "dot", "dashdot")

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
INK = {"light": "#3D4450", "dark": "#C6CCD6"}
GRID = {"light": "#E3E6EB", "dark": "#343A46"}
PAPER = {"light": "#FFFFFF", "dark": "#1B1F27"}

CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}


def template(mode: str) -> dict[str, Any]:
    """Plot template of the `light` or the `dark` page, as the plot library's JSON.

    The paper is transparent, so that a figure takes the page's own ground.
    """
    ink, grid = INK[mode], GRID[mode]
    axis = {
        "gridcolor": grid,
        "linecolor": grid,
        "zerolinecolor": BASELINE,
        "zerolinewidth": 1,
        "automargin": True,
        "tickfont": {"size": 11},
        "title": {"font": {"size": 11}},
    }
    return {
        "layout": {
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12, "color": ink},
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {
                "bgcolor": PAPER[mode],
                "bordercolor": grid,
                "font": {"family": FONT, "size": 12, "color": ink},
            },
            "hovermode": "x unified",
            "showlegend": False,
            "colorway": list(LINE_COLOURS),
            "margin": {"l": 46, "r": 14, "t": 26, "b": 34},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": BASELINE, "activecolor": ink},
            "uirevision": "kept",
        }
    }


def carrier_colours(names: Iterable[str]) -> dict[str, str]:
    """Colour of each carrier, by its place in the scenario."""
    return {name: CARRIER_COLOURS[place % len(CARRIER_COLOURS)] for place, name in enumerate(names)}


def party_colours(names: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """Colour of each party: a carrier keeps its own, the others follow in the order given."""
    colours: dict[str, str] = {}
    for name in names:
        if name not in colours:
            others = sum(one not in known for one in colours)
            colours[name] = known.get(name) or PARTY_COLOURS[others % len(PARTY_COLOURS)]
    return colours


def line_colours(names: Iterable[str]) -> dict[str, str]:
    """Colour of each cost line, by its place."""
    return {name: LINE_COLOURS[place % len(LINE_COLOURS)] for place, name in enumerate(names)}


def faint(colour: str, alpha: str = BAND_ALPHA) -> str:
    """The same hex colour seen through: what bands and shaded hours are filled with."""
    return colour + alpha
