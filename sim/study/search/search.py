"""From a space to a search's findings: trials, front, regret, selection.

Knows the order of the steps; must not know how an arm is simulated.
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sim import spec, store
from sim.spec.search_space import SearchSpace
from sim.study.arms import Progress, say_nothing
from sim.study.coarse import coarse_desks
from sim.study.processes import usable_workers
from sim.study.search.findings import KIND, Findings
from sim.study.search.front import on_front, regrets
from sim.study.search.judging import Judge, Ledger, ModelJudge
from sim.study.search.policies import Policy, name_of, restrained
from sim.study.search.selection import Selection, select
from sim.study.search.tables import front_frame, selection_frame, values_frame, worlds_frame
from sim.study.search.trials import Sampler, Trials, losses, run_trials
from sim.study.totals import totals_of_family

TRIALS = 64
REPLICATIONS = 2
CANDIDATES = 5
FIRST, MOST = 4, 16
"""Fresh replications of each candidate: before any is eliminated, and at most."""
INDIFFERENCE = 0.1
"""Differences below this share of the best policy's gain over using no lever do not matter."""


def search_id(space: SearchSpace, *, trials: int, replications: int, sampler: str) -> str:
    """Name of the search that this space makes."""
    scenario = space.scenario
    levers = [
        [lever.name, lever.at, lever.stays, lever.cost.model_dump(),
         [[setting.label, setting.response.model_dump(mode="json")] for setting in lever.settings]]
        for lever in space.levers
    ]  # fmt: skip
    asked = [space.outage, space.lengths, levers, space.harm, space.harm_price, trials, replications, sampler]
    return store.study_id(KIND, [spec.scenario_hash(scenario), scenario.seed, scenario.sample, *asked])


def search_folder(out: Path, space: SearchSpace, **asked: int | str) -> Path:
    """Where the search lies, or would."""
    return store.study_folder(out, space.scenario.name, KIND, search_id(space, **asked))  # type: ignore[arg-type]


def search(
    space: SearchSpace,
    *,
    trials: int = TRIALS,
    replications: int = REPLICATIONS,
    sampler: Sampler = "tpe",
    workers: int | None = None,
    progress: Progress = say_nothing,
    folder: Path | None = None,
    judge: Judge | None = None,
) -> Findings:
    """Look for the best responses, and say how sure it is that they are.

    Every batch of trials is kept beside `folder` as it is finished; a search cut short goes on from there, suggests the
    same policies and finds the same.

    Args:
        space: what may be done, in which worlds.
        trials: policies to try.
        replications: of each trial in each world.
        sampler: what suggests policies.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        progress: told (pairs of arms done, pairs in all as far as known).
        folder: the search's folder; None keeps nothing.
        judge: gives harm and cost; the model where not said.

    Raises:
        RunError: an arm failed, or Optuna is not installed.
    """
    began = time.monotonic()
    seed = space.scenario.seed
    evaluate = partial(totals_of_family, seed=seed, workers=workers or usable_workers())
    ledger = Ledger(judge or ModelJudge(space, evaluate), len(space.lengths), partial(_keep, folder))
    ledger.remember(store.kept_pieces(folder) if folder is not None else {})
    total = trials * replications * len(space.lengths)
    told = _Telling(progress, total)
    runs = range(replications)

    def score(policies: Sequence[Policy]) -> np.ndarray:
        told.known(len(policies) * len(runs) * len(space.lengths) - len(ledger.missing(policies, runs)))
        ledger.judged(policies, runs, told)
        told.settle()
        return np.asarray(ledger.values(policies, runs).mean(axis=(1, 2)))

    tried = run_trials(space, score, trials=trials, seed=seed, sampler=sampler)
    values = ledger.values(tried.policies, runs)
    candidates = _candidates(space, tried)
    chosen = _select(space, ledger, tried, candidates, first_run=replications, told=told)
    return _findings(space, tried, values, candidates, chosen, sampler=sampler, began=began)


class _Telling:
    """Progress over several batches, whose number is not known beforehand."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.before, self.now = progress, total, 0, 0

    def __call__(self, done: int, _: int) -> None:
        self.now = done
        self.progress(self.before + done, max(self.total, self.before + done))

    def known(self, pairs: int) -> None:
        """Pairs that need no run."""
        self.before += max(0, pairs)

    def settle(self) -> None:
        """A batch is finished."""
        self.before, self.now = self.before + self.now, 0


def _keep(folder: Path | None, number: int, frame: pd.DataFrame) -> None:
    if folder is not None:
        store.keep_piece(folder, f"batch-{number:05d}", frame)


def _candidates(space: SearchSpace, tried: Trials) -> list[int]:
    """Places of the front's policies of least loss; a short front is filled up with those of least loss behind it.

    Luck alone can put a good policy behind another.
    """
    is_behind = ~on_front(tried.scores)
    order = np.lexsort((losses(space, tried.scores), is_behind))
    return [int(place) for place in order[:CANDIDATES]]


def _select(
    space: SearchSpace, ledger: Ledger, tried: Trials, candidates: Sequence[int], *, first_run: int, told: _Telling
) -> Selection:
    """Run the candidates on with luck that the trials have not seen, so that a lucky trial is no argument."""
    policies = [tried.policies[place] for place in candidates]
    loss = losses(space, tried.scores)
    gain = float(loss[tried.policies.index(restrained(space))] - loss[candidates].min())
    indifference = INDIFFERENCE * (gain if gain > 0 else max(1.0, abs(float(loss[candidates].min()))))
    told.total += FIRST * len(policies) * len(space.lengths)

    def observe(places: Sequence[int], replication: int) -> np.ndarray:
        chosen = [policies[place] for place in places]
        runs = [first_run + replication]
        block = first_run + replication - replication % FIRST
        ahead = range(block, block + FIRST)  # several at once: starting the workers costs as much as a run
        ledger.judged(chosen, ahead, told)
        told.settle()
        return np.asarray(losses(space, ledger.values(chosen, runs)).mean(axis=(1, 2)))

    return select(len(policies), observe, indifference=indifference, first=FIRST, most=MOST)


def _findings(
    space: SearchSpace,
    tried: Trials,
    values: np.ndarray,
    candidates: Sequence[int],
    chosen: Selection,
    *,
    sampler: str,
    began: float,
) -> Findings:
    loss = losses(space, values).mean(axis=2)
    worst = regrets(loss).max(axis=1)
    recommended = candidates[chosen.chosen]
    safest = int(np.argmin(worst))
    policies: Mapping[str, Policy] = {
        "recommended": tried.policies[recommended],
        "safest": tried.policies[safest],
    }
    return Findings(
        space=space,
        sampler=sampler,
        replications=values.shape[2],
        trials=front_frame(space, tried, values, worst),
        worlds=worlds_frame(space, tried, loss, regrets(loss)),
        selection=selection_frame(space, tried, candidates, chosen),
        values=values_frame(space, values),
        policies=policies,
        chosen={
            "recommended": name_of(space, policies["recommended"]),
            "safest": name_of(space, policies["safest"]),
            "is_decided": chosen.is_decided,
            "probability_correct": chosen.probability_correct,
        },
        warnings=list(coarse_desks(space.scenario)),
        wall_s=time.monotonic() - began,
    )
