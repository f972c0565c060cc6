"""Which policies are tried: first drawn by a sampler that learns, then lever by lever around the best.

The sampler is Optuna's, seeded, and asked in batches, so that what it suggests depends on the seed and on what was
found alone. A search that was cut short is repeated from its begin with what it had found at hand: it suggests the
same policies again, at no cost, and goes on from there. Knows policies and numbers; must not know the model.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.spec.search_space import SearchSpace
from sim.study.search.policies import Policy, Use, canonical, restrained, uses_of

Array = NDArray[np.float64]
Sampler = Literal["tpe", "nsga2"]
BATCH = 8
LEAST_DRAWN = 0.25
"""Share of the trials that the sampler has at least; else, what one round of all levers around the best leaves."""
ASKED_AT_MOST = 20
"""Suggestions for each new policy: the sampler repeats itself once the space is nearly used up."""

Score = Callable[[Sequence[Policy]], Array]
"""From policies to (policies, 2): harm and cost, means over worlds and replications."""


class Trials(NamedTuple):
    """Policies in the order in which they were tried, each once, and (trials, 2) harm and cost."""

    policies: list[Policy]
    scores: Array


class Tried:
    """Policies tried so far; stops when there have been enough."""

    def __init__(self, score: Score, most: int) -> None:
        self.score, self.most = score, most
        self.found: dict[Policy, Array] = {}

    @property
    def left(self) -> int:
        """Trials left."""
        return self.most - len(self.found)

    def try_(self, policies: Sequence[Policy]) -> None:
        """Try those that are new, as many as are left."""
        new = [policy for policy in dict.fromkeys(policies) if policy not in self.found][: self.left]
        if new:
            self.found |= dict(zip(new, self.score(new), strict=True))


def run_trials(space: SearchSpace, score: Score, *, trials: int, seed: int, sampler: Sampler = "tpe") -> Trials:
    """Try policies: using no lever, then what the sampler suggests, then the neighbours of the best.

    Args:
        space: what is searched.
        score: harm and cost of policies.
        trials: policies to try, fewer where the space has not so many.
        seed: of the sampler.
        sampler: Optuna's tree-structured Parzen estimator or NSGA-II, for two objectives.

    Raises:
        RunError: Optuna is not installed.
    """
    tried = Tried(score, min(trials, _size(space)))
    tried.try_([restrained(space)])
    a_round = sum(len(uses_of(lever)) - 1 for lever in space.levers)
    drawn = max(1, tried.most - a_round, round(LEAST_DRAWN * tried.most))
    _draw(space, tried, upto=drawn, seed=seed, sampler=sampler)
    _look_around(space, tried)
    return Trials(list(tried.found), np.array(list(tried.found.values())))


def losses(space: SearchSpace, scores: Array) -> Array:
    """What (…, 2) harm and cost come to, CNY: cost + harm · its price."""
    loss: Array = scores[..., 1] + space.harm_price * scores[..., 0]
    return loss


def _draw(space: SearchSpace, tried: Tried, *, upto: int, seed: int, sampler: Sampler) -> None:
    study = _study(seed, sampler)
    asked = 0
    while len(tried.found) < upto and asked < ASKED_AT_MOST * upto:
        suggestions = [study.ask() for _ in range(BATCH)]
        policies = [_suggested(space, trial) for trial in suggestions]
        new = dict.fromkeys(policy for policy in policies if policy not in tried.found)
        tried.try_(list(new)[: upto - len(tried.found)])
        for trial, policy in zip(suggestions, policies, strict=True):
            known = tried.found.get(policy)
            if known is None:
                study.tell(trial, state=_failed())
            else:
                study.tell(trial, [float(value) for value in known])
        asked += BATCH


def _look_around(space: SearchSpace, tried: Tried) -> None:
    """From the policy of least loss, change one lever at a time to its best use, until none helps or trials end."""
    best = _best(space, tried)
    while tried.left:
        before = best
        for place, lever in enumerate(space.levers):
            tried.try_([canonical(space, (*best[:place], use, *best[place + 1 :])) for use in uses_of(lever)])
            best = _best(space, tried)
            if not tried.left:
                return
        if best == before:
            start = _untouched(space, tried)
            if start is None:
                return
            tried.try_([start])


def _best(space: SearchSpace, tried: Tried) -> Policy:
    return min(tried.found, key=lambda policy: float(losses(space, tried.found[policy])))


def _untouched(space: SearchSpace, tried: Tried) -> Policy | None:
    """A policy not tried that changes two levers of the best, the one that lies nearest in the order of the file."""
    best = _best(space, tried)
    for first, second in ((i, j) for i in range(len(best)) for j in range(i + 1, len(best))):
        for one in uses_of(space.levers[first]):
            for other in uses_of(space.levers[second]):
                changed = list(best)
                changed[first], changed[second] = one, other
                policy = canonical(space, changed)
                if policy not in tried.found:
                    return policy
    return None


def _size(space: SearchSpace) -> int:
    size = 1
    for lever in space.levers:
        size *= len(uses_of(lever))
    return size


def _study(seed: int, sampler: Sampler) -> Any:
    try:
        import optuna  # late: it is an extra, and brings much
    except ImportError as problem:
        raise RunError("a search needs Optuna: pip install 'logistics-outage-sim[search]'") from problem
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    made = (
        optuna.samplers.NSGAIISampler(population_size=2 * BATCH, seed=seed)
        if sampler == "nsga2"
        else optuna.samplers.TPESampler(n_startup_trials=2 * BATCH, multivariate=True, constant_liar=True, seed=seed)
    )
    return optuna.create_study(directions=["minimize", "minimize"], sampler=made)


def _failed() -> Any:
    from optuna.trial import TrialState

    return TrialState.FAIL


def _suggested(space: SearchSpace, trial: Any) -> Policy:
    uses = [
        Use(
            trial.suggest_int(f"{lever.name}.at", 0, len(lever.at) - 1),
            trial.suggest_int(f"{lever.name}.setting", 0, len(lever.settings) - 1),
        )
        for lever in space.levers
    ]
    return canonical(space, uses)
