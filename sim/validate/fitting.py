"""The fit: how much shoppers value delivery, from the published fall in sales alone.

The method of moments, with the estimator of the paper as the moment. What the fall cannot tell is drawn from its range,
and the fit is done again for each draw and for each draw of the published figure within its error; the values found are
a posterior sample. Nothing but the fall enters, so that the other figures are held out by construction.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from sim.errors import RunError

LOWEST, HIGHEST = -200.0, 200.0


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
