"""Who is hurt: the excess of each group for a thousand of its parcels, and how much of it falls on the worst places.

The run counts by carrier, category, region and merchants' size, not by merchant or buyer; so the worst twentieth is
told of regions and days.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from sim.report.reading import Effect, Reading
from sim.report.series import CONFIDENCE, Array, daily

BASE = "parcels_created"
PER = 1000.0
WORST_SHARE = 0.05


@dataclass(frozen=True)
class Rate:
    """Excess of a measure in a group for a thousand parcels that the group has in the counterfactual."""

    group: str
    excess: float
    low: float
    high: float


@dataclass(frozen=True)
class Worst:
    """The worst region-days: how many of all, and their share of the excess with its 95 % interval."""

    cells: int
    of: int
    share: float
    low: float
    high: float


def rates(run: Reading, measure: str, kind: str) -> list[Rate]:
    """The groups of a kind (`carrier`, `category`, `region`, `size`), in the run's order."""
    groups = run.impact.loc[run.impact["measure"] == measure, "group"].astype(str)
    found = []
    for group in groups[groups.str.startswith(f"{kind}=")]:
        effect, base = run.effect(measure, group), run.effect(BASE, group)
        if effect is not None and base is not None and base.baseline > 0:
            found.append(_rate(group, effect, PER / base.baseline))
    return found


def hardest(run: Reading, measure: str, kind: str) -> Rate | None:
    """The group of a kind with the highest rate of those that are clear above zero; None where none is."""
    clear = [rate for rate in rates(run, measure, kind) if rate.low > 0]
    return max(clear, key=lambda rate: rate.excess, default=None)


def worst_days(run: Reading, measure: str) -> Worst | None:
    """How concentrated the excess is over regions and days; None without two replications or without an excess.

    The worst are chosen, for each replication, by the mean of the others: chosen by its own luck they would look
    worse than they are. The interval is that of the replications' shares of the mean excess.
    """
    regions = run.hourly.groups(measure, "region")
    excess = [values for name in regions if (values := run.hourly.excess(measure, f"region={name}")) is not None]
    if not excess or excess[0].shape[0] < 2:
        return None
    cells = np.concatenate([daily(values, run.first_clock_h) for values in excess], axis=1)
    total = float(cells.sum(axis=1).mean())
    if total <= 0:
        return None
    shares = held_by_the_worst(cells, WORST_SHARE) / total
    half = student.ppf(0.5 + CONFIDENCE / 2, len(shares) - 1) * shares.std(ddof=1) / np.sqrt(len(shares))
    mean = float(shares.mean())
    return Worst(_number(cells, WORST_SHARE), cells.shape[1], mean, mean - half, mean + half)


def held_by_the_worst(cells: Array, share: float) -> Array:
    """(replications,) sum over the cells that are worst in the mean of the other replications.

    >>> held_by_the_worst(np.array([[9.0, 1.0, 1.0, 1.0], [8.0, 2.0, 0.0, 0.0]]), 0.25)
    array([9., 8.])
    """
    others = (cells.sum(axis=0) - cells) / (len(cells) - 1)
    worst = np.argsort(-others, axis=1, kind="stable")[:, : _number(cells, share)]
    held: Array = np.take_along_axis(cells, worst, axis=1).sum(axis=1)
    return held


def _number(cells: Array, share: float) -> int:
    return max(1, round(share * int(cells.shape[1])))


def _rate(group: str, effect: Effect, scale: float) -> Rate:
    return Rate(group, effect.excess * scale, effect.low * scale, effect.high * scale)
