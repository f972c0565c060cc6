"""Regions hour by hour: where and when buyers asked, parcels went dark and complaints came, beyond the usual."""

from dataclasses import dataclass

import numpy as np

from sim.report import labels
from sim.report.message import Told, furthest
from sim.report.panel import Panel, plain_text
from sim.report.reading import Reading
from sim.report.series import OUTAGE_ARM, Array, band, bin_width_h, binned, step_h
from sim.report.stack import HOUR_MS, Stack

ROWS = {
    "contacts": "Contacts per hour",
    "dark_parcels": "Parcels going dark per hour",
    "complaints": "Complaints per hour",
}
LINE_PX = 19
LEAST_WIDTH_H = 3
BAR_PX = 70


@dataclass(frozen=True)
class Map:
    """Cells of one measure: (regions, bins) mean excess and half its interval; NaN where not clear of zero."""

    measure: str
    regions: list[str]
    width_h: int
    shown: Array
    half: Array

    @property
    def title(self) -> str:
        """What it shows, over how many hours a cell is the mean."""
        return f"{ROWS[self.measure]}, {self.width_h}-hour means"


def panels(run: Reading) -> list[Panel]:
    """One figure, a map of region by time for each count that is kept by region and differs somewhere."""
    maps = [found for name in ROWS if (found := _map(run, name)) is not None]
    clear = [each for each in maps if np.isfinite(each.shown).any()]
    same = [ROWS[each.measure] for each in maps if each not in clear]
    panel = Panel(
        "regions",
        "Beyond the usual, region by region, hour by hour",
        "By region of destination. Red: more than in the counterfactual, blue: fewer. Left blank: the 95 % interval of "
        "the excess includes zero; luck alone colours about one cell in twenty."
        + (f" Nowhere clear of zero: {', '.join(same)}." if same else ""),
        empty="This run has no hourly series by region that differs from the counterfactual.",
    )
    if not clear:
        return [panel]
    stack = Stack(run, [(each.title, LINE_PX * len(each.regions)) for each in clear], run.outages)
    for row, each in enumerate(clear, start=1):
        _draw(stack, row, each)
    stack.figure.layout |= {"hovermode": "closest"}
    stack.figure.layout["margin"]["r"] = BAR_PX
    told = furthest(run, [_told(each) for each in clear])
    label = f"{panel.title}. {told}"
    return [Panel("regions", panel.title, panel.caption, stack.figure, stack.height, label=label)]


def _map(run: Reading, measure: str) -> Map | None:
    """The cells of a measure; None where the run does not keep it by region."""
    excess = {name: run.hourly.excess(measure, f"region={name}") for name in run.hourly.groups(measure, "region")}
    found = {name: values for name, values in excess.items() if values is not None}
    if not found:
        return None
    width_h = _width_h(run, measure, list(found))
    bands = [band(binned(values, width_h)) for values in found.values()]
    mean, low, high = (np.stack([getattr(each, name) for each in bands]) for name in ("mean", "low", "high"))
    is_clear = (low > 0) | (high < 0) if np.isfinite(low).any() else mean != 0
    return Map(measure, list(found), width_h, np.where(is_clear, mean, np.nan), (high - low) / 2)


def _width_h(run: Reading, measure: str, regions: list[str]) -> int:
    """Hours a cell is the mean of, so that the middling region has enough events in it."""
    arms = [run.hourly.arm(measure, OUTAGE_ARM, f"region={name}") for name in regions]
    widths = sorted(bin_width_h(values, float(run.scenario.sample)) for values in arms if values is not None)
    n_hours = max(values.shape[1] for values in arms if values is not None)
    return max(LEAST_WIDTH_H, step_h(n_hours), widths[len(widths) // 2])


def _told(found: Map) -> Told:
    """The series of the region with the largest cell."""
    region = found.regions[int(np.nanargmax(np.nanmax(np.abs(found.shown), axis=1, initial=0.0)))]
    return Told(f"{ROWS[found.measure]} in {labels.entity(region)}", found.measure, [f"region={region}"])


def _draw(stack: Stack, row: int, found: Map) -> None:
    """The cells, and the row's own scale beside it."""
    top = float(np.nanmax(np.abs(found.shown)))
    axis = stack.axis(row)
    bottom, upper = axis["domain"]
    scale = f"coloraxis{row if row > 1 else ''}"
    stack.figure.layout[scale] = {
        "cmin": -top,
        "cmax": top,
        "colorbar": {
            "y": (bottom + upper) / 2,
            "len": upper - bottom,
            "x": 1.01,
            "thickness": 10,
            "exponentformat": "B",
        },
    }
    has_interval = bool(np.isfinite(found.half).any())
    stack.add(
        row,
        "heatmap",
        x0=stack.run.axis(found.width_h / 2),
        dx=HOUR_MS * found.width_h,
        y=[plain_text(labels.entity(name)) for name in found.regions],
        z=found.shown.astype(np.float32),
        customdata=found.half.astype(np.float32) if has_interval else None,
        coloraxis=scale,
        hovertemplate="%{y}, %{x|%-d %b %H:%M}<br>%{z:+.3s}"
        + (" ± %{customdata:.2s}" if has_interval else "")
        + "<extra></extra>",
    )
    axis.update(type="category", autorange="reversed", showgrid=False, fixedrange=True, nticks=len(found.regions))
    del axis["rangemode"]
