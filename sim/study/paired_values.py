"""A family's figures as arrays: variant by series by replication, both arms. Knows no measure by name."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.impact import impact
from sim.study.result import TOTAL

Array = NDArray[np.float64]
KEYS = ["measure", "group", "unit"]


@dataclass(frozen=True)
class PairedValues:
    """Both arms of every variant, side by side.

    Attributes:
        variants: names, in the order given.
        series: columns measure, group, unit; a row a series that every variant has.
        replications: numbers, rising.
        baseline: (variants, series, replications) values in the arm without any act.
        outage: (variants, series, replications) values in the arm with them.
    """

    variants: tuple[str, ...]
    series: pd.DataFrame
    replications: tuple[int, ...]
    baseline: Array
    outage: Array

    @property
    def excess(self) -> Array:
        """(variants, series, replications) paired excess."""
        return self.outage - self.baseline

    def totals(self) -> "PairedValues":
        """The series of the whole population only."""
        kept = np.flatnonzero(self.series["group"] == TOTAL)
        series = self.series.iloc[kept].reset_index(drop=True)
        return PairedValues(self.variants, series, self.replications, self.baseline[:, kept], self.outage[:, kept])

    def row(self, measure: str, group: str = TOTAL) -> int:
        """Where a series stands.

        Raises:
            KeyError: there is no such series.
        """
        found = np.flatnonzero((self.series["measure"] == measure) & (self.series["group"] == group))
        if not found.size:
            raise KeyError(f"{measure}, {group}")
        return int(found[0])


def paired_values(values: pd.DataFrame) -> PairedValues:
    """The frame of `values_of_family` as arrays; series that not every variant has are left out.

    Raises:
        ValueError: a pair lacks an arm.
    """
    variants = list(dict.fromkeys(values["variant"]))
    replications = np.unique(values["replication"].to_numpy())
    series = values.groupby(KEYS, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    keys = values.drop_duplicates(KEYS)[KEYS].reset_index(drop=True)
    at_variant = pd.Categorical(values["variant"], categories=variants).codes
    at_replication = np.searchsorted(replications, values["replication"].to_numpy())
    is_outage = (values["arm"] == "outage").to_numpy().astype(int)
    shape = (2, len(variants), len(keys), len(replications))
    found = np.full(shape, np.nan)
    filled = np.zeros(shape, dtype=bool)
    where = (is_outage, at_variant, series, at_replication)
    found[where], filled[where] = values["value"].to_numpy(), True
    whole = filled.all(axis=(0, 3))
    torn = filled.any(axis=(0, 3)) & ~whole
    if torn.any():
        variant, row = np.argwhere(torn)[0]
        raise ValueError(f"{variants[variant]}: {keys['measure'][row]} lacks an arm in some replication")
    kept = np.flatnonzero(whole.all(axis=0))
    series_kept = keys.iloc[kept].reset_index(drop=True)
    return PairedValues(
        tuple(variants), series_kept, tuple(map(int, replications)), found[0][:, kept], found[1][:, kept]
    )


def impacts(values: pd.DataFrame) -> pd.DataFrame:
    """The impact table of every variant, as a run of it alone gives: variant, then the columns of `measures.impact`."""
    found = [impact(part).assign(variant=name) for name, part in values.groupby("variant", sort=False)]
    table = pd.concat(found, ignore_index=True)
    return table[["variant", *(name for name in table.columns if name != "variant")]]
