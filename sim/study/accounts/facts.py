"""Which observable fact would settle a dispute: what the accounts predict differently, in units of its interval.

Observable is what somebody could count afterwards in the event as it happened, so levels of the outage arm are held
against each other, not excesses: nobody can observe a counterfactual.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from sim.measures.pairing import t_half_width
from sim.spec import Scenario, differing
from sim.study.paired_values import PairedValues
from sim.study.result import TOTAL

RECORDS = ("in_scope_records", "out_of_scope_records")
FACT_COLUMNS = [
    "measure", "group", "unit", "a", "b", "in_a", "in_b", "difference", "ci_low", "ci_high", "distance",
]  # fmt: skip
NEVER = "never"


def facts(paired: PairedValues) -> pd.DataFrame:
    """Series that two accounts predict differently, the most telling first.

    Args:
        paired: both arms of every account, all groups.

    Returns:
        `FACT_COLUMNS`: in_a and in_b are means of the outage arm; the difference is b less a, paired by luck;
        `distance` is its size over the half-width of its 95 % interval, infinite where that is zero, NaN for a single
        replication. Series that are equal in two accounts, bit for bit, are left out.
    """
    rows = []
    for a, b in combinations(range(len(paired.variants)), 2):
        for row, (measure, group, unit) in enumerate(paired.series.itertuples(index=False, name=None)):
            one, other = paired.outage[a, row], paired.outage[b, row]
            if np.array_equal(one, other, equal_nan=True):
                continue
            known = ~(np.isnan(one) | np.isnan(other))
            if not known.any():
                continue
            values = (other - one)[known]
            mean, half = float(values.mean()), float(t_half_width(values))
            distance = abs(mean) / half if half != 0 else float("inf")
            rows.append(
                (
                    measure,
                    group,
                    unit,
                    paired.variants[a],
                    paired.variants[b],
                    float(one[known].mean()),
                    float(other[known].mean()),
                    mean,
                    mean - half,
                    mean + half,
                    distance,
                )
            )
    frame = pd.DataFrame(rows, columns=FACT_COLUMNS)
    frame["is_part"] = frame["group"] != TOTAL
    frame = frame.sort_values(["is_part", "distance"], ascending=[True, False], kind="stable")
    return frame[FACT_COLUMNS].reset_index(drop=True)


def records(paired: PairedValues) -> pd.DataFrame:
    """Records sent within and beyond the contracts in every account, from the data ledger.

    Returns:
        Columns account, measure, records, ci_low, ci_high: mean of the outage arm and its 95 % t-interval.
    """
    rows = []
    for measure in RECORDS:
        row = paired.row(measure)
        for variant, name in enumerate(paired.variants):
            values = paired.outage[variant, row]
            mean, half = float(values.mean()), float(t_half_width(values))
            rows.append((name, measure, mean, mean - half, mean + half))
    return pd.DataFrame(rows, columns=["account", "measure", "records", "ci_low", "ci_high"])


def timeline(scenarios: Mapping[str, Scenario], acts: Mapping[str, Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    """Outages in every account in the order in which they began: who shut what, and when.

    Args:
        scenarios: each account by its name.
        acts: acts of each account's run, as `sim.study.acts` gives them.

    Returns:
        Columns account, place (1 = first), name, link, by, began_at (hours since start), because.
    """
    rows = []
    for account, scenario in scenarios.items():
        began = [act for act in acts[account] if act["name"] in scenario.outages and act["began_at"] is not None]
        for place, act in enumerate(sorted(began, key=lambda act: act["began_at"]), start=1):
            told = scenario.outages[act["name"]]
            rows.append((account, place, act["name"], told.link, act["by"], act["began_at"], told.because or ""))
    return pd.DataFrame(rows, columns=["account", "place", "name", "link", "by", "began_at", "because"])


def statements(scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """Every path at which the accounts say different things: a column path, and one for each account."""
    (first, base), *others = scenarios.items()
    said: dict[str, dict[str, str]] = {}
    for name, other in others:
        for each in differing(base, other):
            said.setdefault(each.path, {first: each.a})[name] = each.b
    rows = [{"path": path, **{name: told.get(name, told[first]) for name in scenarios}} for path, told in said.items()]
    return pd.DataFrame(rows, columns=["path", *scenarios])
