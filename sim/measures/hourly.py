"""The hourly table: events of every hour and what stood at every full hour, by arm, replication, measure and group.

Built from blocks of (series, arms, hours) and categoricals, never row by row: a study of the reference case has
millions of rows. Values are float32, seven digits: for pictures; exact totals are in the table of replications.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.tally import COUNTS, DESKS, LEVELS, WAIT_BIN_MIN, ArmResult
from sim.measures.batch import BASELINE, OUTAGE, TOTAL, UNSCALED, UNSCALED_LEVELS, Array, Batch, batch_of
from sim.measures.percentiles import binned_quantile

if TYPE_CHECKING:
    from sim.spec import Scenario

BY_REGION = ("contacts", "dark_parcels", "complaints", "parcels_delivered")
"""Counts that are kept hour by hour for each region."""
PARTY_COUNTS = {f"contacts_{desk}": desk for desk in DESKS}
WITHOUT_TOTAL = frozenset({"published_backlog_h"})
"""Levels of which a sum over carriers means nothing."""

Names = list[tuple[str, str]]


def hourly_frame(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """Counts by hour and levels at full hours, for the whole population.

    A count at hour h is what happened in [h, h + 1); a level at hour h is what stood at that instant, the horizon
    included. `support_wait_p90_min` is of the contacts answered in the hour, NaN where there were none. Groups: "total"
    and "carrier=…", for a few counts "region=…", for contacts and desks "party=…", for buffers "link=…", for cells
    "operator=…". A group's series that is zero throughout, in every arm given, is left out.

    Returns:
        Columns arm, replication, hour, measure, group, value; arm, measure and group categorical, value float32.

    Raises:
        ValueError: no arms, or axes that are not the scenario's.
    """
    batch = batch_of(arms, scenario)
    counts = _kept(*_count_block(batch))
    levels = _kept(*_level_block(batch))
    names = counts[0] + levels[0]
    measures, groups = (_coded([each[column] for each in names]) for column in (0, 1))
    places = [_places(values.shape) for _, values in (counts, levels)]
    series = np.concatenate([places[0][0], places[1][0] + len(counts[0])])
    arm = np.concatenate([each[1] for each in places])
    is_outage = np.array([each.arm == OUTAGE for each in batch.arms], dtype=np.int8)
    replication = np.array([each.replication for each in batch.arms], dtype=np.int32)
    return pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(is_outage[arm], categories=pd.Index([BASELINE, OUTAGE])),
            "replication": replication[arm],
            "hour": np.concatenate([each[2] for each in places]),
            "measure": pd.Categorical.from_codes(measures[0][series], categories=pd.Index(measures[1])),
            "group": pd.Categorical.from_codes(groups[0][series], categories=pd.Index(groups[1])),
            "value": np.concatenate([values.ravel() for _, values in (counts, levels)]),
        },
        copy=False,
    )


def _count_block(batch: Batch) -> tuple[Names, Array]:
    """Names (measure, group) and values (series, arms, hours) of the counts."""
    names: Names = []
    blocks: list[Array] = []
    for arm in batch.arms:
        names = []
        rows: list[Array] = []
        by_carrier, by_region = arm.hourly.sum(axis=3), arm.hourly.sum(axis=2)
        for row, name in enumerate(COUNTS):
            scale = 1.0 if name in UNSCALED else arm.sample
            carriers = by_carrier[:, row] / scale
            total = carriers.sum(axis=1)
            if name in PARTY_COUNTS:
                names.append(("contacts", f"party={PARTY_COUNTS[name]}"))
                rows.append(total[None])
                continue
            names += [(name, TOTAL), *((name, f"carrier={each}") for each in batch.carriers)]
            rows += [total[None], carriers.T]
            if name in BY_REGION:
                names += [(name, f"region={each}") for each in batch.regions]
                rows.append((by_region[:, row] / scale).T)
        names += [("support_wait_p90_min", TOTAL), *(("support_wait_p90_min", f"party={desk}") for desk in DESKS)]
        rows.append(binned_quantile(arm.waits.sum(axis=1), 0.9, WAIT_BIN_MIN)[None])
        rows.append(binned_quantile(arm.waits, 0.9, WAIT_BIN_MIN).T)
        blocks.append(np.concatenate(rows).astype(np.float32))
    return names, np.stack(blocks, axis=1)


def _level_block(batch: Batch) -> tuple[Names, Array]:
    """Names (measure, group) and values (series, arms, hours + 1) of the levels."""
    names: Names = []
    blocks: list[Array] = []
    for index, arm in enumerate(batch.arms):
        names = []
        rows: list[Array] = []
        tables = {
            **{name: ("carrier", batch.carriers, arm.levels[:, row]) for row, name in enumerate(LEVELS)},
            "dark_now": ("carrier", batch.carriers, arm.dark),
            "buffered": ("link", batch.links, arm.link_buffer),
            "locker_cells": ("operator", batch.operators, arm.locker_cells),
            "desk_waiting": ("party", DESKS, arm.desk_waiting),
        }
        for name, (kind, members, table) in tables.items():
            scaled = table if name in UNSCALED_LEVELS else table / batch.sample[index]
            if name not in WITHOUT_TOTAL:
                names.append((name, TOTAL))
                rows.append(scaled.sum(axis=1)[None])
            names += [(name, f"{kind}={each}") for each in members]
            rows.append(scaled.T)
        blocks.append(np.concatenate(rows).astype(np.float32))
    return names, np.stack(blocks, axis=1)


def _kept(names: Names, values: Array) -> tuple[Names, Array]:
    """The totals, and of the groups those that are not zero (or empty) throughout."""
    largest = np.abs(np.nan_to_num(values)).max(axis=(1, 2))
    keep = [index for index, (_, group) in enumerate(names) if group == TOTAL or largest[index] > 0]
    return [names[index] for index in keep], values[keep]


def _coded(names: list[str]) -> tuple[NDArray[np.int16], list[str]]:
    """Codes of the names, and the names they stand for in order of first appearance."""
    code = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([code[name] for name in names], dtype=np.int16), list(code)


def _places(shape: tuple[int, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Series, arm and hour of every element of a (series, arms, hours) array, as it is laid out."""
    n_series, n_arms, n_hours = shape
    series = np.repeat(np.arange(n_series, dtype=np.int32), n_arms * n_hours)
    arm = np.tile(np.repeat(np.arange(n_arms, dtype=np.int32), n_hours), n_series)
    return series, arm, np.tile(np.arange(n_hours, dtype=np.int32), n_series * n_arms)
