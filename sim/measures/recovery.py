"""How long the harm lasted and how much there was: time to recover, and the area between the two arms.

Both need the two arms of one replication. An excess that stays within a band about zero counts as over; the band is a
share of the excess's own peak, so no measure needs a threshold of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.engine.tally import COUNT_ROW, COUNTS, LEVELS, ArmResult
from sim.measures.batch import TOTAL, Array, Batch, Series, batch_of
from sim.measures.pairing import Pair, paired_excess, pairs_of

if TYPE_CHECKING:
    from sim.spec import Scenario

FIGURES = ("peak_excess", "time_to_recover_h", "resilience_loss")
FLOWS = ("contacts", "complaints", "parcels_delivered", "parcels_late", "locker_deposits")
"""Counts followed hour by hour; every level is followed at full hours."""


def first_act_h(arm: ArmResult) -> float:
    """When the first outage or response of an arm began, hours since start; NaN if nothing ever did."""
    return min((act[3] for act in arm.acts), default=float("nan"))


def time_to_recover_h(excess: Array, first_act: float, band: float) -> float:
    """Hours from the first act until an hourly excess stays for good within `band` of its highest value.

    0 if there was no act, or never an excess above zero; the time left to the horizon if it does not recover.
    The answer is on the hourly grid: the first full hour from which on the excess stays inside.

    Args:
        excess: (hours + 1,) outage less baseline at hour 0, 1, …
        first_act: hours since start, NaN = no act.
        band: share of the peak, on either side of zero.

    >>> time_to_recover_h(np.array([0.0, 0.0, 100.0, 40.0, 4.0, -2.0]), first_act=1.5, band=0.05)
    2.5
    """
    horizon = excess.size - 1
    if np.isnan(first_act) or first_act >= horizon:
        return 0.0
    begin = int(np.ceil(first_act))
    after = excess[begin:]
    peak = float(after.max())
    if peak <= 0.0:
        return 0.0
    outside = np.flatnonzero(np.abs(after) > band * peak)
    return float(min(begin + int(outside[-1]) + 1, horizon) - first_act)


def resilience_loss(excess: Array, first_act: float) -> float:
    """Area between the two arms from the first act to the horizon, above and below alike, unit times hours.

    >>> resilience_loss(np.array([0.0, 0.0, 10.0, 0.0]), first_act=1.0)
    10.0
    """
    if np.isnan(first_act) or first_act >= excess.size - 1:
        return 0.0
    return float(np.trapezoid(np.abs(excess[int(np.ceil(first_act)) :])))


def recovery_series(batch: Batch, band: float) -> list[Series]:
    """`time_to_recover_h` and `resilience_loss` of the dark parcels; both are 0 in the baseline arm."""
    dark = batch.dark().sum(axis=-1)
    recover, loss = _paired(batch, pairs_of(batch.arms), dark, band)[1:]
    return [
        Series("time_to_recover_h", TOTAL, "h", recover),
        Series("resilience_loss", TOTAL, "parcel-hours", loss),
    ]


def recovery(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """How every level and some hourly counts came back: means over replications of paired figures, with intervals.

    A count stands at the full hour that ends its hour. `published_backlog_h`, a figure of each carrier, is left out: it
    has no total.

    Returns:
        One row a measure: measure, unit, then peak_excess (unit), time_to_recover_h (h) and resilience_loss (unit times
        hours), each followed by its 95 % interval as <figure>_low and <figure>_high.

    Raises:
        ValueError: as `replication_frame`.
    """
    batch = batch_of(arms, scenario)
    pairs = pairs_of(batch.arms)
    before, after = [pair.baseline for pair in pairs], [pair.outage for pair in pairs]
    rows = []
    for measure, (unit, hourly) in _followed(batch).items():
        row: dict[str, object] = {"measure": measure, "unit": unit}
        figures = _paired(batch, pairs, hourly, scenario.measurement.recovery_band)
        for name, values in zip(FIGURES, figures, strict=True):
            found = paired_excess(values[None, before], values[None, after])
            row |= {name: found.excess[0], f"{name}_low": found.ci_low[0], f"{name}_high": found.ci_high[0]}
        rows.append(row)
    return pd.DataFrame(rows)


def _followed(batch: Batch) -> dict[str, tuple[str, Array]]:
    """Unit and totals (arms, hours + 1) at full hours of the measures whose recovery is told."""
    followed: dict[str, tuple[str, Array]] = {"dark_now": ("parcels", batch.dark().sum(axis=-1))}
    for name, (unit, _) in LEVELS.items():
        if name != "published_backlog_h":
            followed[name] = (unit, batch.level(name).sum(axis=-1))
    buffered = np.stack([arm.link_buffer for arm in batch.arms]).sum(axis=-1) / batch.sample[:, None]
    followed["buffered"] = ("scans", buffered)
    waiting = np.stack([arm.desk_waiting for arm in batch.arms]).sum(axis=-1) / batch.sample[:, None]
    followed["desk_waiting"] = ("contacts", waiting)
    for name in FLOWS:
        by_hour = np.stack([arm.hourly[:, COUNT_ROW[name]].sum(axis=(1, 2)) for arm in batch.arms])
        by_hour = np.pad(by_hour, ((0, 0), (1, 0)))
        if name == "parcels_late":
            by_hour[:, -1] = 0.0  # the horizon's own hour holds all that are late and still under way
        followed[name] = (f"{COUNTS[name][0]} per hour", by_hour / batch.sample[:, None])
    return followed


def _paired(batch: Batch, pairs: Sequence[Pair], hourly: Array, band: float) -> tuple[Array, Array, Array]:
    """Peak excess, time to recover and loss (arms,) of an hourly figure (arms, hours + 1); 0 in every baseline arm."""
    peak, recover, loss = (np.zeros(len(batch.arms)) for _ in range(3))
    for pair in pairs:
        excess = hourly[pair.outage] - hourly[pair.baseline]
        act = first_act_h(batch.arms[pair.outage])
        peak[pair.outage] = max(0.0, float(excess.max()))
        recover[pair.outage] = time_to_recover_h(excess, act, band)
        loss[pair.outage] = resilience_loss(excess, act)
    return peak, recover, loss
