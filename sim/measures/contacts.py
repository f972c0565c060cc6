"""Buyers at the desks: waiting, giving up, and how often parcels lead to a contact, a complaint or a petition."""

from __future__ import annotations

import numpy as np

from sim.engine.tally import DESKS, WAIT_BIN_MIN
from sim.measures.batch import TOTAL, Array, Batch, Series
from sim.measures.delivery import ratio
from sim.measures.percentiles import binned_quantile

WAITS = (("support_wait_p50_min", 0.50), ("support_wait_p90_min", 0.90))
PER_MILLION = ("contacts", "complaints", "petitions")


def contact_series(batch: Batch) -> list[Series]:
    """Contacts by the party they went to, waits of answered contacts, abandonment, and rates per million parcels.

    Waits are NaN where nobody was answered. `abandonment_share` is of the contacts that ended, answered or given up
    (0 if none did). Rates are per million orders placed.
    """
    return [*_by_party(batch), *_waits(batch), *_abandonment(batch), *_per_million(batch)]


def answered_by_desk(batch: Batch) -> Array:
    """(arms, desks) contacts answered, for the whole population."""
    return np.stack([arm.waits.sum(axis=(0, 2)) for arm in batch.arms]) / batch.sample[:, None]


def _by_party(batch: Batch) -> list[Series]:
    return [Series("contacts", f"party={desk}", "contacts", batch.count(f"contacts_{desk}")) for desk in DESKS]


def _waits(batch: Batch) -> list[Series]:
    by_desk = np.stack([arm.waits.sum(axis=0) for arm in batch.arms])
    found: list[Series] = []
    for measure, q in WAITS:
        found.append(Series(measure, TOTAL, "min", binned_quantile(by_desk.sum(axis=1), q, WAIT_BIN_MIN)))
        per_desk = binned_quantile(by_desk, q, WAIT_BIN_MIN)
        found += [Series(measure, f"party={desk}", "min", per_desk[:, row]) for row, desk in enumerate(DESKS)]
    return found


def _abandonment(batch: Batch) -> list[Series]:
    answered, abandoned = batch.count("contacts_answered"), batch.count("contacts_abandoned")
    share = np.nan_to_num(ratio(abandoned, answered + abandoned))
    return [Series("abandonment_share", TOTAL, "share", share)]


def _per_million(batch: Batch) -> list[Series]:
    created = batch.count_by_group("parcels_created")
    found: list[Series] = []
    for name in PER_MILLION:
        counted = batch.count_by_group(name)
        for group, parcels in created.items():
            rate = 1e6 * ratio(counted[group], parcels)
            found.append(Series(f"{name}_per_million", group, f"{name} per million parcels", rate))
    return found
