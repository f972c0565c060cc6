"""What to do about it: the best responses by cost against harm, in worlds nobody knows beforehand.

Knows the order of the steps; must not know how an arm is simulated nor how figures are drawn.
"""

from sim.study.search.findings import Findings
from sim.study.search.search import search, search_folder

__all__ = ["Findings", "search", "search_folder"]
