"""Regions hour by hour: where and when buyers asked, parcels went dark and complaints came, beyond the usual."""

import numpy as np

from sim.report import labels
from sim.report.message import peaks
from sim.report.panel import Panel, plain_text
from sim.report.reading import Reading
from sim.report.series import OUTAGE_ARM, Array, band, bin_width_h, binned
from sim.report.stack import HOUR_MS, Stack

ROWS = {
    "contacts": "Contacts per hour beyond the usual",
    "dark_parcels": "Parcels going dark per hour beyond the usual",
    "complaints": "Complaints per hour beyond the usual",
}
LINE_PX = 19
LEAST_WIDTH_H = 3
BAR_PX = 70


def panels(run: Reading) -> list[Panel]:
    """One figure, a map of region by time for each count that is kept by region."""
    panel = Panel(
        "regions",
        "Region by region, hour by hour",
        "By region of destination. Red: more than in the counterfactual, blue: fewer. Left blank: the 95 % interval of "
        "the excess includes zero; luck alone colours about one cell in twenty.",
        empty="This run has no hourly series by region.",
    )
    shown = {name: _by_region(run, name) for name in ROWS}
    shown = {name: found for name, found in shown.items() if found}
    if not shown:
        return [panel]
    widths = {name: _width_h(run, name, list(found)) for name, found in shown.items()}
    rows = [(f"{ROWS[name]}, {widths[name]}-hour means", LINE_PX * len(found)) for name, found in shown.items()]
    stack = Stack(run, rows, run.outages)
    for row, (name, found) in enumerate(shown.items(), start=1):
        _map(stack, row, found, widths[name])
    stack.figure.layout |= {"hovermode": "closest"}
    stack.figure.layout["margin"]["r"] = BAR_PX
    told = peaks(
        run,
        [
            (f"{labels.measure(name)} in {labels.entity(region)}", name, [f"region={region}"])
            for name, found in shown.items()
            for region in [_hardest(found)]
        ],
    )
    return [Panel("regions", panel.title, panel.caption, stack.figure, stack.height, label=f"{panel.title}. {told}")]


def _by_region(run: Reading, measure: str) -> dict[str, Array]:
    """(replications, hours) excess in each region that has the series."""
    found = {name: run.hourly.excess(measure, f"region={name}") for name in run.hourly.groups(measure, "region")}
    return {name: values for name, values in found.items() if values is not None}


def _width_h(run: Reading, measure: str, regions: list[str]) -> int:
    """Hours a cell is the mean of, so that the middling region has enough events in it."""
    arms = [run.hourly.arm(measure, OUTAGE_ARM, f"region={name}") for name in regions]
    widths = sorted(bin_width_h(values, float(run.scenario.sample)) for values in arms if values is not None)
    return max(LEAST_WIDTH_H, widths[len(widths) // 2])


def _hardest(found: dict[str, Array]) -> str:
    return max(found, key=lambda name: float(found[name].mean()))


def _map(stack: Stack, row: int, found: dict[str, Array], width_h: int) -> None:
    """The cells whose excess is clear of zero, and the row's own scale beside it."""
    bands = [band(binned(values, width_h)) for values in found.values()]
    mean = np.stack([each.mean for each in bands])
    low, high = (np.stack([getattr(each, end) for each in bands]) for end in ("low", "high"))
    has_interval = bool(np.isfinite(low).any())
    shown = np.where((low > 0) | (high < 0), mean, np.nan) if has_interval else mean
    top = float(np.nanmax(np.abs(shown))) if np.isfinite(shown).any() else 1.0
    axis = stack.axis(row)
    bottom, upper = axis["domain"]
    name = f"coloraxis{row if row > 1 else ''}"
    stack.figure.layout[name] = {
        "cmin": -top,
        "cmax": top,
        "colorbar": {"y": (bottom + upper) / 2, "len": upper - bottom, "x": 1.01, "thickness": 10, "tickformat": "~s"},
    }
    stack.add(
        row,
        "heatmap",
        x0=stack.run.axis(width_h / 2),
        dx=HOUR_MS * width_h,
        y=[plain_text(labels.entity(name)) for name in found],
        z=shown.astype(np.float32),
        customdata=((high - low) / 2).astype(np.float32) if has_interval else None,
        coloraxis=name,
        hovertemplate="%{y}, %{x|%-d %b %H:%M}<br>%{z:+.3s}"
        + (" ± %{customdata:.2s}" if has_interval else "")
        + "<extra></extra>",
    )
    axis.update(type="category", autorange="reversed", showgrid=False, fixedrange=True, nticks=len(found))
    del axis["tickformat"], axis["rangemode"]
