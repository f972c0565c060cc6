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
NOTHING_ALPHA = "00"

CARRIER_COLOURS = (
    "#C34B87",
    "#3C69E1",
    "#00785A",
    "#3C96FF",
    "#69964B",
    "#875AB4",
    "#D269D2",
    "#F06978",
    "#C33C0F",
    "#0096B4",
    "#78692D",
    "#5A7887",
)
"""Searched for: the first nine are as far apart as can be, also for protan, deutan and tritan eyes, each with a
contrast of three and more against the light and the dark card."""
LINE_COLOURS = (
    "#4C6EF5",
    "#B8841A",
    "#1F9E89",
    "#D1478C",
    "#8D6E63",
    "#2E93C7",
    "#9A5FC9",
    "#5B8C2A",
    "#C9686B",
    "#5F7F95",
    "#A08029",
    "#7C8794",
    "#CC7033",
    "#94609F",
)
PARTY_COLOURS = ("#3C69E1", "#1F9E89", "#9A5FC9", "#B8841A", "#8D6E63", "#2E93C7")
DASHES = ("solid", "dash", "dot", "dashdot")

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
INK = {"light": "#3D4450", "dark": "#C6CCD6"}
GRID = {"light": "#E3E6EB", "dark": "#343A46"}
PAPER = {"light": "#FFFFFF", "dark": "#1B1F27"}
PAGE = {
    "light": {
        "ground": "#f5f6f8",
        "card": PAPER["light"],
        "ink": "#1d222b",
        "soft": "#5a6270",
        "line": "#e3e6eb",
        "strong": "#c03f19",
        "good": "#117564",
        "accent": "#2d6bb5",
        "amber": "#855a00",
        "amber-ground": "#fff6df",
    },
    "dark": {
        "ground": "#12151b",
        "card": PAPER["dark"],
        "ink": "#e8ebf0",
        "soft": "#a2aab8",
        "line": "#2e3440",
        "strong": "#ff8a66",
        "good": "#4cc9b0",
        "accent": "#7db2ee",
        "amber": "#f2b134",
        "amber-ground": "#2c2514",
    },
}
"""Colours of the page itself, by their names in its style sheet."""
FEWER = {"light": "#2166AC", "dark": "#6CA6E0"}
MORE = {"light": "#B2361B", "dark": "#F08A68"}
"""Ends of the scale of an excess, from fewer through nothing at all, which cannot be seen, to more."""

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
    fewer, more = FEWER[mode], MORE[mode]
    scale = [[0.0, fewer], [0.5, faint(fewer, NOTHING_ALPHA)], [0.5, faint(more, NOTHING_ALPHA)], [1.0, more]]
    axis = {
        "gridcolor": grid,
        "linecolor": grid,
        "zerolinecolor": BASELINE,
        "zerolinewidth": 1,
        "automargin": True,
        "exponentformat": "B",  # 20k, 3M, 2B, and small numbers as they are
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
            "coloraxis": {"colorscale": scale, "colorbar": {"outlinewidth": 0, "tickfont": {"size": 10}}},
            "margin": {"l": 46, "r": 14, "t": 26, "b": 34},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": BASELINE, "activecolor": ink},
            "uirevision": "kept",
        }
    }


def css_variables() -> str:
    """The page's colours as a style sheet: the system's scheme or that of the page's switch; print is light."""
    told = {mode: " ".join(f"--{name}: {colour};" for name, colour in PAGE[mode].items()) for mode in PAGE}
    return (
        f":root {{ color-scheme: light; {told['light']} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-scheme]) {{ color-scheme: dark; {told['dark']} }} }}\n"
        f':root[data-scheme="dark"] {{ color-scheme: dark; {told["dark"]} }}\n'
        f"@media print {{ :root:root:root {{ color-scheme: light; {told['light']} }} }}\n"
    )


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
