"""The interval of an effect as whiskers on a bar."""

import math
from typing import Any

from sim.report import theme
from sim.report.reading import Effect


def whiskers(effect: Effect) -> dict[str, Any] | None:
    """Error bar along x from the interval's low to its high end; None without an interval."""
    if not (math.isfinite(effect.low) and math.isfinite(effect.high)):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [effect.high - effect.excess],
        "arrayminus": [effect.excess - effect.low],
        "thickness": 1.4,
        "width": 4,
        "color": theme.BASELINE,
    }
