"""What a figure says, in a sentence, for those who cannot see it. Plain text; knows neither HTML nor colours."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.report import numbers
from sim.report.reading import Reading
from sim.report.series import BASELINE_ARM, OUTAGE_ARM

MOST_NAMED = 5


def peaks(run: Reading, rows: Sequence[tuple[str, str, Sequence[str]]]) -> str:
    """Highest hourly mean of each series as it happened, when, and the counterfactual's value at that hour.

    Args:
        run: whose series.
        rows: (title, measure, groups added up).
    """
    told = []
    for title, measure, groups in rows:
        hit = run.hourly.summed(measure, OUTAGE_ARM, groups)
        if hit is None:
            continue
        mean = hit.mean(axis=0)
        hour = int(np.argmax(mean))
        usual = run.hourly.summed(measure, BASELINE_ARM, groups)
        beside = ""
        if usual is not None and hour < usual.shape[1]:
            beside = f", without the acts {numbers.number(float(usual[:, hour].mean()))} in that hour"
        told.append(f"{title}: highest {numbers.number(float(mean[hour]))} on {run.clock(hour)}{beside}.")
    return " ".join(told)


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
