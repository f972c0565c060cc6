"""How a parameter's value and axis read: clock times as clocks, all else as numbers with units. Knows no parameter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import units
from sim.report import numbers
from sim.report.panel import plain_text

CLOCK_TIME = "clock time"
HOUR_TICKS = 3
Array = NDArray[np.float64]


def value_text(value: float, unit: str) -> str:
    """A parameter's value in words.

    >>> value_text(14.5, "clock time"), value_text(9.2, "h"), value_text(0.04, "share")
    ('14:30', '9.20\u202fh', '4\u202f%')
    """
    return units.format_clock(value) if unit == CLOCK_TIME else numbers.amount(value, unit)


def span_text(low: float, high: float, unit: str) -> str:
    """Two values as a span, one if they read the same.

    >>> span_text(6.0, 6.0, "h"), span_text(0.1, 0.25, "share")
    ('6\u202fh', '10\u202f% to 25\u202f%')
    """
    return " to ".join(dict.fromkeys(value_text(value, unit) for value in (low, high)))


def limit_text(title: str, side: str, value: float | tuple[str, ...], unit: str) -> str:
    """A limit of a box in words.

    >>> limit_text("outage", "above", 9.0, "h"), limit_text("policy", "is", ("wait", "both"), "")
    ('outage above 9\u202fh', 'policy wait or both')
    """
    if isinstance(value, tuple):
        return f"{title} {' or '.join(value)}"
    return f"{title} {side} {value_text(value, unit)}"


def axis(title: str, unit: str, values: Array) -> dict[str, Any]:
    """Layout of an axis that a parameter runs along."""
    named = {"title": {"text": plain_text(with_unit(title, unit))}}
    if unit == "share":
        return named | {"tickformat": ".0%"}
    if unit != CLOCK_TIME:
        return named
    hours = np.arange(np.floor(values.min()), np.ceil(values.max()) + 1, HOUR_TICKS)
    return named | {"tickvals": hours.tolist(), "ticktext": [units.format_clock(each) for each in hours]}


def excess_format(unit: str) -> str:
    """How an axis of an excess in a unit writes its ticks."""
    return ".0%" if unit == "share" else ""


def with_unit(title: str, unit: str) -> str:
    """A title with its unit, where that is not told by the values themselves."""
    return f"{title}, {unit}" if unit and unit not in ("share", CLOCK_TIME) else title
