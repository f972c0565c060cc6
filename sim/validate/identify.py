"""Which numbers without data of their own the published aggregates tell of, and which they cannot tell apart.

Each number is moved half a standard deviation of its prior up and down, with the same luck; the slopes go into a
straight-line posterior (`information`). Its prior is lognormal over the range that the scenario says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sim import store
from sim.engine.tally import ArmResult
from sim.spec import Scenario
from sim.study.arms import Progress, run_arms
from sim.validate.aggregates import AGGREGATES, aggregates, from_log_scale, log_sd, on_log_scale
from sim.validate.goods import Array
from sim.validate.information import Posterior, linear_posterior
from sim.validate.pairs import pairs_of
from sim.validate.priors import PATHS, WITHIN_95, Prior, priors_of
from sim.validate.removal import Removal

STEP = 0.5
SIDES = ("down", "up")
LOGARITHM = "logarithm"
"""Column of a kept piece: logarithms of the aggregates, in their order."""
TOLD_APART = 0.5
"""A number counts as told of if its standard deviation falls below this part of its prior's."""

Vary = Callable[[Mapping[str, float]], Scenario]


@dataclass(frozen=True)
class Identification:
    """What the aggregates tell.

    Attributes:
        parameters: path, what, value, low, high, posterior, ci_low, ci_high, sd_left (of the prior's, 0-1), is_told_of,
            confused_with: the number it is most correlated with afterwards, and correlation.
        directions: direction, eigenvalue, is_flat, path, loading.
        pairs: as `sim.validate.pairs.pairs_of` gives them.
        slopes: aggregate, target, simulated, path, slope (of its logarithm per standard deviation of the prior).
    """

    parameters: pd.DataFrame
    directions: pd.DataFrame
    pairs: pd.DataFrame
    slopes: pd.DataFrame


def n_runs() -> int:
    """Runs of the scenario beside its own."""
    return 2 * len(PATHS)


def identify(
    arms: Sequence[ArmResult],
    scenario: Scenario,
    removal: Removal,
    vary: Vary,
    *,
    workers: int,
    told: Progress,
    folder: Path | None = None,
) -> Identification:
    """Slopes of the aggregates along each number, and what follows from them.

    Args:
        arms: of the scenario as it is.
        scenario: what they were run of.
        removal: of the carrier.
        vary: the same scenario with other values by path, in the model's units.
        workers: processes at once.
        told: told (arms done, arms in all).
        folder: the study's, beside which the aggregates of each run are kept, and found again; None keeps nothing.

    Raises:
        ScenarioError: a number has no range.
        RunError: an arm failed, or its aggregates cannot be kept.
    """
    priors = priors_of(scenario)
    kept = {} if folder is None else store.kept_pieces(folder)
    here = aggregates(arms, removal, scenario)
    n_arms = len(arms)
    in_all = n_runs() * n_arms
    columns = []
    for number, prior in enumerate(priors):
        ends = []
        for side, step in enumerate((-STEP, STEP)):
            before = (2 * number + side) * n_arms  # arms of the runs before this one
            name = f"{prior.path}-{SIDES[side]}"
            if name in kept:
                ends.append(kept[name][LOGARITHM].to_numpy())
                told(before + n_arms, in_all)
                continue
            moved = run_arms(
                vary({prior.path: prior.at(prior.place + step)}),
                seed=scenario.seed,
                replications=scenario.replications,
                workers=workers,
                progress=partial(_told_after, told, before, in_all),
            )
            ends.append(aggregates(moved, removal, scenario))
            if folder is not None:
                store.keep_piece(folder, name, pd.DataFrame({LOGARITHM: ends[-1]}))
        columns.append((ends[1] - ends[0]) / (2.0 * STEP))
    slopes = np.column_stack(columns)
    observed = np.array([on_log_scale(target, target.value) for target in AGGREGATES])
    at_middle = here - slopes @ np.array([prior.place for prior in priors])
    posterior = linear_posterior(slopes, observed - at_middle, np.array([log_sd(target) for target in AGGREGATES]))
    return Identification(
        parameters=_parameters(priors, posterior),
        directions=_directions(priors, posterior),
        pairs=pairs_of([prior.path for prior in priors], posterior),
        slopes=_slopes(priors, slopes, here),
    )


def _told_after(told: Progress, before: int, in_all: int, done: int, _: int) -> None:
    told(before + done, in_all)


def _parameters(priors: Sequence[Prior], posterior: Posterior) -> pd.DataFrame:
    others = posterior.correlation - np.eye(len(priors))
    rows = []
    for number, prior in enumerate(priors):
        mean, sd = float(posterior.mean[number]), float(posterior.sd[number])
        nearest = int(np.abs(others[number]).argmax())
        rows.append(
            {
                "path": prior.path,
                "what": prior.what,
                "value": prior.value,
                "low": prior.low,
                "high": prior.high,
                "posterior": prior.at(mean),
                "ci_low": prior.at(mean - WITHIN_95 * sd),
                "ci_high": prior.at(mean + WITHIN_95 * sd),
                "sd_left": sd,
                "is_told_of": sd < TOLD_APART,
                "confused_with": priors[nearest].path,
                "correlation": float(others[number, nearest]),
            }
        )
    return pd.DataFrame(rows)


def _directions(priors: Sequence[Prior], posterior: Posterior) -> pd.DataFrame:
    rows = [
        (number + 1, float(value), bool(value < 1.0), prior.path, float(posterior.directions[place, number]))
        for number, value in enumerate(posterior.eigenvalues)
        for place, prior in enumerate(priors)
    ]
    return pd.DataFrame(rows, columns=["direction", "eigenvalue", "is_flat", "path", "loading"])


def _slopes(priors: Sequence[Prior], slopes: Array, here: Array) -> pd.DataFrame:
    rows = [
        (
            target.name,
            target.what,
            target.value,
            from_log_scale(target, here[row]),
            prior.path,
            float(slopes[row, column]),
            target.unit,
        )
        for row, target in enumerate(AGGREGATES)
        for column, prior in enumerate(priors)
    ]
    return pd.DataFrame(rows, columns=["aggregate", "what", "target", "simulated", "path", "slope", "unit"])
