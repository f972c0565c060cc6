"""A formula in the place of the model: what a scenario's acts add up to, with a little luck of the replication."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.spec import Scenario
from sim.study.arms import Progress

ADDS = {"sf_feed": 100.0, "locker_link": 40.0, "advise": -10.0, "delist": 5.0, "capacity": 0.0}
TOGETHER = 30.0
"""What advice and delisting add when both act."""
ELASTICITY_ADDS = 20.0


def contacts(scenario: Scenario, replication: int) -> float:
    """The excess of the formula."""
    acts = {*scenario.outages, *scenario.responses}
    luck = 1.0 + 0.1 * np.random.default_rng(replication).normal()
    told = luck * sum(ADDS.get(name, 0.0) for name in acts)
    told += TOGETHER if {"advise", "delist"} <= acts else 0.0
    return told + (ELASTICITY_ADDS if scenario.demand.elasticity > 0 and "sf_feed" in acts else 0.0)


def evaluate(variants: Mapping[str, Scenario], *, replications: Sequence[int], progress: Progress) -> pd.DataFrame:
    """Contacts by the formula, and a percentile that has no number in replication 0 and never one in any other arm."""
    rows = []
    for name, scenario in variants.items():
        for replication in replications:
            base = 1000.0 + replication
            nothing = np.nan if replication == 0 else 5.0
            rows.append((name, replication, "contacts", "contacts", base, base + contacts(scenario, replication)))
            rows.append((name, replication, "wait", "min", nothing, 5.0 + len(scenario.outages)))
            rows.append((name, replication, "never", "min", np.nan, np.nan))
    progress(len(rows), len(rows))
    return pd.DataFrame(rows, columns=["variant", "replication", "measure", "unit", "baseline", "outage"])
