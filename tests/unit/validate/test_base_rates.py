"""Base rates: a run that ends with parcels under way says the same as one that does not."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.engine.tally import COUNT_ROW, COUNTS, TRANSIT_BIN_H, TRANSIT_BINS
from sim.validate.base_rates import mean_hours, unbiased_transit

HORIZON_H = 200


def arm_of(transit_h: list[float], share: list[float]) -> Any:
    """One carrier, as many parcels every hour, of which those are counted that come before the end."""
    handed_over = np.full(HORIZON_H, 100.0)
    hourly = np.zeros((HORIZON_H, len(COUNTS), 1, 1))
    hourly[:, COUNT_ROW["parcels_handed_over"], 0, 0] = handed_over
    transit = np.zeros((1, TRANSIT_BINS + 1))
    for hours, part in zip(transit_h, share, strict=True):
        middle = (int(hours / TRANSIT_BIN_H) + 0.5) * TRANSIT_BIN_H
        transit[0, int(hours / TRANSIT_BIN_H)] += part * 100.0 * (HORIZON_H - middle)
    return SimpleNamespace(hourly=hourly, transit=transit)


def test_slow_parcels_still_under_way_are_made_up_for() -> None:
    arm = arm_of([20.0, 150.0], [0.5, 0.5])
    found = unbiased_transit(arm)
    assert pytest.approx(85.0 + TRANSIT_BIN_H / 2) == mean_hours(found)[0]
    assert pytest.approx(100.0 * HORIZON_H) == found.sum()


def test_without_that_the_mean_would_be_too_low() -> None:
    assert mean_hours(arm_of([20.0, 150.0], [0.5, 0.5]).transit)[0] < 60.0


def test_a_carrier_that_delivered_nothing_has_no_mean() -> None:
    assert np.isnan(mean_hours(np.zeros(4)))
