"""Which numbers without data of their own the published aggregates tell of, and which they cannot tell apart.

Each number is moved half a standard deviation of its prior up and down, with the same luck; the slopes go into a
straight-line posterior (`information`). Its prior is lognormal over the range that the scenario says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sim import units
from sim.engine.tally import COUNT_ROW, ArmResult
from sim.errors import ScenarioError
from sim.spec import Scenario
from sim.study.arms import Progress, run_arms
from sim.validate import targets
from sim.validate.base_rates import WARM_H
from sim.validate.goods import Array
from sim.validate.information import Posterior, linear_posterior
from sim.validate.removal import Removal
from sim.validate.targets import Target

PATHS = ("buyers.silent", "buyers.alarm", "merchants.leave_rate", "merchants.delisted_rate", "demand.elasticity")
"""Numbers that nobody has published: worry without news, alarm, leaving, acting once removed, answer of demand."""
AGGREGATES = (targets.CONTACTS, targets.SURGE, targets.CUT_ORDERS)
SURGE_H = 6
STEP = 0.5
TOLD_APART = 0.5
"""A number counts as told of if its standard deviation falls below this part of its prior's."""
WITHIN_95 = 1.959963984540054

Vary = Callable[[Mapping[str, float]], Scenario]


@dataclass(frozen=True)
class Prior:
    """A number's prior: lognormal, its middle 95 % the range that the scenario says.

    Attributes:
        path: of the number.
        what: its meaning.
        value: as the scenario has it.
        low, high: the range.
    """

    path: str
    what: str
    value: float
    low: float
    high: float

    @property
    def log_sd(self) -> float:
        """Standard deviation of its logarithm."""
        return float(np.log(self.high / self.low) / (2.0 * WITHIN_95))

    @property
    def place(self) -> float:
        """Where the scenario's value lies, in standard deviations from the middle."""
        return float(np.log(self.value / np.sqrt(self.low * self.high)) / self.log_sd)

    def at(self, place: float) -> float:
        """The value so many standard deviations from the middle."""
        return float(np.sqrt(self.low * self.high) * np.exp(place * self.log_sd))


@dataclass(frozen=True)
class Identification:
    """What the aggregates tell.

    Attributes:
        parameters: path, what, value, low, high, posterior, ci_low, ci_high, sd_left (of the prior's, 0-1), is_told_of,
            confused_with: the number it is most correlated with afterwards, and correlation.
        directions: direction, eigenvalue, is_flat, path, loading.
        slopes: aggregate, target, simulated, path, slope (of its logarithm per standard deviation of the prior).
    """

    parameters: pd.DataFrame
    directions: pd.DataFrame
    slopes: pd.DataFrame


def priors_of(scenario: Scenario) -> list[Prior]:
    """Priors of the numbers, from the ranges that stand beside them.

    Raises:
        ScenarioError: a number has no range above zero.
    """
    said = {row.path: row for row in scenario.assumptions()}
    found = []
    for path in PATHS:
        row = said.get(path)
        if row is None or row.range is None:
            raise ScenarioError.of(path, "needs a range, lowest and highest plausible value, to be identified")
        value, low, high = (_parsed(text) for text in (row.value, *row.range))
        if not 0.0 < low < high or value <= 0.0:
            raise ScenarioError.of(
                path, "needs a range above zero to be identified", f"{row.range[0]} to {row.range[1]}"
            )
        found.append(Prior(path, row.meaning.rstrip("."), value, low, high))
    return found


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
) -> Identification:
    """Slopes of the aggregates along each number, and what follows from them.

    Args:
        arms: of the scenario as it is.
        scenario: what they were run of.
        removal: of the carrier.
        vary: the same scenario with other values by path, in the model's units.
        workers: processes at once.
        told: told (arms done, arms in all).

    Raises:
        ScenarioError: a number has no range.
        RunError: an arm failed.
    """
    priors = priors_of(scenario)
    here = aggregates(arms, removal, scenario)
    n_arms = len(arms)
    in_all = n_runs() * n_arms
    columns = []
    for number, prior in enumerate(priors):
        ends = []
        for side, step in enumerate((-STEP, STEP)):
            before = (2 * number + side) * n_arms  # arms of the runs before this one
            moved = run_arms(
                vary({prior.path: prior.at(prior.place + step)}),
                seed=scenario.seed,
                replications=scenario.replications,
                workers=workers,
                progress=partial(_told_after, told, before, in_all),
            )
            ends.append(aggregates(moved, removal, scenario))
        columns.append((ends[1] - ends[0]) / (2.0 * STEP))
    slopes = np.column_stack(columns)
    observed = np.array([_on_log_scale(target, target.value) for target in AGGREGATES])
    at_middle = here - slopes @ np.array([prior.place for prior in priors])
    posterior = linear_posterior(slopes, observed - at_middle, np.array([_log_sd(target) for target in AGGREGATES]))
    return Identification(_parameters(priors, posterior), _directions(priors, posterior), _slopes(priors, slopes, here))


def aggregates(arms: Sequence[ArmResult], removal: Removal, scenario: Scenario) -> Array:
    """(aggregates,) logarithms of what the published aggregates are about, pooled over replications.

    Questions per parcel; contacts about the cut carrier's parcels in the hours from the closure of its feed, with the
    outage over without (half a contact is added to both, so that none is no infinity); orders kept during its removal.
    """
    baseline, outage = ([arm for arm in arms if arm.arm == name] for name in ("baseline", "outage"))
    place = list(scenario.carriers).index(removal.carrier)
    closed = [each.start for each in scenario.outages.values() if each.link == removal.carrier]
    shut_at = int(min(closed, default=float(removal.began_at)))
    everything, cut = slice(None), place
    warm = min(WARM_H, len(baseline[0].hourly) // 2)
    surge, removed = (shut_at, shut_at + SURGE_H), (removal.began_at, removal.ended_at)
    contacts = [_pooled(each, "contacts", *surge, cut) + 0.5 for each in (outage, baseline)]
    orders, lost = (_pooled(outage, name, *removed, cut) for name in ("orders", "orders_lost"))
    asked, created = (_pooled(baseline, name, warm, None, everything) for name in ("contacts", "parcels_created"))
    return np.log([asked / created, contacts[0] / contacts[1], 1.0 - lost / orders])


def _told_after(told: Progress, before: int, in_all: int, done: int, _: int) -> None:
    told(before + done, in_all)


def _pooled(arms: Sequence[ArmResult], name: str, first: int, last: int | None, carriers: slice | int) -> float:
    return float(sum(arm.hourly[first:last, COUNT_ROW[name], carriers].sum() for arm in arms))


def _parsed(text: str) -> float:
    return units.parse_rate(text) if "/" in text else units.parse_number(text)


def _on_log_scale(target: Target, value: float) -> float:
    """A rate or ratio by its logarithm, a relative change by that of what is left."""
    return float(np.log1p(value) if target.unit == "share" else np.log(value))


def _log_sd(target: Target) -> float:
    """The band as the middle 95 % of a normal distribution."""
    low, high = (_on_log_scale(target, end) for end in (target.low, target.high))
    return (high - low) / (2.0 * WITHIN_95)


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
            _back(target, here[row]),
            prior.path,
            float(slopes[row, column]),
            target.unit,
        )
        for row, target in enumerate(AGGREGATES)
        for column, prior in enumerate(priors)
    ]
    return pd.DataFrame(rows, columns=["aggregate", "what", "target", "simulated", "path", "slope", "unit"])


def _back(target: Target, value: float) -> float:
    return float(np.expm1(value) if target.unit == "share" else np.exp(value))
