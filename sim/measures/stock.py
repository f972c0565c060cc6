"""Peaks of what stands still: merchants away from their carrier, parcels held at merchants, cells occupied."""

from __future__ import annotations

import numpy as np

from sim.measures.batch import TOTAL, Batch, Series
from sim.measures.delivery import level_peaks


def stock_series(batch: Batch) -> list[Series]:
    """`merchants_away_peak` and `held_peak` (also by home carrier), `lockers_occupied_peak` (also by operator)."""
    away = level_peaks(batch, "merchants_away_peak", "merchants", batch.level("merchants_away"))
    held = level_peaks(batch, "held_peak", "parcels", batch.level("held"))
    cells = np.stack([arm.locker_cells for arm in batch.arms]) / batch.sample[:, None, None]
    occupied = [Series("lockers_occupied_peak", TOTAL, "cells", cells.sum(axis=-1).max(axis=-1))]
    occupied += [
        Series("lockers_occupied_peak", f"operator={name}", "cells", cells[:, :, index].max(axis=1))
        for index, name in enumerate(batch.operators)
    ]
    return [*away, *held, *occupied]
