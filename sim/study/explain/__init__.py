"""The two-world story of single parcels of a run that was kept: where both lives part, and why.

Knows the event log and the acts of a replication; must not know how a story is drawn or printed.
"""

from sim.study.explain.cases import TITLES, Case
from sim.study.explain.difference import Difference
from sim.study.explain.explanation import Explanation, TypicalCases, explain, typical_cases
from sim.study.explain.keeping import keep_stories, kept_stories
from sim.study.explain.kept_run import KeptRun, find_kept_run

__all__ = [
    "TITLES",
    "Case",
    "Difference",
    "Explanation",
    "KeptRun",
    "TypicalCases",
    "explain",
    "find_kept_run",
    "keep_stories",
    "kept_stories",
    "typical_cases",
]
