"""When to stop replicating: an interval of the paired excess narrow enough, and narrow enough for long enough.

The rule is that of Hoad, Robinson and Davies (2010), "Automated selection of the number of replications for a
discrete-event simulation", Journal of the Operational Research Society 61, 1632-1644, applied to the excess of one arm
over the other and to several measures at once. Must not know how an arm is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.measures.pairing import t_half_width

Array = NDArray[np.float64]

HEADLINES = ("contacts", "complaints", "dark_hours", "parcels_rerouted", "total_cost_cny")
"""Measures whose excess must be precise where none are named."""
LONG_RUN = 100
"""Replications up to which the look-ahead is a fixed number; beyond, it grows in proportion."""


@dataclass(frozen=True)
class PrecisionGoal:
    """What is asked for before replicating stops.

    Attributes:
        share: half-width of the 95 % interval over the size of the excess, above 0.
        measures: totals whose excess must be as precise as that.
        look_ahead: further replications through which it must hold (kLimit), more in runs beyond 100.
        first: replications before the rule is asked, at least 2.
        most: replications at which it stops in any case.
        deadline_s: seconds within which it stops in any case; None = no hurry.
    """

    share: float = 0.05
    measures: tuple[str, ...] = HEADLINES
    look_ahead: int = 5
    first: int = 3
    most: int = 100
    deadline_s: float | None = None

    def __post_init__(self) -> None:
        if not self.share > 0:
            raise ValueError(f"precision must be above 0, got {self.share}")
        if not self.measures:
            raise ValueError("no measures named")
        if self.look_ahead < 0:
            raise ValueError(f"the look-ahead must not be negative, got {self.look_ahead}")
        if not 2 <= self.first <= self.most:
            raise ValueError(f"needs 2 <= first <= most, got {self.first} and {self.most}")
        if self.deadline_s is not None and not self.deadline_s > 0:
            raise ValueError(f"the deadline must be above 0 s, got {self.deadline_s}")


class Standing(NamedTuple):
    """How precise a measure's excess is after so many replications.

    Attributes:
        measure: its name. excess: mean paired excess. half_width: of its 95 % interval, NaN for one replication.
        relative: half-width over the size of the excess; 0 where all pairs are equal, infinite where it cannot be said.
        since: replications from which on it has been narrow enough without a break; None = it is not.
        is_reached: narrow enough through the whole look-ahead.
    """

    measure: str
    excess: float
    half_width: float
    relative: float
    since: int | None
    is_reached: bool


def relative_half_widths(excesses: Array) -> Array:
    """Half-width of the 95 % t-interval over the size of the mean, after 1, 2, … n of the values.

    Values that are NaN (a percentile of nothing) are left out of mean and interval.

    >>> relative_half_widths(np.array([2.0, 2.0, 2.0])).tolist()
    [inf, 0.0, 0.0]
    """
    return np.array([_relative(*_mean_and_half(excesses[:n])) for n in range(1, len(excesses) + 1)])


def standing(measure: str, excesses: Array, goal: PrecisionGoal) -> Standing:
    """Where a measure stands after all the replications given.

    Args:
        measure: its name.
        excesses: (n,) paired excess of replications 0 … n-1.
        goal: what is asked.
    """
    n = len(excesses)
    since = None
    for at in range(n, max(goal.first, 2) - 1, -1):
        if _relative(*_mean_and_half(excesses[:at])) > goal.share:
            break
        since = at
    mean, half = _mean_and_half(excesses)
    is_reached = since is not None and n >= since + look_ahead(since, goal)
    return Standing(measure, mean, half, _relative(mean, half), since, is_reached)


def look_ahead(n: int, goal: PrecisionGoal) -> int:
    """Further replications through which n replications must stay precise enough: kLimit, or kLimit · n / 100.

    >>> look_ahead(40, PrecisionGoal()), look_ahead(250, PrecisionGoal())
    (5, 12)
    """
    return goal.look_ahead if n <= LONG_RUN else goal.look_ahead * n // LONG_RUN


def standings(excesses: Mapping[str, Sequence[float]], goal: PrecisionGoal) -> list[Standing]:
    """Where every measure of the goal stands, in its order."""
    return [standing(name, np.asarray(excesses[name], dtype=np.float64), goal) for name in goal.measures]


def report(found: Sequence[Standing], goal: PrecisionGoal, *, replications: int, stopped_by: str) -> dict[str, Any]:
    """What was asked and what was reached, as plain values.

    Args:
        found: where each measure stood at the end.
        goal: what was asked.
        replications: pairs of arms that the figures rest on.
        stopped_by: "precision", "most" (the cap), "deadline" or "interrupted".
    """
    measures = {
        each.measure: {
            "excess": each.excess,
            "half_width": each.half_width,
            "relative": each.relative,
            "reached": each.is_reached,
            "since": each.since,
        }
        for each in found
    }
    reached = all(each.is_reached for each in found)
    asked = asdict(goal) | {"measures": list(goal.measures)}
    return {
        "asked": asked,
        "reached": reached,
        "replications": replications,
        "stopped_by": stopped_by,
        "measures": measures,
    }


def _mean_and_half(excesses: Array) -> tuple[float, float]:
    known = excesses[~np.isnan(excesses)]
    if not known.size:
        return float("nan"), float("nan")
    return float(known.mean()), float(t_half_width(known))


def _relative(mean: float, half: float) -> float:
    if np.isnan(half):
        return float("inf")
    if half == 0.0:
        return 0.0
    return half / abs(mean) if mean != 0.0 else float("inf")
