"""Which carrier had the parcels before, while and after links were closed, in both arms.

The run counts hand-overs by carrier and hour, not pairs of carriers: what one lost and what another gained is known,
from whom to whom is not.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.report.reading import Effect, Reading
from sim.report.series import BASELINE_ARM, OUTAGE_ARM, Array, band

VOLUME = "parcels_handed_over"
REROUTED = "parcels_rerouted"


@dataclass(frozen=True)
class Phase:
    """A span of the run, full hours: `first` included, `last` not."""

    name: str
    first: int
    last: int


def phases(run: Reading) -> list[Phase]:
    """Before the first act, until the last link is open again, after that; none where no act was done."""
    if not run.acts:
        return []
    end = math.ceil(run.horizon_h)
    closed = run.outages or run.acts
    first = math.floor(run.acts[0].began_h)
    last = max(end if math.isnan(act.ended_h) else math.ceil(act.ended_h) for act in closed)
    told = (Phase("before", 0, first), Phase("during", first, last), Phase("after", last, end))
    return [phase for phase in told if phase.last > phase.first]


def handed_over(run: Reading, phase: Phase) -> dict[str, Effect]:
    """Parcels each carrier picked up in a phase, both arms and the paired excess with its 95 % interval."""
    found = {}
    for name in run.carriers:
        group = f"carrier={name}"
        arms = [run.hourly.arm(VOLUME, arm, group) for arm in (BASELINE_ARM, OUTAGE_ARM)]
        if arms[0] is not None and arms[1] is not None:
            found[name] = _effect(*(_within(values, phase) for values in arms if values is not None))
    return found


def moved_frame(run: Reading) -> pd.DataFrame:
    """One row a phase and carrier: phase, carrier, baseline, outage, excess, ci_low, ci_high, rerouted, unit.

    `rerouted` counts the parcels a carrier took that belong to merchants of another, as it happened.
    """
    rows = []
    for phase in phases(run):
        for name, effect in handed_over(run, phase).items():
            taken = run.hourly.arm(REROUTED, OUTAGE_ARM, f"carrier={name}")
            rerouted = 0.0 if taken is None else float(_within(taken, phase).mean())
            figures = (effect.baseline, effect.outage, effect.excess, effect.low, effect.high, rerouted)
            rows.append((phase.name, name, *figures, effect.unit))
    columns = ["phase", "carrier", "baseline", "outage", "excess", "ci_low", "ci_high", "rerouted", "unit"]
    return pd.DataFrame(rows, columns=columns)


def _within(values: Array, phase: Phase) -> Array:
    """(replications, 1) sums over a phase's hours."""
    sums: Array = values[:, phase.first : phase.last].sum(axis=1, keepdims=True)
    return sums


def _effect(baseline: Array, outage: Array) -> Effect:
    n = min(len(baseline), len(outage))
    excess = band(outage[:n] - baseline[:n])
    means = (float(np.mean(baseline)), float(np.mean(outage)))
    return Effect(*means, float(excess.mean[0]), float(excess.low[0]), float(excess.high[0]), "parcels")
