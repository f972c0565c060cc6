"""Several scenarios of one world with the same luck: differences with intervals, ranks, who is probably best."""

from sim.study.compare.comparison import Comparison, compare, comparison_id
from sim.study.compare.of_stored import comparison_of_runs
from sim.study.compare.one_world import check_one_world

__all__ = ["Comparison", "check_one_world", "compare", "comparison_id", "comparison_of_runs"]
