"""What the platform did not see, and how long the late scans took: dark parcels at their peak, drain of the buffers."""

from __future__ import annotations

import numpy as np

from sim.measures.batch import TOTAL, Array, Batch, Series
from sim.measures.delivery import level_peaks


def visibility_series(batch: Batch, link_of_outage: dict[str, str]) -> list[Series]:
    """`dark_parcels_peak` in total and by carrier; `backfill_drain_h`, the slowest link in total, and by link.

    Args:
        batch: the arms.
        link_of_outage: the link each named outage closes; a drain counted under an outage's name is its link's.
    """
    peaks = level_peaks(batch, "dark_parcels_peak", "parcels", batch.dark())
    return [*peaks, *_drains(batch, link_of_outage)]


def _drains(batch: Batch, link_of_outage: dict[str, str]) -> list[Series]:
    """Hours from restoration until a link's buffer was empty; 0 where nothing had to be replayed."""
    by_link: dict[str, Array] = {link: np.zeros(len(batch.arms)) for link in batch.links}
    for index, arm in enumerate(batch.arms):
        for name, hours in arm.drain_h.items():
            drains = by_link.setdefault(link_of_outage.get(name, name), np.zeros(len(batch.arms)))
            drains[index] = max(drains[index], hours)
    slowest = np.max(list(by_link.values()), axis=0)
    found = [Series("backfill_drain_h", TOTAL, "h", slowest)]
    return found + [Series("backfill_drain_h", f"link={link}", "h", drains) for link, drains in by_link.items()]
