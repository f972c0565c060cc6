"""A restore curve as it is printed: excess by hour, what an hour costs, bids, knees."""

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report import labels, numbers

if TYPE_CHECKING:
    from sim.study.restoration import RestoreCurve

WIDTH_WITHOUT_TERMINAL = 120
SHOWN = ("total_cost_cny", "contacts", "complaints", "petitions", "dark_hours", "parcels_rerouted", "orders_lost")


def print_curve(found: "RestoreCurve", *, is_terminal: bool) -> None:
    """Print a curve for a person to read."""
    console = Console(width=None if is_terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
    told = found.to_json()
    console.print(
        f"{escape(found.outage)} restored after {', '.join(f'{hour:g}' for hour in found.hours)} h, "
        f"{found.replications} paired replications, seed {told['seed']}, sample {numbers.share(told['sample'])}, "
        f"responses {found.responses}"
    )
    console.print(_points(told))
    console.print(_steps(told))
    for measure in SHOWN:
        if measure in told["knees"]:
            console.print(_knee(measure, told["knees"][measure]), soft_wrap=True)
    if page := found.setting.paths.get("page"):
        console.print(f"Page: {escape(page)}", soft_wrap=True)


def _points(told: dict[str, Any]) -> Table:
    table = Table(title="Excess over the counterfactual, by the hour of restoration", title_justify="left")
    table.add_column("hours", justify="right")
    shown = [name for name in SHOWN if name in told["points"][0]["impact"]]
    for measure in shown:
        table.add_column(f"{labels.measure(measure)}", justify="right")
    for point in told["points"]:
        cells = [_excess(point["impact"][measure]) for measure in shown]
        table.add_row(f"{point['hours']:g}", *cells)
    return table


def _excess(told: dict[str, Any]) -> str:
    low, high = (_number(end) for end in told["ci95"])
    half = f"\n± {numbers.number((high - low) / 2)}" if low == low else ""
    return f"{numbers.change(_number(told['excess']), told['unit'])}{half}"


def _steps(told: dict[str, Any]) -> Table:
    table = Table(title="What an hour earlier is worth: break-even bids, CNY an hour", title_justify="left")
    table.add_column("between", justify="right")
    bids = [bid for bid in told["bids"] if bid["kind"] != "carrier"]
    parties = list(dict.fromkeys(bid["party"] for bid in bids))
    for party in parties:
        table.add_column(labels.entity(party), justify="right")
    for span in dict.fromkeys((bid["from_h"], bid["to_h"]) for bid in bids):
        of_span = {bid["party"]: bid for bid in bids if (bid["from_h"], bid["to_h"]) == span}
        table.add_row(f"{span[0]:g}–{span[1]:g} h", *(_bid(of_span[party]) for party in parties))
    return table


def _bid(bid: dict[str, Any]) -> str:
    low, high = (_number(end) for end in bid["ci95"])
    half = f"\n± {numbers.number((high - low) / 2)}" if low == low else ""
    return f"{numbers.signed(_number(bid['cny_per_hour']))}{half}"


def _knee(measure: str, knee: dict[str, Any]) -> str:
    title = labels.measure(measure)
    if not knee["is_found"]:
        return f"{title}: no knee, {knee['reason']}"
    between = f"{numbers.duration(knee['low'])} to {numbers.duration(knee['high'])}"
    return f"{title}: knee at {numbers.duration(knee['hours'])} (95 % interval {between})"


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
