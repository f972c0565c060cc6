"""How the parcels fared: transit hours, punctuality, and how far hubs and couriers fell behind.

Tallies (per parcel) give the percentiles and shares; levels (what stands at a full hour) give the peaks.
"""

from __future__ import annotations

import numpy as np

from sim.engine.tally import TRANSIT_BIN_H
from sim.measures.batch import TOTAL, Array, Batch, Series
from sim.measures.percentiles import binned_quantile, share_below

WITHIN_H = 72.0
"""The postal regulator's yardstick: share of parcels delivered within 72 hours."""


def delivery_series(batch: Batch) -> list[Series]:
    """Transit (mean, p50, p95), the 72-hour rate, punctuality and peaks of backlog, in total and by carrier.

    `transit_*` and `share_72h` run from pick-up and are NaN for a carrier that delivered nothing. `on_time_share` is
    the share of the orders placed that were not late by the horizon; the latest orders count as on time in both arms.
    """
    return [*_transit(batch), *_punctuality(batch), *_backlog_peaks(batch)]


def _transit(batch: Batch) -> list[Series]:
    by_carrier = np.stack([arm.transit for arm in batch.arms])
    hours = batch.count_by_carrier("transit_h")
    delivered = batch.count_by_carrier("parcels_delivered")
    found = _by_carrier(batch, "transit_mean_h", "h", ratio(hours.sum(-1), delivered.sum(-1)), ratio(hours, delivered))
    for measure, q in (("transit_p50_h", 0.50), ("transit_p95_h", 0.95)):
        total = binned_quantile(by_carrier.sum(axis=1), q, TRANSIT_BIN_H)
        found += _by_carrier(batch, measure, "h", total, binned_quantile(by_carrier, q, TRANSIT_BIN_H))
    total = share_below(by_carrier.sum(axis=1), WITHIN_H, TRANSIT_BIN_H)
    return found + _by_carrier(batch, "share_72h", "share", total, share_below(by_carrier, WITHIN_H, TRANSIT_BIN_H))


def _punctuality(batch: Batch) -> list[Series]:
    late, created = batch.count_by_group("parcels_late"), batch.count_by_group("parcels_created")
    return [Series("on_time_share", group, "share", 1.0 - ratio(late[group], created[group])) for group in created]


def _backlog_peaks(batch: Batch) -> list[Series]:
    found: list[Series] = []
    for level in ("hub_backlog", "courier_backlog"):
        found += level_peaks(batch, f"{level}_peak", "parcels", batch.level(level))
    return found


def level_peaks(batch: Batch, measure: str, unit: str, level: Array) -> list[Series]:
    """The highest a level (arms, hours + 1, carriers) stood at any full hour: summed over carriers, and by carrier."""
    return _by_carrier(batch, measure, unit, level.sum(axis=-1).max(axis=-1), level.max(axis=1))


def ratio(part: Array, whole: Array) -> Array:
    """Part over whole, NaN where the whole is zero."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole != 0)


def _by_carrier(batch: Batch, measure: str, unit: str, total: Array, by_carrier: Array) -> list[Series]:
    """A measure's total (arms,) and its values by carrier (arms, carriers) as series."""
    found = [Series(measure, TOTAL, unit, total)]
    return found + [
        Series(measure, f"carrier={name}", unit, by_carrier[:, index]) for index, name in enumerate(batch.carriers)
    ]
