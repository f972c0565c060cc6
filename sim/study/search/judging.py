"""What policies are worth: harm and cost of each, in every world and replication; nothing is run twice.

Knows how a policy becomes a scenario; must not know which policies are tried, nor why.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.batch import BASELINE, OUTAGE
from sim.spec.search_space import SearchSpace
from sim.study.arms import Progress
from sim.study.search.policies import Policy, Use, cost_cny, scenario_of
from sim.study.totals import Evaluate

Array = NDArray[np.float64]
TOTAL_COST = "total_cost_cny"
COLUMNS = ["policy", "world", "replication", "harm", "cost"]
Verdicts = dict[tuple[Policy, int, int], tuple[float, float]]
"""(harm, cost) by policy, world and replication."""


class Judge(Protocol):
    """Gives harm and cost of policies; a test puts a formula in the place of the model."""

    def __call__(self, jobs: Sequence[tuple[Policy, int, int]], progress: Progress) -> Verdicts:
        """Verdicts of these (policy, world, replication)."""
        ...


class ModelJudge:
    """Runs each policy in each world.

    Args:
        space: what is searched.
        evaluate: runs variants, given replications.
    """

    def __init__(self, space: SearchSpace, evaluate: Evaluate) -> None:
        self.space, self.evaluate = space, evaluate

    def __call__(self, jobs: Sequence[tuple[Policy, int, int]], progress: Progress) -> Verdicts:
        """Verdicts of these (policy, world, replication)."""
        space, found = self.space, Verdicts()
        by_replication: dict[int, list[tuple[Policy, int]]] = {}
        for policy, world, replication in jobs:
            by_replication.setdefault(replication, []).append((policy, world))
        together: dict[tuple[tuple[Policy, int], ...], list[int]] = {}
        for replication, pairs in by_replication.items():
            together.setdefault(tuple(pairs), []).append(replication)
        done = 0
        for these, replications in together.items():
            variants = {
                str(number): scenario_of(space, policy, space.lengths[world])
                for number, (policy, world) in enumerate(these)
            }
            before = done
            totals = self.evaluate(
                variants,
                replications=replications,
                progress=lambda part, _, before=before: progress(before + part, len(jobs)),  # type: ignore[misc]
            )
            done += len(variants) * len(replications)
            found |= self._verdicts(these, totals)
        return found

    def _verdicts(self, pairs: Sequence[tuple[Policy, int]], totals: pd.DataFrame) -> Verdicts:
        excess = totals.assign(excess=totals[OUTAGE] - totals[BASELINE])
        excess.loc[totals[BASELINE].isna() & totals[OUTAGE].isna(), "excess"] = 0.0
        wide = excess.pivot(index=["variant", "replication"], columns="measure", values="excess").reset_index()
        found = Verdicts()
        for row in wide.to_dict("records"):
            policy, world = pairs[int(row["variant"])]
            harm = sum(weight * float(row[measure]) for measure, weight in self.space.harm.items())
            own = cost_cny(self.space, policy, self.space.lengths[world])
            found[policy, world, int(row["replication"])] = (harm, float(row[TOTAL_COST]) + own)
        return found


class Ledger:
    """What was found so far: asks the judge only for what is missing, and hands each batch to whoever keeps it.

    Args:
        judge: asked for what is missing.
        worlds: how many there are.
        keep: given (number of the batch, its frame) once it is finished.
    """

    def __init__(self, judge: Judge, worlds: int, keep: Callable[[int, pd.DataFrame], None]) -> None:
        self.judge, self.worlds, self.keep = judge, worlds, keep
        self.known: Verdicts = {}
        self.batches = 0

    def remember(self, pieces: Mapping[str, pd.DataFrame]) -> None:
        """Take over what an unfinished search had found."""
        for frame in pieces.values():
            for row in frame.to_dict("records"):
                key = (policy_of(row["policy"]), int(row["world"]), int(row["replication"]))
                self.known[key] = (float(row["harm"]), float(row["cost"]))
        self.batches = len(pieces)

    def missing(self, policies: Sequence[Policy], replications: Sequence[int]) -> list[tuple[Policy, int, int]]:
        """What of these policies, in all worlds, is not known."""
        wanted = dict.fromkeys(
            (policy, world, replication)
            for replication in replications
            for policy in policies
            for world in range(self.worlds)
        )
        return [job for job in wanted if job not in self.known]

    def judged(self, policies: Sequence[Policy], replications: Sequence[int], progress: Progress) -> None:
        """See that these policies are known in all worlds."""
        jobs = self.missing(policies, replications)
        if not jobs:
            return
        found = self.judge(jobs, progress)
        self.known |= found
        self.keep(self.batches, frame_of(found, jobs))
        self.batches += 1

    def values(self, policies: Sequence[Policy], replications: Sequence[int]) -> Array:
        """(policies, worlds, replications, 2) harm and cost."""
        return np.array(
            [
                [
                    [self.known[policy, world, replication] for replication in replications]
                    for world in range(self.worlds)
                ]
                for policy in policies
            ]
        ).reshape(len(policies), self.worlds, len(replications), 2)


def frame_of(found: Verdicts, jobs: Sequence[tuple[Policy, int, int]]) -> pd.DataFrame:
    """Verdicts as a table, in the order of the jobs."""
    rows = [(written(policy), world, replication, *found[policy, world, replication])
            for policy, world, replication in jobs]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def written(policy: Policy) -> str:
    """A policy as text, to be read back by `policy_of`.

    >>> written((Use(2, 0), Use(0, 1))), policy_of("2.0-0.1")
    ('2.0-0.1', (Use(at=2, setting=0), Use(at=0, setting=1)))
    """
    return "-".join(f"{use.at}.{use.setting}" for use in policy)


def policy_of(text: str) -> Policy:
    """The policy that `written` wrote."""
    return tuple(Use(*map(int, part.split("."))) for part in text.split("-"))
