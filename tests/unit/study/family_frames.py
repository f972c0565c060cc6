"""Frames as a family of runs gives them, made by hand: nothing is simulated."""

from collections.abc import Mapping, Sequence

import pandas as pd

COLUMNS = ["variant", "replication", "arm", "measure", "group", "value", "unit"]


def family(
    outage: Mapping[str, Sequence[float]],
    baseline: Sequence[float] | Mapping[str, Sequence[float]],
    measure: str = "contacts",
    group: str = "total",
    unit: str = "contacts",
) -> pd.DataFrame:
    """One measure: values of the outage arm by variant, and of the baseline, for all or by variant."""
    rows = []
    for variant, values in outage.items():
        usual = baseline[variant] if isinstance(baseline, Mapping) else baseline
        for replication, (with_it, without) in enumerate(zip(values, usual, strict=True)):
            rows += [
                (variant, replication, "baseline", measure, group, without, unit),
                (variant, replication, "outage", measure, group, with_it, unit),
            ]
    return pd.DataFrame(rows, columns=COLUMNS)
