"""Findings as a scenario file says them: rounded to what they are worth, with their units."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.calibrate.durations import Array
from sim.calibrate.families import Fit
from sim.calibrate.feed import Share
from sim.spec.distributions import Z95

POINTS = (np.arange(99) + 1) / 100
"""Shares whose quantiles stand for a distribution without a family."""


def distribution(fit: Fit) -> dict[str, Any]:
    """A fit as a scenario says it; the mixture, which it has no word for, as quantiles."""
    if fit.family.name == "mixture":
        return empirical(fit.quantile(POINTS))
    name = fit.family.name
    first, *rest = (float(each) for each in fit.values)
    if name == "lognormal":
        return {name: {"median": hours(first), "p95": hours(first * float(np.exp(Z95 * rest[0])))}}
    if name == "exponential":
        return {name: {"mean": hours(first)}}
    return {name: {"shape": round(first, 4), "scale": hours(rest[0])}}


def empirical(quantiles: Array) -> dict[str, Any]:
    """Quantiles in hours as a distribution without a family."""
    return {"empirical": {"values": [hours(float(each)) for each in quantiles]}}


def hours(value: float) -> str:
    """Hours to four digits with a unit.

    >>> hours(7.86051), hours(0.0833333)
    ('7.861h', '0.08333h')
    """
    return f"{decimal(value)}h"


def rate(value: float) -> str:
    """A hazard to three digits.

    >>> rate(0.0000312345)
    '0.0000312/h'
    """
    return f"{decimal(value, 3)}/h"


def percentages(shares: Array) -> list[str]:
    """Shares as percentages of two decimals that add up to a hundred: largest remainders are rounded up.

    >>> percentages(np.array([1, 1, 1]) / 3)
    ['33.34%', '33.33%', '33.33%']
    """
    parts = shares / shares.sum() * 10_000
    whole = np.floor(parts).astype(np.int64)
    up = np.argsort(-(parts - whole), kind="stable")[: 10_000 - int(whole.sum())]
    whole[up] += 1
    return [f"{part / 100:.2f}%" for part in whole]


def decimal(value: float, digits: int = 4) -> str:
    """A number to some digits, never with an exponent."""
    return np.format_float_positional(float(f"{value:.{digits}g}"), trim="-")


def ends(low: float, high: float, write: Callable[[float], Any]) -> tuple[Any, Any] | None:
    """The two ends of an interval as a scenario says them; None where one is not known."""
    return (write(low), write(high)) if np.isfinite(low) and np.isfinite(high) else None


def share_and_ends(found: Share, what: str) -> tuple[str, int, str, tuple[str, str]]:
    """A share, of how many, what it is, and the ends of its interval."""
    value, low, high = (f"{decimal(100 * each, 3)}%" for each in (found.value, found.low, found.high))
    return value, found.of, what, (low, high)
