"""What a figure says, in a sentence, for those who cannot see it. Plain text; knows neither HTML nor colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.report import numbers
from sim.report.reading import Reading
from sim.report.series import BASELINE_ARM, OUTAGE_ARM, Array, daily

MOST_NAMED = 5


@dataclass(frozen=True)
class Told:
    """A series that a figure shows: its title, its measure, the groups added up, by day or by hour."""

    title: str
    measure: str
    groups: Sequence[str] = ("total",)
    is_daily: bool = False


def furthest(run: Reading, rows: Sequence[Told]) -> str:
    """When each series, mean of the replications, is furthest from the counterfactual, and what both are then."""
    return " ".join(text for row in rows if (text := _furthest(run, row)))


def _furthest(run: Reading, row: Told) -> str:
    hit, usual = (_mean(run, row, arm) for arm in (OUTAGE_ARM, BASELINE_ARM))
    if hit is None or usual is None:
        return ""
    n = min(hit.size, usual.size)
    difference = np.abs(hit[:n] - usual[:n])
    if not difference.any():
        return f"{row.title}: no different from the counterfactual."
    place = int(np.argmax(difference))
    when = run.day(place) if row.is_daily else run.clock(place)
    figures = f"{numbers.number(float(hit[place]))} against {numbers.number(float(usual[place]))}"
    return f"{row.title}: furthest from the counterfactual on {when}, {figures}."


def _mean(run: Reading, row: Told, arm: str) -> Array | None:
    values = run.hourly.summed(row.measure, arm, row.groups)
    if values is None:
        return None
    mean: Array = (daily(values, run.first_clock_h) if row.is_daily else values).mean(axis=0)
    return mean


def largest(values: Mapping[str, float], unit: str) -> str:
    """The largest values by size, with their names.

    >>> largest({"SF": -4.8e6, "JD": 1.3e6}, "parcels")
    'SF −4.80\u202fM parcels, JD +1.30\u202fM parcels.'
    """
    order = sorted(values.items(), key=lambda item: -abs(item[1]))[:MOST_NAMED]
    if not order:
        return ""
    rest = f" and {len(values) - MOST_NAMED} smaller" if len(values) > MOST_NAMED else ""
    return ", ".join(f"{name} {numbers.signed(value)} {unit}" for name, value in order) + f"{rest}."
