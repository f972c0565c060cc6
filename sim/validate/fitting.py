"""The fit: how much shoppers value delivery, from the published fall in sales alone.

The method of moments, with the estimator of the paper as the moment. What the fall cannot tell is drawn from its range,
and the fit is done again for each draw and for each draw of the published figure within its error; the values found are
a posterior sample. Nothing but the fall enters, so that the other figures are held out by construction.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from scipy.optimize import brentq

from sim.errors import RunError

LOWEST, HIGHEST = -200.0, 200.0


@dataclass(frozen=True)
class Unknowns:
    """What the fall in sales says nothing about; one draw.

    Attributes:
        fee_weight: utility per CNY of delivery fee.
        leaving: how readily shoppers leave a niche.
        adoption: share of sales whose seller offers the cut carrier.
        gradient: how much more liked and dearer goods' sellers offer it.
        waiting: share of those who leave that waits for the carrier.
        waiting_h: mean hours after its return until they buy.
        adaptation: how far buyers expect of each carrier what it usually does.
    """

    fee_weight: float
    leaving: float
    adoption: float
    gradient: float
    waiting: float
    waiting_h: float
    adaptation: float


RANGES: dict[str, tuple[float, float]] = {
    "fee_weight": (0.05, 0.3),
    "leaving": (0.0, 1.0),
    "adoption": (0.10, 0.20),
    "gradient": (0.0, 1.0),
    "waiting": (0.0, 1.0),
    "waiting_h": (6.0, 72.0),
    "adaptation": (0.0, 1.0),
}
"""Range of each unknown, drawn from evenly. All assumptions: merchants weigh a CNY with 0.15 in the world, and 1.5-3 %
of the platform's parcels, if one buyer in seven takes the carrier where it is offered, are 10-20 % of sales."""


def draw_unknowns(luck: np.random.Generator) -> Unknowns:
    """One draw, each evenly from its range."""
    return Unknowns(**{field.name: float(luck.uniform(*RANGES[field.name])) for field in fields(Unknowns)})


def fitted_value(moment: Callable[[float], float], target: float) -> float:
    """The value of delivery quality at which the moment is the target.

    Args:
        moment: relative change of sales at a value of quality; falls as it rises.
        target: change that was observed.

    Raises:
        RunError: no value within reach gives it.
    """
    # Near -1 a change is flat; its logarithm is not.
    wanted = float(np.log1p(target))

    def off(value: float) -> float:
        return float(np.log(max(1.0 + moment(value), 1e-300))) - wanted

    low, high = off(LOWEST), off(HIGHEST)
    if not low > 0.0 > high:
        raise RunError(f"no value of delivery quality changes sales by {100 * target:.2f} %")
    return float(brentq(off, LOWEST, HIGHEST, xtol=1e-6))
