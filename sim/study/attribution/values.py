"""From the totals of all variants to the parts of every excess, with intervals.

Pure functions over frames. Must not know how variants were run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.measures.batch import BASELINE, OUTAGE
from sim.study.attribution.coalitions import name_of
from sim.study.attribution.plan import KNOCK_OUT, Plan
from sim.study.attribution.shapley import Array, Coalition, Order, Worth, exact_values, gains_by_pair, half_width

EXCESS, ACT, PARTY, BY_ACTS, MECHANISM, INTERACTION = (
    "excess", "act", "party", "party_by_acts", "mechanism", "interaction",
)  # fmt: skip
COLUMNS = ["measure", "unit", "kind", "name", "value", "ci_low", "ci_high", "replications"]


class Parts(NamedTuple):
    """One kind of parts of every excess: (pairs of orders or 1, replications, measures) by name."""

    kind: str
    values: Mapping[str, Array]


def attribution_frame(plan: Plan, totals: pd.DataFrame) -> pd.DataFrame:
    """Every excess and its parts, with 95 % intervals, in the order of measures and kinds.

    A replication in which a measure has no number in some variant (a percentile of nothing) is left out of that
    measure, as a whole: so the parts still add up.

    Args:
        plan: what was run.
        totals: columns variant, replication, measure, unit, baseline, outage; all variants of the plan.

    Returns:
        Columns measure, unit, kind, name, value, ci_low, ci_high, replications (those used).
    """
    units = totals.drop_duplicates("measure").set_index("measure")["unit"]
    excess = _excess_by_variant(totals, list(units.index))
    usable = ~np.any([np.isnan(each) for each in excess.values()], axis=0)
    rows: list[dict[str, object]] = []
    for kind, values in _all_parts(plan, excess):
        for name, each in values.items():
            rows += [
                {"measure": measure, "unit": units[measure], "kind": kind, "name": name}
                | _summed_up(each[:, usable[:, column], column])
                for column, measure in enumerate(units.index)
            ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    place = {measure: number for number, measure in enumerate(units.index)}
    return frame.sort_values("measure", key=lambda names: names.map(place), kind="stable", ignore_index=True)


def _excess_by_variant(totals: pd.DataFrame, measures: Sequence[str]) -> dict[str, Array]:
    """(replications, measures) excess of each variant; that of nobody is exactly zero."""
    table = totals.set_index(["variant", "replication", "measure"])
    never = table[[BASELINE, OUTAGE]].isna().all(axis=1).groupby("measure").all()
    excess = (table[OUTAGE] - table[BASELINE]).unstack("measure")[list(measures)]
    excess.loc[:, never[never].index] = 0.0  # a measure of nothing, in every arm, is no difference
    found = {str(name): frame.to_numpy(np.float64) for name, frame in excess.groupby(level="variant", sort=False)}
    return {name_of(Coalition()): np.zeros_like(next(iter(found.values()))), **found}


def _all_parts(plan: Plan, excess: Mapping[str, Array]) -> Iterator[Parts]:
    def worth(acts: Coalition) -> Array:
        return excess[plan.variant_of(acts)]

    def worth_of_parties(parties: Coalition) -> Array:
        return worth(plan.coalition_of_parties(parties))

    whole = worth(Coalition(plan.parties))
    acts = _values(plan.players, plan.orders, worth)
    nothing = np.zeros((1, *whole.shape))
    acts = {act: acts.get(act, nothing) for act in plan.parties}
    parties = _values(plan.party_players, plan.party_orders, worth_of_parties)
    names = dict.fromkeys(plan.parties.values())
    yield Parts(EXCESS, {"all": whole[None]})
    yield Parts(ACT, acts)
    yield Parts(PARTY, {party: parties.get(party, nothing) for party in names})
    yield Parts(BY_ACTS, {party: _sum(acts[act] for act, by in plan.parties.items() if by == party) for party in names})
    without = {each.name: (whole - excess[f"{KNOCK_OUT}{each.name}"])[None] for each in plan.mechanisms}
    yield Parts(MECHANISM, without)
    if without:
        yield Parts(INTERACTION, {"remainder": whole[None] - _sum(without.values())})


def _values(players: Sequence[str], orders: Sequence[Order], worth: Worth) -> dict[str, Array]:
    if orders:
        return gains_by_pair(players, orders, worth)
    return {player: value[None] for player, value in exact_values(players, worth).items()}


def _sum(arrays: Iterable[Array]) -> Array:
    total: Array = np.sum(np.broadcast_arrays(*arrays), axis=0)
    return total


def _summed_up(values: Array) -> dict[str, float | int]:
    """Mean and interval of (pairs, replications) values; no number where no replication has one."""
    if not values.shape[1]:
        return {"value": np.nan, "ci_low": np.nan, "ci_high": np.nan, "replications": 0}
    value = float(values.mean())
    half = 0.0 if not values.any() else half_width(values)
    return {"value": value, "ci_low": value - half, "ci_high": value + half, "replications": values.shape[1]}
