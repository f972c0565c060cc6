"""Ranking and selection: the best of a few candidates, with a stated chance of being right, from few runs.

The procedure KN of Kim & Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM
TOMACS 11 (2001). Candidates share their luck, so that it is the variance of their differences that counts. Knows
losses; must not know policies.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

Array = NDArray[np.float64]
Observe = Callable[[Sequence[int], int], Array]
"""From places of candidates and a replication to their losses in it, (candidates,)."""


@dataclass(frozen=True)
class Selection:
    """What the procedure chose.

    Attributes:
        chosen: place of the candidate.
        is_decided: all others were eliminated; else the replications ran out, and the least mean was chosen.
        losses: of each candidate, one element a replication it was run in.
        eliminated_after: replications after which each candidate was out; 0 = never.
        chance_better: of each candidate, that it is better than the chosen one after all; 0 for the chosen one.
    """

    chosen: int
    is_decided: bool
    losses: tuple[tuple[float, ...], ...]
    eliminated_after: tuple[int, ...]
    chance_better: tuple[float, ...]

    @property
    def probability_correct(self) -> float:
        """At least this likely that no other candidate is better, by Bonferroni's inequality."""
        return max(0.0, 1.0 - sum(self.chance_better))


def select(
    candidates: int, observe: Observe, *, indifference: float, first: int, most: int, confidence: float = 0.95
) -> Selection:
    """Run candidates until one is left, or replications run out.

    Where the best is better than every other by at least `indifference`, and losses are normal, it is chosen with a
    probability of at least `confidence`, if there are replications enough.

    Args:
        candidates: how many, at least 1.
        observe: runs some of them in one replication.
        indifference: difference that does not matter, CNY, > 0.
        first: replications before anything is eliminated, at least 2.
        most: replications at most.
        confidence: wanted probability of a correct choice.
    """
    everyone = list(range(candidates))
    columns = [observe(everyone, replication) for replication in range(first)]
    found: list[list[float]] = [[float(column[place]) for column in columns] for place in everyone]
    out = [0] * candidates
    alive = everyone
    if candidates > 1:
        reach = _reach(confidence, candidates, first)
        spread = _variances_of_differences(np.array(found))
        runs = first
        while True:
            alive = _kept(alive, found, spread, reach, indifference, runs)
            out = [runs if not out[place] and place not in alive else out[place] for place in everyone]
            if len(alive) == 1 or runs >= most:
                break
            for place, loss in zip(alive, observe(alive, runs), strict=True):
                found[place].append(float(loss))
            runs += 1
    chosen = min(alive, key=lambda place: float(np.mean(found[place])))
    chances = [0.0 if place == chosen else _chance_better(found[place], found[chosen]) for place in everyone]
    return Selection(chosen, len(alive) == 1, tuple(map(tuple, found)), tuple(out), tuple(chances))


def _reach(confidence: float, candidates: int, first: int) -> float:
    """The procedure's h² with c = 1."""
    eta = 0.5 * ((2.0 * (1.0 - confidence) / (candidates - 1)) ** (-2.0 / (first - 1)) - 1.0)
    return float(2.0 * eta * (first - 1))


def _variances_of_differences(losses: Array) -> Array:
    return np.asarray((losses[:, None, :] - losses[None, :, :]).var(axis=-1, ddof=1))


def _kept(
    alive: Sequence[int], found: Sequence[Sequence[float]], spread: Array, reach: float, indifference: float, runs: int
) -> list[int]:
    """Candidates whose mean no other's undercuts by more than their luck can explain."""
    means = {place: float(np.mean(found[place])) for place in alive}

    def margin(one: int, other: int) -> float:
        least = reach * float(spread[one, other]) / indifference**2 - runs
        return max(0.0, indifference / (2.0 * runs) * least)

    return [one for one in alive if all(means[one] <= means[other] + margin(one, other) for other in alive)]


def _chance_better(losses: Sequence[float], chosen: Sequence[float]) -> float:
    """Chance that a candidate's mean loss is below the chosen one's: t of the differences in common replications."""
    runs = min(len(losses), len(chosen))
    differences = np.asarray(losses[:runs]) - np.asarray(chosen[:runs])
    if runs < 2:
        return 0.5
    error = float(differences.std(ddof=1)) / math.sqrt(runs)
    mean = float(differences.mean())
    if error == 0.0:
        return 0.0 if mean > 0 else 0.5 if mean == 0 else 1.0
    return float(stdtr(runs - 1, -mean / error))
